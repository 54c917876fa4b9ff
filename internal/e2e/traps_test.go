package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// Options and traps under which every command of the hook counts: functions inherit
// the traps, or a failing line ends the shell.
func TestTraps_underTracingOptions(t *testing.T) {
	count := "PROMPT_COMMAND=mine\n"
	each(t, "bash", []setup{
		{name: "functrace", before: count + "set -T; trap 'd=$((${d:-0} + 1))' DEBUG; trap 'r=$((${r:-0} + 1))' RETURN", mine: 1, pipes: true},
		{name: "all tracing and strict", before: count + "set -eEuT -o pipefail; trap 'd=1' DEBUG; trap 'echo called_RETURN >/dev/null' RETURN; trap 'echo called_ERR' ERR", mine: 1, strict: true},
		{name: "extdebug", before: count + "shopt -s extdebug; trap 'd=$BASH_COMMAND' DEBUG", mine: 1, pipes: true},
		{name: "extdebug set later", before: count, after: "shopt -s extdebug; set -T; trap 'd=$BASH_COMMAND; true' DEBUG", mine: 1, pipes: true},
		{name: "monitor off and lastpipe", before: count + "set +m; shopt -s lastpipe", mine: 1, pipes: true},
		{name: "strict, set later", before: count, after: "set -eu -o pipefail", mine: 1, strict: true},
		{name: "posix, set later", before: count, after: "set -o posix", mine: 1, pipes: true},
		{name: "inherit_errexit and no forks in the way", before: count + "shopt -s inherit_errexit; set -e", mine: 1, strict: true},
		{name: "hash off", before: count + "set +h; set -P", mine: 1, pipes: true},
		{name: "physical and no braces", before: count + "set +B; set -o ignoreeof; shopt -s xpg_echo", mine: 1, pipes: true},
	})
	count = "precmd_functions=(mine)\n"
	each(t, "zsh", []setup{
		{name: "debug function", before: count + "function TRAPDEBUG { d=$((${d:-0} + 1)) }", mine: 1, pipes: true},
		{name: "debug trap before a command and strict", before: count + "setopt debug_before_cmd err_exit no_unset pipe_fail; trap 'd=1' DEBUG", mine: 1, strict: true},
		{name: "local traps", before: count + "setopt local_traps local_options traps_async; function TRAPZERR { z=1 }", mine: 1, pipes: true},
		{name: "posix builtins", before: count + "setopt posix_builtins posix_traps posix_jobs posix_identifiers", mine: 1, pipes: true},
		{name: "emulate sh", before: count + "emulate sh", mine: 1},
		{name: "emulate ksh, set later", before: count, after: "emulate ksh", mine: 1},
		{name: "strict, set later", before: count, after: "setopt err_exit err_return no_unset", mine: 1, strict: true},
		{name: "xtrace of functions", before: count + "exec 2>/dev/null; setopt xtrace", mine: 1, pipes: true},
	})
}

// The user's traps on errors are called for the lines that fail, and for nothing of
// azenv's: not at prompts, not at changes, not for what the hook passes on.
func TestTraps_onErrors(t *testing.T) {
	trap := "trap 'errors=$((${errors:-0} + 1))' "
	for _, c := range []struct{ name, sh, before, after string }{
		{"ERR", "bash", trap + "ERR", ""},
		{"ERR of functions", "bash", "set -E; " + trap + "ERR", ""},
		{"ERR beside a list", "bash", "PROMPT_COMMAND=(true true); " + trap + "ERR", ""},
	} {
		t.Run(c.sh+"/"+strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			need(t, c.sh)
			t.Parallel()
			trapsCalled(t, imported(t).start(c.sh, c.before, c.after))
		})
	}
}

// trapsCalled asserts that $errors grows with failing lines, and only with them.
func trapsCalled(t *testing.T, s *session) {
	t.Helper()
	want, at := 0, "the start"
	expect := func() {
		t.Helper()
		if got, _ := strconv.Atoi(s.value("$errors")); got != want {
			t.Errorf("%s: the trap was called %d times, want %d", at, got, want)
			want = got
		}
	}
	expect()
	for _, line := range []string{":", "azenv use Dev", ":", "azenv use Prod", "azenv use --unset", "azenv show >/dev/null"} {
		at = line
		s.ok(line)
		expect()
	}
	for _, line := range []string{"false", "(exit 7)", "azenv use nosuch"} {
		at = line
		s.fails(line)
		want++
		expect()
	}
}

// Traps are there as they were set, and the one on exit is called once, by the shell
// itself, not by what the hook runs.
func TestTraps_areKept(t *testing.T) {
	for sh, before := range map[string]string{
		"bash": "trap 'echo exit >>~/ended' EXIT; trap 'echo int' INT; trap ':' USR2 TERM; trap '' HUP; trap 'd=1' DEBUG; trap 'r=1' RETURN; trap 'e=1' ERR",
		"zsh":  "trap 'echo int' INT; trap ':' USR2 TERM; trap '' HUP; trap 'e=1' ZERR; function TRAPEXIT { (( ZSH_SUBSHELL )) || echo exit >>~/ended }",
		"fish": "trap 'echo exit >>~/ended' EXIT; function on_usr --on-signal USR2; set -g got 1; end; function on_end --on-event fish_exit; set -g gone 1; end",
	} {
		t.Run(sh, func(t *testing.T) {
			need(t, sh)
			t.Parallel()
			w := imported(t)
			s := w.start(sh, before, "")
			list := map[string]string{"bash": "trap -p", "zsh": "trap", "fish": "functions --handlers | string match -v '*title*'"}[sh] + " >~/traps"
			s.ok(list)
			kept := w.read("traps")
			for i, line := range []string{"azenv use Dev", ":", "azenv use --unset", ":"} {
				s.ok(line)
				w.azenv("set", "other", "--subscription", subTwo, "--group", fmt.Sprint("rg", i)) // the next prompt asks azenv
				s.ok(list)
				if now := w.read("traps"); now != kept {
					t.Errorf("%s: the traps were\n%s\nand are\n%s", line, kept, now)
				}
			}
			s.send("exit\n")
			s.cmd.Wait()
			if got := w.read("ended"); got != "exit\n" {
				t.Errorf("at the end there was called:\n%s", got)
			}
		})
	}
}
