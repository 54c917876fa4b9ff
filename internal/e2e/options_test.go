package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// Options under which a careless hook ends the shell, or asks azenv at every
// prompt.
func TestPrompt_underStrictOptions(t *testing.T) {
	for i, c := range []struct{ sh, on string }{
		{"bash", "set -u"}, {"bash", "set -e"}, {"bash", "set -eu -o pipefail; trap 'echo ERR' ERR"}, {"bash", "set -o posix"},
		{"bash", "set -f; IFS=AZ_"}, {"bash", "shopt -s nocasematch nullglob failglob"},
		{"bash", "alias local=: return=: test=: export=: read=: unset=: printf=:"},
		{"bash", "function test { :; }; function read { :; }; function export { :; }; function printf { :; }"},
		{"bash", "PROMPT_COMMAND='true; true'"}, {"bash", "PROMPT_COMMAND=(true 'true;')"},
		{"zsh", "setopt no_unset"}, {"zsh", "setopt err_exit"}, {"zsh", "setopt err_return ksh_arrays sh_word_split glob_subst"},
		{"zsh", "setopt no_case_match rc_quotes warn_create_global no_bare_glob_qual csh_junkie_quotes"},
		{"zsh", "alias -g '||'=x '[['=y; alias local=: return=:"}, {"zsh", "typeset -a precmd_functions; precmd_functions=(true)"},
		{"zsh", "IFS=AZ_"},
		{"fish", "function echo; end; " + inFish3("function printf; end; function contains; end", deafTo("printf")+deafTo("contains"))},
	} {
		t.Run(fmt.Sprintf("%s_%d", c.sh, i), func(t *testing.T) {
			t.Logf("%s: %s", c.sh, c.on)
			need(t, c.sh, "strace")
			t.Parallel()
			w := imported(t)
			w.env = []string{"ARM_CLIENT_SECRET=s3cret"}
			w.write(w.rcFile(c.sh), quiet[c.sh]+c.on+"\n"+hookLine(c.sh)+"\n"+after[c.sh]+"\n")
			s, started := w.straced(c.sh)
			if shown := s.screen(); strings.Contains(shown, "rror") {
				t.Errorf("at the start:\n%s", shown)
			}
			s.run("! true") // a status that set -e lets pass
			s.ok("command azenv list >/dev/null")
			s.ok("azenv use Dev")
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
			wantHidden(t, s.environment())
			idle(t, s, started, c.on)
			s.run("! true")
			s.ok("azenv use --unset")
			if env := azure(s.environment()); len(env) != 1 || env["ARM_CLIENT_SECRET"] != "s3cret" {
				t.Errorf("not given back: %q", env)
			}
			if shown := s.screen(); strings.Contains(shown, "ERR\r") || strings.Contains(shown, "not found") {
				t.Errorf("a trap or an error:\n%s", shown)
			}
		})
	}
}

// inFish3 is what a user may define in fish 3, else what fish 4 survives: it keeps test and
// string for itself, and breaks by itself where printf or contains does nothing.
func inFish3(three, four string) string {
	return "if string match -q '3.*' -- $version; " + three + "; else; " + four + "; end"
}

// deafTo is a function in a builtin's place that does nothing where azenv's functions call it.
func deafTo(builtin string) string {
	return "function " + builtin + "; string match -q '*azenv*' -- (status stack-trace | string collect); or builtin " + builtin + " $argv; end; "
}

// after is what a user may define once the hook is loaded.
var after = map[string]string{
	"bash": "alias eval=:; function eval { :; }",
	"zsh":  "alias eval=: export=:; alias -g end=x",
}

// Sourcing the hook again, as people do after editing their rc file, changes
// nothing.
func TestHook_loadedTwice(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.env = []string{"ARM_CLIENT_SECRET=s3cret"}
		s := w.start(sh, "", hookLine(sh))
		s.ok("azenv use Dev")
		s.ok(hookLine(sh))
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv use --unset")
		if env := azure(s.environment()); len(env) != 1 || env["ARM_CLIENT_SECRET"] != "s3cret" {
			t.Errorf("not given back: %q", env)
		}
		count := map[string]string{
			"bash": `(IFS=,; test "${PROMPT_COMMAND[*]}" = '__azenv_hook && \builtin :')`,
			"zsh":  `test "$precmd_functions" = __azenv_hook`,
			"fish": "true",
			"pwsh": `sh -c "exit $($global:__azenv_prompts.Count - 1)"`,
		}[sh]
		s.ok(count)
	})
}
