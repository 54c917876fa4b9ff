package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// starts are the system calls that make a process or run a program.
var starts = regexp.MustCompile(`^\d+ +(?:<\.\.\. )?(clone3?|v?fork|execve(?:at)?)[ (]`)

// straced opens the shell under strace and returns what starts a process, so far.
func (w *world) straced(sh string) (*session, func() []string) {
	w.t.Helper()
	log := filepath.Join(w.t.TempDir(), "strace")
	s := w.openAs(w.t, sh, w.environ(), append([]string{"strace", "-f", "--seccomp-bpf", "-qq", "-e", "signal=none",
		"-e", "trace=clone,clone3,fork,vfork,execve,execveat", "-o", log}, argv(sh)...)...)
	return s, func() []string {
		data, err := os.ReadFile(log)
		if err != nil {
			w.t.Fatal(err)
		}
		var calls []string
		for _, line := range strings.Split(string(data), "\n") {
			// A thread of .NET's is made in two lines where another one runs between
			// them, so only programs count there.
			if starts.MatchString(line) && !strings.Contains(line, "CLONE_THREAD") && (sh != "pwsh" || strings.Contains(line, " execve")) {
				calls = append(calls, line)
			}
		}
		return calls
	}
}

// idle asserts that prompts at which nothing changed start nothing.
func idle(t *testing.T, s *session, started func() []string, when string) {
	t.Helper()
	s.ok(":")
	before := started()
	for range 20 {
		s.send(nothing(s.sh) + "\n")
	}
	s.ok(":")
	if more := started()[len(before):]; len(more) > 0 {
		t.Errorf("%s: idle prompts started:\n%s", when, strings.Join(more, "\n"))
	}
	logs(t, s, started)
}

// logs fails unless what starts a process is noted: where it is not, nothing is idle.
func logs(t *testing.T, s *session, started func() []string) {
	t.Helper()
	n := len(started())
	s.ok("/usr/bin/env true") // by a path: what this shell calls may be redefined
	if len(started()) == n {
		t.Fatal("strace does not note what is started, so this tests nothing")
	}
}

func TestIdlePrompt_startsNoProcess(t *testing.T) {
	need(t, "strace")
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		s, started := w.straced(sh)
		idle(t, s, started, "no context")
		s.ok("azenv use Dev")
		idle(t, s, started, "a context")
		before := len(started())
		w.azenv("set", "other", "--subscription", subProd)
		s.ok(":")
		if len(started()) == before {
			t.Error("a change was not noticed at the next prompt")
		}
		idle(t, s, started, "after a change elsewhere")
		s.run(export(sh, "AZENV_CONTEXT", "nosuch"))
		wantSealed(t, s.environment(), "process")
		idle(t, s, started, "sealed")
		s.ok("azenv use Dev")
		s.run(export(sh, "AZURE_CONFIG_DIR", "/elsewhere"))
		idle(t, s, started, "stepped back")
		s.ok("azenv use --unset")
		s.ok(map[string]string{
			"bash": "AZENV_CONTEXT=Prod", "zsh": "AZENV_CONTEXT=Prod", "fish": "set -g AZENV_CONTEXT Prod",
			"pwsh": export(sh, "AZENV_CONTEXT", "Prod"), // has no others
		}[sh])
		wantVars(t, s.environment(), "other", subProd, tenantA)
		idle(t, s, started, "a name that is not exported")
		s.ok("azenv use --none")
		idle(t, s, started, "plain az")
		s.ok("azenv use Dev")
		w.write(".local/state/azenv/stamp", "")
		s.ok(":")
		idle(t, s, started, "a mended stamp")
		os.Remove(w.path(".local/state/azenv/stamp"))
		s.ok(":")
		idle(t, s, started, "a stamp made again")
	})
}

// A binary that is gone is said once, and not looked for at every prompt.
func TestIdlePrompt_withoutTheProgram(t *testing.T) {
	need(t, "strace")
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		bin := w.path("azenv")
		if _, errOut, code := w.command("cp", filepath.Join(binDir, "azenv"), bin); code != 0 {
			t.Fatal(errOut)
		}
		w.write(w.rcFile(sh), quiet[sh]+strings.Replace(hookLine(sh), "azenv", bin, 1)+"\n")
		s, started := w.straced(sh)
		s.ok("azenv use Dev")
		os.Rename(bin, bin+".gone")
		from := len(s.screen())
		w.azenv("set", "other", "--subscription", subTwo)
		s.ok(":")
		s.ok(":")
		if shown := s.screen()[from:]; strings.Count(shown, "did not answer") != 1 {
			t.Errorf("not said once:\n%s", shown)
		}
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		idle(t, s, started, "no program")
		w.write("azenv", "#!/bin/sh\necho something else\n") // as a half-made upgrade
		os.Chmod(bin, 0o700)
		s.run("azenv list")
		idle(t, s, started, "another program")
		os.Rename(bin+".gone", bin)
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
	})
}

// What a prompt must not touch: the status, pipestatus, traps, the screen.
func TestPrompt_leavesTheShellAlone(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "its words are others: see TestPwsh_promptSeesTheStatus")
		w := imported(t)
		w.azenv("set", "dev", "--subscription", subDev)
		before := map[string]string{
			"bash": "trap 'echo usr1' USR1; set -o noclobber; shopt -s nocasematch extglob; PROMPT_COMMAND='user=$?'",
			"zsh":  "trap 'echo usr1' USR1; setopt noclobber; precmd() { user=$? }",
			"fish": "function user_prompt --on-event fish_prompt; set -g user $status; end",
		}[sh]
		s := w.start(sh, before, "")
		if shown := s.screen(); strings.Contains(shown, "azenv:") || strings.Contains(shown, "rror") {
			t.Errorf("something was printed at the start:\n%q", shown)
		}
		s.ok("azenv use dev")
		fail := map[string]string{"fish": "sh -c 'exit 7'"}[sh]
		if fail == "" {
			fail = "(exit 7)"
		}
		if status, _ := s.run(fail); status != 7 {
			t.Errorf("status %d after a command that exits with 7", status)
		}
		s.send(fail + "\n")
		if shown := s.ok("echo \"[$user]\""); !strings.Contains(shown, "[7]") {
			t.Errorf("the user's own prompt command saw another status: %s", shown)
		}
		if sh == "fish" {
			s.send("sh -c 'exit 3' | true\n")
			if shown := s.ok("echo \"[$pipestatus]\""); !strings.Contains(shown, "[3 0]") {
				t.Errorf("pipestatus: %s", shown)
			}
			return
		}
		variable := map[string]string{"bash": "PIPESTATUS[@]", "zsh": "pipestatus"}[sh]
		s.send("(exit 3) | true | (exit 4) | true\n")
		if shown := s.ok(fmt.Sprintf(`echo "[${%s}]"`, variable)); !strings.Contains(shown, "[3 0 4 0]") {
			t.Errorf("pipestatus: %s", shown)
		}
		if shown := s.ok("trap"); !strings.Contains(shown, "usr1") {
			t.Errorf("a trap is gone: %s", shown)
		}
		option := map[string]string{"bash": "shopt -qo noclobber && shopt -q nocasematch extglob", "zsh": "[[ -o noclobber ]]"}[sh]
		s.ok(option)
	})
}
