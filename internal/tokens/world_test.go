package tokens

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func (p person) account() Account { return Account{Env: env, HomeID: p.id} }

// world is a base and contexts with their folders.
type world struct {
	t    *testing.T
	root string
	at   int // seconds
	outs map[string]Outcome
	// killed says that a lock may be left by somebody who was killed, which only who next
	// writes there takes over.
	killed bool
}

func newWorld(t *testing.T) *world {
	return &world{t: t, root: t.TempDir(), at: epoch, outs: map[string]Outcome{}}
}

func (w *world) dir(name string) string      { return filepath.Join(w.root, name, ".azure") }
func (w *world) cache(name string) string    { return filepath.Join(w.dir(name), CacheName) }
func (w *world) list(name string) string     { return filepath.Join(w.dir(name), EntriesName) }
func (w *world) shared() string              { return filepath.Join(w.root, "tokens") }
func (w *world) read(name string) *Cache     { return lookCache(w.cache(name), locked).orEmpty() }
func (w *world) has(name string) bool        { return w.read(name).presence(ops.account()).token }
func (w *world) write(name string, x tables) { put(w.t, w.cache(name), x.bytes()) }

// later lets time pass, and returns it.
func (w *world) later() int {
	w.at += 60
	return w.at
}

func (w *world) stores(name string, with ...func(*Stores)) Stores {
	p := Stores{Base: w.dir("base"), Dir: w.dir(name), Shared: w.shared(), User: strings.ToUpper(ops.name), Kind: User, Env: env, Tenant: tenant,
		Known: w.outs[name].Known, HomeID: w.outs[name].HomeID}
	for _, f := range with {
		f(&p)
	}
	return p
}

// sync syncs a context, and once more to see that nothing is left to do.
func (w *world) sync(name string, with ...func(*Stores)) Outcome {
	w.t.Helper()
	w.later()
	at := time.Unix(int64(w.at), 0)
	out, err := Sync(w.stores(name, with...), at)
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	w.outs[name] = out
	before := w.state()
	again, err := Sync(w.stores(name, with...), at)
	if err != nil || again.Changed || again.SignedOut != out.SignedOut || again.SignedIn != out.SignedIn {
		w.t.Errorf("%s: once more: %+v, error %v; before %+v", name, again, err, out)
	}
	if diff := cmp.Diff(before, w.state()); diff != "" {
		w.t.Errorf("%s: once more wrote:\n%s", name, diff)
	}
	w.outs[name] = again
	if !w.killed {
		noLocks(w.t, w.root)
	}
	return out
}

// state is every file, with its time.
func (w *world) state() map[string]string {
	files := map[string]string{}
	filepath.WalkDir(w.root, func(path string, d os.DirEntry, err error) error {
		if fi, ierr := d.Info(); err == nil && ierr == nil && !d.IsDir() {
			files[path] = fi.ModTime().String() + text(w.t, path)
		}
		return nil
	})
	return files
}

// logout is what `az logout` leaves.
func (w *world) logout(name string) {
	rest, n := w.read(name).without(ops.account().owns)
	if n == 0 {
		w.t.Fatalf("%s: nothing to sign out of", name)
	}
	put(w.t, w.cache(name), rest.Bytes())
}

// secrets are the files below the root that hold a word.
func (w *world) secrets(word string, but ...string) (files []string) {
	for path, data := range w.state() {
		skip := !strings.Contains(data, word)
		for _, b := range but {
			skip = skip || strings.HasPrefix(path, b)
		}
		if !skip {
			files = append(files, path)
		}
	}
	return files
}

func (w *world) want(has map[string]bool) {
	w.t.Helper()
	for name, want := range has {
		if got := w.has(name); got != want {
			w.t.Errorf("%s has the account: %v, want %v", name, got, want)
		}
	}
}
