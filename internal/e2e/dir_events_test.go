package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// place is where a shell stands when something happens: in top/p/c. Every event has
// its own, and two contexts of its own, of names that are of one length.
type place struct {
	*world
	top, p, c string // folders, below the home folder
	one, two  string // contexts of subDev and subProd
}

const profileFile, indexFile, stampFile = ".config/azenv/profile.json", ".local/state/azenv/index", ".local/state/azenv/stamp"

// replaced makes the context one another, as `azenv set` in another shell does.
func (p *place) replaced() { p.azenv("set", p.one, "--subscription", subTwo, "--group", p.one) }

// timed replaces a file with what change writes, and gives it a time that is later
// than the earlier one by so much.
func (p *place) timed(path string, later time.Duration, change func()) {
	p.t.Helper()
	before, err := os.Stat(path)
	p.must(err)
	change()
	after, err := os.Stat(path)
	p.must(err)
	if before.Size() != after.Size() {
		p.t.Fatalf("%s: the size tells: %d, then %d", path, before.Size(), after.Size())
	}
	at := before.ModTime().Add(later)
	p.must(os.Chtimes(path, at, at))
}

// renamed puts text in the place of a file by a rename.
func (p *place) renamed(path, text string) {
	p.t.Helper()
	p.must(os.WriteFile(path+".new", []byte(text), 0o600))
	p.must(os.Rename(path+".new", path))
}

// both are the events of which a time is all that could tell, of the stamp first
// and of the directory's file then; a seal is lifted between.
func both(later time.Duration) func(p *place) []func() {
	return func(p *place) []func() {
		return []func(){
			func() { p.timed(p.path(stampFile), later, p.replaced) },
			func() {
				file := p.path(p.c, dirFile)
				p.timed(file, later, func() { p.renamed(file, p.two+"\n") })
			},
		}
	}
}

// event is something another process does around a standing shell.
type event struct {
	name  string
	files map[string]string // what the directories say before: their names and the contexts'
	link  bool              // the file of c is a link
	do    func(p *place) []func()
	// same says that nothing changes for the shell; quiet that it need not even ask.
	same, quiet bool
	why         string
}

func once(do func(p *place)) func(p *place) []func() {
	return func(p *place) []func() { return []func(){func() { do(p) }} }
}

var inC = map[string]string{"c": "one"}

var events = []event{
	{name: "no change", files: inC, same: true, quiet: true, do: once(func(*place) {})},
	{name: "profile rewritten", files: inC, why: "context", do: once(func(p *place) {
		file := p.path(stampFile)
		before := p.read(stampFile)
		p.replaced()
		after := p.read(stampFile)
		p.must(os.WriteFile(file, []byte(before), 0o600))
		p.must(os.WriteFile(file, []byte(after), 0o600)) // the same file as before
	})},
	{name: "profile renamed over", files: inC, same: true, do: once(func(p *place) {
		p.azenv("set", "other-"+p.one, "--subscription", subTwin, "--group", p.one)
	})},
	{name: "profile renamed over with an older mtime", files: inC, do: both(-time.Hour)},
	{name: "profile replaced with the same mtime", files: inC, do: both(0)},
	{name: "profile mtime +1 ms", files: inC, do: both(time.Millisecond)},
	{name: "profile deleted", files: inC, why: "no context", do: once(func(p *place) {
		for _, name := range []string{profileFile, indexFile, stampFile} {
			p.must(os.Remove(p.path(name)))
		}
	})},
	{name: "profile recreated", files: inC, why: "context", do: once(func(p *place) {
		p.must(os.Remove(p.path(stampFile)))
		p.replaced()
		text := p.read(stampFile)
		p.must(os.Remove(p.path(stampFile)))
		p.write(stampFile, text)
	})},
	{name: "file created in the parent", why: "appeared: it names", do: once(func(p *place) { p.file(p.p, p.one+"\n") })},
	{name: "file created in cwd", files: map[string]string{"p": "one"}, why: "appeared: it names", do: once(func(p *place) { p.file(p.c, p.two+"\n") })},
	{name: "file edited", files: inC, why: "was changed: it names", do: once(func(p *place) {
		file := p.path(p.c, dirFile)
		p.timed(file, 0, func() { p.write(filepath.Join(p.c, dirFile), p.two+"\n") })
	})},
	{name: "file removed", files: map[string]string{"c": "one", "p": "two"}, why: "is gone", do: once(func(p *place) { p.must(os.Remove(p.path(p.c, dirFile))) })},
	{name: "symlink created", why: "appeared: it names", do: once(func(p *place) {
		p.must(os.Symlink(p.path(p.top, "one"), p.path(p.c, dirFile)))
	})},
	{name: "symlink's target edited", files: inC, link: true, why: "was changed: it names", do: once(func(p *place) {
		p.timed(p.path(p.top, "one"), 0, func() { p.write(filepath.Join(p.top, "one"), p.two+"\n") })
	})},
	{name: "symlink retargeted", files: inC, link: true, why: "was changed: it names", do: once(func(p *place) {
		p.must(os.Symlink(p.path(p.top, "two"), p.path(p.c, "new")))
		p.must(os.Rename(p.path(p.c, "new"), p.path(p.c, dirFile)))
	})},
	{name: "symlink dangling", files: inC, link: true, why: "was changed: a link to nothing", do: once(func(p *place) { p.must(os.Remove(p.path(p.top, "one"))) })},
	{name: "parent's file removed", files: map[string]string{"p": "one"}, why: "is gone", do: once(func(p *place) { p.must(os.Remove(p.path(p.p, dirFile))) })},
	{name: "directory in the file's place", files: inC, why: "was changed: a directory, not a file", do: once(func(p *place) {
		p.must(os.Remove(p.path(p.c, dirFile)))
		p.must(os.Mkdir(p.path(p.c, dirFile), 0o700))
	})},
	{name: "stamps wiped", files: inC, same: true, do: once(func(p *place) { p.must(os.Truncate(p.path(stampFile), 0)) })},
}

// newPlace makes what an event needs, in a tree that is allowed.
func (w *world) newPlace(i int, e event) *place {
	w.t.Helper()
	p := &place{world: w, top: fmt.Sprintf("e%d", i), one: fmt.Sprintf("one%02d", i), two: fmt.Sprintf("two%02d", i)}
	p.p = filepath.Join(p.top, "p")
	p.c = filepath.Join(p.p, "c")
	w.mkdir(p.c)
	w.azenv("set", p.one, "--subscription", subDev, "--group", p.one)
	w.azenv("set", p.two, "--subscription", subProd, "--group", p.two)
	w.write(filepath.Join(p.top, "one"), p.one+"\n")
	w.write(filepath.Join(p.top, "two"), p.two+"\n")
	for dir, name := range e.files {
		name = map[string]string{"one": p.one, "two": p.two}[name]
		dir = map[string]string{"p": p.p, "c": p.c}[dir]
		if e.link {
			w.must(os.Symlink(w.path(p.top, "one"), w.path(dir, dirFile)))
			continue
		}
		w.file(dir, name+"\n")
	}
	return p
}

// Whatever another process does to what a shell stands on is noticed at the very
// next prompt, by contents. It never moves the shell: it seals it, or changes
// nothing. Then prompts start nothing again.
func TestDir_eventsAroundAStandingShell(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("allow", "--under", w.home)
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		s, started := w.straced(sh)
		for i, e := range events {
			t.Run(strings.ReplaceAll(e.name, " ", "_"), func(t *testing.T) {
				s.as(t)
				p := w.newPlace(i, e)
				backup := map[string]string{}
				for _, name := range []string{profileFile, indexFile} {
					backup[name] = w.read(name)
				}
				for step, do := range e.do(p) {
					s.happens(p, e, hintOf(e, step), started, do)
				}
				if e.name == "profile deleted" {
					for name, text := range backup {
						w.write(name, text)
					}
					w.azenv("list")
				}
			})
		}
	})
}

// happens brings the shell to where something happens, and holds what follows.
func (s *session) happens(p *place, e event, hint string, started func() []string, do func()) {
	s.t.Helper()
	s.cd(".")
	s.cd(p.c)
	before := s.environment()
	if len(e.files) > 0 {
		wantScope(s.t, before, p.one, "directory")
	} else {
		wantNothing(s.t, before)
	}
	s.settle()
	n := len(started())
	do()
	env, shown := s.next()
	if asked := ours(started()[n:]); (len(asked) == 0) != e.quiet {
		s.t.Errorf("azenv was started %d times:\n%s", len(asked), strings.Join(asked, "\n"))
	}
	if e.same {
		wantQuiet(s.t, shown)
		if diff := diffEnv(before, env); diff != "" {
			s.t.Errorf("the shell moved (-before +after):\n%s", diff)
		}
	} else {
		wantSealed(s.t, env, "directory")
		wantSaid(s.t, shown, e.why, hint)
	}
	still(s.t, s, started, "after it")
	if !e.same {
		wantSealed(s.t, s.environment(), "directory")
	}
	s.cd(".")
	wantNothing(s.t, s.environment())
}

// hintOf is what is said to type: where a seal rests on what others did to the
// profile, azenv show. The second step is about the file.
func hintOf(e event, step int) string {
	switch {
	case step > 0:
		return "azenv use --unset"
	case e.name == "profile deleted":
		return "azenv use NAME"
	case strings.HasPrefix(e.name, "profile"):
		return "azenv show"
	case strings.Contains(e.why, "directory"), strings.Contains(e.why, "nothing"):
		return "azenv use NAME; or mend the file and type azenv allow"
	}
	return "azenv use --unset"
}
