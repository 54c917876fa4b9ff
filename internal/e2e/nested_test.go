package e2e

import (
	"cmp"
	"path/filepath"
	"strings"
	"testing"
)

// exec keeps the process: the choice stays, and with it what the state carries of
// earlier values, whichever shell it is. What was hidden went with the old program.
func TestExecShell_keepsTheProcessAndTheChoice(t *testing.T) {
	need(t, shellNames...)
	for _, from := range shellNames {
		for _, to := range shellNames {
			t.Run(from+"_"+to, func(t *testing.T) {
				t.Parallel()
				w := imported(t)
				w.env = []string{"ARM_CLIENT_SECRET=s3cret", "AZURE_DEFAULTS_GROUP=earlier"}
				w.write(w.rcFile(to), quiet[to]+hookLine(to)+"\n")
				s := w.start(from, "", "")
				pid := map[string]string{"fish": "$fish_pid"}
				was := s.value(cmp.Or(pid[from], "$$"))
				s.ok("azenv use Dev")
				s.send("exec " + strings.Join(argv(to), " ") + "\n")
				s.sh = to
				s.awaitPrompt()
				if now := s.value(cmp.Or(pid[to], "$$")); now != was {
					t.Errorf("the process was %s and is %s", was, now)
				}
				wantVars(t, s.environment(), "Dev", subDev, tenantA)
				wantVars(t, s.environmentOf("azenv use Prod && command env"), "Prod", subProd, tenantA)
				s.ok("azenv use -")
				wantVars(t, s.environment(), "Dev", subDev, tenantA)
				s.ok("azenv use --unset")
				if env := azure(s.environment()); len(env) != 1 || env["AZURE_DEFAULTS_GROUP"] != "earlier" {
					t.Errorf("not given back: %q", env)
				}
				s.untroubled(0)
			})
		}
	}
}

// awaitPrompt waits for a program that was just started to read what is typed.
func (s *session) awaitPrompt() {
	s.t.Helper()
	s.key("\n")
}

// A shell that was cut off from its environment starts afresh, even in the same
// process, and the one around it stays where it was.
func TestExecShell_withAnEmptyEnvironment(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		s.ok("azenv use Dev")
		empty := "env -i HOME=" + w.home + " PATH=\"$PATH\" TERM=dumb LANG=C.UTF-8 " + strings.Join(argv(sh), " ")
		if sh == "fish" {
			empty = "env -i HOME=" + w.home + " PATH=(string join : $PATH) TERM=dumb LANG=C.UTF-8 " + strings.Join(argv(sh), " ")
		}
		s.send(empty + "\n")
		s.awaitPrompt()
		wantNothing(t, s.environment())
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.send("exit\n")
		s.awaitPrompt()
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.send("exec " + empty + "\n")
		s.awaitPrompt()
		wantNothing(t, s.environment())
		wantVars(t, s.environmentOf("azenv use Prod && command env"), "Prod", subProd, tenantA)
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		s.untroubled(0)
	})
}

// What runs in a process of its own moves itself alone, however it came about; the
// shell's own next prompt finds nothing to do.
func TestSubshells_moveThemselvesAlone(t *testing.T) {
	need(t, "strace")
	subshells := map[string][]string{
		"bash": {"( azenv use Prod; command env -0 >FILE )", "x=$(azenv use Prod; command env -0 >FILE)", "{ azenv use Prod; command env -0 >FILE; } &\nwait",
			": <(azenv use Prod; command env -0 >FILE) && until [ -s FILE ]; do sleep 0.02; done", "( ( azenv use Prod; command env -0 >FILE ) )", "bash --norc -c 'azenv exec Prod -- env -0 >FILE'"},
		"zsh": {"( azenv use Prod; command env -0 >FILE )", "x=$(azenv use Prod; command env -0 >FILE)", "{ azenv use Prod; command env -0 >FILE } &\nwait",
			"cat =(azenv use Prod; command env -0 >FILE)", "( ( azenv use Prod; command env -0 >FILE ) )", "zsh -fc 'azenv exec Prod -- env -0 >FILE'"},
		"fish": {"fish -Nc 'azenv exec Prod -- env -0 >FILE'", "fish -ic 'azenv use Prod; command env -0 >FILE'", "sh -c 'azenv exec Prod -- env -0 >FILE' &\nwait"},
	}
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		s, started := w.straced(sh)
		s.ok("azenv use Dev")
		for _, line := range subshells[sh] {
			file := filepath.Join(w.t.TempDir(), "env")
			s.ok(strings.ReplaceAll(line, "FILE", file))
			wantVars(t, awaitEnv(t, file), "Prod", subProd, tenantA)
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
		}
		idle(t, s, started, "after subshells")
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		s.untroubled(0)
	})
}
