package e2e

import (
	"strings"
	"testing"
	"time"
)

// asking is what azenv prints before it waits for the name of a context.
const asking = "number, or part of a name:"

// stops types a line in which azenv asks, and stops azenv there with Ctrl-Z.
func (s *session) stops(line string) {
	s.t.Helper()
	from := len(s.screen())
	s.send(line + "\n")
	s.await(from, asking)
	if status := s.key("\x1a"); status == 0 {
		s.t.Error("status 0 after Ctrl-Z")
	}
}

// answers continues azenv with a line that ends in fg, gives it a name, and returns
// what was shown up to the prompt behind.
func (s *session) answers(line, name string) string {
	s.t.Helper()
	from := len(s.screen())
	s.send(line + "\n")
	s.await(from, map[string]string{"bash": `"$bin"`, "fish": "Send job", "zsh": "continued"}[s.sh])
	time.Sleep(200 * time.Millisecond) // for the terminal to be the program's
	s.send(name + "\n")
	s.sync()
	s.settle() // a prompt says what it has to before it is drawn
	return s.screen()[from:]
}

const notTaken = "azenv: what was typed earlier and answered now is not taken up"

// wantTaken fails unless the shell says once that label is in force, and is there.
func (s *session) wantTaken(shown, label, sub string) {
	s.t.Helper()
	if strings.Count(shown, "azenv: "+label+" (process): ") != 1 || strings.Contains(shown, notTaken) {
		s.t.Errorf("%s is not said once:\n%s", label, shown)
	}
	wantVars(s.t, s.environment(), label, sub, tenantA)
}

// wantLeft fails unless the shell says once that it does not take up what was answered,
// and claims no context.
func (s *session) wantLeft(shown, label, sub string) {
	s.t.Helper()
	if strings.Count(shown, notTaken) != 1 || strings.Contains(shown, " (process): ") {
		s.t.Errorf("it is not said once that nothing is taken up:\n%s", shown)
	}
	wantVars(s.t, s.environment(), label, sub, tenantA)
}

// What azenv asks may be stopped with Ctrl-Z and answered later: the shell takes it up
// at its next prompt, says so once, and nothing behind it on the line was run before.
func TestStopped_answeredLater(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		s, started := w.straced(sh)
		s.stops("azenv use && builtin echo 1 >~/went")
		wantNothing(t, s.environment())
		idle(t, s, started, "with azenv stopped")
		s.wantTaken(s.answers("fg", "Dev"), "Dev", subDev)
		idle(t, s, started, "once it was answered")

		// Another directory, and what needs no choice, change nothing about that.
		s.stops("azenv use")
		s.ok("azenv show -o name")
		w.mkdir("elsewhere")
		s.cd("elsewhere")
		w.azenv("set", "other", "--subscription", subTwo)
		s.wantTaken(s.answers("fg", "Prod"), "Prod", subProd)
		idle(t, s, started, "in another directory")

		// Nothing is answered: the job is gone, and the shell is as any other.
		s.stops("azenv use")
		s.run("kill -KILL %1")
		idle(t, s, started, "with azenv killed")
		s.ok("azenv use Dev")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		if shown := s.ok("ls ~"); strings.Contains(shown, "went") {
			t.Error("what stands behind azenv on the line was run")
		}
		if strings.Contains(s.screen(), notTaken) {
			t.Errorf("the screen:\n%s", s.screen())
		}
		s.untroubled(0)
	})
}

// What is chosen while azenv is stopped stays: the older answer is not taken up, and
// the shell says so.
func TestStopped_laterChoiceStays(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		s.stops("azenv use")
		s.ok("azenv use Dev")
		s.wantLeft(s.answers("fg", "Prod"), "Dev", subDev)

		// The same context again is a choice, too.
		s.stops("azenv use")
		s.ok("azenv use Dev")
		s.wantLeft(s.answers("fg", "Prod"), "Dev", subDev)

		// So is one by hand, be it on the very line that continues the older one.
		s.stops("azenv use")
		s.ok(export(sh, "AZENV_CONTEXT", "Prod"))
		s.wantLeft(s.answers("fg", "Dev"), "Prod", subProd)
		s.stops("azenv use")
		if shown := s.answers(export(sh, "AZENV_CONTEXT", "Dev")+"; fg", "Prod"); strings.Count(shown, notTaken) != 1 {
			t.Errorf("it is not said once that nothing is taken up:\n%s", shown)
		}
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
	})
}

// Of several that are stopped the last one typed counts; fg continues that one first.
func TestStopped_several(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		s.stops("azenv use")
		s.stops("azenv use")
		s.wantTaken(s.answers("fg", "Dev"), "Dev", subDev)
		s.wantLeft(s.answers("fg", "Prod"), "Dev", subDev)
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
	})
}

// A sign-in is no different.
func TestStopped_login(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w, _ := clouded(t)
		s := w.start(sh, "", "")
		s.stops("azenv login --cloud Fake")
		if got := s.environment()["AZENV_ACTIVE"]; got != "" {
			t.Errorf("in force before it is answered: %q", got)
		}
		shown := s.answers("fg", "test")
		if got := s.environment()["AZENV_ACTIVE"]; got != "Test" || strings.Count(shown, "azenv: Test (") != 1 {
			t.Errorf("in force: %q, and it is not said once:\n%s", got, shown)
		}
	})
}

// In zsh, what stands behind azenv in a function goes on in a copy of the shell, which
// is where azenv's answer says.
func TestStopped_functionInZsh(t *testing.T) {
	need(t, "zsh")
	t.Parallel()
	w := imported(t)
	s := w.start("zsh", "function go { azenv use; command env -0 >~/inside }", "")
	s.stops("go")
	s.wantTaken(s.answers("fg", "Dev"), "Dev", subDev)
	wantVars(t, parseEnv(t, w.path("inside")), "Dev", subDev, tenantA)
}

// Options and functions of a user's do not matter, and nothing of azenv's own is exported.
func TestStopped_inOddShells(t *testing.T) {
	before := map[string]string{
		"bash": "set -a -u -o noclobber -o pipefail; shopt -s nocasematch extglob\nfunction test { echo BROKEN; }",
		"fish": "function cat; builtin echo BROKEN; end", // what fish itself calls at prompts must work
		"zsh":  "setopt ksh_arrays sh_word_split no_unset err_return all_export no_clobber append_create warn_create_global\nfunction print { echo BROKEN }",
	}
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", before[sh])
		s.stops("azenv use")
		s.stops("azenv use")
		s.wantTaken(s.answers("fg", "Dev"), "Dev", subDev)
		s.wantLeft(s.answers("fg", "Prod"), "Dev", subDev)
		for name := range s.environment() {
			if strings.HasPrefix(name, "__azenv") {
				t.Errorf("%s is exported", name)
			}
		}
		if strings.Contains(s.screen(), "BROKEN") {
			t.Errorf("the screen:\n%s", s.screen())
		}
	})
}

// What a picker shows may be gone or changed by the time somebody answers: on that very
// line the shell is sealed, or the name is not found; it never gets what was there before.
func TestPicker_answeredTooLate(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		for name, meanwhile := range map[string][]string{
			"removed": {"remove", "late"},
			"changed": {"set", "late", "--subscription", subTwo},
			"cleared": {"clear", "--yes"},
		} {
			t.Run(name, func(t *testing.T) {
				w := imported(t)
				w.azenv("set", "late", "--subscription", subDev)
				s := w.start(sh, "", "")
				from := len(s.screen())
				s.send("azenv use; builtin echo ran on >~/went\n")
				s.await(from, asking)
				w.azenv(meanwhile...)
				s.send("late\n")
				s.sync()
				env := s.environment()
				if env["AZENV_ACTIVE"] == "late" || env["AZURE_SUBSCRIPTION_ID"] == subDev {
					t.Errorf("in force: %s in %s", env["AZENV_ACTIVE"], env["AZURE_SUBSCRIPTION_ID"])
				}
				if shown := s.screen()[from:]; strings.Contains(shown, "azenv: late (process)") {
					t.Errorf("it says that late is in force:\n%s", shown)
				}
			})
		}
	})
}
