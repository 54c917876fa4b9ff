//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// moving is a shell in a tree with more folders, and a count of what its lines start.
type moving struct {
	*session
	started func() []string
}

var deep = "plain" + strings.Repeat("/d", 40)

// movingIn opens a shell at home, which nothing decides.
func movingIn(t *testing.T, sh string) *moving {
	t.Helper()
	w := tree(t)
	for _, dir := range []string{
		"dev/sub/a", "dev/real", "plain/a", "plain/a/b", "other", deep, "two\nlines\n", "two\nlines\n/in", "it's $(touch pwned) *?[a]",
		"caf\xe9 \xff", "dev/two\nlines\n", "fifo/a", "folder/a/.azcontext", "folder/b", "dangling/a",
	} {
		w.mkdir(dir)
	}
	w.pinned("dev/sub/own", "Prod\n")
	w.must(os.Symlink("plain", w.path("link")))
	w.must(os.Symlink("dev", w.path("devlink")))
	w.must(os.Symlink("../plain/a", w.path("dev/bare")))
	w.must(os.Symlink("../dev/real", w.path("plain/away")))
	w.must(syscall.Mkfifo(w.path("fifo", dirFile), 0o600))
	w.must(os.Symlink("nowhere", w.path("dangling", dirFile)))
	w.must(os.Chmod(w.file("shut", "# of a user who cannot read it\n"), 0))
	w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
	s, started := w.straced(sh)
	return &moving{s, started}
}

// goes goes to dir and fails unless that asks azenv or starts nothing, as it should.
func (m *moving) goes(dir string, asks bool) map[string]string {
	m.t.Helper()
	m.settle()
	before := len(m.started())
	m.cd(dir)
	m.ok(":")
	more := m.started()[before:]
	if asks && len(ours(more)) == 0 {
		m.t.Errorf("to %q: azenv was not asked", dir)
	}
	if !asks && len(more) > 0 {
		m.t.Errorf("to %q: cd started:\n%s", dir, strings.Join(more, "\n"))
	}
	return m.environment()
}

// A cd asks azenv where another file decides than before, or none, and starts nothing
// else; in force is what decides there.
func TestDir_movesThatDecideNothingNew(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		m := movingIn(t, sh)
		for _, step := range []struct {
			dir  string
			asks bool
			in   string // of a tree what is in force there; sealed
		}{
			// Where no file decides.
			{"plain", false, ""},
			{"plain/a/b", false, ""},
			{"plain/a", false, ""},
			{"other", false, ""},
			{deep, false, ""},
			{deep[:len(deep)-2], false, ""},
			{"plain/d", false, ""},
			{".", false, ""},
			{"two\nlines\n", false, ""},
			{"two\nlines\n/in", false, ""},
			{"it's $(touch pwned) *?[a]", false, ""},
			{"caf\xe9 \xff", false, ""},
			{"/", false, ""},
			{"link", false, ""},
			{"link/a", false, ""},
			{"plain/away", false, ""},
			// Into, within, to a nearer file, to one further up, to a sibling, out.
			{"dev", true, "dev"},
			{"dev/sub", false, "dev"},
			{"dev/sub/a", false, "dev"},
			{"dev/real", false, "dev"},
			{"dev/two\nlines\n", false, "dev"},
			{"dev/bare", false, "dev"},
			{"dev", false, "dev"},
			{"dev/in", true, "dev/in"},
			{"dev/in/sub", false, "dev/in"},
			{"dev/sub/own", true, "dev/in"}, // another file, the same context
			{"dev/sub", true, "dev"},
			{"two", true, "two"},
			{"dev/sub/a", true, "dev"},
			{"devlink/sub", true, "dev"}, // the same file by another name
			{"devlink", true, "dev"},     // behind a link each cd asks: it may lead elsewhere tomorrow
			{"plain/a", true, ""},
			{"other", false, ""},
			// What is no file that can be read decides, too; while sealed each cd asks.
			{"fifo/a", true, "sealed"},
			{"fifo", true, "sealed"},
			{"folder/b", true, ""},
			{"folder/a", true, "sealed"},
			{"folder", true, ""},
			{"dangling/a", true, "sealed"},
			{"plain", true, ""},
			{"shut", true, "sealed"},
			{"dev", true, "dev"},
			{"plain", true, ""},
			{"other", false, ""},
		} {
			env := m.goes(m.from(step.dir), step.asks)
			if step.in == "sealed" {
				wantSealed(t, env, "directory")
			} else {
				wantAt(t, env, step.in)
			}
			still(t, m.session, m.started, "in "+step.dir)
		}
		if _, err := os.Stat(m.path("pwned")); err == nil {
			t.Error("a name was executed")
		}
	})
}

// from is dir for cd, which takes it below the home folder.
func (m *moving) from(dir string) string {
	if filepath.IsAbs(dir) {
		rel, err := filepath.Rel(m.home, dir)
		m.must(err)
		return rel
	}
	return dir
}

// What happens where a shell stands, just before it goes where the same decided, seals
// it, unless it goes out of its reach; what happens where it goes counts there, also if
// it was there before.
func TestDir_filesThatChangeJustBeforeAMove(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		m := movingIn(t, sh)
		remove := func(dir string) func() { return func() { m.must(os.Remove(m.path(dir, dirFile))) } }
		for _, step := range []struct {
			name, from, via, to string
			do                  func()
			in                  string // what is in force then: as in a tree; sealed; left, which is nothing, though azenv is asked
			undo                func()
		}{
			{"appears where it stands", "plain", "plain/a", "plain/a/b", func() { m.pinned("plain/a", "Dev\n") }, "sealed", remove("plain/a")},
			{"appears above where it stands", "other", "plain/a", "plain/a/b", func() { m.pinned("plain", "Dev\n") }, "sealed", remove("plain")},
			{"appears where it stands, nearer", "dev", "dev/sub", "dev/sub/a", func() { m.pinned("dev/sub", "Prod\n") }, "sealed", remove("dev/sub")},
			{"appears where it stands, and it leaves", "plain", "plain/a", "other", func() { m.pinned("plain/a", "Dev\n") }, "left", remove("plain/a")},
			{"appears above where it stands, and it leaves", "other", "plain/a/b", "other", func() { m.pinned("plain", "Dev\n") }, "left", remove("plain")},
			{"appears where it stood before that", "plain/a", "other", "plain", func() { m.pinned("plain/a", "Dev\n") }, "", remove("plain/a")},
			{"appears where it goes", "plain/a", "other", "plain/a", func() { m.pinned("plain/a", "Dev\n") }, "dev", remove("plain/a")},
			{"appears above where it goes", "plain/a/b", "other", "plain/a/b", func() { m.pinned("plain", "Dev\n") }, "dev", remove("plain")},
			{"appears where it goes, nearer", "dev/sub/a", "dev", "dev/sub/a", func() { m.pinned("dev/sub", "Prod\n") }, "dev/in", remove("dev/sub")},
			{"a link to nothing appears where it goes", "other", "plain", "plain/a", func() { m.must(os.Symlink("nowhere", m.path("plain/a", dirFile))) }, "sealed", remove("plain/a")},
			{"is changed above", "dev/sub", "dev", "dev/real", func() { m.pinned("dev", "Prod\n") }, "sealed", func() { m.pinned("dev", "Dev\n") }},
			{"is not allowed any more", "dev/sub", "dev", "dev/real", func() { m.azenv("deny", m.path("dev")) }, "sealed", func() { m.azenv("allow", m.path("dev")) }},
			{"is gone above", "dev", "dev/sub/a", "dev/sub", remove("dev"), "sealed", func() { m.pinned("dev", "Dev\n") }},
			{"is a folder above", "dev", "dev/sub/a", "dev/sub", func() { remove("dev")(); m.mkdir("dev/" + dirFile) }, "sealed", func() { remove("dev")(); m.pinned("dev", "Dev\n") }},
		} {
			t.Run(strings.ReplaceAll(step.name, " ", "_"), func(t *testing.T) {
				m.as(t)
				m.cd("two")
				m.goes(step.from, true)
				m.goes(step.via, false)
				m.settle()
				step.do()
				env := m.goes(step.to, step.in != "")
				if step.in == "sealed" {
					wantSealed(t, env, "directory")
				} else {
					wantAt(t, env, step.in)
				}
				still(t, m.session, m.started, "after it")
				step.undo()
			})
		}
	})
}

// Behind a move that started nothing the shell stands where it went: what happens there
// seals it, and what happens where it was is none of its business.
func TestDir_standsWhereItWent(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		m := movingIn(t, sh)
		m.goes("plain/a/b", false)
		m.goes("other", false)
		m.settle()
		m.pinned("plain/a", "Dev\n")
		still(t, m.session, m.started, "a file where it was")
		wantNothing(t, m.environment())
		m.settle()
		m.pinned("other", "Dev\n")
		env, shown := m.next()
		wantSealed(t, env, "directory")
		wantSaid(t, shown, m.path("other", dirFile)+" appeared: it names", "azenv use --unset")
		m.cd("dev")
		m.goes("dev/sub/a", false)
		m.settle()
		m.must(os.Remove(m.path("dev", dirFile)))
		env, shown = m.next()
		wantSealed(t, env, "directory")
		wantSaid(t, shown, m.path("dev", dirFile)+" is gone", "azenv use --unset")
	})
}
