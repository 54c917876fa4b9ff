package e2e

import "testing"

// direnv restores every variable that azenv export changed in an .envrc, AZENV_STATE
// too. A state that this shell has left since is not its own: what the context set
// that was used meanwhile would stand beside it.
func TestForeign_direnvBringsBackNoState(t *testing.T) {
	eachOrder(t, func(t *testing.T, w *world, sh, order string, open func() *session) {
		play(t, w, sh, open, !firstAtPrompts(sh, order) && sh != "zsh", []scenario{
			{name: "another used since", steps: []step{
				{"azenv use Prod", "Prod process", ""},
				{"cd ~/use", "sealed process", saysState},
				{"azenv use three", "three process", ""},
				{"cd ~", "sealed process", saysState},
				{"azenv use --unset", "none", ""},
			}},
		})
	})
}
