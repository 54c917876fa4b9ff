package e2e

import "testing"

// az takes an empty AZURE_CONFIG_DIR for an unset one, and so does the prompt: in place
// of a context's own folder both are the user's, and both come back.
func TestForeign_emptyConfigDir(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, []scenario{
			{name: "emptied", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"{empty AZURE_CONFIG_DIR}", "back AZURE_CONFIG_DIR=", saysBack},
				{"command azenv set other --subscription " + subTwin + " 2>/dev/null", "", ""},
				{"azenv use Dev", "Dev process", ""},
				{"azenv use --unset", "none AZURE_CONFIG_DIR=", ""},
				{"{unset AZURE_CONFIG_DIR}", "none", ""},
			}},
			{name: "an empty one unset", steps: []step{
				{"{empty AZURE_CONFIG_DIR}; azenv use Dev", "Dev process", ""},
				{"azenv show -o name >/dev/null || {set AZURE_TENANT show-differs}", "", ""},
				{"azenv use --unset", "none AZURE_CONFIG_DIR=", ""},
				{"{unset AZURE_CONFIG_DIR}", "none", ""},
			}},
		})
	})
}
