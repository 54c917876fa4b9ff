package e2e

import (
	"os"
	"slices"
	"testing"
	"time"
)

// direnvHook loads direnv's hook as its manual says.
var direnvHook = map[string]string{
	"bash": `eval "$(direnv hook bash)"`, "zsh": `eval "$(direnv hook zsh)"`, "fish": "direnv hook fish | source",
}

// envrcs are the directories with an .envrc of their own.
var envrcs = map[string]string{
	"config":    "export AZURE_CONFIG_DIR=/theirs\n",
	"sub":       "export ARM_SUBSCRIPTION_ID=theirs\n",
	"same":      "export ARM_SUBSCRIPTION_ID=" + subDev + "\n",
	"gone":      "unset ARM_TENANT_ID\n",
	"dot":       "dotenv\n",
	"name":      "export AZENV_CONTEXT=dev\n",
	"use":       "use_azenv() { eval \"$(azenv export bash --context \"$1\")\"; }\nuse azenv dev\n",
	"others":    "export ARM_CLIENT_SECRET=theirs AZURE_DEFAULTS_GROUP=rg\n",
	"pinsub":    "export ARM_SUBSCRIPTION_ID=theirs\n", // pinned itself
	"pinconfig": "export AZURE_CONFIG_DIR=/theirs\n",   // pinned itself
	"changing":  "export AZURE_CONFIG_DIR=/theirs ARM_SUBSCRIPTION_ID=theirs\n",
	"above":     "export ARM_SUBSCRIPTION_ID=theirs\n", // above/pin is pinned
	"pin/deep":  "export ARM_SUBSCRIPTION_ID=theirs\n", // below a pinned one
}

func direnvWorld(t *testing.T) *world {
	t.Helper()
	w := foreignWorld(t)
	w.env = []string{"DIRENV_LOG_FORMAT="}
	for _, dir := range []string{"pinsub", "pinconfig", "above/pin"} {
		os.MkdirAll(w.path(dir), 0o700)
		w.write(dir+"/.azcontext", "Dev\n")
		w.azenv("allow", w.path(dir))
	}
	for dir, code := range envrcs {
		os.MkdirAll(w.path(dir), 0o700)
		path := w.write(dir+"/.envrc", code)
		old := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC) // direnv goes by whole seconds
		os.Chtimes(path, old, old)
		if dir == "dot" {
			w.write("dot/.env", "AZURE_CONFIG_DIR=/theirs\nARM_TENANT_ID=theirs\n")
		}
		if _, errOut, code := w.command("direnv", "allow", w.path(dir)); code != 0 {
			t.Fatal(errOut)
		}
	}
	return w
}

const (
	saysSub   = "azenv: sealed: ARM_SUBSCRIPTION_ID was changed by hand"
	saysState = "azenv: sealed: AZENV_STATE was changed or removed by hand"
)

// direnv loads and unloads around a choice of the shell. What it restores on leaving
// is what it found, which is azenv's own value where a context was in force.
var direnvScenarios = []scenario{
	{name: "a folder, loaded and left around use", steps: []step{
		{"cd ~/config", "none AZURE_CONFIG_DIR=/theirs", ""},
		{"azenv use Dev", "Dev process", ""},
		{"azenv use --unset", "none AZURE_CONFIG_DIR=/theirs", ""},
		{"cd ~", "none", ""},
	}},
	{name: "a folder, loaded before use and left inside", steps: []step{
		{"cd ~/config", "none AZURE_CONFIG_DIR=/theirs", ""},
		{"azenv use Dev", "Dev process", ""},
		{"cd ~", "back", saysBack},
		{"cd ~/config", "back AZURE_CONFIG_DIR=/theirs", ""},
		{"{inner}", "", ""},
		{"cd ~", "back", ""},
		{"exit", "back AZURE_CONFIG_DIR=/theirs", ""},
		{"cd ~", "back", ""},
		{"azenv use --unset", "none", ""},
	}},
	{name: "a folder, loaded after use", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"cd ~/config", "back AZURE_CONFIG_DIR=/theirs", saysBack},
		{":", "", ""},
		{"azenv use --unset", "none AZURE_CONFIG_DIR=/theirs", ""},
		{"cd ~", "sealed process", saysOwn}, // direnv restores the folder of what was left
		{"azenv use Dev", "Dev process", ""},
		{"cd ~/config", "back AZURE_CONFIG_DIR=/theirs", saysBack},
		{"cd ~", "sealed process", saysOwn},
		{"azenv use --unset", "none", ""},
	}},
	{name: "a folder beside the default", steps: []step{
		{"azenv use --global Dev", "Dev user", ""},
		{"cd ~/config", "back AZURE_CONFIG_DIR=/theirs", saysBack},
		{"cd ~", "sealed process", saysOwn},
		{"azenv use --unset", "Dev user", ""},
		{"cd ~/sub", "sealed user", saysSub},
		{"azenv use Prod", "Prod process", ""},
		{"cd ~", "sealed process", saysSub},
		{"azenv use Dev", "Dev process", ""},
		{"azenv use --none --global; {unset ARM_SUBSCRIPTION_ID}", "none", ""},
	}},
	{name: "an ID, loaded and left around use", steps: []step{
		{"cd ~/sub", "none ARM_SUBSCRIPTION_ID=theirs", ""},
		{"azenv use Dev", "Dev process", ""},
		{"azenv use --unset", "none ARM_SUBSCRIPTION_ID=theirs", ""},
		{"cd ~", "none", ""},
	}},
	{name: "an ID, loaded before use and left inside", steps: []step{
		{"cd ~/sub", "none ARM_SUBSCRIPTION_ID=theirs", ""},
		{"azenv use Dev", "Dev process", ""},
		{"cd ~", "sealed process", saysSub},
		{":", "", ""},
		{"azenv use --unset", "none", ""},
	}},
	{name: "an ID, loaded after use", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"cd ~/sub", "sealed process", saysSub},
		{":", "", ""},
		{"azenv use Prod", "Prod process", ""},
		{"cd ~", "sealed process", saysSub}, // direnv restores Dev's
		{"azenv use Dev", "Dev process", ""},
		{"cd ~/sub", "sealed process", saysSub},
		{"azenv use Dev", "Dev process", ""},
		{"cd ~", "", ""}, // direnv restores Dev's
		{"{unset ARM_SUBSCRIPTION_ID}; azenv use --unset", "none", ""},
	}},
	{name: "an ID unset", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"cd ~/gone", "sealed process", saysARM},
		{"azenv use Dev", "Dev process", ""},
		{"cd ~", "", ""},
		{"azenv use --unset", "none", ""},
	}},
	{name: "the same ID", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"cd ~/same", "", ""},
		{"cd ~; azenv use --unset", "none", ""},
	}},
	{name: "a file of the directory", steps: []step{
		{"cd ~/dot", "none AZURE_CONFIG_DIR=/theirs ARM_TENANT_ID=theirs", ""},
		{"azenv use Dev", "Dev process", ""},
		{"cd ~", "sealed process", saysARM},
		{"azenv use Prod", "Prod process", ""},
		{"cd ~/dot", "sealed process", saysARM},
		{"azenv use two", "two process", ""},
		{"cd ~", "sealed process", saysOwn}, // direnv restores Prod's
		{"azenv use two; {unset ARM_TENANT_ID}; {unset AZURE_CONFIG_DIR}; azenv use --unset", "none", ""},
	}},
	{name: "a name", steps: []step{
		{"cd ~/name", "Dev process", ""},
		{":", "", ""},
		{"cd ~", "none", ""},
		{"cd ~/name", "Dev process", ""},
		{"azenv use Prod", "Prod process", ""},
		{"cd ~", "none", ""},
	}},
	{name: "a name over a choice", late: true, steps: []step{
		{"azenv use Prod", "Prod process", ""},
		{"cd ~/name", "Dev process", ""},
		{"cd ~", "Prod process", ""},
		{"azenv use --unset", "none", ""},
		{"cd ~/name", "Dev process", ""},
		{"azenv use --unset", "none", ""},
		{"cd ~", "none", ""},
	}},
	{name: "a name over a directory", steps: []step{
		{"cd ~/pin2", "Prod directory", ""},
		{"cd ~/name", "Dev process", ""},
		{"cd ~/pin2", "Prod directory", ""},
		{"cd ~", "none", ""},
	}},
	{name: "azenv export in it", late: true, steps: []step{
		{"cd ~/use", "sealed process", saysState},
		{":", "", ""},
		{"cd ~", "", saysState}, // direnv takes the state away, too
		{"azenv use --unset", "none", ""},
		{"cd ~/use", "sealed process", saysState},
		{"azenv use --unset", "none", ""},
		{"cd ~", "none", ""},
	}},
	{name: "others, left first", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"cd ~/others", "Dev process ARM_CLIENT_SECRET=theirs AZURE_DEFAULTS_GROUP=rg", ""},
		{"azenv show -o json | tr -d ' \\n'; echo", "", `"overrides":["ARM_CLIENT_SECRET","AZURE_DEFAULTS_GROUP"]`},
		{"cd ~", "Dev process", ""},
		{"cd ~/others", "Dev process ARM_CLIENT_SECRET=theirs AZURE_DEFAULTS_GROUP=rg", ""},
		{"azenv use Prod", "Prod process", ""},
		{"azenv use --unset", "none ARM_CLIENT_SECRET=theirs AZURE_DEFAULTS_GROUP=rg", ""},
		{"azenv use two", "two process", ""},
		{"azenv use --unset", "none ARM_CLIENT_SECRET=theirs AZURE_DEFAULTS_GROUP=rg", ""},
		{"cd ~", "none", ""},
	}},
	{name: "an ID above a pinned directory", steps: []step{
		{"cd ~/above", "none ARM_SUBSCRIPTION_ID=theirs", ""},
		{"cd pin", "Dev directory", ""},
		{"cd ..", "none ARM_SUBSCRIPTION_ID=theirs", ""},
		{"cd ~", "none", ""},
	}},
	{name: "while sealed", late: true, steps: []step{
		{"{set AZENV_CONTEXT nosuch}", "sealed process", "azenv: sealed"},
		{"cd ~/config", "", ""},
		{"azenv use --unset", "none AZURE_CONFIG_DIR=/theirs", ""},
		{"cd ~", "sealed process", "azenv: sealed"}, // direnv restores the file that sealed
		{"azenv use --unset", "none", ""},
	}},
	{name: "for one command", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"direnv exec ~/config true", "", ""},
		{"direnv exec ~/sub true", "", ""},
		{"direnv exec ~/use true", "", ""},
		{"azenv use --unset", "none", ""},
	}},
}

// direnv acts at a prompt without a cd.
var direnvPrompts = []scenario{
	{name: "reload, change and deny", steps: []step{
		{"cd ~/changing", "none AZURE_CONFIG_DIR=/theirs ARM_SUBSCRIPTION_ID=theirs", ""},
		{"direnv deny 2>/dev/null", "none", ""},
		{"direnv allow", "none AZURE_CONFIG_DIR=/theirs ARM_SUBSCRIPTION_ID=theirs", ""},
		{"azenv use Dev", "Dev process", ""},
		{"direnv reload", "sealed process", saysSub}, // direnv sets it anew
		{"azenv use Dev", "Dev process", ""},
		// direnv goes by whole seconds.
		{"echo export AZURE_CONFIG_DIR=/others >.envrc; touch -d 2002-01-01 .envrc; direnv allow", "sealed process", saysSub},
		{"azenv use Dev", "Dev process", ""},
		{"direnv deny 2>/dev/null", "back", saysBack},
		{"azenv use --unset; cd ~", "none", ""},
	}},
}

// ordered are scenarios in which it matters whose hook runs first when the directory
// changes: what direnv finds there is of the old directory, or of the new one.
func ordered(direnvFirst bool) []scenario {
	if direnvFirst {
		return []scenario{
			{name: "an ID in a pinned directory", steps: []step{
				{"cd ~/pinsub", "Dev directory", ""},
				{"cd ~", "none", ""}, // unloaded while Dev was in force
				{"azenv use --unset", "none", ""},
				{"cd ~/above/pin", "Dev directory", ""},
				{"cd ..", "none ARM_SUBSCRIPTION_ID=theirs", ""},
				{"cd ~", "none", ""},
			}},
			{name: "a folder in a pinned directory", steps: []step{
				{"cd ~/pinconfig", "Dev directory", ""},
				{"cd ~", "none", ""},
			}},
			{name: "a folder after a sealed directory", steps: []step{
				{"cd ~/closed", "sealed directory", "azenv: sealed"},
				{"cd ~/config", "none AZURE_CONFIG_DIR=/theirs", ""},
				{"cd ~", "sealed process", "azenv: sealed"}, // direnv restores the file that sealed
				{"azenv use --unset", "none", ""},
			}},
		}
	}
	return []scenario{
		{name: "an ID in a pinned directory", steps: []step{
			{"cd ~/pinsub", "sealed directory", saysSub},
			{"azenv use --unset", "Dev directory", ""},
			{"azenv use Dev", "Dev process", ""},
			{"cd ~", "", ""}, // direnv restores Dev's
			{"azenv use --unset; {unset ARM_SUBSCRIPTION_ID}", "none", ""},
		}},
		{name: "a folder in a pinned directory", steps: []step{
			{"cd ~/pinconfig", "back AZURE_CONFIG_DIR=/theirs", saysBack},
			{"cd ~", "sealed process", saysOwn},
			{"azenv use --unset", "none", ""},
		}},
		{name: "a folder after a sealed directory", steps: []step{
			{"cd ~/closed", "sealed directory", "azenv: sealed"},
			{"cd ~/config", "none AZURE_CONFIG_DIR=/theirs", ""},
			{"cd ~", "none", ""},
		}},
	}
}

// firstAtPrompts says whether direnv's hook runs before azenv's when a prompt is
// drawn, by the place of its line in the rc file.
func firstAtPrompts(sh, order string) bool {
	return (order == "before") == (sh == "fish")
}

// firstOnCd is firstAtPrompts for a change of the directory. In zsh azenv stands last
// there; in fish direnv watches for one from the first prompt on only; bash asks at
// prompts.
func firstOnCd(sh, order string) bool {
	return sh == "zsh" || sh == "bash" && firstAtPrompts(sh, order)
}

// eachOrder runs fn with direnv's line before azenv's in the rc file and behind it.
func eachOrder(t *testing.T, fn func(t *testing.T, w *world, sh, order string, open func() *session)) {
	need(t, "direnv")
	eachUnixShell(t, func(t *testing.T, sh string) {
		for _, order := range []string{"before", "behind"} {
			t.Run(order, func(t *testing.T) {
				w := direnvWorld(t)
				before, after := direnvHook[sh], ""
				if order == "behind" {
					before, after = after, before
				}
				fn(t, w, sh, order, func() *session { return w.start(sh, before, after) })
			})
		}
	})
}

// Where azenv's hook runs before direnv's, what direnv does at a prompt is looked at
// one prompt later. What direnv does then is the same in both orders, as it is in zsh at
// a cd; so direnvScenarios, which change the directory, are played in the order in which
// the very next prompt is checked. In the other one are played those in which azenv acts
// on a state or a seal that direnv carries about, and all in which the order matters.
func TestForeign_direnv(t *testing.T) {
	eachOrder(t, func(t *testing.T, w *world, sh, order string, open func() *session) {
		late := !firstAtPrompts(sh, order)
		play(t, w, sh, open, late && sh != "zsh", slices.DeleteFunc(slices.Clone(direnvScenarios), func(sc scenario) bool { return late && !sc.late }))
		play(t, w, sh, open, late, direnvPrompts)
		play(t, w, sh, open, late && sh != "zsh", ordered(firstOnCd(sh, order)))
	})
}
