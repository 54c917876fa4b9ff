package e2e

import "testing"

const (
	saysOwn  = "azenv: sealed: AZURE_CONFIG_DIR is azenv's own, but not this shell's"
	saysBack = "azenv: AZURE_CONFIG_DIR was changed: azenv steps back until you type azenv use"
	saysARM  = "azenv: sealed: ARM_TENANT_ID was changed by hand"
)

// A foreign value on the line of what switches, before and behind it: what is before
// is the user's earlier value, what is behind is a change.
var lineScenarios = []scenario{
	{name: "an ID before and behind use", steps: []step{
		{"{set ARM_TENANT_ID mine}; azenv use Dev", "Dev process", ""},
		{"{set ARM_TENANT_ID theirs}; azenv use Prod", "Prod process", ""},
		{"azenv use Prod; {set ARM_TENANT_ID others}", "sealed process", saysARM},
		{"{set AZURE_TENANT_ID theirs}; azenv use two", "two process", ""},
		{"azenv use Dev; {unset ARM_TENANT_ID}", "sealed process", saysARM},
		{"azenv use --unset", "none AZURE_TENANT_ID=theirs", ""},
		{"azenv use --unset; {unset AZURE_TENANT_ID}", "none", ""},
	}},
	{name: "an ID before leaving and behind it", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"{set ARM_TENANT_ID theirs}; azenv use --unset", "none ARM_TENANT_ID=theirs", ""},
		{"azenv use Dev", "Dev process", ""},
		{"azenv use --unset; {set ARM_TENANT_ID others}", "none ARM_TENANT_ID=others", ""},
		{"azenv use Dev", "Dev process", ""},
		{"{set AZURE_TENANT_ID theirs}; azenv use --none", "plain ARM_TENANT_ID=others AZURE_TENANT_ID=theirs", ""},
		{"{unset ARM_TENANT_ID}; {unset AZURE_TENANT_ID}; azenv use --unset", "none", ""},
	}},
	{name: "AZURE_CONFIG_DIR before and behind use", steps: []step{
		{"{set AZURE_CONFIG_DIR /mine}; azenv use Dev", "Dev process", ""},
		{"{set AZURE_CONFIG_DIR /theirs}; azenv use Prod", "Prod process", ""},
		{"azenv use Dev; {set AZURE_CONFIG_DIR /others}", "back AZURE_CONFIG_DIR=/others", saysBack},
		{"azenv use Dev; {unset AZURE_CONFIG_DIR}", "back", saysBack},
		{"{set AZURE_CONFIG_DIR /mine}; azenv use --unset", "none AZURE_CONFIG_DIR=/mine", ""},
		{"azenv use Dev; azenv use --unset; {unset AZURE_CONFIG_DIR}", "none", ""},
	}},
	{name: "an ID beside AZURE_CONFIG_DIR", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"{set ARM_TENANT_ID theirs}; {set AZURE_CONFIG_DIR /theirs}", "sealed process", saysARM},
		{"azenv use --unset", "none ARM_TENANT_ID=theirs AZURE_CONFIG_DIR=/theirs", ""},
		{"{unset ARM_TENANT_ID}; {unset AZURE_CONFIG_DIR}", "none", ""},
	}},
	{name: "beside AZENV_CONTEXT", steps: []step{
		{"{set ARM_TENANT_ID mine}; {set AZENV_CONTEXT dev}", "Dev process", ""},
		{"{set ARM_TENANT_ID theirs}; {set AZENV_CONTEXT prod}", "Prod process", ""},
		{"{set AZURE_CONFIG_DIR /theirs}; {set AZENV_CONTEXT dev}", "Dev process", ""},
		{"{set ARM_TENANT_ID others}; {unset AZENV_CONTEXT}", "none ARM_TENANT_ID=others AZURE_CONFIG_DIR=/theirs", ""},
		{"{unset ARM_TENANT_ID}; {unset AZURE_CONFIG_DIR}", "none", ""},
	}},
	{name: "into a directory", steps: []step{
		{"{set ARM_TENANT_ID mine}; cd ~/pin", "Dev directory", ""},
		{"{set ARM_TENANT_ID theirs}; cd ~/pin2", "Prod directory", ""}, // all is set anew
		{":", "", ""},
		{"cd ~/plain", "none ARM_TENANT_ID=theirs", ""},
		{"cd ~/pin2; {set ARM_TENANT_ID others}", "Prod directory || sealed directory", ""},
		{"azenv use --unset", "Prod directory", ""},
		{"cd ~; {set ARM_TENANT_ID mine}", "none ARM_TENANT_ID=mine", ""},
		{"azenv use --unset", "none ARM_TENANT_ID=mine", ""},
		{"{set AZURE_CONFIG_DIR /mine}; cd ~/pin", "Dev directory", ""},
		{"{set AZURE_CONFIG_DIR /theirs}; cd ~/pin2", "back ARM_TENANT_ID=mine AZURE_CONFIG_DIR=/theirs", saysBack},
		{"cd ~/pin", "", ""},
		{"azenv use --unset", "Dev directory", ""},
		{"{set AZURE_CONFIG_DIR /others}; cd ~/plain", "none ARM_TENANT_ID=mine AZURE_CONFIG_DIR=/others", ""},
		{"cd ~/pin; {set AZURE_CONFIG_DIR /theirs}", "Dev directory || back ARM_TENANT_ID=mine AZURE_CONFIG_DIR=/theirs", ""},
		{"cd ~; azenv use --unset; {unset AZURE_CONFIG_DIR}; {unset ARM_TENANT_ID}", "none", ""},
	}},
	{name: "by a function that goes elsewhere", steps: []step{
		{"{def gone} {set ARM_TENANT_ID theirs}; cd ~/pin2; {fed}", "", ""},
		{"{def come} cd ~/pin; {set ARM_TENANT_ID others}; {fed}", "", ""},
		{"{def away} {set AZURE_CONFIG_DIR /theirs}; cd ~/pin; {fed}", "", ""},
		{"gone", "Prod directory", ""},
		{"come", "Dev directory || sealed directory", ""}, // in bash cd acts at the prompt
		{"gone", "Prod directory", ""},                    // out of the reach of what sealed
		{"away", "back AZURE_CONFIG_DIR=/theirs ARM_TENANT_ID=theirs", saysBack},
		{"gone", "", ""},
		{"azenv use Dev; cd ~", "Dev process", ""},
		{"gone", "sealed process", saysARM},
		{"away", "", ""},
		{"cd ~; azenv use --unset", "none AZURE_CONFIG_DIR=/theirs ARM_TENANT_ID=theirs", ""},
		{"{unset AZURE_CONFIG_DIR}; {unset ARM_TENANT_ID}", "none", ""},
	}},
	{name: "for one command", steps: []step{
		{"azenv use Dev", "Dev process", ""},
		{"command env AZURE_CONFIG_DIR=/theirs ARM_TENANT_ID=theirs true", "", ""},
		{"AZURE_CONFIG_DIR=/theirs ARM_TENANT_ID=theirs true", "", ""},
		{"command env AZURE_CONFIG_DIR=/theirs azenv list -o name >/dev/null", "", ""},
		{"AZURE_CONFIG_DIR=/theirs azenv show -o name >/dev/null", "", ""},
		{"azenv use --unset", "none", ""},
		{"cd ~/closed", "sealed directory", "sealed"},
		{"AZURE_CONFIG_DIR=/theirs ARM_TENANT_ID=theirs true", "", ""},
		{"cd ~", "none", ""},
	}},
	{name: "in a nested shell", steps: []step{
		{"{set ARM_TENANT_ID mine}; azenv use Dev", "Dev process", ""},
		{"{inner}", "", ""},
		{"{set ARM_TENANT_ID theirs}", "sealed process", saysARM},
		{"azenv use --unset", "none ARM_TENANT_ID=theirs", ""},
		{"exit", "Dev process", ""},
		{"{inner}", "", ""},
		{"{set AZURE_CONFIG_DIR /theirs}", "back ARM_TENANT_ID=mine AZURE_CONFIG_DIR=/theirs", saysBack},
		{"{inner}", "", ""},
		{"{unset AZURE_CONFIG_DIR}", "back ARM_TENANT_ID=mine", ""},
		{"exit", "back ARM_TENANT_ID=mine AZURE_CONFIG_DIR=/theirs", ""},
		{"exit", "Dev process", ""},
		// On the line that starts it: both shells find it.
		{"{set ARM_TENANT_ID theirs}; {inner}", "sealed process", saysARM},
		{"azenv use Prod", "Prod process", ""},
		{"exit", "sealed process", saysARM},
		{"azenv use Prod", "Prod process", ""},
		{"{set AZURE_CONFIG_DIR /theirs}; {inner}", "back ARM_TENANT_ID=theirs AZURE_CONFIG_DIR=/theirs", saysBack},
		{"exit", "", saysBack},
		{"azenv use --unset; {unset AZURE_CONFIG_DIR}; {unset ARM_TENANT_ID}", "none", ""},
	}},
	{name: "others are the users own", steps: []step{
		{"{set ARM_CLIENT_SECRET one}; {set AZURE_LOCATION here}", "none ARM_CLIENT_SECRET=one AZURE_LOCATION=here", ""},
		{"azenv use Dev", "Dev process", ""},
		{"{set ARM_CLIENT_SECRET two}", "Dev process ARM_CLIENT_SECRET=two", ""},
		{"{set AZURE_CLIENT_ID c}; {set ARM_USE_OIDC true}; {set AZURE_LOCATION there}; {set AZURE_DEFAULTS_GROUP rg}", "Dev process " + others, ""},
		{"azenv show -o json | tr -d ' \n'; echo", "", `"overrides":["ARM_CLIENT_SECRET","ARM_USE_OIDC","AZURE_CLIENT_ID","AZURE_DEFAULTS_GROUP","AZURE_LOCATION"]`},
		{"azenv show", "", "AZURE_DEFAULTS_GROUP was set by hand: some tools obey it rather than the context"},
		{"azenv use two", "two process", ""},
		{"azenv show -o json | tr -d ' \n'; echo", "", `"overrides":[]`},
		{"{set AZURE_LOCATION elsewhere}; {unset AZURE_RESOURCE_GROUP}", "two process AZURE_LOCATION=elsewhere AZURE_RESOURCE_GROUP-", ""},
		{"azenv show -o json | tr -d ' \n'; echo", "", `"overrides":["AZURE_LOCATION","AZURE_RESOURCE_GROUP"]`},
		{"{set AZENV_CONTEXT nosuch}", "sealed process", "azenv: sealed: "},
		{"azenv use Prod", "Prod process", ""},
		{"{set ARM_CLIENT_SECRET three}; {set AZURE_CONFIG_DIR /theirs}", "back AZURE_CONFIG_DIR=/theirs ARM_CLIENT_SECRET=three AZURE_CLIENT_ID=c ARM_USE_OIDC=true AZURE_LOCATION=elsewhere AZURE_DEFAULTS_GROUP=rg", saysBack},
		{"{unset ARM_USE_OIDC}; azenv use two", "two process", ""},
		{"azenv use --unset", "none AZURE_CONFIG_DIR=/theirs ARM_CLIENT_SECRET=three AZURE_CLIENT_ID=c AZURE_LOCATION=elsewhere AZURE_DEFAULTS_GROUP=rg", ""},
		{"{unset AZURE_CONFIG_DIR}; {unset ARM_CLIENT_SECRET}; {unset AZURE_CLIENT_ID}; {unset AZURE_LOCATION}; {unset AZURE_DEFAULTS_GROUP}", "none", ""},
	}},
}

const others = "ARM_CLIENT_SECRET=two AZURE_CLIENT_ID=c ARM_USE_OIDC=true AZURE_LOCATION=there AZURE_DEFAULTS_GROUP=rg"

func TestForeign_onOneLine(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := foreignWorld(t)
		play(t, w, sh, func() *session { return w.start(sh, "", "") }, false, lineScenarios)
	})
}
