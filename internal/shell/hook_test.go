//go:build unix

package shell

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/environ"
)

// stub plays azenv: it notes how it was called, prints the file export, and leaves
// the file typed where a hook asks for it.
const stub = `#!/bin/sh
printf '%s|%s|%s\n' "$__AZENV_CALL" "${__AZENV_STUCK-}" "$*" >>"$STUB/calls"
case $1 in
export) [ ! -e "$STUB/export" ] || cat "$STUB/export" ;;
*) f=${__AZENV_CALL#*,*,*,*,}; [ -z "$f" ] || cat "$STUB/typed" >"$f"; exit "${2-0}" ;;
esac
`

// one and two are updates after which AZENV_ACTIVE is so, and the predicate holds.
func one(run string) Update { return active("one", run) }
func two(run string) Update { return active("two", run) }

func active(label, run string) Update {
	final := "/srv/" + label
	return Update{
		Plan:      environ.Plan{Whole: true, Final: &final, Changes: []environ.Change{{Op: environ.Set, Name: "AZENV_ACTIVE", Value: label}, {Op: environ.Unset, Name: "ARM_ENVIRONMENT"}, {Op: environ.Hide, Name: "ARM_CLIENT_SECRET"}}},
		ConfigDir: configDir, Sealed: sealed,
		Predicate: Predicate{Vars: []Value{{"AZENV_ACTIVE", label}, {configDir, final}}},
		Mark:      label, Run: run,
	}
}

// interactive runs script in an interactive shell without a terminal, in a folder
// with the stub, with the hook for this very process in the file hook, its update
// in export, and another one in typed. A script reads one line before it starts.
func interactive(t *testing.T, s *Shell, script string, pidIsRight bool, env ...string) (r ran, calls []string) {
	t.Helper()
	cmd := command(t, s, "C.UTF-8", script, nil, "-i")
	dir := cmd.Dir
	cmd.Env = append(cmd.Env, append(env, "STUB="+dir, "TERM=xterm", "ARM_ENVIRONMENT=public", "ARM_CLIENT_SECRET=it's\n$x")...)
	bin := filepath.Join(dir, "it's a stub")
	put(t, dir, "it's a stub", stub)
	if err := os.Chmod(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "export", s.Hooked(one(dir)))
	put(t, dir, "typed", s.Hooked(two(dir)))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := cmd.Process.Pid
	if !pidIsRight {
		pid++
	}
	put(t, dir, "hook", s.Hook(alone(bin), pid, "", s.Hooked(one(dir))))
	io.WriteString(in, "go\n")
	in.Close()
	_ = cmd.Wait() // its status is among what is returned
	data, err := os.ReadFile(filepath.Join(dir, "calls"))
	if err == nil {
		calls = strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	}
	return ran{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}, calls
}

// body is what is typed in every shell below once the hook is there: it says what
// is in force at the start, whether a prompt keeps the status in bash (the others keep
// it themselves), what is in force after `azenv use`, and its own status.
var body = map[string]string{
	"bash": `
\builtin printf '%s\0' "${AZENV_ACTIVE-}" "${AZURE_CONFIG_DIR-}" "${ARM_ENVIRONMENT-unset}" "${ARM_CLIENT_SECRET-unset}"
(\builtin exit 7) || { __azenv_hook || \builtin printf '%s\0' "$?"; }
__azenv_hook
azenv use || \builtin printf 'failed\0'
\builtin printf '%s\0' "${AZENV_ACTIVE-}" "${AZURE_CONFIG_DIR-}"
__azenv_hook
azenv use 3 || \builtin printf '%s\0' "$?"
__azenv_hook
`,
	"zsh": `
builtin printf '%s\0' "${AZENV_ACTIVE-}" "${AZURE_CONFIG_DIR-}" "${ARM_ENVIRONMENT-unset}" "${ARM_CLIENT_SECRET-unset}"
(builtin exit 7) || { __azenv_hook && builtin printf '7\0' }
__azenv_hook
azenv use || builtin printf 'failed\0'
builtin printf '%s\0' "${AZENV_ACTIVE-}" "${AZURE_CONFIG_DIR-}"
__azenv_hook
azenv use 3 || builtin printf '%s\0' "$?"
__azenv_hook
`,
	"fish": `
builtin printf '%s\0' "$AZENV_ACTIVE" "$AZURE_CONFIG_DIR"
set -q ARM_ENVIRONMENT; and builtin printf '%s\0' "$ARM_ENVIRONMENT"; or builtin printf 'unset\0'
set -q ARM_CLIENT_SECRET; and builtin printf '%s\0' "$ARM_CLIENT_SECRET"; or builtin printf 'unset\0'
builtin printf '7\0'
__azenv_hook
azenv use; or builtin printf 'failed\0'
builtin printf '%s\0' "$AZENV_ACTIVE" "$AZURE_CONFIG_DIR"
__azenv_hook
azenv use 3; or builtin printf '%s\0' $status
__azenv_hook
`,
}

var bodySays = []string{"one", "/srv/one", "unset", "unset", "7", "two", "/srv/two", "3"}

// odd are shells in which names the hooks use mean something else, or in which
// words mean something else than at the start.
var odd = []struct {
	shell *Shell
	name  string
	setUp string
}{
	{bash, "nothing odd", ""},
	{bash, "aliases", aliases("local", "return", "eval", "test", "export", "read", "printf", "command", "unset", "shopt", "declare", "cat")},
	{bash, "functions", functions("test", "read", "eval", "export", "local", "return", "printf", "unset", "declare", "cat")},
	{bash, "a function called command", functions("command")},
	{bash, "set -eu, noclobber, pipefail", "set -eu -o pipefail -o noclobber"},
	{bash, "set -a", "set -a"},
	{bash, "nocasematch, extglob", "shopt -s nocasematch extglob"},
	{bash, "failglob", "shopt -s failglob"},
	{bash, "posix", "set -o posix"},
	{bash, "IFS", "IFS=_:ae"},
	{zsh, "nothing odd", ""},
	{zsh, "global aliases", "setopt aliases\nalias -g '||'=x\nalias -g '&&'=x\nalias -g '{'=x\nalias -g 'return'=x\nalias -g '}'=x\nalias -g one=x"},
	{zsh, "aliases", aliases("local", "return", "eval", "test", "export", "read", "printf", "command", "unset", "typeset", "print", "function", "cat")},
	{zsh, "KSH_ARRAYS", "setopt ksh_arrays"},
	{zsh, "SH_WORD_SPLIT", "setopt sh_word_split"},
	{zsh, "NO_UNSET", "setopt no_unset"},
	{zsh, "ERR_RETURN", "setopt err_return"},
	{zsh, "all of these", "setopt ksh_arrays sh_word_split no_unset err_return"},
	{zsh, "GLOB_SUBST, NO_CASE_MATCH, EXTENDED_GLOB", "setopt glob_subst no_case_match extended_glob"},
	{zsh, "RC_QUOTES, CSH_JUNKIE_QUOTES, IGNORE_BRACES", "setopt rc_quotes csh_junkie_quotes ignore_braces"},
	{zsh, "ALL_EXPORT, NO_CLOBBER, WARN_CREATE_GLOBAL", "setopt all_export no_clobber warn_create_global warn_nested_var"},
	{zsh, "INTERACTIVE_COMMENTS off, POSIX_BUILTINS", "setopt no_interactive_comments posix_builtins"},
	{zsh, "emulate sh", "emulate sh"},
	{zsh, "IFS", "IFS=_:ae"},
	{fish, "nothing odd", ""},
	{fish, "functions", fishFunctions("contains", "echo", "printf", "cat", "math", "count", "source", "functions", "emit")},
}

// aliases makes each word say something else.
func aliases(words ...string) string {
	var b strings.Builder
	b.WriteString("[ -z \"${BASH_VERSION-}\" ] || shopt -s expand_aliases\n")
	for _, w := range words {
		fmt.Fprintf(&b, "alias -- '%s'='echo BROKEN'\n", w)
	}
	return b.String()
}

func functions(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, "function %s { echo BROKEN; }\n", w)
	}
	return b.String()
}

// fishFunctions takes no names that fish keeps for itself: test, string, read, set.
func fishFunctions(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, "function %s; builtin echo BROKEN; end\n", w)
	}
	return b.String()
}

// readLine waits for the test to be ready, before anything is odd.
var readLine = map[string]string{"bash": "read -r ready\n", "zsh": "read -r ready\n", "fish": "read -l ready\n"}

// chatter is what an interactive bash without a terminal says, and no fault.
func chatter(line string) bool {
	return line == "" || strings.Contains(line, "cannot set terminal process group") || strings.Contains(line, "no job control in this shell")
}

func TestHook_loadsInOddShells(t *testing.T) {
	for _, tt := range odd {
		for _, pidIsRight := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s %s %v", tt.shell.Name, tt.name, pidIsRight), func(t *testing.T) {
				need(t, tt.shell)
				t.Parallel()
				script := readLine[tt.shell.Name] + tt.setUp + "\n" + evalFile(tt.shell, "hook") + body[tt.shell.Name]
				r, calls := interactive(t, tt.shell, script, pidIsRight)
				if got := r.items(); !slices.Equal(got, bodySays) {
					t.Errorf("it says   %q\nshould be %q", got, bodySays)
				}
				for _, line := range strings.Split(r.stderr, "\n") {
					if !chatter(line) {
						t.Errorf("standard error: %s", line)
					}
				}
				if strings.Contains(r.stdout, "BROKEN") {
					t.Errorf("it ran what the user calls so: %s", short(r.stdout))
				}
				// Each prompt found all as it should be: only what was typed, and the
				// first question of a shell that the code was not made for.
				want := 2
				if !pidIsRight {
					want = 3
				}
				if len(calls) != want {
					t.Errorf("azenv ran %d times, want %d: %q", len(calls), want, calls)
				}
			})
		}
	}
}

// TestHook_tellsWhatWouldNotChange holds that readonly variables leave a sealed
// shell, and that azenv is told which they were.
func TestHook_tellsWhatWouldNotChange(t *testing.T) {
	readonly := []struct{ what, name, statement string }{
		{"to be set", "AZENV_ACTIVE", "readonly AZENV_ACTIVE=mine"},
		{"to be unset", "ARM_ENVIRONMENT", "readonly ARM_ENVIRONMENT"},
		{"to be hidden", "ARM_CLIENT_SECRET", "readonly ARM_CLIENT_SECRET"},
		{"of two kinds", "AZENV_ACTIVE ARM_ENVIRONMENT", "readonly AZENV_ACTIVE=mine ARM_ENVIRONMENT"},
		{"that seals", configDir, "readonly " + configDir + "=/before"},
	}
	for _, s := range []*Shell{bash, zsh} {
		for _, tt := range readonly {
			for _, options := range []string{"", "set -eu", map[*Shell]string{bash: "set -o posix", zsh: "setopt err_return ksh_arrays"}[s]} {
				t.Run(s.Name+" "+tt.what+" "+options, func(t *testing.T) {
					need(t, s)
					t.Parallel()
					script := readLine[s.Name] + tt.statement + "\n" + options + "\n" + evalFile(s, "hook") +
						`builtin printf '%s\0' "${AZURE_CONFIG_DIR-unset}" "${AZENV_ACTIVE-unset}"` + "\n"
					r, calls := interactive(t, s, script, true)
					got := r.items()
					if len(got) != 2 {
						t.Fatalf("it died: %q, %s", got, r.stderr)
					}
					want := sealed
					if tt.name == configDir {
						want = "/before"
						if got[1] != "unset" {
							t.Errorf("without a seal it set AZENV_ACTIVE to %q", got[1])
						}
					}
					if got[0] != want {
						t.Errorf("%s is %q, want %q", configDir, got[0], want)
					}
					if len(calls) != 1 || !strings.Contains(calls[0], ",prompt,") || !strings.Contains(calls[0], "|"+tt.name+"|export "+s.Name) {
						t.Errorf("azenv was asked %q", calls)
					}
				})
			}
		}
	}
}

// TestHook_keepsAsItIsWithoutAzenv holds that a broken azenv costs one line, once,
// and changes nothing.
func TestHook_keepsAsItIsWithoutAzenv(t *testing.T) {
	for _, s := range real {
		t.Run(s.Name, func(t *testing.T) {
			need(t, s)
			t.Parallel()
			remove := "command rm export \"it's a stub\"\n"
			say := `builtin printf '%s\0' "$AZENV_ACTIVE" "$AZURE_CONFIG_DIR"` + "\n"
			change := "export AZENV_ACTIVE=other\n"
			if s == fish {
				change = "set -gx AZENV_ACTIVE other\n"
			}
			script := readLine[s.Name] + evalFile(s, "hook") + remove + change + "__azenv_hook\n__azenv_hook\n__azenv_hook\n" + say
			r, _ := interactive(t, s, script, true)
			if got := r.items(); !slices.Equal(got, []string{"other", "/srv/one"}) {
				t.Errorf("%q", got)
			}
			if n := strings.Count(r.stderr, "azenv: error: "); n != 1 || !strings.Contains(r.stderr, "did not answer: this shell stays as it is") {
				t.Errorf("%d lines of error: %s", n, r.stderr)
			}
		})
	}
}

// TestHook_ignoresHalfOfAnAnswer holds that code without its end is not run.
func TestHook_ignoresHalfOfAnAnswer(t *testing.T) {
	for _, s := range real {
		t.Run(s.Name, func(t *testing.T) {
			need(t, s)
			t.Parallel()
			cut := "command sed '/azenv:end/d' typed >half; command mv half typed; command cp typed export\n"
			ask := "export AZENV_ACTIVE=other\n"
			if s == fish {
				ask = "set -gx AZENV_ACTIVE other\n"
			}
			script := readLine[s.Name] + evalFile(s, "hook") + cut + "azenv use\n" + ask + "__azenv_hook\n" +
				`builtin printf '%s\0' "$AZENV_ACTIVE" "$AZURE_CONFIG_DIR"` + "\n"
			r, _ := interactive(t, s, script, true)
			if got := r.items(); !slices.Equal(got, []string{"other", "/srv/one"}) {
				t.Errorf("%q, %s", got, r.stderr)
			}
		})
	}
}

// TestHook_isSilentWhereNobodyTypes holds that a script which loads the hook keeps
// what it inherited.
func TestHook_isSilentWhereNobodyTypes(t *testing.T) {
	for _, s := range real {
		t.Run(s.Name, func(t *testing.T) {
			need(t, s)
			script := evalFile(s, "hook") + "command env -0\n"
			r := run(t, s, "C.UTF-8", script, map[string]string{"hook": s.Hook(alone("/no/azenv"), 1, "", s.Hooked(one("")))}, "AZENV_ACTIVE=mine", configDir+"=/before")
			env := environment(r.items())
			if r.status != 0 || r.stderr != "" || env["AZENV_ACTIVE"] != "mine" || env[configDir] != "/before" {
				t.Errorf("status %d, %q, %q, %s", r.status, env["AZENV_ACTIVE"], env[configDir], r.stderr)
			}
			checkNothingOwn(t, env)
		})
	}
}

// alone is azenv without azenv-hook.
func alone(bin string) Programs { return Programs{Azenv: bin, Asked: bin} }
