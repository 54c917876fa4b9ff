//go:build unix

package torture

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// Folders in which nobody may write, or that are somebody else's, or that have no place:
// nothing is lost, one clear line says what is wrong, and a shell works on. Where root
// is not hindered either azenv runs as root, else as a user without rights.

// trouble is something the matter with the folders.
type trouble struct {
	name string
	// begin makes it so, or skips, and returns what ends it.
	begin func(w *world) (end func())
	// How a shell comes into it, and out again, where it is about a variable.
	unset string
	// runtime has a folder of the system's for what a shell keeps.
	runtime bool
	// moves says that a shell that opened meanwhile has its folder elsewhere afterwards.
	moves bool
	// humble has azenv run as a user without rights.
	humble bool
	// What is said of it, empty where all works: when something is written, when it is
	// read, and when use is typed in a shell of before, and in one that opens meanwhile.
	writes, reads, standing, opened string
}

const (
	notYours = "belongs to user 65534, not to you"
	noPlace  = "no folder for this shell: "
)

var troubles = []trouble{
	{name: "HOME is read-only", begin: onReadOnly(home),
		writes: "read-only file system", standing: "read-only file system", opened: noPlace},
	{name: "HOME is read-only, with a runtime folder", begin: onReadOnly(home), runtime: true,
		writes: "read-only file system"},
	{name: "HOME may not be written to", begin: closed(home), humble: true,
		writes: "permission denied", standing: "permission denied", opened: noPlace},
	{name: "the state is read-only", begin: onReadOnly(state),
		writes: "read-only file system", standing: "read-only file system", opened: noPlace},
	{name: "the state may not be written to", begin: closed(state), humble: true,
		writes: "permission denied", standing: "permission denied", opened: noPlace},
	{name: "the runtime folder is read-only", begin: onReadOnly(runtime), runtime: true,
		standing: "read-only file system", opened: noPlace},
	{name: "the profile's folder is another's", begin: anothers(config),
		writes: notYours, reads: notYours, standing: notYours, opened: notYours},
	{name: "the state is another's", begin: anothers(state),
		writes: notYours, reads: notYours, standing: notYours, opened: notYours},
	{name: "the run folder is another's", begin: anothers(func(w *world) string { return w.file("run") }),
		standing: notYours, opened: notYours},
	{name: "the runtime folder is another's", begin: anothers(runtime), runtime: true, moves: true},
	{name: "no HOME", begin: unset("HOME"), unset: "HOME",
		writes: "no home folder", reads: "no home folder", standing: "no home folder", opened: "no home folder"},
	{name: "no XDG_RUNTIME_DIR", begin: unset("XDG_RUNTIME_DIR"), unset: "XDG_RUNTIME_DIR", runtime: true, moves: true},
}

func home(w *world) string    { return w.home }
func config(w *world) string  { return w.config }
func state(w *world) string   { return w.state }
func runtime(w *world) string { return w.home + "-runtime" }

func onReadOnly(dir func(*world) string) func(*world) func() {
	return func(w *world) func() { return readOnly(w.t, dir(w)) }
}

// closed takes from all in a folder the right to write to it.
func closed(dir func(*world) string) func(*world) func() {
	return func(w *world) func() {
		w.each(dir(w), func(path string, fi fs.FileInfo) error { return os.Chmod(path, fi.Mode()&^0o222) })
		return func() {
			w.each(dir(w), func(path string, fi fs.FileInfo) error { return os.Chmod(path, fi.Mode()|0o200) })
		}
	}
}

// anothers gives a folder to somebody else.
func anothers(dir func(*world) string) func(*world) func() {
	return func(w *world) func() {
		if os.Geteuid() != 0 {
			w.t.Skip("only root can give a folder away")
		}
		give := func(to int) {
			if err := os.Chown(dir(w), to, to); err != nil {
				w.t.Fatal(err)
			}
		}
		give(65534)
		return func() { give(0) }
	}
}

// unset takes a variable from what is run from now on.
func unset(name string) func(*world) func() {
	return func(w *world) func() {
		env := w.env
		w.env = less(env, name)
		return func() { w.env = env }
	}
}

// less is env without a variable.
func less(env []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
}

// each does something to a folder and all in it; never to what links lead to.
func (w *world) each(dir string, fn func(path string, fi fs.FileInfo) error) {
	w.t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		fi, err := d.Info()
		return errors.Join(err, fn(path, fi))
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// humble has azenv run as a user without rights from now on, whose all is.
func (w *world) humble() {
	w.t.Helper()
	if os.Geteuid() != 0 {
		return // nor has this one
	}
	w.as = &syscall.Credential{Uid: 65534, Gid: 65534}
	w.each(w.home, func(path string, _ fs.FileInfo) error { return os.Chown(path, 65534, 65534) })
}

func TestFolders(t *testing.T) {
	for i, tr := range troubles {
		kinds := []string{"bash", "fish", "zsh"}
		if !*long {
			kinds = kinds[i%3 : i%3+1]
		}
		for _, kind := range kinds {
			t.Run(tr.name+" in "+kind, func(t *testing.T) {
				t.Parallel()
				tr.befalls(newWorld(t), kind)
			})
		}
	}
}

// befalls has a shell of before and one of meanwhile, and all commands.
func (tr trouble) befalls(w *world, kind string) {
	if tr.runtime {
		if err := os.Mkdir(runtime(w), 0o700); err != nil {
			w.t.Fatal(err)
		}
		w.t.Cleanup(func() { os.RemoveAll(runtime(w)) })
		w.env = append(w.env, "XDG_RUNTIME_DIR="+runtime(w))
	}
	w.fill(4)
	if tr.humble {
		w.humble()
	}
	writes := w.writes() // makes a run folder
	standing := w.open(kind, "")
	if shown, ok := standing.works("azenv use " + guid(1)); !ok {
		w.t.Fatalf("before: %s", shown)
	}
	lines := []string{":", ":"}
	if tr.unset != "" {
		lines = standing.without(tr.unset)
	}
	end := tr.begin(w)
	standing.run(lines[0])
	profile := read(w.t, w.profile())
	for _, cmd := range writes {
		cmd.Env = less(cmd.Env, tr.unset)
		r := w.finish(cmd)
		switch {
		case tr.writes != "":
			w.clear(r, tr.writes)
			if read(w.t, w.profile()) != profile {
				w.t.Fatalf("the profile has changed: %v", r)
			}
		case r.code != 0 && cmd.Args[1] == "use": // which has code to leave, too
			w.clear(r)
		case r.code != 0:
			w.t.Errorf("the change can be made: %v", r)
		}
		w.clean()
	}
	for _, args := range [][]string{{"list"}, {"show", guid(1)}, {"exec", guid(1), "--", "true"}} {
		if r := w.run(args...); tr.reads != "" {
			w.clear(r, tr.reads)
		} else if r.code != 0 {
			w.t.Errorf("reading fails: %v", r)
		}
	}
	standing.befallen(tr.standing)
	late := w.open(kind, strings.TrimPrefix(lines[0]+"\n", ":\n"))
	late.starts()
	late.befallen(tr.opened)
	end()
	standing.recovers(lines[1], tr.moves)
	late.recovers(lines[1], tr.moves)
	if p := w.sound(); tr.writes != "" && read(w.t, w.profile()) != profile {
		w.t.Errorf("the profile is %+v, and was\n%s", p, profile)
	}
}
