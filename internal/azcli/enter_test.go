package azcli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestEnter_afterAzSet(t *testing.T) {
	f := newFolder(t, profile(one(""), one(second)))
	f.All = true
	f.enter(t)
	f.asAz(t, func(l *listing) { l.choose(1) })
	f.writeBase(t, ProfileName, profile(one(""), one(second), one(third)))
	before := files(t, filepath.Dir(f.Path))
	tokens := 0
	f.Tokens = func(string, Seen) (bool, error) { tokens++; return false, nil }
	for _, look := range []func() (Entered, error){f.Enter, f.Look, f.Enter} {
		e, err := look()
		if want := "Prod (" + sub2 + ")"; err != nil || e.Moved != want || e.Notes != nil {
			t.Errorf("%+v, %v; want moved to %s", e, err, want)
		}
	}
	if diff := cmp.Diff(before, files(t, filepath.Dir(f.Path))); diff != "" || tokens > 0 {
		t.Errorf("it was written: %s; tokens: %d", diff, tokens)
	}
	f.PutBack = true
	if e := f.enter(t); e.Moved != "" || e.Notes != nil {
		t.Errorf("%+v", e)
	}
	f.PutBack = false
	if e := f.enter(t); e.Moved != "" || f.names(t) != "Dev*, Prod, Lab" {
		t.Errorf("%+v, %s", e, f.names(t))
	}
}

func TestEnter_afterAzLogin(t *testing.T) {
	for _, all := range []bool{false, true} {
		f := newFolder(t, profile(one(""), one(second)))
		f.All = all
		f.enter(t)
		f.asAz(t, func(l *listing) {
			l.add(t, one(third))
			l.add(t, one(`"id": "`+client+`", "name": "Guest", "user": {"name": "guest", "type": "user"}`))
			l.choose(len(l.entries) - 1)
		})
		want := []string{"az login in here chose Guest (" + client + "): dev is put back"}
		look, err := f.Look()
		if diff := cmp.Diff(want, look.Notes); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if diff := cmp.Diff(want, f.enter(t).Notes); diff != "" {
			t.Error(diff)
		}
		if got, want := f.names(t), map[bool]string{false: "Dev*", true: "Dev*, Prod, Lab"}[all]; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if e := f.enter(t); e.Notes != nil {
			t.Errorf("it is said twice: %v", e.Notes)
		}
		f.asAz(t, func(l *listing) { l.add(t, one(`"id": "`+app+`"`)) })
		if e := f.enter(t); e.Notes != nil || e.Moved != "" {
			t.Errorf("a login that chose the same: %+v", e)
		}
	}
}

func TestEnter_afterAzLogout(t *testing.T) {
	for _, all := range []bool{false, true} {
		f := newFolder(t, profile(one(""), one(second)))
		f.All = all
		store := filepath.Join(t.TempDir(), "tokens")
		write(t, store, "in")
		f.Also = []string{store}
		var cleared []bool
		f.Tokens = func(_ string, seen Seen) (bool, error) {
			cleared = append(cleared, seen.Cleared)
			data, err := os.ReadFile(store)
			return string(data) == "out", err
		}
		f.enter(t)
		write(t, f.inside("msal_token_cache.bin"), "x")
		write(t, store, "out")
		f.asAz(t, func(l *listing) { l.entries = nil })
		cleared = nil
		for range 2 {
			e := f.enter(t)
			if got := f.names(t); !e.SignedOut || e.Moved != "" || got != "" {
				t.Errorf("%+v, %s", e, got)
			}
			if e, err := f.Look(); !e.SignedOut || err != nil {
				t.Errorf("%+v, %v", e, err)
			}
		}
		if diff := cmp.Diff([]bool{false}, cleared); diff != "" {
			t.Error(diff)
		}
		if err := os.Remove(f.inside("msal_token_cache.bin")); err != nil {
			t.Fatal(err)
		}
		cleared = nil
		if f.enter(t); len(cleared) == 0 || !cleared[0] {
			t.Errorf("az account clear: %v", cleared)
		}
		// az login lists the account's subscriptions again, and chooses one.
		f.asAz(t, func(l *listing) {
			l.add(t, one(""))
			l.add(t, one(second))
			l.choose(1)
		})
		write(t, store, "in again")
		e := f.enter(t)
		if got := f.names(t); e.SignedOut || e.Moved != "" || len(e.Notes) != 1 || !strings.HasPrefix(got, "Dev*") {
			t.Errorf("%+v, %s", e, got)
		}
	}
}

func TestEnter_signedInElsewhere(t *testing.T) {
	f := newFolder(t, profile(one(`"mine": 1`)))
	out := true
	f.Tokens = func(string, Seen) (bool, error) { return out, nil }
	if e := f.enter(t); !e.SignedOut || f.names(t) != "Dev*" {
		t.Errorf("a folder is made signed out: %+v, %s", e, f.names(t))
	}
	f.asAz(t, func(l *listing) { l.entries = nil })
	f.enter(t)
	if err := os.RemoveAll(f.Base); err != nil {
		t.Fatal(err)
	}
	out = false
	f.Also = []string{f.Base} // a change
	write(t, f.Base, "")
	if e := f.enter(t); e.SignedOut || f.names(t) != "Dev*" || !strings.Contains(slurp(t, f.inside(ProfileName)), `"mine": 1`) {
		t.Errorf("%+v, %s", e, f.names(t))
	}
}

func TestEnter_tokensFail(t *testing.T) {
	f := newFolder(t, profile(one("")))
	boom := errors.New("boom")
	calls := 0
	f.Tokens = func(string, Seen) (bool, error) { calls++; return false, boom }
	for range 2 {
		calls = 0
		e, err := f.Enter()
		if err != nil || !errors.Is(e.TokensErr, boom) || f.names(t) != "Dev*" || calls == 0 {
			t.Errorf("%+v, %v, %d calls", e, err, calls)
		}
	}
	f.asAz(t, func(l *listing) { l.entries = nil })
	if e, err := f.Enter(); err != nil || !e.SignedOut || f.names(t) != "" {
		t.Errorf("az's list is not left as it is: %+v, %v", e, err)
	}
}

func TestEnter_mendsWhatIsTorn(t *testing.T) {
	f := newFolder(t, profile(one(`"mine": 1`), one(second)))
	f.All = true
	f.writeBase(t, configName, "[core]\noutput = table\n")
	f.enter(t)
	f.asAz(t, func(l *listing) { l.add(t, one(third)) }) // found inside
	f.enter(t)
	want := slurp(t, f.inside(ProfileName))
	f.writeBase(t, ProfileName, "")
	for name, text := range map[string]string{"torn": want[:100], "empty": "", "wiped": "\ufeff{}", "az's first start": `{"installationId": "x"}`} {
		write(t, f.inside(ProfileName), text)
		if e := f.enter(t); e.Moved != "" {
			t.Errorf("%s: %+v", name, e)
		}
		if diff := cmp.Diff(want, slurp(t, f.inside(ProfileName))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, name := range []string{configName, cloudsName, derivedName, writtenName} {
		for _, text := range []string{"", "\x00", "[", none} {
			path := f.inside(name)
			if strings.HasSuffix(name, ".json") {
				path = f.beside(name)
			}
			if text == none {
				os.Remove(path)
			} else {
				write(t, path, text)
			}
			if e := f.enter(t); e.Moved != "" || f.names(t) != "Dev*, Prod, Lab" {
				t.Errorf("%s with %q: %+v, %s", name, text, e, f.names(t))
			}
		}
	}
	if got := slurp(t, f.inside(configName)); got != "[core]\noutput = table\n[cloud]\nname = AzureCloud\n\n" {
		t.Error(got)
	}
}

func TestEnter_config(t *testing.T) {
	f := newFolder(t, profile(one("")))
	f.writeBase(t, configName, "# mine\n[core]\noutput = table\n[defaults]\nlocation = westeurope\n")
	f.writeBase(t, cloudsName, "[Custom]\nendpoint_management = x\n\n[AzureCloud]\nsubscription = "+sub2+"\n")
	f.enter(t)
	want := func(name, text string) {
		t.Helper()
		if diff := cmp.Diff(text, slurp(t, f.inside(name))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	want(configName, "# mine\n[core]\noutput = table\n[defaults]\nlocation = westeurope\n[cloud]\nname = AzureCloud\n\n")
	want(cloudsName, "[AzureCloud]\nsubscription = "+sub1+"\n[Custom]\nendpoint_management = x\n\n")

	// As az writes it again, with what it set inside.
	write(t, f.inside(configName), "[core]\noutput = json\n\n[defaults]\nlocation = westeurope\n\n[cloud]\nname = AzureChinaCloud\n\n")
	e := f.enter(t)
	if diff := cmp.Diff([]string{"az cloud set in here chose AzureChinaCloud: AzureCloud is put back"}, e.Notes); diff != "" {
		t.Error(diff)
	}
	f.writeBase(t, configName, "[core]\noutput = yaml\n[defaults]\nlocation = northeurope\ngroup = rg\n")
	f.enter(t)
	want(configName, "[core]\noutput = json\n[defaults]\nlocation = northeurope\ngroup = rg\n[cloud]\nname = AzureCloud\n\n")

	f.writeBase(t, configName, strings.Repeat("#", iniLimit+1))
	e = f.enter(t)
	if len(e.Notes) != 1 || !strings.HasPrefix(e.Notes[0], filepath.Join(f.Base, configName)+": larger than") {
		t.Errorf("%q", e.Notes)
	}
	f.writeBase(t, configName, "")
	f.enter(t)
	want(configName, "[core]\noutput = json\n[defaults]\nlocation = northeurope\ngroup = rg\n[cloud]\nname = AzureCloud\n\n")
	f.Context.Cloud = "x]\n[y"
	if _, err := f.Enter(); err == nil || strings.Contains(err.Error(), "\n") {
		t.Error(err)
	}
}

func TestEnter_seeds(t *testing.T) {
	f := newFolder(t, profile(one("")))
	for _, name := range seeds {
		f.writeBase(t, name, "{}")
	}
	f.writeBase(t, "az.sess", "{") // torn
	f.writeBase(t, httpName, "POST https://login.microsoftonline.com/t/oauth2/v2.0/token hash=x 400: refresh_token=s3cret")
	f.enter(t)
	for _, name := range seeds {
		if _, err := os.Stat(f.inside(name)); (err == nil) != (name != "az.sess" && name != httpName) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f.writeBase(t, indexName, `{"version": 2}`)
	f.writeBase(t, "az.json", `{"changed": 1}`)
	f.enter(t)
	if got := slurp(t, f.inside(indexName)) + slurp(t, f.inside("az.json")); got != `{"version": 2}{}` {
		t.Error(got)
	}
	write(t, f.inside(indexName), `{"az made": 1}`)
	f.writeBase(t, indexName, `{"version": 3}`)
	f.enter(t)
	if got := slurp(t, f.inside(indexName)); got != `{"az made": 1}` {
		t.Error(got)
	}
}

func TestEnter_watchesTheStart(t *testing.T) {
	f := newFolder(t, profile(one("")))
	f.All = true
	f.writeBase(t, cloudsName, "[Custom]\nname = "+strings.Repeat("é", WatchLimit)+"\n")
	e := f.enter(t)
	if w := e.Watch[0]; !w.More || len(w.Text) > WatchLimit || !utf8.ValidString(w.Text) || !strings.HasPrefix(w.Text, "[AzureCloud]\nsubscription = "+sub1+"\n") {
		t.Errorf("%.100q, %d bytes, more: %v", w.Text, len(w.Text), w.More)
	}
}
