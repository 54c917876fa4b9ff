package e2e

import "testing"

// What direnv loads is seen at the very prompt at which it is loaded, wherever its line
// is in the rc file. See TestForeign_direnv, which gives some orders a prompt more.
func TestForeign_direnvAtTheVeryPrompt(t *testing.T) {
	eachOrder(t, func(t *testing.T, w *world, sh, order string, open func() *session) {
		play(t, w, sh, open, false, []scenario{
			{name: "an ID", steps: []step{
				{"azenv use Prod", "Prod process", ""},
				{"cd ~/same", "sealed process", saysSub},
				{"azenv use Prod", "Prod process", ""},
				{"cd ~", "", ""},
				{"{unset ARM_SUBSCRIPTION_ID}; azenv use --unset", "none", ""},
			}},
			{name: "a folder", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"cd ~/config", "back AZURE_CONFIG_DIR=/theirs", saysBack},
				{"cd ~", "sealed process", saysOwn},
				{"azenv use --unset", "none", ""},
			}},
			{name: "a name", steps: []step{
				{"cd ~/name", "Dev process", ""},
				{"cd ~", "none", ""},
			}},
			{name: "allowed without a cd", steps: []step{
				{"cd ~/config; direnv deny", "none", ""},
				{"azenv use Dev", "Dev process", ""},
				{"direnv allow", "back AZURE_CONFIG_DIR=/theirs", saysBack},
				{"azenv use --unset", "none AZURE_CONFIG_DIR=/theirs", ""},
				{"cd ~", "sealed process", saysOwn},
				{"azenv use --unset", "none", ""},
			}},
		})
	})
}
