package e2e

import "testing"

// A path of azenv's own in AZURE_CONFIG_DIR is never a foreign one: it seals.
func ownScenarios(w *world) []scenario {
	sealAt, other := w.path(".local/state"+"/azenv"+sealFile), w.path(".local/state/azenv/az/other")
	const cut = "azenv: sealed: a change of this shell's context was cut short"
	return []scenario{
		{name: "in force", steps: []step{
			{"azenv use Dev", "Dev process", ""},
			{"{set AZURE_CONFIG_DIR " + other + "}", "sealed process", saysOwn},
			{"azenv use Prod", "Prod process", ""},
			{"{set AZURE_CONFIG_DIR " + sealAt + "}", "sealed process", cut},
			{"{set AZURE_CONFIG_DIR " + other + "}", "", ""},
			{"azenv use --unset", "none", ""},
			{"cd ~/pin", "Dev directory", ""},
			{"{set AZURE_CONFIG_DIR " + other + "}", "sealed directory", saysOwn},
			{"cd ~", "none", ""},
		}},
		{name: "with nothing in force", steps: []step{
			{"{set AZURE_CONFIG_DIR " + other + "}", "sealed process", saysOwn},
			{"azenv use --unset", "none", ""},
			{"{set AZURE_CONFIG_DIR " + sealAt + "}", "sealed process", cut},
			{"azenv use Dev", "Dev process", ""},
			{"azenv use --none", "plain", ""},
			{"{set AZURE_CONFIG_DIR " + sealAt + "}", "sealed process", cut},
			{"azenv use --unset", "none", ""},
			{"{set AZURE_CONFIG_DIR " + other + "}; azenv use Dev", "Dev process", ""},
			{"azenv use --unset", "none", ""},
		}},
	}
}

func TestForeign_azenvsOwnPath(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, ownScenarios(w))
	})
}

// A universal variable speaks where azenv has no global one before it, and is never
// made one.
func TestForeign_universalInFish(t *testing.T) {
	need(t, "fish")
	w := foreignWorld(t)
	play(t, w, "fish", func() *session { return w.start("fish", "", "") }, false, []scenario{
		{name: "AZURE_CONFIG_DIR", steps: []step{
			{"azenv use Dev", "Dev process", ""},
			{"{universal AZURE_CONFIG_DIR /theirs}", "", ""}, // of all shells: this one has its own
			{"set -eg AZURE_CONFIG_DIR", "back AZURE_CONFIG_DIR=/theirs", saysBack},
			{"azenv use Dev", "Dev process", ""},
			{"{universal AZURE_CONFIG_DIR /others}", "", ""},
			{"azenv use Prod", "Prod process", ""},
			{"{set AZENV_CONTEXT nosuch}", "sealed process", "azenv: sealed"},
			{"{universal AZURE_CONFIG_DIR /theirs}", "", ""},
			// What this shell had when it came is back; the universal one was for the others.
			{"set -U AZURE_CONFIG_DIR /others; azenv use --unset", "none AZURE_CONFIG_DIR=/theirs", ""},
			{"set -eg AZURE_CONFIG_DIR", "none AZURE_CONFIG_DIR=/others", ""},
			{"set -qg AZURE_CONFIG_DIR; and set -gx AZURE_TENANT_ID made-global", "", ""},
			{"set -eU AZURE_CONFIG_DIR", "none", ""},
		}},
		{name: "an ID", steps: []step{
			{"{universal ARM_TENANT_ID theirs}", "none ARM_TENANT_ID=theirs", ""},
			{"azenv use Dev", "Dev process", ""},
			{"{universal ARM_TENANT_ID others}", "", ""},
			{"set -eg ARM_TENANT_ID", "sealed process ARM_TENANT_ID=", saysARM},
			{"azenv use --unset", "none ARM_TENANT_ID=others", ""},
			{"set -qg ARM_TENANT_ID; and set -gx AZURE_TENANT_ID made-global", "", ""},
			{"set -eU ARM_TENANT_ID", "none", ""},
		}},
	})
}
