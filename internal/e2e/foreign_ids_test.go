package e2e

import "testing"

// An ID set while sealed is cleared at the next prompt, whoever set it; leaving gives
// it to the user.
func TestForeign_noIDStaysWhileSealed(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		var list []scenario
		for _, id := range foreignIDs {
			list = append(list, scenario{name: id, steps: []step{
				{"{set AZENV_CONTEXT nosuch}", "sealed process", "azenv: sealed"},
				{"{set " + id + " theirs}", "", ""},
				{"{set " + id + " " + foreignTable["two"][id] + "}", "", ""},
				{"{set " + id + " theirs}", "", ""},
				{"azenv use --unset; cd ~/closed", "sealed directory", ""},
				{"{set " + id + " others}", "", ""},
				{"cd ~", "none " + id + "=others", ""},
				{"{unset " + id + "}", "none", ""},
			}})
		}
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, list)
	})
}

// direnv restores, in a sealed shell, the ID of the context that was in force when it
// loaded.
func TestForeign_direnvLeavesNoIDWhileSealed(t *testing.T) {
	eachOrder(t, func(t *testing.T, w *world, sh, order string, open func() *session) {
		late := !firstAtPrompts(sh, order) && sh != "zsh"
		play(t, w, sh, open, late, []scenario{{name: "left while sealed", steps: []step{
			{"azenv use Dev", "Dev process", ""},
			{"cd ~/sub", "sealed process", saysSub},
			{"cd ~", "", ""},
			{"{unset ARM_SUBSCRIPTION_ID}; azenv use --unset", "none", ""},
		}}})
	})
}
