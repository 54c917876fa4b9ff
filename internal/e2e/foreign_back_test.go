package e2e

import "testing"

// While stepped back, too, a path of azenv's own in AZURE_CONFIG_DIR is not foreign:
// direnv restores the file that sealed when it loaded.
func TestForeign_azenvsOwnPathWhileSteppedBack(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, []scenario{
			{name: "by hand", steps: []step{
				{"azenv use Dev", "Dev process", ""},
				{"{set AZURE_CONFIG_DIR /theirs}", "back AZURE_CONFIG_DIR=/theirs", saysBack},
				{"{set AZURE_CONFIG_DIR " + w.path(".local/state/azenv") + sealFile + "}", "sealed process", "azenv: sealed: "},
				{"azenv use --unset", "none", ""},
			}},
		})
	})
}
