package e2e

import "testing"

// direnv's unload restores what it found at load. Where that is the ID of a context
// that was left since, it is not taken for the user's own.
func TestForeign_direnvLeavesNoIDOfAContextThatWasLeft(t *testing.T) {
	eachOrder(t, func(t *testing.T, w *world, sh, order string, open func() *session) {
		late := !firstAtPrompts(sh, order)
		list := []scenario{
			{name: "another used since", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"cd ~/sub", "sealed process", saysSub},
				{"azenv use Prod", "Prod process", ""},
				{"cd ~", "sealed process", saysSub},
				{"azenv use Prod", "Prod process", ""},
				{"azenv use --unset", "none", ""}, // Dev's ID is no earlier value of the user's
			}},
		}
		play(t, w, sh, open, late, list)
	})
}
