package e2e

import (
	"strings"
	"testing"
)

// A shell that starts in a directory that is gone follows from the first cd on.
func TestDir_shellThatStartsWhereNothingIs(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		s := w.start(sh, "", "")
		w.mkdir("gone")
		s.ok("cd gone; rmdir ../gone; " + strings.Join(argv(sh), " "))
		wantNothing(t, s.environment())
		s.cd("dev")
		wantAt(t, s.environment(), "dev")
		s.cd("plain")
		wantAt(t, s.environment(), "plain")
	})
}
