package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree is a home with files that name contexts: dev (Dev), dev/in (Prod), two (a
// subscription by its ID), and folders without: dev/sub, dev/in/sub, plain.
func tree(t *testing.T) *world {
	t.Helper()
	w := imported(t)
	w.azenv("set", "two", "--subscription", subTwo, "--tenant", tenantB)
	w.pinned("dev", "Dev\n")
	w.pinned("dev/in", "Prod\n")
	w.pinned("two", subTwo+"\n")
	for _, dir := range []string{"dev/sub", "dev/in/sub", "plain"} {
		w.mkdir(dir)
	}
	return w
}

// wantAt fails unless that is in force which belongs into a folder of a tree.
func wantAt(t *testing.T, env map[string]string, dir string) {
	t.Helper()
	switch dir {
	case "dev", "dev/sub":
		wantDir(t, env, "Dev", subDev, tenantA)
	case "dev/in", "dev/in/sub":
		wantDir(t, env, "Prod", subProd, tenantA)
	case "two":
		wantDir(t, env, "two", subTwo, tenantB)
	default:
		wantNothing(t, env)
	}
}

// Into, out of, between and below directories, from each to each.
func TestDir_fromEachToEach(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		w.env = []string{"AZURE_TENANT_ID=earlier"}
		s := w.start(sh, "", "")
		wantQuiet(t, s.screen())
		for _, step := range strings.Fields("dev dev/sub dev/in dev/sub dev/in/sub dev plain two dev dev/in/sub two dev/sub plain dev/in plain") {
			s.cd(step)
			env := s.environment()
			if step == "plain" {
				if env["AZURE_TENANT_ID"] != "earlier" {
					t.Errorf("AZURE_TENANT_ID = %q is not given back", env["AZURE_TENANT_ID"])
				}
				delete(env, "AZURE_TENANT_ID")
			}
			wantAt(t, env, step)
		}
		if strings.Contains(s.screen(), "sealed") {
			t.Errorf("sealed on the way:\n%s", s.screen())
		}
	})
}

// On the line of a cd, what stands behind it runs in the new context in zsh and
// fish, and at the next prompt in bash; azenv itself knows in all of them.
func TestDir_onOneLine(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		s := w.start(sh, "", "")
		home := w.home
		line := func(command, during, after string) {
			t.Helper()
			env := s.environmentOf(command + " command env")
			if sh == "bash" {
				during = "plain"
			}
			wantAt(t, env, during)
			wantAt(t, s.environment(), after)
			s.cd(".")
		}
		line("cd dev &&", "dev", "dev")
		line("cd dev; cd in; cd sub;", "dev/in", "dev/in")
		line("cd dev; cd ../two;", "two", "two")
		line("cd dev; cd ..;", "plain", "plain")
		line("cd dev; cd -;", "plain", "plain")
		line("pushd dev >/dev/null;", "dev", "dev")
		line("pushd dev >/dev/null; popd >/dev/null;", "plain", "plain")
		s.ok(map[string]string{"fish": "function go; cd $argv; end"}[sh] + map[bool]string{true: "go() { cd \"$@\"; }"}[sh != "fish"])
		line("go dev/in &&", "dev/in", "dev/in")

		shown := s.ok("cd dev && azenv show -o json; azenv show -o name; azenv exec Prod -- true")
		next := strings.Contains(shown, "in force from the next prompt on")
		if !strings.Contains(shown, `"label": "Dev"`) || !strings.Contains(shown, "named by "+filepath.Join(home, "dev", dirFile)) || next != (sh == "bash") {
			t.Errorf("azenv show on the line of a cd:\n%s", shown)
		}
		shown = s.ok("cd ../two; azenv show -o table; cd ../plain; azenv show -o table")
		if !strings.Contains(shown, subTwo) || !strings.Contains(shown, "no context was chosen in this shell") {
			t.Errorf("azenv show on the way:\n%s", shown)
		}
		wantAt(t, s.environment(), "plain")
		wantAt(t, s.environmentOf("azenv exec --dir ../dev -- env"), "dev")
		wantAt(t, s.environment(), "plain")
	})
}

// A subshell goes by its own directory where cd runs a hook, and leaves the shell
// alone; the output of a command substitution in a prompt starts nothing.
func TestDir_subshellsAndPrompts(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		prompt := map[string]string{
			"bash": `PS1='$(cd ` + w.path("dev/in") + `; printf "<%s>" "${PWD##*/}")> '`,
			"zsh":  `setopt prompt_subst; PROMPT='$(cd ` + w.path("dev/in") + `; printf "<%s>" "${PWD##*/}")> '`,
			"fish": "function fish_prompt; echo -n '<'(set -l d $PWD; cd " + w.path("dev/in") + "; basename $PWD; cd $d)'>> '; end",
		}[sh]
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n"+prompt+"\n")
		s, started := w.straced(sh)
		if sh != "fish" {
			s.ok("( cd dev/in; command env -0 >" + s.dir + "/sub )")
			inside := parseEnv(t, s.dir+"/sub")
			if sh == "zsh" {
				wantAt(t, inside, "dev/in")
			} else {
				wantNothing(t, inside)
			}
		}
		wantNothing(t, s.environment())
		s.cd("dev")
		if sh == "fish" { // the substitution's cd stays
			s.ok("echo (cd ../two; pwd)")
			wantAt(t, s.environment(), "two")
			s.cd("dev")
		} else {
			s.ok("echo $(cd ../two; pwd)")
			wantAt(t, s.environment(), "dev")
		}
		s.settle()
		n := len(started())
		for range 5 {
			s.send(":\n")
		}
		s.ok(":")
		for _, call := range ours(started()[n:]) {
			t.Errorf("a prompt that goes elsewhere in passing starts %s", call)
		}
		if shown := s.screen(); !strings.Contains(shown, "<in>") {
			t.Errorf("the prompt is not as it was meant:\n%s", shown)
		}
		s.ok("cd " + w.path("dev"))
		wantAt(t, s.environment(), "dev")
	})
}

// The way by which a shell came decides which file counts; trust holds through a link.
func TestDir_linkedDirectories(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		w.mkdir("dev/real")
		w.must(os.Symlink("dev", w.path("link")))
		w.must(os.Symlink("../two", w.path("dev/out")))
		w.must(os.Symlink("../plain", w.path("dev/bare")))
		s := w.start(sh, "", "")
		s.cd("link")
		wantAt(t, s.environment(), "dev")
		s.cd("link/in/sub")
		wantAt(t, s.environment(), "dev/in")
		s.cd("dev/out") // has a file of its own
		wantAt(t, s.environment(), "two")
		s.cd("dev/bare") // has none: the one above it, as the shell calls it
		wantAt(t, s.environment(), "dev")
		if sh != "fish" {
			s.ok("cd -P .")
			wantAt(t, s.environment(), "plain")
		}
		s.cd("plain")
		wantAt(t, s.environment(), "plain")
		// A name for the link that is another's is another place.
		s.cd("link")
		w.must(os.Remove(w.path("link")))
		w.must(os.Symlink("two", w.path("link")))
		env, shown := s.next()
		wantSealed(t, env, "directory")
		wantSaid(t, shown, "was changed: it names", "azenv use --unset")
	})
}

// A directory that goes away under a shell, with the file that is in force there,
// seals; going elsewhere opens.
func TestDir_thatGoesAway(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		w.mkdir("dev/deep/er")
		s := w.start(sh, "", "")
		for name, away := range map[string]func(){
			"renamed": func() { w.must(os.Rename(w.path("dev"), w.path("was"))) },
			"removed": func() { w.must(os.RemoveAll(w.path("dev"))) },
		} {
			t.Run(name, func(t *testing.T) {
				s.as(t)
				if name == "renamed" {
					defer func() { w.must(os.Rename(w.path("was"), w.path("dev"))) }()
				}
				w.pinned("dev", "Dev\n")
				w.mkdir("dev/deep/er")
				s.cd("dev/deep/er")
				wantAt(t, s.environment(), "dev")
				s.settle()
				away()
				env, shown := s.next()
				wantSealed(t, env, "directory")
				wantSaid(t, shown, filepath.Join(w.path("dev"), dirFile)+" is gone", "azenv use --unset")
				s.run("azenv show")
				wantSealed(t, s.environment(), "directory")
				s.cd("two")
				wantAt(t, s.environment(), "two")
				s.cd(".")
			})
		}
	})
}
