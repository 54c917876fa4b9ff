package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stamp is what the programs under test are linked with; otherStamp is as long.
const (
	stamp      = "azenv-build-of-the-tests"
	otherStamp = "azenv-build-of-a-ghost.."
)

// copyProgram puts a copy of a program under test at path in one step, as of the build
// with that stamp.
func (w *world) copyProgram(path, build string) {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(binDir, filepath.Base(path)))
	if err == nil {
		err = os.WriteFile(path+".new", bytes.ReplaceAll(data, []byte(stamp), []byte(build)), 0o700)
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// twoPrograms is a shell whose hook was loaded from copies of azenv and azenv-hook, in a
// folder bin, behind a link in another folder. asked says which of them an export that is
// needed starts, in order.
func twoPrograms(w *world, sh string) (s *session, asked func(why string) []string) {
	w.t.Helper()
	for _, dir := range []string{"bin", "links"} {
		if err := os.Mkdir(w.path(dir), 0o700); err != nil {
			w.t.Fatal(err)
		}
	}
	w.copyProgram(w.path("bin/azenv"), stamp)
	w.copyProgram(w.path("bin/azenv-hook"), stamp)
	if err := os.Symlink("../bin/azenv", w.path("links/azenv")); err != nil {
		w.t.Fatal(err)
	}
	s, started := setup{load: strings.Replace(hookLine(sh), "azenv", w.path("links/azenv"), 1)}.open(w, sh)
	return s, func(why string) (names []string) {
		w.t.Helper()
		s.ok(":")
		before := len(started())
		w.azenv("set", "other-"+why, "--subscription", subTwo, "--group", why) // every shell looks again
		s.ok(":")
		for _, call := range ours(started()[before:]) {
			if strings.Contains(call, "= 0") || strings.Contains(call, "unfinished") || !strings.Contains(call, "= -1") {
				names = append(names, filepath.Base(strings.Split(call, `"`)[1]))
			}
		}
		return names
	}
}

func wantAsked(t *testing.T, when string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s: a prompt started %q, want %q", when, got, want)
	}
}

// Prompts start azenv-hook where it is of azenv's own build, and azenv itself where it is
// gone, replaced, spoilt or another's, whichever of the two is replaced while shells are
// open; nothing is said of it, and what is in force is the same.
func TestHookProgram_whicheverIsThere(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.pinned("here", "Prod\n")
		s, asked := twoPrograms(w, sh)
		azenv, hook := w.path("bin/azenv"), w.path("bin/azenv-hook")
		from := len(s.screen())
		s.ok("azenv use Prod")
		wantAsked(t, "as installed", asked("one"), "azenv-hook")
		s.ok("azenv use Dev")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		wantAsked(t, "in a context", asked("two"), "azenv-hook")

		w.copyProgram(hook, otherStamp)
		wantAsked(t, "azenv-hook of another build", asked("three"), "azenv-hook", "azenv")
		wantAsked(t, "once azenv has said which", asked("four"), "azenv")
		w.copyProgram(hook, stamp)
		s.ok("azenv use Dev")
		wantAsked(t, "until the hook is loaded anew", asked("five"), "azenv")
		w.copyProgram(azenv, otherStamp)
		w.copyProgram(hook, otherStamp)
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		wantAsked(t, "both of the next build", asked("six"), "azenv-hook")
		w.copyProgram(azenv, stamp)
		s.ok("azenv use Prod")
		wantAsked(t, "azenv alone of another build", asked("seven"), "azenv")
		w.copyProgram(hook, stamp)
		w.copyProgram(azenv, otherStamp)
		s.ok("azenv use Dev")
		w.copyProgram(azenv, stamp)
		s.ok("azenv use Dev")
		wantAsked(t, "both again", asked("eight"), "azenv-hook")

		os.Remove(hook)
		wantAsked(t, "gone", asked("nine"), "azenv")
		s.ok("cd here")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv use --unset")
		wantDir(t, s.environment(), "Prod", subProd, tenantA)
		s.untroubled(0)
		if shown := s.screen()[from:]; strings.Contains(shown, "azenv-hook") {
			t.Errorf("something is said of azenv-hook:\n%s", shown)
		}
	})
}

// A cd that finds both programs replaced loads their hook, and the cd's after it on the
// same line are followed by that one.
func TestHookProgram_replacedAmidALine(t *testing.T) {
	need(t, "strace")
	for _, sh := range []string{"zsh", "fish"} { // bash follows a cd at its prompt
		t.Run(sh, func(t *testing.T) {
			w := imported(t)
			w.pinned("here", "Prod\n")
			s, _ := twoPrograms(w, sh)
			before := s.environment()["AZENV_ACTIVE"]
			replace := "mv bin/azenv.next bin/azenv && mv bin/azenv-hook.next bin/azenv-hook && cd here && cd .. && command env"
			for _, name := range []string{"azenv", "azenv-hook"} {
				w.copyProgram(w.path("bin", name), otherStamp)
				w.must(os.Rename(w.path("bin", name), w.path("bin", name+".next")))
				w.copyProgram(w.path("bin", name), stamp)
			}
			s.ok(":")
			if after := s.environmentOf(replace)["AZENV_ACTIVE"]; after != before {
				t.Errorf("in and out again on one line: %q is in force, want %q", after, before)
			}
			s.untroubled(0)
		})
	}
}

// A shell that starts takes azenv-hook only if it is known to be of azenv's build and
// nobody else may change it; doctor says which is taken, and why.
func TestHookProgram_whatAShellTakes(t *testing.T) {
	w := imported(t)
	if err := os.Mkdir(w.path("bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	azenv, hook := w.path("bin/azenv"), w.path("bin/azenv-hook")
	w.copyProgram(azenv, stamp)
	for _, tt := range []struct {
		name  string
		do    func()
		taken bool
		says  string // by doctor
	}{
		{"none", func() {}, false, "info\thook\tprompts start azenv itself, which is slower: there is no azenv-hook"},
		{"of this build", func() { w.copyProgram(hook, stamp) }, true, "ok\thook\tprompts start " + hook},
		{"of another build", func() { w.copyProgram(hook, otherStamp) }, false, "info\thook\tprompts start azenv itself, which is slower: " + hook + ": of another build than this azenv"},
		{"others may write to it", func() { w.copyProgram(hook, stamp); os.Chmod(hook, 0o777) }, false, "info\thook\tprompts start azenv itself, which is slower: " + hook + ": others may change it"},
		{"others may replace it", func() { os.Chmod(hook, 0o755); os.Chmod(w.path("bin"), 0o777) }, false, "info\thook\tprompts start azenv itself, which is slower: " + hook + ": others may change it"},
		{"another program", func() { os.Chmod(w.path("bin"), 0o755); w.write("bin/azenv-hook", "#!/bin/sh\n") }, false, "info\thook\tprompts start azenv itself, which is slower: " + hook + ": not azenv-hook"},
		{"azenv by its name", func() { w.must(os.Remove(hook)); w.must(os.Link(azenv, hook)) }, false, "info\thook\tprompts start azenv itself, which is slower: " + hook + ": not azenv-hook"},
		{"a folder", func() { w.must(os.Remove(hook)); w.must(os.Mkdir(hook, 0o700)) }, false, "info\thook\tprompts start azenv itself, which is slower: " + hook + ": not a file"},
		{"a FIFO", func() {
			w.must(os.Remove(hook))
			if _, errOut, code := w.command("mkfifo", hook); code != 0 {
				t.Fatal(errOut)
			}
		}, false, "info\thook\tprompts start azenv itself, which is slower: " + hook + ": not a file"},
	} {
		tt.do()
		out, errOut, code := w.command("bash", "--norc", "-ic", `eval "$(`+azenv+` hook bash)"; echo "$__azenv_asked"; azenv doctor -o tsv`)
		asked, doctor, _ := strings.Cut(out, "\n")
		want := azenv
		if tt.taken {
			want = hook
		}
		if asked != want || !strings.Contains(doctor, tt.says) {
			t.Errorf("%s: prompts start %s, want %s; doctor, of which %q is wanted, says (exit %d)\n%s\n%s", tt.name, asked, want, tt.says, code, doctor, errOut)
		}
	}
}

// What stands in azenv-hook's place and does not answer is asked once, if at all; it does
// not stop a prompt, and azenv answers from then on.
func TestHookProgram_spoilt(t *testing.T) {
	need(t, "strace")
	spoilt := map[string]func(w *world, hook string){
		"garbage": func(w *world, hook string) { w.must(os.WriteFile(hook, []byte("\x7fELF\x00garbage\n"), 0o700)) },
		"nothing": func(w *world, hook string) { w.must(os.WriteFile(hook, []byte("#!/bin/sh\n"), 0o700)) },
		"a pipe": func(w *world, hook string) {
			if _, errOut, code := w.command("mkfifo", "-m", "755", hook); code != 0 {
				w.t.Fatal(errOut)
			}
		},
		"a folder": func(w *world, hook string) { w.must(os.Mkdir(hook, 0o700)) },
	}
	eachUnixShell(t, func(t *testing.T, sh string) {
		for name, spoil := range spoilt {
			w := imported(t)
			s, asked := twoPrograms(w, sh)
			s.ok("azenv use Dev")
			hook := w.path("bin/azenv-hook")
			w.must(os.Remove(hook))
			spoil(w, hook)
			asked("one")
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
			wantAsked(t, name+", once it did not answer", asked("two"), "azenv")
			s.close()
		}
	})
}

// A user's own GOMAXPROCS stays, and a readonly one stops nothing.
func TestHookProgram_readonly(t *testing.T) {
	for sh, lines := range map[string]string{
		"bash": "export GOMAXPROCS=4; readonly GOMAXPROCS; readonly d=/ f=1 p=2",
		"zsh":  "typeset -rx GOMAXPROCS=4; typeset -r d=/ f=1",
		"fish": "set -gx GOMAXPROCS 4",
	} {
		t.Run(sh, func(t *testing.T) {
			need(t, sh)
			t.Parallel()
			w := imported(t)
			w.pinned("here", "Prod\n")
			w.mkdir("there")
			s := w.start(sh, lines, "")
			for range 2 {
				s.cd("here")
				wantDir(t, s.environment(), "Prod", subProd, tenantA)
				s.cd("there")
				env := s.environment()
				wantNothing(t, env)
				if env["GOMAXPROCS"] != "4" {
					t.Errorf("GOMAXPROCS is %q", env["GOMAXPROCS"])
				}
			}
		})
	}
}

// What is allowed is a real path: behind a link that leads elsewhere since, the file of the
// same name and contents is another one.
func TestDir_behindALinkThatMoved(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.pinned("r1", "Prod\n")
		w.mkdir("r1/sub")
		w.mkdir("r2/sub")
		w.write("r2/.azcontext", "Prod\n")
		w.must(os.Symlink("r1", w.path("current")))
		s := w.start(sh, "", "")
		s.cd("current")
		wantDir(t, s.environment(), "Prod", subProd, tenantA)
		w.must(os.Remove(w.path("current")))
		w.must(os.Symlink("r2", w.path("current")))
		s.run("cd " + w.path("current/sub"))
		wantSealed(t, s.environment(), "directory")
	})
}
