package e2e

import "testing"

// direnv's unload restores what it found at load. Where that is the ID of a context
// that was left since, it must not stand in a shell without one.
func TestForeign_direnvLeavesNoIDOfAContextThatWasLeft(t *testing.T) {
	eachOrder(t, func(t *testing.T, w *world, sh, order string, open func() *session) {
		late := !firstAtPrompts(sh, order)
		list := []scenario{
			{name: "left inside", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"cd ~/sub", "sealed process", saysSub},
				{"azenv use --unset", "none ARM_SUBSCRIPTION_ID=theirs", ""},
				{"cd ~", "none", ""},
			}},
			{name: "another used since", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"cd ~/sub", "sealed process", saysSub},
				{"azenv use Prod", "Prod process", ""},
				{"cd ~", "sealed process", saysSub},
				{"azenv use Prod", "Prod process", ""},
				{"azenv use --unset", "none", ""}, // Dev's ID is no earlier value of the user's
			}},
			{name: "below a pinned directory", steps: []step{
				{"cd ~/pin", "Dev directory", ""},
				{"cd deep", "sealed directory", saysSub},
				{"cd ~", "none", ""},
			}},
		}
		if !firstOnCd(sh, order) && sh != "bash" {
			list = append(list, scenario{name: "in a pinned directory", steps: []step{
				{"cd ~/pinsub", "sealed directory", saysSub},
				{"cd ~", "none", ""},
			}})
		}
		play(t, w, sh, open, late, list)
	})
}
