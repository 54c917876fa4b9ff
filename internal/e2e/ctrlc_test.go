package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// awaitFile waits until a program has made the file.
func (s *session) awaitFile(path string) {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return
		}
	}
	s.t.Fatalf("%s: %s did not appear:\n%s", s.sh, path, s.screen())
}

// key presses a key that brings a new prompt. What is typed before that is drawn may
// be lost, as the terminal or the line editor drops it: blanks, to begin with.
func (s *session) key(key string) int {
	s.t.Helper()
	s.n++
	file := filepath.Join(s.dir, fmt.Sprint("key", s.n))
	status := map[bool]string{true: "$status", false: "$?"}[s.sh == "fish"]
	s.send(key)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		time.Sleep(100 * time.Millisecond)
		s.send("          echo " + status + " >>" + file + "\n")
		for range 50 {
			if data, err := os.ReadFile(file); err == nil && strings.HasSuffix(string(data), "\n") {
				s.sync()
				code, _ := strconv.Atoi(strings.Fields(string(data))[0])
				return code
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	s.t.Fatalf("%s: no prompt after %q:\n%s", s.sh, key, s.screen())
	return -1
}

// Ctrl-C, wherever it is typed, ends what it is meant for, moves no shell, and is
// told to the user's own trap once. fish takes the key itself and has no such trap.
func TestCtrlC(t *testing.T) {
	need(t, "strace")
	// exec, for a shell that is between two programs may miss the key itself.
	dawdle := "if [ -e ~/slow ]; then sh -c ': >~/dawdling; exec sleep 30'; fi"
	before := map[string]string{
		"bash": "trap 'ints=$((${ints:-0} + 1))' INT\nfunction dawdle { " + dawdle + "; }\nPROMPT_COMMAND=(dawdle)",
		"zsh":  "function TRAPINT { ints=$((${ints:-0} + 1)); return $((128 + $1)) }\nfunction dawdle { " + dawdle + " }\nprecmd_functions=(dawdle)",
		"fish": "function dawdle --on-event fish_prompt; if test -e ~/slow; sh -c ': >~/dawdling; exec sleep 30'; end; end",
	}
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s, started := setup{before: before[sh]}.open(w, sh)
		ints := func() string { return s.value("$ints") }
		s.ok("azenv use Dev")
		for i, typed := range []string{"", "azenv use Pr", "azenv use Prod"} {
			s.send(typed)
			time.Sleep(50 * time.Millisecond) // for the line editor to read it
			s.key("\x03")
			if got, want := ints(), fmt.Sprint(i+1); sh != "fish" && got != want {
				t.Errorf("after %q: the user's trap was called %s times, want %s", typed, got, want)
			}
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
		}
		idle(t, s, started, "after Ctrl-C")

		w.write("slow", "")
		s.send(":\n")
		s.awaitFile(w.path("dawdling"))
		os.Remove(w.path("slow"))
		s.key("\x03")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		idle(t, s, started, "after a slow prompt command")
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		s.untroubled(0)
	})
}

// The same while azenv is at work: the user's own trap is called as it is for any
// other program, which in bash means at prompts only, and is there afterwards.
func TestCtrlC_ownTrapWhileAzenvWorks(t *testing.T) {
	for sh, before := range map[string]string{
		"bash": "trap 'ints=$((${ints:-0} + 1))' INT", "zsh": "function TRAPINT { ints=$((${ints:-0} + 1)); return $((128 + $1)) }",
	} {
		t.Run(sh, func(t *testing.T) {
			need(t, sh)
			t.Parallel()
			w := imported(t)
			bin := w.write("azenv", fmt.Sprintf("#!/bin/sh\nif [ -e ~/slow ]; then : >~/started; exec sleep 30; fi\nexec %s \"$@\"\n", filepath.Join(binDir, "azenv")))
			os.Chmod(bin, 0o700)
			s := w.start(sh, before, "__azenv_bin="+bin+" __azenv_asked="+bin)
			s.ok("azenv use Dev")
			for i, line := range []string{"azenv use Prod", ":"} {
				os.Remove(w.path("started"))
				w.azenv("set", "other", "--subscription", subTwo, "--group", fmt.Sprint("rg", i))
				w.write("slow", "")
				s.send(line + "\n")
				s.awaitFile(w.path("started"))
				os.Remove(w.path("slow"))
				s.key("\x03")
				want := map[string][]string{"bash": {"", "1"}, "zsh": {"1", "2"}}[sh][i]
				if got := s.value("$ints"); got != want {
					t.Errorf("%q: the user's trap was called %q times in all, want %q", line, got, want)
				}
				wantVars(t, s.environment(), "Dev", subDev, tenantA)
			}
		})
	}
}
