//go:build linux

package azreal

import "testing"

// TestShell_az shows that what a shell starts is the az and the cloud of the world.
func TestShell_az(t *testing.T) {
	w := newWorld(t, sample())
	w.login(user)
	eachShell(t, func(t *testing.T, sh string) {
		w.t = t
		s := w.shell(sh)
		if got := s.output("az account show --query name -o tsv"); got != "Dev" {
			t.Errorf("az says %q", got)
		}
		if dir, ok := s.environment()["AZURE_CONFIG_DIR"]; ok {
			t.Errorf("AZURE_CONFIG_DIR = %q before any context", dir)
		}
		s.ok("azenv list")
		s.fails("azenv use no-such-context")
	})
}
