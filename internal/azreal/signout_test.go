//go:build linux

package azreal

import (
	"testing"
	"time"

	"github.com/azenv/azenv/internal/fakeazure"
)

// TestSignOut_staysOut signs out in one context, once with az logout and once with az
// account clear: the account's other contexts lose it, base, which has it and renews it,
// does not bring it back, and az login in any of them lifts it for all.
func TestSignOut_staysOut(t *testing.T) {
	w := contexts(t)
	w.cloud.Change(func(c *fakeazure.World) { c.AtBrowser = user })
	dev, two := w.shell("bash"), w.shell("zsh")
	for _, signOut := range []string{"az logout", "az account clear"} {
		dev.ok("azenv use Dev")
		two.ok("azenv use Two")
		dev.ok("az account get-access-token -o none")
		if len(w.secrets(w.folder("Dev"))) == 0 || len(w.secrets(w.folder("Two"))) == 0 {
			t.Fatal("the contexts have no tokens to begin with")
		}
		dev.ok(signOut)
		w.expire(".azure")
		w.azOK("account", "get-access-token", "-o", "none")
		base := w.files(".azure")
		two.ok("azenv use Two")
		w.azenv("exec", "Prod", "--", "true")
		equal(t, signOut+": where there are secrets", w.secrets(stateDir), []string(nil))
		shows(t, dev.fails("az account show"), "az login")
		shows(t, two.fails("az account get-access-token"), "az login")
		equal(t, signOut+": in force", []string{dev.active(), two.active()}, []string{"Dev", "Two"})
		w.themes()

		two.ok("az login --use-device-code -o none")
		equal(t, "after az login", two.here(), "Two")
		dev.ok("azenv use Dev")
		w.cloud.ClearLog()
		equal(t, "dev after az login in Two", dev.output("az account get-access-token --query subscription -o tsv"), subDev)
		equal(t, "token requests", w.cloud.Count(fakeazure.Token), 0)
		w.sameFiles(".azure", base)
		w.themes()
	}
}

// TestRefresh_reaches renews outside, then in one context: who enters a context next
// finds the newest.
func TestRefresh_reaches(t *testing.T) {
	w := contexts(t)
	s := w.shell("bash")
	s.ok("azenv use Dev")
	dev, prod := w.folder("Dev"), w.folder("Prod")
	first := w.tokenCache(dev).secret(w, "RefreshToken")
	w.expire(".azure")
	w.azOK("account", "get-access-token", "-o", "none")
	outside := w.tokenCache(".azure").secret(w, "RefreshToken")
	s.ok("azenv use Dev")
	equal(t, "renewed outside", w.tokenCache(dev).secret(w, "RefreshToken") == outside && outside != first, true)

	base := w.files(".azure")
	w.expire(dev)
	time.Sleep(time.Second) // times are in seconds: of two of one second either may stay
	s.ok("az account get-access-token -o none")
	inside := w.tokenCache(dev).secret(w, "RefreshToken")
	w.azenv("exec", "Dev", "--", "true")
	w.azenv("exec", "Prod", "--", "true")
	equal(t, "renewed inside", w.tokenCache(prod).secret(w, "RefreshToken") == inside && inside != outside, true)
	w.cloud.ClearLog()
	w.in("Prod", "account", "get-access-token", "-o", "none")
	equal(t, "requests", w.requested(), []string(nil))
	w.sameFiles(".azure", base)
}

const second = "second@contoso.example"

// TestBases_apart has shells with az folders of their own, of two accounts that see the
// same subscriptions, and a third folder of the first account.
func TestBases_apart(t *testing.T) {
	of := sample()
	of.Users = append(of.Users, fakeazure.User{Name: second, OID: "33333333-0000-4000-8000-000000000002", Home: tenantA})
	w := newWorld(t, of)
	plain := w.env
	shells := map[string]*session{}
	before := map[string]map[string]string{}
	for _, b := range []struct{ name, user, output string }{{"one", user, "json"}, {"two", second, "yaml"}, {"three", user, "tsv"}} {
		w.env = append(plain[:len(plain):len(plain)], "AZURE_CONFIG_DIR="+w.path(b.name))
		w.login(b.user)
		w.azOK("config", "set", "core.output="+b.output)
		before[b.name] = w.files(b.name)
		s := w.shell("bash")
		s.ok("azenv set " + b.name + " --group rg-" + b.name + " --subscription " + subDev + " --tenant " + tenantA + " --account " + b.user)
		shells[b.name] = s
	}
	w.env = plain
	for _, round := range []string{"first", "renewed"} {
		for name, of := range map[string]string{"one": user, "two": second, "three": user} {
			s := shells[name]
			s.ok("azenv use " + name)
			equal(t, round+": user of "+name, s.output("az account show --query user.name -o tsv"), of)
			equal(t, round+": token of "+name, claims(t, s.output("az account get-access-token --query accessToken -o tsv"))["upn"], any(of))
			if who, _ := w.cloud.Live(w.tokenCache(w.folder(name)).secret(w, "RefreshToken")); who != of {
				t.Errorf("%s: %s has a token of %q", round, name, who)
			}
			w.expire(w.folder(name))
		}
	}
	equal(t, "config", []string{
		shells["one"].output("az config get core.output --query value -o tsv"), shells["two"].output("az config get core.output --query value -o tsv"),
		shells["three"].output("az config get core.output --query value -o tsv"),
	}, []string{"json", "yaml", "tsv"})
	for name, files := range before {
		w.sameFiles(name, files)
	}
	if _, made := w.files(".azure")["azureProfile.json"]; made {
		t.Error("az made a profile in the usual folder, which is no base here")
	}
}
