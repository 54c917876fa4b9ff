package tokens

import (
	"os"
	"strings"
	"testing"
)

// asRobot makes stores those of a service principal.
func asRobot(p *Stores) { p.Kind, p.User = ServicePrincipal, robot.ClientID }

func TestSync_servicePrincipal(t *testing.T) {
	w := newWorld(t)
	w.write("base", robotTokens(w.later()).and(ops.signIn(w.at)))
	put(t, w.list("base"), list(lowerCase, elsewhere, robotEntry, otherAppName))
	if out := w.sync("a", asRobot); !out.SignedIn || len(out.Known) != 1 {
		t.Errorf("%+v", out)
	}
	f := lookEntries(w.list("a"), locked)
	if len(f.value) != 1 || f.value[0].text("client_secret") != "SECRET-SP" || f.value[0]["new"] == nil {
		t.Errorf("%s", text(t, w.list("a")))
	}
	c := w.read("a")
	one(t, c, accessToken)
	if len(w.secrets(ops.name, w.dir("base"))) > 0 || len(w.secrets("SECRET-SP\"", w.dir("base"), w.dir("a"))) > 0 {
		t.Error("another's tokens, or the secret, are where they do not belong")
	}
	w.sync("b", asRobot)
	// az logout leaves the access tokens.
	put(t, w.list("a"), []byte("[]"))
	if out := w.sync("a", asRobot); !out.SignedOut || out.SignedIn || len(out.Known) > 0 {
		t.Errorf("%+v", out)
	}
	if out := w.sync("b", asRobot); !out.SignedOut {
		t.Errorf("%+v", out)
	}
	for _, f := range w.secrets("SECRET", w.dir("base")) {
		t.Errorf("%s has secrets", f)
	}
	if got := text(t, w.list("b")); got != "[]" {
		t.Errorf("b has %q", got)
	}
	// az login inside.
	put(t, w.list("b"), list(robotEntry))
	if out := w.sync("b", asRobot); out.SignedOut || !out.SignedIn {
		t.Errorf("%+v", out)
	}
	if out := w.sync("a", asRobot); out.SignedOut || !out.SignedIn {
		t.Errorf("%+v", out)
	}
}

func TestSync_servicePrincipalCleared(t *testing.T) {
	w := newWorld(t)
	put(t, w.list("base"), list(robotEntry))
	w.sync("a", asRobot)
	os.Remove(w.list("a"))
	if out := w.sync("a", asRobot); out.SignedOut || !out.SignedIn {
		t.Errorf("a file that is missing: %+v", out)
	}
	os.Remove(w.list("a"))
	if out := w.sync("a", asRobot, func(p *Stores) { p.Cleared = true }); !out.SignedOut {
		t.Errorf("%+v", out)
	}
}

func TestSync_entryOfBaseThatChanges(t *testing.T) {
	w := newWorld(t)
	secret := func() string {
		return lookEntries(w.list("a"), locked).find(robot.ClientID, tenant).text("client_secret")
	}
	put(t, w.list("base"), list(robotEntry))
	w.sync("a", asRobot)
	put(t, w.list("base"), list(strings.Replace(robotEntry, "SECRET-SP", "SECRET-SP2", 1)))
	w.sync("a", asRobot)
	if got := secret(); got != "SECRET-SP2" {
		t.Errorf("a new secret in base: %q", got)
	}
	// What azenv's sign-in has put for the account comes before what base has.
	if err := PutEntry(w.shared(), env, Entry{ClientID: robot.ClientID, Tenant: tenant}); err != nil {
		t.Fatal(err)
	}
	w.sync("a", asRobot)
	put(t, w.list("base"), list(strings.Replace(robotEntry, "SECRET-SP", "SECRET-SP3", 1)))
	w.sync("a", asRobot)
	if got := secret(); got != "" {
		t.Errorf("a secret came where there was to be none: %q", got)
	}
	for _, a := range w.outs["a"].Known {
		if strings.Contains(a.Seed, "SECRET") || len(a.Seed) > 8 {
			t.Errorf("%+v", a)
		}
	}
}

func TestSync_brokenEntries(t *testing.T) {
	w := newWorld(t)
	put(t, w.list("base"), list(robotEntry))
	w.sync("a", asRobot)
	put(t, w.list("a"), []byte(`[{"client_secret": "SECRET`))
	if out := w.sync("a", asRobot); out.SignedOut || !out.Changed || len(out.Known) != 1 || len(out.Warnings) != 0 {
		t.Errorf("cut short: %+v", out)
	}
	put(t, w.list("a"), []byte(`[{"client_secret" "SECRET"}]`))
	out := w.sync("a", asRobot)
	if out.SignedOut || out.Changed || len(out.Known) != 1 || len(out.Warnings) != 1 || strings.Contains(out.Warnings[0], "SECRET") {
		t.Errorf("%+v", out)
	}
}
