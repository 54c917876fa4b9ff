//go:build unix

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// TestManyWriters_loseNothing lets processes set, rename, remove, import and set the
// default at once, each with contexts of its own. What exited 0 is there at the end.
func TestManyWriters_loseNothing(t *testing.T) {
	for _, where := range []string{"folders by XDG", "AZENV_HOME", "a link into a repository"} {
		t.Run(where, func(t *testing.T) {
			w := newWorld(t)
			link := ""
			switch where {
			case "AZENV_HOME":
				w.config = filepath.Join(w.home, "all")
				w.state, w.env = w.config, append(w.env, "AZENV_HOME="+w.config)
			case "a link into a repository":
				link = filepath.Join(w.home, "dotfiles")
				for _, dir := range []string{link, w.config} {
					if err := os.MkdirAll(dir, 0o700); err != nil {
						t.Fatal(err)
					}
				}
				if err := os.Symlink("../../dotfiles/azenv.json", w.profile()); err != nil {
					t.Fatal(err)
				}
			}
			manyWriters(w, many(8, 32), many(10, 50))
			if link == "" {
				return
			}
			if fi, err := os.Lstat(w.profile()); err != nil || fi.Mode()&os.ModeSymlink == 0 {
				t.Errorf("the profile is no link any more: %v", err)
			}
			if names := left(t, link); len(names) > 0 {
				t.Errorf("left over: %q", names)
			}
		})
	}
}

func manyWriters(w *world, writers, each int) {
	w.runFolder() // made once, before all write
	var wg sync.WaitGroup
	want := make([]map[int]string, writers) // each its own
	for p := range writers {
		want[p] = map[int]string{}
		wg.Go(func() { w.updates(want[p], p, each) })
	}
	wg.Wait()
	got := w.sound().names()
	total := 0
	for _, m := range want {
		for n, name := range m {
			total++
			if got[n] != name {
				w.t.Errorf("context %d is called %q, want %q", n, got[n], name)
			}
		}
	}
	if len(got) != total {
		w.t.Errorf("%d contexts, want %d", len(got), total)
	}
	w.clean()
	w.free()
}

// updates makes the updates of one writer, and keeps in want what must be there after.
func (w *world) updates(want map[int]string, p, each int) {
	do := func(r result) bool {
		if r.code != 0 {
			w.t.Error(r)
		}
		return r.code == 0
	}
	last := 0
	for i := range each {
		n := 1 + p*each + i
		name := fmt.Sprintf("w%d-%d", p, i)
		switch {
		case i%5 == 1:
			if do(w.run("rename", want[last], name)) {
				want[last] = name
			}
		case i%5 == 2:
			if do(w.run("import", w.source(n), "--no-use")) {
				want[n] = fmt.Sprintf("Imported %d", n)
			}
		case i%5 == 3:
			do(w.finish(w.hooked("use", "--global", want[last])))
		case i%5 == 4 && i%2 == 0:
			if do(w.run("remove", want[last])) {
				delete(want, last)
			}
		default:
			if do(w.run(set(name, n)...)) {
				want[n], last = name, n
			}
		}
	}
}
