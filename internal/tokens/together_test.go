package tokens

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// syncer syncs the context NAME in ROOT, where Ops was at the last Sync.
func syncer(args []string) error {
	w := &world{root: args[0], outs: map[string]Outcome{args[1]: {Known: []Account{ops.account()}}}}
	at, err := strconv.ParseInt(args[2], 10, 64)
	if err != nil {
		return err
	}
	fmt.Println("go")
	_, err = Sync(w.stores(args[1]), time.Unix(at, 0))
	return err
}

func TestSync_manyAtOnceLoseNothing(t *testing.T) {
	w := newWorld(t)
	names := []string{"a", "b", "c"}
	rounds := many(5, 50)
	var wg sync.WaitGroup
	for i, name := range names {
		w.write(name, ops.signIn(epoch))
		wg.Go(func() {
			for n := range rounds {
				if _, err := Merge(w.cache(name), ops.tokens(fmt.Sprintf("scope-%d-%d", i, n), epoch+n), now); err != nil {
					t.Error(err)
				}
				for range 2 {
					if _, err := Sync(w.stores(name), now); err != nil {
						t.Error(err)
					}
				}
			}
		})
		wg.Go(func() { // another shell in the same context
			for range rounds {
				if _, err := Sync(w.stores(name), now); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for _, name := range names {
		w.sync(name)
	}
	for _, name := range names {
		w.sync(name)
		if got, want := len(w.read(name).sections[accessToken]), 1+len(names)*rounds; got != want {
			t.Errorf("%s has %d tokens, want %d", name, got, want)
		}
		one(t, w.read(name), refreshToken)
	}
}

// TestSync_killed kills a Sync that carries a sign-out anywhere
// on its way: the next one brings it to the same end.
func TestSync_killed(t *testing.T) {
	for i := range many(6, 120) {
		w := newWorld(t)
		w.write("base", ops.signIn(w.later()))
		w.sync("a")
		w.sync("b")
		w.logout("a")
		cmd := self(t, "sync", w.root, "a", strconv.Itoa(w.later()))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		out.Read(make([]byte, 1))
		time.Sleep(time.Duration(rand.IntN(12_000)) * time.Microsecond)
		cmd.Process.Kill()
		cmd.Wait()
		w.killed = true
		w.halfWritten()
		for _, name := range []string{"a", "b"} {
			if o := w.sync(name); !o.SignedOut || o.SignedIn {
				t.Errorf("%d: %s: %+v", i, name, o)
			}
		}
		for _, f := range w.secrets("SECRET", w.dir("base")) {
			t.Errorf("%d: %s has secrets", i, f)
		}
	}
}

// halfWritten removes what somebody who was killed was writing, which a later writer
// does after an hour; nothing of a signed-out account may be in it.
func (w *world) halfWritten() {
	w.t.Helper()
	for _, dir := range []string{w.shared(), w.dir("a"), w.dir("b")} {
		left, err := filepath.Glob(filepath.Join(dir, ".azenv-*"))
		if err != nil {
			w.t.Fatal(err)
		}
		for _, path := range left {
			if strings.Contains(text(w.t, path), "SECRET") {
				w.t.Errorf("%s has secrets", path)
			}
			if err := os.Remove(path); err != nil {
				w.t.Error(err)
			}
		}
	}
}
