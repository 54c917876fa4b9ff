package e2e

import (
	"os"
	"strings"
	"testing"
)

// direnv's hook beside azenv's, in both orders: each keeps the other's variables,
// and an AZURE_CONFIG_DIR of a folder makes azenv step back there.
func TestDirenv_besideAzenv(t *testing.T) {
	need(t, "direnv")
	direnv := map[string]string{
		"bash": `eval "$(direnv hook bash)"`, "zsh": `eval "$(direnv hook zsh)"`, "fish": "direnv hook fish | source",
	}
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "direnv has a hook for it from 2.33 on, which runs at cd alone")
		for _, order := range []string{"before", "after"} {
			t.Run(order, func(t *testing.T) {
				w := imported(t)
				w.t = t
				w.env = []string{"DIRENV_LOG_FORMAT="}
				for dir, code := range map[string]string{
					"plain": "export PROJECT=one\n", "folder": "export AZURE_CONFIG_DIR=/elsewhere\n",
				} {
					if err := os.Mkdir(w.path(dir), 0o700); err != nil {
						t.Fatal(err)
					}
					w.write(dir+"/.envrc", code)
					if _, errOut, code := w.command("direnv", "allow", w.path(dir)); code != 0 {
						t.Fatal(errOut)
					}
				}
				before, after := direnv[sh], ""
				if order == "after" {
					before, after = after, before
				}
				s := w.start(sh, before, after)
				s.ok("azenv use Dev")
				s.ok("cd plain")
				env := s.environment()
				wantVars(t, env, "Dev", subDev, tenantA)
				if env["PROJECT"] != "one" {
					t.Errorf("direnv's variable: %q", env["PROJECT"])
				}
				s.ok("azenv use Prod")
				s.ok("cd ..")
				env = s.environment()
				wantVars(t, env, "Prod", subProd, tenantA)
				if _, ok := env["PROJECT"]; ok {
					t.Error("direnv did not unload")
				}

				// Loaded after use: azenv steps back, and the folder's value stands.
				s.ok("cd folder")
				s.ok(":")
				env = azure(s.environment())
				if env["AZURE_CONFIG_DIR"] != "/elsewhere" || env["AZENV_ACTIVE"] != "" || env["ARM_TENANT_ID"] != "" {
					t.Errorf("did not step back: %q", env)
				}
				// Loaded before use: it is the base, and comes back.
				s.ok("azenv use Dev")
				wantVars(t, s.environment(), "Dev", subDev, tenantA)
				s.ok("azenv use --unset")
				if env := azure(s.environment()); len(env) != 1 || env["AZURE_CONFIG_DIR"] != "/elsewhere" {
					t.Errorf("after leaving: %q", env)
				}
				// What direnv found when it loaded it was Prod's own folder, which is not
				// this shell's any more.
				s.ok("cd ..")
				s.ok(":")
				wantSealed(t, s.environment(), "process")
				s.ok("azenv use --unset")
				wantNothing(t, s.environment())
				if shown := s.screen(); strings.Contains(shown, "rror") {
					t.Errorf("an error:\n%s", shown)
				}
			})
		}
	})
}
