package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oldBash makes a newer bash do what 3.2 does, as far as that goes: its quirks, none
// of the newer builtins, and a hook that takes it for 3.2 and finds no BASHPID.
var oldBash = setup{
	before: "shopt -s compat32\nenable -n mapfile readarray compopt\nold_versinfo=(3 2 57 1 release macos)",
	load:   `eval "$(azenv hook bash | sed 's/BASH_VERSINFO/old_versinfo/g; s/BASHPID/no_bashpid/g')"`,
	mine:   1,
}

// The forms of PROMPT_COMMAND that 3.2 has, where the hook is text before text.
func TestBash32_promptCommand(t *testing.T) {
	for name, change := range map[string]setup{
		"none":        {},
		"text":        {before: "PROMPT_COMMAND=mine"},
		"semicolon":   {before: "PROMPT_COMMAND='mine;'"},
		"newline":     {before: "PROMPT_COMMAND=$'mine\\n'"},
		"strict":      {before: "set -eu -o pipefail; PROMPT_COMMAND=mine"},
		"appended":    {after: `PROMPT_COMMAND="$PROMPT_COMMAND; mine"`},
		"put before":  {after: `PROMPT_COMMAND="mine;$PROMPT_COMMAND"`},
		"inherited":   {env: []string{"PROMPT_COMMAND=mine"}},
		"with a hook": {before: `PROMPT_COMMAND=mine; eval "$(direnv hook bash)"`},
		"aliases":     {before: aliased(without(taken["bash"], "eval")) + "PROMPT_COMMAND=mine", after: renamed("bash", taken["bash"])},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := oldBash
			c.before, c.after, c.env = c.before+"\n"+change.before, change.after, change.env
			c.forks, c.strict = name == "with a hook", name == "strict"
			if name == "none" {
				c.mine = 0
			}
			c.holds(t, "bash")
		})
	}
}

// A day in such a shell: switching, hiding and giving back, subshells and pipes,
// which have no process number there, seals.
func TestBash32_scenario(t *testing.T) {
	need(t, "bash", "strace")
	t.Parallel()
	w := imported(t)
	for name, value := range hostile {
		w.env = append(w.env, name+"="+value)
	}
	s, started := oldBash.open(w, "bash")
	if got := s.value("$(declare -p PROMPT_COMMAND)"); !strings.HasPrefix(got, `declare -- PROMPT_COMMAND="__azenv_hook`) {
		t.Errorf("not text: %s", got)
	}
	before := azure(s.environment())
	env := s.environmentOf("azenv use Dev && command env")
	wantVars(t, env, "Dev", subDev, tenantA)
	wantHidden(t, env)
	idle(t, s, started, "a context")
	s.ok("( azenv use Prod; command env -0 >~/one ) & ( ( azenv use " + subTwo + "; command env -0 >~/two ) ) & wait")
	wantVars(t, parseEnv(t, w.path("one")), "Prod", subProd, tenantA)
	if got := parseEnv(t, w.path("two"))["AZURE_SUBSCRIPTION_ID"]; got != subTwo {
		t.Errorf("a subshell of a subshell: %q", got)
	}
	wantVars(t, s.environment(), "Dev", subDev, tenantA)
	s.ok("echo prod | azenv use -f -")
	wantVars(t, s.environment(), "Prod", subProd, tenantA)
	idle(t, s, started, "after pipes")
	s.run("export AZENV_CONTEXT=nosuch")
	wantSealed(t, s.environment(), "process")
	idle(t, s, started, "sealed")
	s.ok("azenv use Dev")
	s.ok("readonly ARM_TENANT_ID")
	if status, _ := s.run("azenv use " + subTwo); status == 0 {
		t.Error("a readonly variable was not noticed")
	}
	wantSealed(t, s.environment(), "process", "ARM_TENANT_ID")
	idle(t, s, started, "sealed by a readonly variable")
	after := openUnset(t, w)
	for name, value := range before {
		if after[name] != value {
			t.Errorf("%s is not given back: %q", name, after[name])
		}
	}
	for _, file := range leftCalls(t, w) {
		t.Errorf("left behind: %s", file)
	}
}

// openUnset is the environment that a shell leaves a context with.
func openUnset(t *testing.T, w *world) map[string]string {
	t.Helper()
	s, started := oldBash.open(w, "bash")
	s.ok("azenv use Dev")
	s.ok("azenv use -; azenv use Prod; azenv use --unset")
	idle(t, s, started, "unset")
	s.untroubled(0)
	return s.environment()
}

// leftCalls are files of code that were handed over, yet not taken.
func leftCalls(t *testing.T, w *world) []string {
	t.Helper()
	var left []string
	filepath.WalkDir(w.path(".local/state/azenv"), func(path string, d os.DirEntry, _ error) error {
		if info, err := os.Stat(path); err == nil && strings.HasPrefix(d.Name(), "call-") && info.Size() > 0 {
			left = append(left, path)
		}
		return nil
	})
	return left
}
