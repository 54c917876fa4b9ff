package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stands fails unless a shell is as it was before, or sealed with why in its line.
func (s *session) stands(before map[string]string, line, why string) {
	s.t.Helper()
	env, shown := s.next()
	if why == "" {
		wantQuiet(s.t, shown)
		if diff := diffEnv(before, env); diff != "" {
			s.t.Fatalf("%s in another shell moved this one (-before +after):\n%s", line, diff)
		}
		return
	}
	if env["AZENV_ACTIVE"] != "sealed" {
		s.t.Fatalf("%s in another shell: %q is in force", line, env["AZENV_ACTIVE"])
	}
	wantSealed(s.t, env, "directory")
	if !strings.Contains(shown, "azenv: sealed: ") || !strings.Contains(shown, why) {
		s.t.Errorf("%s in another shell: want %q in\n%s", line, why, shown)
	}
}

// Nothing that is typed in one shell of a directory moves another one there. The
// shell it was typed in follows on the same line.
func TestDir_twoShells(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "dev", "--subscription", subDev)
		w.mkdir("here/below")
		a := w.start(sh, "", "")
		b := w.open(sh)
		for _, step := range []struct {
			line string
			sub  string // in force where it was typed, empty for nothing; sealed
			why  string // the seal of the other, empty for none
		}{
			{"azenv pin dev", subDev, "appeared: it names"},
			{"azenv pin dev", subDev, ""},
			{"azenv pin Prod", subProd, "was changed: it names"},
			{"azenv deny", "sealed", "denied"},
			{"azenv allow", subProd, "stays"},
			{"azenv pin dev", subDev, "was changed: it names"},
			{"azenv set dev --group rg", subDev, "was changed in another shell"},
			{"azenv set dev --subscription " + subTwin + " --tenant " + tenantA, subTwin, "was replaced in another shell"},
			{"azenv pin", subTwin, ""},
			{"azenv set renamed --subscription " + subProd, "", ""},
			{"echo Prod >.azcontext; azenv allow", subProd, "was changed: it names"},
			{"echo dev >.azcontext && azenv allow", subTwin, "was changed: it names"},
			{"azenv allow --under ..; azenv deny --under ..", subTwin, ""},
			{"azenv unpin", "", "is gone"},
			{"azenv unpin", "", ""},
		} {
			b.cd(".")
			a.cd(".")
			a.ok("azenv use --unset; cd here")
			b.cd("here/below")
			before := b.environment()
			b.settle()
			env := a.environmentOf(step.line + "; command env")
			switch step.sub {
			case "sealed":
				wantSealed(t, env, "directory")
			case "":
			default:
				if env["ARM_SUBSCRIPTION_ID"] != step.sub {
					t.Errorf("%s: %q is in force on its line, want %s", step.line, env["ARM_SUBSCRIPTION_ID"], step.sub)
				}
			}
			if step.why == "stays" { // sealed when it came, and so for as long as it is there
				wantSealed(t, before, "directory")
				step.why = ""
			}
			b.stands(before, step.line, step.why)
		}
	})
}

// What git does to a file is as if it were edited, also in a tree that is allowed;
// it is no command of azenv's, so it moves no shell.
func TestDir_treeAndCheckout(t *testing.T) {
	need(t, "git")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.env = []string{"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null"}
		git := func(args ...string) {
			t.Helper()
			if _, errOut, code := w.command("git", append([]string{"-C", w.path("repo"), "-c", "user.name=x", "-c", "user.email=x@y.example"}, args...)...); code != 0 {
				t.Fatalf("git %q: %s", args, errOut)
			}
		}
		w.mkdir("repo")
		git("init", "-q", "-b", "main")
		w.file("repo", "Dev\n")
		git("add", ".")
		git("commit", "-qm", "dev")
		git("checkout", "-qb", "prod")
		w.file("repo", "Prod\n")
		git("commit", "-qam", "prod")
		git("checkout", "-qb", "same")
		w.file("repo", "# the same\nProd\n")
		git("commit", "-qam", "same")
		git("checkout", "-q", "main")

		a := w.start(sh, "", "")
		b := w.open(sh)
		a.ok("azenv allow --under repo; cd repo")
		b.cd("repo")
		before := b.environment()
		wantDir(t, before, "Dev", subDev, tenantA)
		a.ok("git checkout -q prod")
		b.stands(before, "git checkout", "was changed: it names")
		wantSealed(t, a.environment(), "directory") // git is not azenv
		a.ok("azenv allow")
		wantDir(t, a.environment(), "Prod", subProd, tenantA)
		a.ok("git checkout -q main; git checkout -q prod") // there and back
		wantDir(t, a.environment(), "Prod", subProd, tenantA)
		a.ok("git checkout -q same") // other contents, the same place
		wantDir(t, a.environment(), "Prod", subProd, tenantA)
		wantSealed(t, b.environment(), "directory")
	})
}

// What opens a seal of a directory is typed, and is about the place: everything else
// leaves it.
func TestDir_whatOpensASeal(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("allow", "--under", w.home)
		w.mkdir("here/below/it")
		w.mkdir("plain")
		s := w.start(sh, "", "")
		sealed := func() {
			t.Helper()
			s.cd("plain")
			w.file("here", "Dev\n")
			s.cd("here/below")
			wantDir(t, s.environment(), "Dev", subDev, tenantA)
			s.settle()
			w.file("here", "Prod\n")
			env, _ := s.next()
			wantSealed(t, env, "directory")
		}
		sealed()
		s.settle()
		w.file("here", "Dev\n") // back as it was
		for _, line := range []string{"true", "azenv show", "azenv list", "cd it", "cd ../..", "cd below", "azenv exec Dev -- true"} {
			s.ok(line)
			wantSealed(t, s.environment(), "directory")
		}
		for name, open := range map[string]func() (label, sub string){
			"out and back":    func() (string, string) { s.cd("plain"); s.cd("here"); return "Prod", subProd },
			"use --unset":     func() (string, string) { s.ok("azenv use --unset"); return "Prod", subProd },
			"allow":           func() (string, string) { s.ok("azenv allow"); return "Prod", subProd },
			"pin":             func() (string, string) { s.ok("cd ..; azenv pin Prod"); return "Prod", subProd },
			"a nearer file":   func() (string, string) { w.file("here/below/it", "Dev\n"); s.ok("cd it"); return "Dev", subDev },
			"a hand-set name": func() (string, string) { s.ok(export(sh, "AZENV_CONTEXT", "Dev")); return "Dev", subDev },
		} {
			s.ok("azenv use --unset")
			sealed()
			label, sub := open()
			env := s.environment()
			if wantVars(t, env, label, sub, tenantA); env["AZENV_ACTIVE"] != label {
				t.Errorf("%s does not open", name)
			}
			os.Remove(filepath.Join(w.path("here/below/it"), dirFile))
		}
	})
}
