package e2e

import (
	"path/filepath"
	"strings"
	"testing"
)

// Process before directory before user.
func TestDir_precedence(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		w.azenv("set", "default", "--subscription", subTwin, "--tenant", tenantA, "--global")
		s := w.start(sh, "", "")
		wantVars(t, s.environment(), "default", subTwin, tenantA)
		s.cd("dev")
		wantAt(t, s.environment(), "dev")
		s.cd("plain")
		wantVars(t, s.environment(), "default", subTwin, tenantA)
		wantScope(t, s.environment(), "default", "user")

		// A choice of the shell's own, wherever it goes.
		env := s.environmentOf("azenv use two && cd ../dev && command env")
		wantVars(t, env, "two", subTwo, tenantB)
		wantScope(t, s.environment(), "two", "process")
		s.cd("dev/in/sub")
		wantScope(t, s.environment(), "two", "process")
		if shown := s.ok("azenv allow"); !strings.Contains(shown, "this shell keeps its own choice: azenv use --unset follows the directory") {
			t.Errorf("azenv allow:\n%s", shown)
		}
		wantAt(t, s.environmentOf("azenv use --unset && command env"), "dev/in")
		s.ok("azenv use --none")
		s.cd("dev")
		if left := azure(s.environment()); len(left) != 1 {
			t.Errorf("use --none in a directory with a file: %q", left)
		}
		s.ok("azenv use --unset")

		// The default, where a file decides.
		from := len(s.screen())
		s.ok("azenv use --global Prod")
		wantAt(t, s.environment(), "dev")
		if shown := s.screen()[from:]; !strings.Contains(shown, "here "+filepath.Join(w.path("dev"), dirFile)+" decides; the default counts elsewhere") {
			t.Errorf("use --global does not say who decides:\n%s", shown)
		}
		s.cd("plain")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)

		// By hand, above the directory.
		s.cd("dev")
		s.ok(export(sh, "AZENV_CONTEXT", "two"))
		env = s.environment()
		wantVars(t, env, "two", subTwo, tenantB)
		wantScope(t, env, "two", "process")
		s.cd("dev/in")
		wantScope(t, s.environment(), "two", "process")
		s.ok(map[string]string{"fish": "set -e AZENV_CONTEXT"}[sh] + map[bool]string{true: "unset AZENV_CONTEXT"}[sh != "fish"])
		wantAt(t, s.environment(), "dev/in")
	})
}

// The same place by another way: a file that appears and names what is in force
// anyhow changes who decides, and seals nothing.
func TestDir_equalOutcome(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "dev", "--subscription", subDev, "--global")
		w.azenv("allow", "--under", w.home)
		w.mkdir("here/below")
		s := w.start(sh, "", "")
		s.cd("here/below")
		wantScope(t, s.environment(), "dev", "user")
		for _, step := range []struct {
			dir, text, scope string
		}{
			{"here", "dev\n", "directory"},
			{"here/below", "# nearer\nsubscription = " + subDev + "\n", "directory"},
			{"here", "Prod\n", "directory"}, // not the one that decides
		} {
			s.settle()
			w.file(step.dir, step.text)
			env, shown := s.next()
			wantVars(t, env, "dev", subDev, tenantA)
			wantScope(t, env, "dev", step.scope)
			wantQuiet(t, shown)
		}
		// The same subscription with other defaults is another place.
		s.settle()
		w.file("here/below", "subscription = "+subDev+"\ngroup = rg\n")
		env, shown := s.next()
		wantSealed(t, env, "directory")
		wantSaid(t, shown, `was changed: it names "dev"`, "azenv use --unset")
	})
}

// With a choice of its own a shell does not ask the directory: in bash cd starts
// nothing at all. In zsh and fish it does not start azenv either.
func TestDir_choiceDoesNotAsk(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		s, started := w.straced(sh)
		s.ok("azenv use two")
		s.ok(":")
		before := len(started())
		for _, dir := range []string{"dev", "dev/in", "plain", "two"} {
			s.cd(dir)
		}
		if more := started()[before:]; len(more) > 0 {
			t.Errorf("cd started:\n%s", strings.Join(more, "\n"))
		}
		wantScope(t, s.environment(), "two", "process")
	})
}

// A shell inside takes the directory it is in; the same process with another program
// keeps what it had; a script has what it inherited, wherever it goes.
func TestDir_shellsInside(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		s := w.start(sh, "", "")
		inner := strings.Join(argv(sh), " ")
		s.cd("dev")
		wantAt(t, s.nestedEnvironment(), "dev")
		s.ok(inner)
		wantAt(t, s.environment(), "dev")
		s.cd("dev/in")
		wantAt(t, s.environment(), "dev/in")
		s.run("exit")
		wantAt(t, s.environment(), "dev")

		// As an editor starts one for another folder.
		for _, dir := range []string{"two", "plain", "dev/in/sub"} {
			from := len(s.screen())
			s.ok("env -C " + w.path(dir) + " " + inner)
			wantAt(t, s.environment(), dir)
			if shown := s.screen()[from:]; strings.Contains(shown, "sealed") || strings.Contains(shown, "dropped") {
				t.Errorf("a shell that starts in %s says\n%s", dir, shown)
			}
			s.run("exit")
		}
		wantAt(t, s.environment(), "dev")
		from := len(s.screen())
		s.ok("env -C " + w.path("two") + " TERM_PROGRAM=vscode VSCODE_INJECTION=1 " + inner)
		wantAt(t, s.environment(), "two")
		wantQuietBut(t, s.screen()[from:], "azenv: two (directory): ", "azenv: az itself does not follow yet")
		s.run("exit")

		// Scripts, which have no hook.
		out := s.ok("bash -c 'cd ../two; azenv show -o json; printenv ARM_SUBSCRIPTION_ID'")
		if !strings.Contains(out, `"label": "Dev"`) || !strings.Contains(out, `"scope": "directory"`) || !strings.Contains(out, subDev) {
			t.Errorf("a script that goes elsewhere:\n%s", out)
		}
		s.settle()
		s.send("exec " + inner + "\n")
		s.sync()
		wantAt(t, s.environment(), "dev")
		s.cd("two")
		wantAt(t, s.environment(), "two")

		// A seal goes with shells inside, but not elsewhere.
		s.cd("dev")
		s.settle()
		w.file("dev", "Prod\n")
		env, _ := s.next()
		wantSealed(t, env, "directory")
		wantSealed(t, s.nestedEnvironment(), "directory")
		s.ok("env -C " + w.path("two") + " " + inner)
		wantAt(t, s.environment(), "two")
		s.run("exit")
		wantSealed(t, s.environment(), "directory")
		out = s.ok("bash -c 'azenv show; true'")
		if !strings.Contains(out, "not allowed") {
			t.Errorf("azenv show in a script of a sealed shell:\n%s", out)
		}
	})
}

// A new shell is in its directory's context from the first prompt on, and says
// nothing but what it must.
func TestDir_newShell(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		w.file("new", "Dev\n")
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		open := func(dir string) *session {
			return w.openAs(t, sh, w.environ(), append([]string{"env", "-C", w.path(dir)}, argv(sh)...)...)
		}
		s := open("dev/in/sub")
		wantQuiet(t, s.screen())
		wantAt(t, s.environment(), "dev/in")
		wantQuiet(t, s.screen())
		s = open("new")
		wantSealed(t, s.environment(), "directory")
		wantSaid(t, s.screen(), filepath.Join(w.path("new"), dirFile)+": not allowed", "azenv allow")
		wantDir(t, s.environmentOf("azenv allow && command env"), "Dev", subDev, tenantA)
	})
}
