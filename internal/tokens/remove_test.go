package tokens

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestRemove_user(t *testing.T) {
	w := newWorld(t)
	other := strings.ReplaceAll(string(ops.signIn(epoch).bytes()), env, "login.windows.net")
	for _, name := range []string{"a", "b"} {
		// Both key styles in one file.
		w.write(name, ops.signIn(epoch).and(ops.goSignIn(epoch+1)).and(dev.signIn(epoch)).and(robotTokens(epoch)))
	}
	put(t, w.cache("c"), []byte(other))
	if _, err := Save(w.shared(), ops.account(), ops.goSignIn(epoch).bytes(), true, now); err != nil {
		t.Fatal(err)
	}
	if _, err := Save(w.shared(), dev.account(), dev.goSignIn(epoch).bytes(), true, now); err != nil {
		t.Fatal(err)
	}
	changed, err := Remove(ops.account(), w.dir("a"), w.dir("b"), w.dir("none"))
	if err != nil || len(changed) != 2 {
		t.Errorf("changed %q, error %v", changed, err)
	}
	if err := WriteTombstone(w.shared(), ops.account(), now); err != nil {
		t.Fatal(err)
	}
	if out, err := SignedOut(w.shared(), ops.account()); !out || err != nil {
		t.Errorf("signed out: %v, error %v", out, err)
	}
	for _, word := range []string{"SECRET-RT-" + ops.name, "SECRET-AT-" + ops.name, "SECRET-" + ops.name} {
		if f := w.secrets(word, w.dir("c")); len(f) > 0 {
			t.Errorf("%s is still in %v", word, f)
		}
	}
	for _, word := range []string{"SECRET-RT-" + dev.name, "SECRET-SP-AT"} {
		if len(w.secrets(word)) < 2 {
			t.Errorf("%s is gone", word)
		}
	}
	if again, err := Remove(ops.account(), w.dir("a"), w.dir("b")); err != nil || len(again) > 0 {
		t.Errorf("the second time: changed %q, error %v", again, err)
	}
	if _, err := Remove(Account{HomeID: ops.id}, w.dir("c")); err != nil || len(w.secrets(ops.name)) > 0 {
		t.Errorf("of all authorities: error %v, left in %v", err, w.secrets(ops.name))
	}
	noLocks(t, w.root)
}

func TestRemove_servicePrincipal(t *testing.T) {
	w := newWorld(t)
	w.write("a", ops.signIn(epoch).and(robotTokens(epoch)))
	put(t, w.list("a"), list(robotEntry, elsewhere, lowerCase, otherAppName))
	if _, err := Save(w.shared(), robot, robotTokens(epoch).bytes(), true, now); err != nil {
		t.Fatal(err)
	}
	if err := PutEntry(w.shared(), env, Entry{ClientID: robot.ClientID, Tenant: tenant, Secret: "SECRET-SP-PUT"}); err != nil {
		t.Fatal(err)
	}
	put(t, MethodPath(w.shared(), robot), []byte("SECRET-SP-NOTE"))
	if len(w.secrets("SECRET-SP-AT")) != 2 || len(w.secrets("SECRET-SP-")) != 4 {
		t.Fatal("nothing to remove")
	}
	if err := WriteTombstone(w.shared(), robot, now); err != nil {
		t.Fatal(err)
	}
	if changed, err := Remove(robot, w.dir("a")); err != nil || len(changed) != 2 {
		t.Errorf("changed %q, error %v", changed, err)
	}
	for _, word := range []string{"SECRET-SP", "SECRET-ELSEWHERE", "SECRET-LOWER"} {
		if f := w.secrets(word); len(f) > 0 {
			t.Errorf("%s is still in %v", word, f)
		}
	}
	if len(w.secrets("SECRET-OTHER")) != 1 || len(w.secrets("SECRET-RT-"+ops.name)) != 1 {
		t.Error("another's are gone")
	}
}

func TestRemove_goesOnAfterAnError(t *testing.T) {
	w := newWorld(t)
	put(t, w.cache("a"), []byte(`{"SECRET`))
	w.write("b", ops.signIn(epoch))
	changed, err := Remove(ops.account(), w.dir("a"), w.dir("b"))
	if err == nil || strings.Contains(err.Error(), "SECRET") || !strings.HasPrefix(err.Error(), filepath.Join(w.dir("a"))) {
		t.Errorf("error %v", err)
	}
	if len(changed) != 1 || w.has("b") {
		t.Errorf("changed %q", changed)
	}
}

func TestForget_keepsASignInAfterARemove(t *testing.T) {
	w := newWorld(t)
	w.write("base", ops.signIn(w.later()))
	w.sync("a")
	w.write("a", ops.signIn(w.at).and(dev.signIn(w.at)))
	out := w.sync("a")
	if _, err := Remove(dev.account(), w.dir("a")); err != nil {
		t.Fatal(err)
	}
	out.Known = Forget(out.Known, dev.account())
	w.outs["a"] = out
	w.sync("a")
	if out, err := SignedOut(w.shared(), dev.account()); out || err != nil {
		t.Errorf("taken for a sign-out in the folder, error %v", err)
	}
}
