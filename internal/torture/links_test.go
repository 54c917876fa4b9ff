//go:build unix

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What is azenv's alone is no link: one that stands in its place is refused or
// replaced, and what it leads to stays as it is.

// traps are what planted links lead to.
type traps struct {
	t      *testing.T
	dir    string
	before string
}

func newTraps(w *world) *traps {
	w.t.Helper()
	tr := &traps{t: w.t, dir: filepath.Join(w.home, "traps")}
	here := filepath.Base(w.runFolder())[:12]
	write(w.t, filepath.Join(tr.dir, "file"), "precious")
	write(w.t, filepath.Join(tr.dir, "folder", here+"-999999999-1", "file"), "of a process that is gone")
	other := filepath.Join(tr.dir, "folder", "AAAAAAAAAAAA-1-1")
	write(w.t, filepath.Join(other, "file"), "of another boot")
	long := time.Now().Add(-60 * 24 * time.Hour)
	if err := os.Chtimes(other, long, long); err != nil {
		w.t.Fatal(err)
	}
	tr.before = tree(w.t, tr.dir)
	return tr
}

// plant puts a link in the place of path.
func (tr *traps) plant(path, to string) {
	tr.t.Helper()
	if err := os.RemoveAll(path); err != nil {
		tr.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		tr.t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(tr.dir, to), path); err != nil {
		tr.t.Fatal(err)
	}
}

// untouched fails where something was written through a link.
func (tr *traps) untouched(after any) {
	tr.t.Helper()
	if now := tree(tr.t, tr.dir); now != tr.before {
		tr.t.Fatalf("after %v what the links lead to was\n%s\nand is\n%s", after, tr.before, now)
	}
}

func TestLinks_inPlaceOfWhatIsInTheState(t *testing.T) {
	kinds := []string{"file", "folder", "nothing"}[:many(2, 3)]
	for _, name := range []string{"index", "stamp", "lock", "trust", "run", "azenv-sealed--run-azenv-show"} {
		for _, to := range kinds {
			t.Run(name+" to "+to, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.ok(set("dev", 1)...)
				w.ok(set("other", 2)...)
				dir := filepath.Join(w.home, "work")
				write(t, filepath.Join(dir, ".azcontext"), "dev\n")
				tr := newTraps(w)
				s := w.shell()
				for i, args := range [][]string{
					set("third", 3), {"rename", "other", "another"}, {"import", w.source(4), "--no-use"},
					{"allow", dir}, {"deny", dir}, {"list"}, {"exec", "dev", "--", "true"}, {"remove", "dev"},
				} {
					tr.plant(w.file(name), to)
					before := read(t, w.profile())
					r := w.run(args...)
					tr.untouched(r)
					if r.code != 0 {
						w.clear(r, w.file(name))
						if read(t, w.profile()) != before {
							t.Errorf("changed all the same: %v", r)
						}
					}
					if i == 5 && r.code != 0 {
						t.Errorf("reading fails: %v", r)
					}
				}
				tr.plant(w.file(name), to)
				s.works("azenv use another")
				tr.plant(w.file(name), to)
				w.shell().works("azenv use another")
				tr.untouched("two shells")
				if err := os.Remove(w.file(name)); err == nil || os.IsNotExist(err) {
					w.ok(set("last", 9)...)
					w.sound()
				}
			})
		}
	}
}

func TestLinks_inAShellsFolder(t *testing.T) {
	names := []string{"previous", "az-follows-not", "autosave", "handover", "profile.json", "index", "stamp", "lock"}
	for _, to := range []string{"file", "nothing", "folder"}[:many(1, 3)] {
		t.Run("to "+to, func(t *testing.T) {
			w := newWorld(t)
			w.ok(set("dev", 1)...)
			w.ok(set("other", 2)...)
			tr := newTraps(w)
			for _, name := range names {
				s := w.shell()
				run := strings.TrimSpace(s.run(`echo "run=$__azenv_run"`))
				run = regexp.MustCompile(`(?m)^run=(/.*)$`).FindStringSubmatch(run)[1]
				for _, line := range []string{
					"azenv use dev", "azenv use other", "azenv use -", "echo dev | azenv use -f -", ":",
					"azenv autosave off --scope process", "azenv " + strings.Join(set("own", 5), " "), "azenv autosave on --scope process",
				} {
					tr.plant(filepath.Join(run, name), to)
					s.works(line)
					tr.untouched(name + ": " + line)
				}
			}
		})
	}
}

// TestLinks_inPlaceOfACallFile has a link where azenv leaves code.
func TestLinks_inPlaceOfACallFile(t *testing.T) {
	for _, to := range []string{"file", "nothing"} {
		w := newWorld(t)
		w.ok(set("dev", 1)...)
		tr := newTraps(w)
		tr.plant(filepath.Join(w.runFolder(), fmt.Sprintf("call-%d", w.calls.Load()+1)), to)
		r := w.finish(w.hooked("use", "dev"))
		if r.code != 0 {
			w.clear(r)
		}
		tr.untouched(r)
	}
}
