package tokens

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSync_seeds(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(epoch).and(dev.signIn(epoch)).and(robotTokens(epoch)))
	before := text(t, w.cache("base"))
	out := w.sync("a")
	if !out.SignedIn || out.SignedOut || !out.Changed || out.HomeID != ops.id || out.Username != ops.name || len(out.Warnings) > 0 {
		t.Errorf("%+v", out)
	}
	if diff := cmp.Diff([]Account{ops.account()}, out.Known); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(string(fold(ops.signIn(epoch).cache(), now).Bytes()), text(t, w.cache("a"))); diff != "" {
		t.Errorf("more or less than the account's: %s", diff)
	}
	if text(t, w.cache("base")) != before || len(w.secrets("SECRET", w.root)) > 0 {
		t.Error("base was written")
	}
	if fi, err := os.Stat(w.shared()); err != nil || os.Geteuid() >= 0 && fi.Mode().Perm() != 0o700 {
		t.Errorf("%v, error %v", fi, err)
	}
	for _, f := range w.secrets(dev.name, w.dir("base")) {
		t.Errorf("%s has another's tokens", f)
	}
	if data, err := Load(w.shared(), ops.account()); err != nil || !strings.Contains(string(data), "SECRET-RT-"+ops.name) {
		t.Errorf("the account's cache lacks it, error %v", err)
	}
}

func TestSync_newerRefreshes(t *testing.T) {
	w := newWorld(t)
	rt := func(name string) string { return one(t, w.read(name), refreshToken).text("secret") }
	want := func(secret int, names ...string) {
		t.Helper()
		for _, name := range names {
			if got := rt(name); got != "SECRET-RT-"+ops.name+strconv.Itoa(secret) {
				t.Errorf("%s has %s, want that of %d", name, got, secret)
			}
		}
	}
	first := w.later()
	w.write("base", ops.signIn(first))
	w.sync("a")
	w.sync("b")
	want(first, "a", "b")
	second := w.later()
	w.write("a", ops.signIn(second)) // az refreshed
	w.sync("a")
	w.sync("b")
	want(second, "a", "b")
	want(first, "base")
	third := w.later()
	w.write("base", ops.signIn(third))
	w.sync("b")
	want(third, "b")
	w.sync("a")
	want(third, "a")
	fourth := w.later()
	if _, err := Save(w.shared(), ops.account(), ops.goSignIn(fourth).bytes(), false, time.Unix(int64(fourth), 0)); err != nil {
		t.Fatal(err)
	}
	w.sync("a")
	want(fourth, "a")
}

func TestSync_processScope(t *testing.T) {
	w := newWorld(t)
	alone := func(p *Stores) { p.Shared = "" }
	w.write("base", ops.signIn(w.later()))
	if out := w.sync("p", alone); !out.SignedIn {
		t.Errorf("%+v", out)
	}
	w.write("p", ops.signIn(w.later()))
	w.sync("p", alone)
	if _, err := os.Lstat(w.shared()); err == nil {
		t.Error("something was given out")
	}
	w.logout("p")
	if out := w.sync("p", alone); !out.SignedOut {
		t.Errorf("%+v", out)
	}
	w.write("base", ops.signIn(w.later()))
	if out := w.sync("p", alone); !out.SignedOut || out.SignedIn {
		t.Errorf("%+v", out)
	}
	if out := w.sync("a"); !out.SignedIn {
		t.Errorf("a sign-out came out of it: %+v", out)
	}
	w.write("p", ops.signIn(w.later()))
	if out := w.sync("p", alone); out.SignedOut || !out.SignedIn {
		t.Errorf("%+v", out)
	}
}

func TestSync_whoIsMeant(t *testing.T) {
	twin := person{"c0000000-0000-0000-0000-00000000000c." + tenant, ops.name}
	t.Run("by id, whatever the name", func(t *testing.T) {
		w := newWorld(t)
		renamed := person{ops.id, "ops.smith@contoso.com"}
		w.write("base", renamed.signIn(epoch).and(twin.signIn(epoch)))
		out := w.sync("a", func(p *Stores) { p.HomeID = ops.id })
		if !out.SignedIn || out.Username != renamed.name || len(out.Known) != 1 {
			t.Errorf("%+v", out)
		}
	})
	t.Run("several of the name", func(t *testing.T) {
		w := newWorld(t)
		w.write("base", ops.signIn(epoch).and(twin.signIn(epoch)))
		out := w.sync("a")
		if out.SignedIn || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "several accounts") {
			t.Errorf("%+v", out)
		}
	})
	t.Run("the name at another authority", func(t *testing.T) {
		w := newWorld(t)
		w.write("base", ops.signIn(epoch))
		if out := w.sync("a", func(p *Stores) { p.Env = "login.example.com" }); out.SignedIn || out.Changed || len(out.Warnings) > 0 {
			t.Errorf("%+v", out)
		}
	})
	t.Run("by what azenv has", func(t *testing.T) {
		w := newWorld(t)
		if _, err := Save(w.shared(), ops.account(), ops.goSignIn(epoch).bytes(), true, now); err != nil {
			t.Fatal(err)
		}
		if out := w.sync("a"); !out.SignedIn || out.HomeID != ops.id {
			t.Errorf("%+v", out)
		}
	})
	t.Run("a managed identity has no tokens", func(t *testing.T) {
		w := newWorld(t)
		w.write("base", ops.signIn(epoch))
		if out := w.sync("a", func(p *Stores) { p.Kind = ManagedIdentity }); out.Changed || out.SignedIn {
			t.Errorf("%+v", out)
		}
	})
}

func TestSync_othersInTheFolder(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(w.later()))
	w.sync("a")
	// az login as somebody else, in a context of Ops's.
	w.write("a", ops.signIn(w.later()).and(dev.signIn(w.at)))
	if out := w.sync("a"); len(out.Known) != 2 {
		t.Errorf("%+v", out)
	}
	if f := w.secrets(dev.name, w.dir("a")); len(f) > 0 {
		t.Errorf("given out to %v", f)
	}
	w.write("a", ops.signIn(w.later()))
	if out := w.sync("a"); out.SignedOut || !out.SignedIn {
		t.Errorf("%+v", out)
	}
	if out, err := SignedOut(w.shared(), dev.account()); !out || err != nil {
		t.Errorf("%v, error %v", out, err)
	}
}

func TestSync_encrypted(t *testing.T) {
	for _, name := range []string{"base", "a"} {
		for _, ext := range encryptedExts {
			w := newWorld(t)
			w.write("base", ops.signIn(epoch))
			put(t, filepath.Join(w.dir(name), cacheStem+ext), []byte("x"))
			out := w.sync("a")
			if out.SignedIn || out.Changed || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "encrypted") {
				t.Errorf("%s%s: %+v", name, ext, out)
			}
			later := time.Now().Add(time.Minute)
			os.Chtimes(w.cache("base"), later, later)
			if out := w.sync("a"); name == "base" && !out.SignedIn {
				t.Errorf("az no longer encrypts, but %+v", out)
			}
		}
	}
}

func TestSync_badBase(t *testing.T) {
	for name, data := range map[string]string{"torn": `{"AccessToken": {"SECRET`, "odd": `{"AccessToken": {"SECRET": {"expires_on": 1.5}}}`, "empty": ""} {
		w := newWorld(t)
		put(t, w.cache("base"), []byte(data))
		out := w.sync("a")
		if out.Changed || strings.Contains(strings.Join(out.Warnings, ""), "SECRET") || name != "empty" && len(out.Warnings) != 1 {
			t.Errorf("%s: %+v", name, out)
		}
	}
}

func TestSync_errors(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(epoch))
	put(t, SharedCache(w.shared(), ops.account()), []byte(`{"SECRET`))
	for name, change := range map[string]func(*Stores){
		"no account": func(p *Stores) { p.User = "" }, "no folder": func(p *Stores) { p.Dir = "" },
		"a base to write to": func(p *Stores) { p.Base = p.Dir }, "a kind": func(p *Stores) { p.Kind = "x" },
		"a broken cache of azenv's": func(*Stores) {},
	} {
		_, err := Sync(w.stores("a", change), now)
		if err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestFiles(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(epoch))
	w.sync("a")
	listed := map[string]bool{}
	for _, f := range Files(w.stores("a")) {
		listed[f] = true
	}
	for path := range w.state() {
		if !listed[path] {
			t.Errorf("%s is not among them", path)
		}
	}
}

// TestSync_lent has a context that lives in a shell only: it takes from where it is lent,
// and gives to its shell's own folder alone.
func TestSync_lent(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(epoch))
	w.sync("stored")
	users := text(t, SharedCache(w.shared(), ops.account()))
	own := filepath.Join(w.root, "run", "tokens")
	lent := func(p *Stores) { p.Base, p.Shared, p.Lent = "", own, []string{w.shared()} }
	if out := w.sync("shell", lent); !out.SignedIn || out.HomeID != ops.id {
		t.Errorf("%+v", out)
	}
	w.write("shell", ops.signIn(w.later()))
	w.sync("shell", lent)
	if data, err := Load(own, ops.account()); err != nil || !strings.Contains(string(data), "SECRET-RT-"+ops.name+strconv.Itoa(w.at-60)) {
		t.Errorf("the shell's own folder lacks what was renewed, error %v: %s", err, data)
	}
	if text(t, SharedCache(w.shared(), ops.account())) != users {
		t.Error("the user's cache was written")
	}
	// A sign-out out there: nothing more comes from there.
	if err := WriteTombstone(w.shared(), ops.account(), time.Unix(int64(w.later()), 0)); err != nil {
		t.Fatal(err)
	}
	other := func(p *Stores) { lent(p); p.Base = w.dir("base"); p.Shared = filepath.Join(w.root, "other") }
	if out := w.sync("another", other); out.SignedIn {
		t.Errorf("%+v", out)
	}
	if out := w.sync("shell", lent); !out.SignedIn || out.SignedOut {
		t.Errorf("the shell's own sign-in: %+v", out)
	}
}

// TestFind_and_SaveApp keeps tokens, and finds those that are still good.
func TestFind_and_SaveApp(t *testing.T) {
	w := newWorld(t)
	want := Want{Client: robot.ClientID, Tenant: tenant, Scope: "https://management.core.windows.net//.default"}
	find := func(a Account, want Want, now time.Time) string {
		t.Helper()
		h, ok, err := Find(w.shared(), a, want, now)
		if err != nil || ok != (h.Secret != "") {
			t.Errorf("%+v, %v, error %v", h, ok, err)
		}
		return h.Secret
	}
	if got := find(robot, want, now); got != "" {
		t.Errorf("found %q where nothing is", got)
	}
	for i, secret := range []string{"SECRET-1", "SECRET-2"} {
		h := Held{want, secret, now.Add(time.Duration(i+1) * time.Hour)}
		if err := SaveApp(w.shared(), robot, h, false, now.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
		if got := find(robot, want, now); got != secret {
			t.Errorf("found %q, want %q", got, secret)
		}
	}
	upper := Want{Client: strings.ToUpper(want.Client), Tenant: strings.ToUpper(tenant), Scope: strings.ToUpper(want.Scope)}
	if got := find(robot, upper, now); got != "SECRET-2" {
		t.Errorf("in capitals: %q", got)
	}
	for what, got := range map[string]string{
		"another scope":  find(robot, Want{want.Client, want.Tenant, "https://vault.azure.net/.default"}, now),
		"another tenant": find(robot, Want{want.Client, "22222222-2222-2222-2222-222222222222", want.Scope}, now),
		"another client": find(robot, Want{cli, want.Tenant, want.Scope}, now),
		"a user":         find(ops.account(), want, now),
		"about to end":   find(robot, want, now.Add(2*time.Hour-least)),
	} {
		if got != "" {
			t.Errorf("%s: found %q", what, got)
		}
	}
	if err := WriteTombstone(w.shared(), robot, now); err != nil {
		t.Fatal(err)
	}
	if err := SaveApp(w.shared(), robot, Held{want, "SECRET-3", now.Add(time.Hour)}, false, now); err != ErrSignedOut {
		t.Errorf("error %v", err)
	}
	if err := SaveApp(w.shared(), robot, Held{want, "SECRET-4", now.Add(time.Hour)}, true, now); err != nil {
		t.Error(err)
	}
	if got := find(robot, want, now); got != "SECRET-4" {
		t.Errorf("after a sign-in: %q", got)
	}
	put(t, SharedCache(w.shared(), robot), []byte(`{"AccessToken": {"SECRET`))
	if err := SaveApp(w.shared(), robot, Held{want, "SECRET-5", now.Add(time.Hour)}, true, now); err != nil || find(robot, want, now) != "SECRET-5" {
		t.Errorf("a cache cut short stands in the way of a sign-in: %v", err)
	}
}

// TestLoad_port gives MSAL for Go the authority as it knows it.
func TestLoad_port(t *testing.T) {
	w := newWorld(t)
	a := ops.account()
	a.Env = "Login.Example:8443"
	data := strings.ReplaceAll(string(ops.goSignIn(epoch).bytes()), env, "login.example:8443")
	if _, err := Save(w.shared(), a, []byte(data), true, now); err != nil {
		t.Fatal(err)
	}
	if text := text(t, SharedCache(w.shared(), a)); strings.Contains(text, "8443") || !strings.Contains(text, `"login.example"`) {
		t.Errorf("on disk: %s", text)
	}
	got, err := Load(w.shared(), a)
	if err != nil || !strings.Contains(string(got), `"environment": "Login.Example:8443"`) || strings.Contains(string(got), `"environment": "login.example"`) {
		t.Errorf("%s, error %v", got, err)
	}
}
