package e2e

import "testing"

// A value for one command only, that command being azenv, is not the shell's: leaving
// does not give it to the shell.
func TestForeign_forAzenvUseOnly(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, []scenario{
			{name: "an ID", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"ARM_SUBSCRIPTION_ID=theirs azenv use two", anything, ""},
				{"azenv use two", "two process", ""},
				{"azenv use --unset", "none", ""},
			}},
			{name: "AZURE_CONFIG_DIR", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"AZURE_CONFIG_DIR=/theirs azenv use two", anything, ""},
				{"azenv use two", anything, ""},
				{"azenv use --unset", "none", ""},
			}},
		})
	})
}
