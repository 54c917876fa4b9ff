package e2e

import "testing"

// az takes an empty AZURE_CONFIG_DIR for an unset one, and so does the prompt. What
// runs azenv anyway must see no change there either.
func TestForeign_emptyConfigDirIsNoChange(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, []scenario{
			{name: "emptied", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"{empty AZURE_CONFIG_DIR}", "Dev process AZURE_CONFIG_DIR=", ""},
				{"azenv show -o name >/dev/null || {set AZURE_TENANT show-differs}", "", ""},
				{"command azenv set other --subscription " + subTwin + " 2>/dev/null", "", ""},
				{"{unset AZURE_CONFIG_DIR}; azenv use --unset", "none", ""},
			}},
			{name: "an empty one unset", steps: []step{
				{"{empty AZURE_CONFIG_DIR}; azenv use Dev", "Dev process AZURE_CONFIG_DIR=", ""},
				{"{unset AZURE_CONFIG_DIR}", "Dev process", ""},
				{"azenv show -o name >/dev/null || {set AZURE_TENANT show-differs}", "", ""},
				{"azenv use --unset", "none", ""},
			}},
		})
	})
}
