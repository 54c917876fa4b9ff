package e2e

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hostile are values that people and programs have put into these variables, and
// worse ones. The last three are in hidden variables.
var hostile = map[string]string{
	"ANSIBLE_AZURE_AUTH_SOURCE": "-n",
	"ARM_ENVIRONMENT":           "",
	"ARM_SUBSCRIPTION_ID":       "it's \"quoted\" $(touch pwned) `touch pwned` \\",
	"AZCOPY_TENANT_ID":          "line one\nline two\n\n",
	"AZURE_CLOUD_NAME":          "caf\xe9 \xff\xfe",
	"AZURE_DEFAULTS_GROUP":      " \t*?[a]{b,c} ~ !! %s %n ",
	"AZURE_LOCATION":            "\x1b]0;x\x07\x7f",
	"AZURE_RESOURCE_GROUP":      strings.Repeat("long ", 20000),
	"AZURE_TENANT_ID":           strings.Repeat("long ", 800),
	"ARM_CLIENT_SECRET":         "s3cret'\n\xff$(touch pwned)",
	"AZURE_CLIENT_ID":           "",
	"MSI_ENDPOINT":              "a=b=c",
}

func TestUse_onOneLineAndBackByteForByte(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		for name, value := range hostile {
			w.env = append(w.env, name+"="+value)
		}
		s := w.start(sh, "", "")
		before := s.environment()
		for range 2 {
			env := s.environmentOf("azenv use Dev && command env")
			wantVars(t, env, "Dev", subDev, tenantA)
			wantHidden(t, env)
			env = s.environmentOf("azenv use Prod && command env")
			wantVars(t, env, "Prod", subProd, tenantA)
			wantHidden(t, env)
			s.ok("azenv use --unset")
			if diff := cmp.Diff(kept(t, sh, azure(before)), kept(t, sh, azure(s.environment()))); diff != "" {
				t.Errorf("not given back (-before +after):\n%s", diff)
			}
		}
		if _, _, code := w.command("test", "-e", "pwned"); code == 0 {
			t.Error("a value was executed")
		}
	})
}

// kept is env without what the shell cannot give back: PowerShell before 7.5 has no
// empty variables.
func kept(t *testing.T, sh string, env map[string]string) map[string]string {
	t.Helper()
	if sh == "pwsh" && !pwshHasEmpty(t) {
		maps.DeleteFunc(env, func(_, value string) bool { return value == "" })
	}
	return env
}

// wantHidden fails where env has a variable that would override the context.
func wantHidden(t *testing.T, env map[string]string) {
	t.Helper()
	for _, name := range []string{"ARM_CLIENT_SECRET", "AZURE_CLIENT_ID", "MSI_ENDPOINT"} {
		if v, ok := env[name]; ok {
			t.Errorf("%s = %q is not hidden", name, v)
		}
	}
	for name, v := range env {
		if strings.Contains(v, "s3cret") {
			t.Errorf("%s has the hidden secret: %q", name, v)
		}
	}
}

func TestUse_givesBackUnderAllExport(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		on := map[string]string{"bash": "set -a", "zsh": "setopt all_export", "fish": "true"}[sh]
		w := imported(t)
		w.env = []string{"ARM_CLIENT_SECRET=s3cret", "AZURE_TENANT=earlier"}
		s := w.start(sh, on, "")
		before := azure(s.environment())
		env := s.environmentOf("azenv use Dev && command env")
		wantVars(t, env, "Dev", subDev, tenantA)
		wantHidden(t, env)
		for name := range env {
			if strings.Contains(name, "__azenv") {
				t.Errorf("exported: %s", name)
			}
		}
		s.ok("azenv use --unset")
		if diff := cmp.Diff(before, azure(s.environment())); diff != "" {
			t.Errorf("not given back (-before +after):\n%s", diff)
		}
	})
}

func TestUse_givesBackVariablesThatWereNotExported(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "every variable of the environment is exported")
		w := imported(t)
		set := map[string]string{"fish": "set -g AZURE_TENANT_ID mine"}[sh]
		if set == "" {
			set = "AZURE_TENANT_ID=mine"
		}
		s := w.start(sh, set, "")
		wantNothing(t, s.environment())
		s.ok("azenv use Dev")
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		if shown := s.ok("echo \"<$AZURE_TENANT_ID>\""); !strings.Contains(shown, "<mine>") {
			t.Errorf("the shell's own variable is gone: %q", shown)
		}
	})
}

func TestUse_keepsWhatTheUserChangedMeanwhile(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.env = []string{"AZURE_DEFAULTS_GROUP=earlier", "ARM_CLIENT_ID=earlier"}
		s := w.start(sh, "", "")
		s.ok("azenv use Dev")
		s.ok(export(sh, "AZURE_DEFAULTS_GROUP", "mine"))
		s.ok(export(sh, "ARM_CLIENT_ID", "mine"))
		if env := s.environment(); env["AZURE_DEFAULTS_GROUP"] != "mine" || env["ARM_CLIENT_ID"] != "mine" {
			t.Errorf("the user's own value was taken away: %q", azure(env))
		}
		if shown := s.ok("azenv show"); !strings.Contains(shown, "ARM_CLIENT_ID") || !strings.Contains(shown, "AZURE_DEFAULTS_GROUP") {
			t.Errorf("show does not name the override:\n%s", shown)
		}
		s.ok("azenv use --unset")
		want := map[string]string{"AZURE_DEFAULTS_GROUP": "mine", "ARM_CLIENT_ID": "mine"}
		if diff := cmp.Diff(want, azure(s.environment())); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// export is the line that exports a plain word.
func export(sh, name, value string) string {
	switch sh {
	case "fish":
		return fmt.Sprintf("set -gx %s %s", name, value)
	case "pwsh":
		return fmt.Sprintf("$env:%s = '%s'", name, value)
	}
	return fmt.Sprintf("export %s=%s", name, value)
}

// unset is the line that removes a variable.
func unset(sh, name string) string {
	switch sh {
	case "fish":
		return "set -e " + name
	case "pwsh":
		return "Remove-Item Env:" + name
	}
	return "unset " + name
}

// evalOf is the line that runs what a command prints.
func evalOf(sh, command string) string {
	switch sh {
	case "fish":
		return command + " | source"
	case "pwsh":
		return command + " | Out-String | Invoke-Expression"
	}
	return `eval "$(` + command + `)"`
}

func TestUse_shadowsUniversalVariablesInFish(t *testing.T) {
	need(t, "fish")
	w := imported(t)
	s := w.start("fish", "", "")
	s.ok("set -Ux ARM_CLIENT_SECRET universal; set -Ux AZURE_TENANT_ID universal; set -Ux AZURE_DEFAULTS_GROUP universal")
	before := azure(s.environment())
	stored := w.read(".config/fish/fish_variables")
	env := s.environmentOf("azenv use Dev && command env")
	wantVars(t, env, "Dev", subDev, tenantA)
	if env["ARM_CLIENT_SECRET"] != "" || env["AZURE_DEFAULTS_GROUP"] != "" {
		t.Errorf("not shadowed: %q", azure(env))
	}
	s.ok("azenv use --unset")
	if diff := cmp.Diff(before, azure(s.environment())); diff != "" {
		t.Errorf("not given back (-before +after):\n%s", diff)
	}
	for _, name := range []string{"ARM_CLIENT_SECRET", "AZURE_TENANT_ID", "AZURE_DEFAULTS_GROUP"} {
		s.fails("set -qg " + name)
	}
	if w.read(".config/fish/fish_variables") != stored {
		t.Error("the universal variables were written")
	}
}

func TestUse_previousUnsetNoneAndGlobal(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		s.fails("azenv use -")
		s.ok("azenv use Dev")
		s.ok("azenv use Prod")
		s.ok("azenv use -")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv use -")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		s.ok("azenv use -")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)

		s.ok("azenv use --none")
		left := azure(s.environment())
		if names := fmt.Sprint(maps.Keys(left)); len(left) != 1 || left["AZENV_STATE"] == "" {
			t.Errorf("use --none leaves %s", names)
		}
		s.ok("azenv use --global Dev")
		env := s.environment()
		wantVars(t, env, "Dev", subDev, tenantA)
		if env["AZENV_SCOPE"] != "user" || env["AZENV_CONTEXT"] != "" {
			t.Errorf("scope %q, context %q after use --global", env["AZENV_SCOPE"], env["AZENV_CONTEXT"])
		}
		wantVars(t, w.open(sh).environment(), "Dev", subDev, tenantA)
		s.ok("azenv use --none --global")
		wantNothing(t, s.environment())
		wantNothing(t, w.open(sh).environment())
	})
}

// What is chosen at the end of a pipe is the shell's at its next prompt, also in
// bash, which runs it in a subshell; a subshell of the user's own moves itself only.
func TestUse_fromPipesAndInSubshells(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		s.ok("echo dev | azenv use -f -")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv show Prod -o json | azenv set prod --from - --group rg")
		env := s.environment()
		wantVars(t, env, "prod", subProd, tenantA)
		if env["AZURE_DEFAULTS_GROUP"] != "rg" {
			t.Errorf("AZURE_DEFAULTS_GROUP = %q", env["AZURE_DEFAULTS_GROUP"])
		}
		s.fails("true | azenv use -f -")
		wantVars(t, s.environment(), "prod", subProd, tenantA)
		if sh == "fish" || sh == "pwsh" {
			return // have no subshells
		}
		wantVars(t, s.environmentOf("( azenv use Dev && command env"+" -0 ) >"+s.dir+"/sub; cat "+s.dir+"/sub >/dev/null; command env"), "prod", subProd, tenantA)
		wantVars(t, parseEnv(t, s.dir+"/sub"), "Dev", subDev, tenantA)
		// A loop that reads from a pipe is where it says, and so is the shell.
		s.ok("azenv list -o name | while read -r name; do azenv use \"$name\" && echo \"$name $AZURE_SUBSCRIPTION_ID\"; done >" + s.dir + "/loop")
		for _, want := range []string{"Dev " + subDev, "prod " + subProd, "Shared@11111111 "} {
			if got := w.readFile(s.dir + "/loop"); !strings.Contains(got, want) {
				t.Errorf("the loop did not follow to %q:\n%s", want, got)
			}
		}
		if sh == "bash" { // zsh runs the loop in the shell itself
			wantVars(t, s.environment(), "prod", subProd, tenantA)
		}
		s.ok("azenv use prod")
		s.ok("( azenv use Dev; sleep 0.1 ) & ( azenv use Shared@11111111; sleep 0.1 ) & wait")
		wantVars(t, s.environment(), "prod", subProd, tenantA)
	})
}

// A script's way, typed in a shell with the hook, counts as typed there.
func TestExport_evaluatedInAHookedShell(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.env = []string{"AZURE_DEFAULTS_GROUP=earlier"}
		s := w.start(sh, "", "")
		s.ok(evalOf(sh, "azenv export "+sh+" --context Dev"))
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok("azenv use --unset")
		if env := azure(s.environment()); len(env) != 1 || env["AZURE_DEFAULTS_GROUP"] != "earlier" {
			t.Errorf("not given back: %q", env)
		}
	})
}

// The hook also loads where another process stands between the shell and azenv,
// and gives a script that loads it the function, but no context of its own.
func TestHook_otherWaysOfLoading(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "default", "--subscription", subTwin)
		line := strings.Replace(hookLine(sh), "azenv hook "+sh, "sh -c 'azenv hook "+sh+"; :'", 1)
		w.write(w.rcFile(sh), quiet[sh]+line+"\n")
		s := w.open(sh)
		s.ok("azenv use --global default")
		wantVars(t, w.open(sh).environment(), "default", subTwin, tenantA)

		script := w.write("script", hookLine(sh)+"\ndumpenv "+s.dir+"/first\nazenv use Dev && dumpenv "+s.dir+"/second\n")
		if _, errOut, code := w.command(sh, script); code != 0 {
			t.Fatalf("a script with the hook: exit %d\n%s", code, errOut)
		}
		wantNothing(t, parseEnv(t, s.dir+"/first"))
		wantVars(t, parseEnv(t, s.dir+"/second"), "Dev", subDev, tenantA)
	})
}

// Back is where this shell was, whatever became of the default elsewhere.
func TestUse_previousOfAHeldDefault(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "default", "--subscription", subProd, "--global")
		a, b := w.start(sh, "", ""), w.open(sh)
		a.ok("azenv use Dev")
		b.ok("azenv use --global " + subTwo)
		a.ok("azenv use -")
		wantVars(t, a.environment(), "default", subProd, tenantA)
		a.ok("azenv use --global Dev")
		a.ok("azenv use -")
		wantVars(t, a.environment(), "default", subProd, tenantA)
		if sh != "fish" && sh != "pwsh" {
			a.ok("( azenv use " + subTwo + " )")
			a.ok("azenv use -")
			wantVars(t, a.environment(), "Dev", subDev, tenantA)
		}
		// What was left by a pipe is no later than what is typed after it.
		a.ok("echo prod | azenv use -f - ; azenv use Dev")
		wantVars(t, a.environment(), "Dev", subDev, tenantA)
	})
}

// Universal variables are all shells' of the user: another one must not speak in
// place of a context.
func TestUse_isNotMovedByUniversalVariablesInFish(t *testing.T) {
	need(t, "fish")
	w := imported(t)
	a, b := w.start("fish", "", ""), w.open("fish")
	b.ok("set -Ux ARM_SUBSCRIPTION_ID " + subDev + "; set -Ux AZCOPY_AUTO_LOGIN_TYPE AZCLI")
	a.ok("azenv use Dev")
	b.ok("set -Ux ARM_SUBSCRIPTION_ID " + subProd + "; set -Ux AZCOPY_AUTO_LOGIN_TYPE SPN")
	env := a.environment()
	wantVars(t, env, "Dev", subDev, tenantA)
	if env["AZCOPY_AUTO_LOGIN_TYPE"] != "AZCLI" {
		t.Errorf("AZCOPY_AUTO_LOGIN_TYPE = %q", env["AZCOPY_AUTO_LOGIN_TYPE"])
	}
	b.ok("set -e ARM_SUBSCRIPTION_ID AZCOPY_AUTO_LOGIN_TYPE")
}

// A state that was lost seals, and its variables are never taken for the user's.
func TestUse_afterTheStateWasLost(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.env = []string{"ARM_TENANT_ID=mine"}
		s := w.start(sh, "", "")
		lose := unset(sh, "AZENV_STATE")
		s.ok("azenv use Dev")
		s.ok(lose)
		wantSealed(t, s.environment(), "process")
		s.ok("azenv use Dev")
		s.ok(lose + "; azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok("azenv use --unset")
		if env := azure(s.environment()); len(env) > 0 {
			t.Errorf("left of a context: %q", env)
		}
	})
}
