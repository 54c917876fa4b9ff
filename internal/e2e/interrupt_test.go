package e2e

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Ctrl-C while azenv is at work, typed or at a prompt, leaves the shell as it was
// or sealed, never between two contexts, and the next prompt goes on.
func TestInterrupt(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "it is on pipes here, from which no Ctrl-C comes")
		w := imported(t)
		w.env = []string{"AZURE_DEFAULTS_GROUP=earlier"}
		slow, started := w.path("slow"), w.path("started")
		bin := w.write("azenv", fmt.Sprintf("#!/bin/sh\nif [ -e %s ]; then : >%s; exec sleep 30; fi\nexec %s \"$@\"\n", slow, started, filepath.Join(binDir, "azenv")))
		os.Chmod(bin, 0o700)
		assign := map[string]string{"fish": "set -g __azenv_bin " + bin + "; set -g __azenv_asked " + bin}[sh]
		s := w.start(sh, "", cmp.Or(assign, "__azenv_bin="+bin+" __azenv_asked="+bin))
		s.ok("azenv use Dev")
		interrupt := func(what string, begin func()) {
			os.Remove(started)
			w.write("slow", "")
			begin()
			for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
				if _, err := os.Stat(started); err == nil {
					break
				}
				if time.Now().After(end) {
					t.Fatalf("%s: azenv never started", what)
				}
			}
			os.Remove(slow)
			s.send("\x03")
			s.sync()
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
		}
		interrupt("typed", func() { s.send("azenv use Prod\n") })
		interrupt("at a prompt", func() {
			w.azenv("set", "other", "--subscription", subTwo)
			s.send(":\n")
		})
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok("azenv use --unset")
		if env := azure(s.environment()); len(env) != 1 || env["AZURE_DEFAULTS_GROUP"] != "earlier" {
			t.Errorf("not given back: %q", env)
		}
	})
}
