package tokens

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSync_signOut(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(w.later()))
	w.sync("a")
	w.sync("b")
	w.sync("never")
	w.logout("a")
	if out := w.sync("a"); !out.SignedOut || out.SignedIn || len(out.Known) > 0 {
		t.Errorf("%+v", out)
	}
	w.want(map[string]bool{"a": false, "b": true})
	if data, err := Load(w.shared(), ops.account()); data != nil || err != nil {
		t.Errorf("azenv's own cache is still there, error %v", err)
	}
	if out := w.sync("b"); !out.SignedOut || !out.Changed {
		t.Errorf("%+v", out)
	}
	w.sync("never")
	w.want(map[string]bool{"a": false, "b": false, "never": false, "base": true})
	for _, f := range w.secrets("SECRET", w.dir("base")) {
		t.Errorf("%s has secrets", f)
	}
	// Base is used and signed in to again: nothing of it comes.
	w.write("base", ops.signIn(w.later()))
	for _, name := range []string{"a", "b", "new"} {
		if out := w.sync(name); !out.SignedOut || out.SignedIn {
			t.Errorf("%s: %+v", name, out)
		}
	}
	// az login in one.
	w.write("b", ops.signIn(w.later()))
	if out := w.sync("b"); !out.SignedIn || out.SignedOut {
		t.Errorf("%+v", out)
	}
	w.sync("a")
	w.want(map[string]bool{"a": true, "b": true})
}

func TestSync_signOutIsNotUndone(t *testing.T) {
	tests := []struct {
		name string
		do   func(w *world)
	}{
		{"by a refresh in a context that has not been synced", func(w *world) { w.write("b", ops.signIn(w.later())) }},
		{"by an az at work that puts back its refresh token", func(w *world) {
			x := ops.signIn(w.later())
			delete(x, account)
			w.write("a", x)
			w.sync("a")
		}},
		{"by old tokens that are there again", func(w *world) { w.write("a", ops.signIn(epoch)) }},
		{"by a folder that was lost", func(w *world) { os.RemoveAll(w.dir("b")) }},
		{"by a refresh that was under way", func(w *world) {
			_, err := Save(w.shared(), ops.account(), ops.goSignIn(w.later()).bytes(), false, time.Unix(int64(w.at), 0))
			if err != ErrSignedOut {
				w.t.Errorf("error %v", err)
			}
		}},
		{"by a tombstone that broke", func(w *world) {
			path := tombPath(w.shared(), ops.account())
			put(w.t, path, []byte("{"))
			at := time.Unix(int64(w.at), 0)
			os.Chtimes(path, at, at)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.write("base", ops.signIn(w.later()))
			w.sync("a")
			w.sync("b")
			w.logout("a")
			w.sync("a")
			tt.do(w)
			for _, name := range []string{"b", "a", "b", "new"} {
				if out := w.sync(name); !out.SignedOut || out.SignedIn {
					t.Errorf("%s: %+v", name, out)
				}
			}
			for _, f := range w.secrets("SECRET", w.dir("base")) {
				t.Errorf("%s has secrets", f)
			}
		})
	}
}

func TestSync_noSignOut(t *testing.T) {
	tests := []struct {
		name string
		do   func(w *world)
	}{
		{"a file that is missing", func(w *world) { os.Remove(w.cache("a")) }},
		{"an empty file", func(w *world) { put(w.t, w.cache("a"), nil) }},
		{"a refresh token that is missing", func(w *world) {
			x := ops.signIn(epoch)
			delete(x, refreshToken)
			w.write("a", x)
		}},
		{"an account that is missing", func(w *world) {
			x := ops.signIn(epoch)
			delete(x, account)
			w.write("a", x)
		}},
		{"access tokens that are missing", func(w *world) {
			x := ops.signIn(epoch)
			delete(x, accessToken)
			w.write("a", x)
		}},
		{"a sign-out in base", func(w *world) { w.write("base", tables{"AppMetadata": {}}) }},
		{"a base that is gone", func(w *world) { os.RemoveAll(w.dir("base")) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.write("base", ops.signIn(epoch))
			w.sync("a")
			w.sync("b")
			tt.do(w)
			for _, name := range []string{"a", "b"} {
				if out := w.sync(name); out.SignedOut || !out.SignedIn {
					t.Errorf("%s: %+v", name, out)
				}
				if p := w.read(name).presence(ops.account()); !p.row || !p.token {
					t.Errorf("%s has %+v", name, p)
				}
			}
		})
	}
}

// TestSync_cutShort has what az leaves that was killed in a write: it is made anew, of
// what the account has elsewhere.
func TestSync_cutShort(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(epoch))
	known := w.sync("a").Known
	whole := text(t, w.cache("a"))
	put(t, w.cache("a"), []byte(whole[:500]))
	out := w.sync("a")
	if out.SignedOut || !out.SignedIn || !out.Changed || len(out.Warnings) != 0 {
		t.Errorf("%+v", out)
	}
	if diff := cmp.Diff(known, out.Known); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole, text(t, w.cache("a"))); diff != "" {
		t.Error(diff)
	}
	if err := Lift(w.shared(), ops.account()); err != nil {
		t.Fatal(err)
	}
	os.Remove(w.cache("base"))
	os.Remove(SharedCache(w.shared(), ops.account()))
	put(t, w.cache("a"), []byte(whole[:500]))
	if out := w.sync("a"); out.SignedOut || out.SignedIn {
		t.Errorf("%+v", out)
	}
	if got := text(t, w.cache("a")); !json.Valid([]byte(got)) || strings.Contains(got, "SECRET") {
		t.Errorf("left with %s", got)
	}
}

func TestSync_brokenFile(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(epoch))
	known := w.sync("a").Known
	broken := text(t, w.cache("a")) + "SECRET"
	put(t, w.cache("a"), []byte(broken))
	out := w.sync("a")
	if out.SignedOut || len(out.Warnings) != 1 || !strings.HasPrefix(out.Warnings[0], w.cache("a")+": not JSON") || strings.Contains(out.Warnings[0], "SECRET") {
		t.Errorf("%+v", out)
	}
	if diff := cmp.Diff(known, out.Known); diff != "" {
		t.Error(diff)
	}
	if text(t, w.cache("a")) != broken {
		t.Error("it was written")
	}
}

func TestSync_cleared(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(epoch))
	w.sync("a")
	w.sync("b")
	os.Remove(w.cache("a"))
	cleared := func(p *Stores) { p.Cleared = true }
	if out := w.sync("a", cleared); !out.SignedOut {
		t.Errorf("%+v", out)
	}
	if out := w.sync("b"); !out.SignedOut {
		t.Errorf("%+v", out)
	}
	if err := Lift(w.shared(), ops.account()); err != nil {
		t.Fatal(err)
	}
	if out := w.sync("a", cleared); out.SignedOut || !out.SignedIn {
		t.Errorf("after azenv's own sign-in: %+v", out)
	}
}

func TestSync_signInWhereTheSignOutIsNotKnownYet(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(w.later()))
	w.sync("a")
	w.sync("b")
	w.logout("a")
	w.sync("a")
	w.write("b", ops.signIn(w.later()))
	if out := w.sync("b", func(p *Stores) { p.LoggedIn = true }); out.SignedOut || !out.SignedIn {
		t.Errorf("%+v", out)
	}
}

func TestSync_clockSetBack(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(w.later()))
	w.sync("a")
	w.logout("a")
	w.sync("a")
	w.at -= 36_000
	w.write("a", ops.signIn(w.later()))
	if out := w.sync("a"); out.SignedOut || !out.SignedIn {
		t.Errorf("%+v", out)
	}
}

func TestSync_liftAndSave(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(w.later()))
	w.sync("a")
	w.sync("b")
	w.logout("a")
	w.sync("a")
	w.sync("b")
	if out, err := SignedOut(w.shared(), ops.account()); !out || err != nil {
		t.Errorf("%v, error %v", out, err)
	}
	at := time.Unix(int64(w.later()), 0)
	if changed, err := Save(w.shared(), ops.account(), ops.goSignIn(w.at).and(dev.goSignIn(w.at)).bytes(), true, at); !changed || err != nil {
		t.Fatalf("%v, error %v", changed, err)
	}
	if out, err := SignedOut(w.shared(), ops.account()); out || err != nil {
		t.Errorf("%v, error %v", out, err)
	}
	for _, name := range []string{"a", "b"} {
		if out := w.sync(name); !out.SignedIn || out.SignedOut {
			t.Errorf("%s: %+v", name, out)
		}
	}
	if f := w.secrets(dev.name); len(f) > 0 {
		t.Errorf("another's tokens are in %v", f)
	}
}
