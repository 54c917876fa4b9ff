package e2e

import "testing"

// deny counts for the shells that stand there, too, where a tree is allowed.
func TestDir_deniedInATreeThatIsAllowed(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("allow", "--under", w.home)
		w.file("here", "Dev\n")
		s := w.start(sh, "", "")
		s.cd("here")
		wantDir(t, s.environment(), "Dev", subDev, tenantA)
		s.settle()
		w.azenv("deny", w.path("here"))
		s.stands(nil, "azenv deny", "denied")
	})
}
