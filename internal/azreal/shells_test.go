//go:build linux

package azreal

import "testing"

// TestShell_az shows that what a shell starts is the az and the cloud of the world, and
// that azenv knows what az wrote there.
func TestShell_az(t *testing.T) {
	w := newWorld(t, sample())
	w.login(user)
	w.azenv("import", "--no-use")
	eachShell(t, func(t *testing.T, sh string) {
		w.t = t
		s := w.shell(sh)
		if got := s.output("az account show --query name -o tsv"); got != "Dev" {
			t.Errorf("az says %q", got)
		}
		s.fails("azenv use no-such-context")
		s.ok("azenv use Two")
		if env := s.environment(); env["AZURE_SUBSCRIPTION_ID"] != subTwo || env["AZURE_TENANT_ID"] != tenantB {
			t.Errorf("in Two: %q, %q", env["AZURE_SUBSCRIPTION_ID"], env["AZURE_TENANT_ID"])
		}
	})
}
