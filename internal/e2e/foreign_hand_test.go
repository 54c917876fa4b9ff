package e2e

import "testing"

// ways in and out of a context at each scope, Dev unless it says otherwise.
var foreignScopes = []struct {
	scope, in, dropped, out string
}{
	{"process", "azenv use Dev", "none", "azenv use --unset"},
	{"directory", "cd ~/pin", "Dev directory", "cd ~"},
	{"user", "azenv use --global Dev", "Dev user", "azenv use --none --global"},
}

// In every scope each of the four IDs seals when it is changed, whatever to; typing
// lifts the seal, and what the user made of the variable is the user's.
func idScenarios() (list []scenario) {
	for _, sc := range foreignScopes {
		for _, id := range foreignIDs {
			same := foreignTable["Dev"][id]
			dropped := sc.dropped
			if dropped == "none" {
				dropped = "none " + id + "="
			}
			list = append(list, scenario{name: sc.scope + " " + id, steps: []step{
				{sc.in, "Dev " + sc.scope, ""},
				{"{set " + id + " " + same + "}", "", ""},
				{"{set " + id + " theirs}", "sealed " + sc.scope, "azenv: sealed: " + id + " was changed by hand"},
				{":", "", ""},
				{"azenv use Prod", "Prod process", ""},
				{"{unset " + id + "}", "sealed process", "azenv: sealed: " + id + " was changed by hand"},
				{"azenv use Prod", "Prod process", ""},
				{"{empty " + id + "}", "sealed process", "azenv: sealed: " + id + " was changed by hand"},
				{"azenv use --unset", dropped, ""},
				{sc.out, "none " + id + "=", ""},
				{"{unset " + id + "}", "none", ""},
			}})
		}
	}
	return list
}

// AZURE_CONFIG_DIR makes azenv step back in every scope; there it stays, nested shells
// too, until azenv use.
func configDirScenarios() (list []scenario) {
	const back = "azenv: AZURE_CONFIG_DIR was changed: azenv steps back until you type azenv use"
	for _, sc := range foreignScopes {
		used := sc.dropped
		list = append(list, scenario{name: sc.scope + " AZURE_CONFIG_DIR", steps: []step{
			{"{set ARM_TENANT_ID mine}", "none ARM_TENANT_ID=mine", ""},
			{sc.in, "Dev " + sc.scope, ""},
			{"{set AZURE_CONFIG_DIR /theirs}", "back ARM_TENANT_ID=mine AZURE_CONFIG_DIR=/theirs", back},
			{":", "", ""},
			{"{set ARM_SUBSCRIPTION_ID theirs}", "back ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs AZURE_CONFIG_DIR=/theirs", ""},
			{"{set AZURE_CONFIG_DIR /others}", "back ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs AZURE_CONFIG_DIR=/others", ""},
			{"{unset AZURE_CONFIG_DIR}", "back ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs", ""},
			{"{empty AZURE_CONFIG_DIR}", "back ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs AZURE_CONFIG_DIR=", ""},
			{"{inner}", "", ""},
			{"cd ~/pin2", "", ""},
			{"{set AZURE_CONFIG_DIR /inner}", "back ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs AZURE_CONFIG_DIR=/inner", ""},
			{"azenv use Prod", "Prod process", ""},
			{"exit", "back ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs AZURE_CONFIG_DIR=", ""},
			{"{unset AZURE_CONFIG_DIR}", "back ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs", ""},
			{"azenv use --unset", map[bool]string{true: "none ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs", false: used}[used == "none"], ""},
			{sc.out, "none ARM_TENANT_ID=mine ARM_SUBSCRIPTION_ID=theirs", ""},
			{"{unset ARM_TENANT_ID}; {unset ARM_SUBSCRIPTION_ID}", "none", ""},
		}}, scenario{name: sc.scope + " over a base", steps: []step{
			{"{set AZURE_CONFIG_DIR /base}", "none AZURE_CONFIG_DIR=/base", ""},
			{sc.in, "Dev " + sc.scope, ""},
			{"{set AZURE_CONFIG_DIR /base}", "back AZURE_CONFIG_DIR=/base", back},
			{"{unset AZURE_CONFIG_DIR}", "back", ""},
			{"azenv use Prod", "Prod process", ""},
			{"{set AZURE_CONFIG_DIR /base}", "back AZURE_CONFIG_DIR=/base", back},
			{"azenv use Prod", "Prod process", ""},
			{"{empty AZURE_CONFIG_DIR}", "back AZURE_CONFIG_DIR=", back},
			{"{unset AZURE_CONFIG_DIR}", "back", ""},
			{"azenv use --unset", used, ""},
			{sc.out, "none", ""},
		}})
	}
	return list
}

// While sealed nothing foreign opens the shell, nor stays in it, whatever sealed it;
// leaving gives it to the user.
func sealedScenarios() (list []scenario) {
	for _, seal := range []struct{ name, in, scope, extra string }{
		{"a name", "{set AZENV_CONTEXT nosuch}", "process", ""},
		{"an ID", "{set AZURE_TENANT_ID mine}", "process", " AZURE_TENANT_ID=mine"},
		{"a directory", "cd ~/closed", "directory", ""},
	} {
		list = append(list, scenario{name: "sealed by " + seal.name, steps: []step{
			{"azenv use Dev", "Dev process", ""},
			{map[bool]string{true: "azenv use --unset", false: ":"}[seal.scope == "directory"], map[bool]string{true: "none"}[seal.scope == "directory"], ""},
			{seal.in, "sealed " + seal.scope, "azenv: sealed: "},
			{"{set AZURE_CONFIG_DIR /theirs}", "", ""},
			{"{unset AZURE_CONFIG_DIR}", "", ""},
			{"{empty AZURE_CONFIG_DIR}", "", ""},
			{"{set AZURE_CONFIG_DIR /theirs}", "", ""},
			{"{inner}", "", ""},
			{"{set AZURE_CONFIG_DIR /inner}", "", ""},
			{"exit", "", ""},
			{"azenv use Prod", "Prod process", ""},
			{"cd ~; azenv use --unset", "none AZURE_CONFIG_DIR=/theirs" + seal.extra, ""},
			{"{unset AZURE_CONFIG_DIR}; {unset AZURE_TENANT_ID}", "none", ""},
		}})
	}
	return list
}

func TestForeign_byHand(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		open := func() *session { return w.start(sh, "", "") }
		play(t, w, sh, open, false, idScenarios())
		play(t, w, sh, open, false, configDirScenarios())
		play(t, w, sh, open, false, sealedScenarios())
	})
}
