package e2e

import "testing"

// An ID that is no longer exported is changed for all that is started here. What was
// azenv's own value is not taken for the user's either.
func TestForeign_unexported(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, []scenario{
			{name: "an ID", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"{private ARM_SUBSCRIPTION_ID}", "sealed process", saysSub},
				{"azenv use --unset", "none", ""},
			}},
			{name: "an ID, before use", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"{private ARM_SUBSCRIPTION_ID}; azenv use two", "two process", ""},
				{"azenv use --unset", "none", ""},
				// What is left un-exported would be exported by this.
				{"test -n \"$ARM_SUBSCRIPTION_ID\" && {set AZURE_TENANT_ID left-behind}", "none", ""},
			}},
		})
	})
}

// A variable of the shell's own, un-exported, is not exported by stepping back.
func TestForeign_stepsBackFromAShellVariable(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, []scenario{
			{name: "AZURE_CONFIG_DIR", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"{local AZURE_CONFIG_DIR /theirs}", "back", saysBack},
				{"{unset AZURE_CONFIG_DIR}; azenv use --unset", "none", ""},
			}},
		})
	})
}
