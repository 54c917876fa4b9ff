package azcli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEnter_reachContext(t *testing.T) {
	f := newFolder(t, string(sample(t)))
	e := f.enter(t)
	want := strings.TrimSpace(`
{"installationId": "5f3c2a9e-c830-11f0-9d1c-0242ac120002", "subscriptions": [{"id": "` + sub1 + `", "name": "Contoso Development", "state": "Enabled", "user": {"name": "ops@contoso.example", "type": "user"}, "isDefault": true, "tenantId": "` + tenant1 + `", "environmentName": "AzureCloud", "homeTenantId": "` + tenant1 + `", "tenantDefaultDomain": "contoso.example", "tenantDisplayName": "Contoso", "managedByTenants": [{"tenantId": "` + tenant2 + `"}]}], "telemetry": {"lastSurvey": "2026-11-02"}}`)
	if diff := cmp.Diff("\ufeff"+want, slurp(t, f.inside(ProfileName))); diff != "" {
		t.Error(diff)
	}
	if e.Moved != "" || e.SignedOut || e.Notes != nil {
		t.Errorf("%+v", e)
	}
	for name, want := range map[string]string{
		configName: "[cloud]\nname = AzureCloud\n\n",
		cloudsName: "[AzureCloud]\nsubscription = " + sub1 + "\n\n",
	} {
		if got := slurp(t, f.inside(name)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestEnter_reachAccount(t *testing.T) {
	f := newFolder(t, profile(one(second+`, "isDefault": true`), one(""), one(other), one(`"id": "`+sub3+`", "environmentName": "AzureChinaCloud"`)))
	f.All = true
	f.enter(t)
	if got := f.names(t); got != "Prod, Dev*" {
		t.Error(got)
	}
}

func TestEnter_againWritesNothing(t *testing.T) {
	for _, all := range []bool{false, true} {
		f := newFolder(t, profile(one(""), one(second)))
		f.All = all
		calls := 0
		f.Tokens = func(dir string, seen Seen) (bool, error) {
			if calls++; dir != f.Path || seen.Cleared {
				t.Errorf("tokens of %q, seen: %+v", dir, seen)
			}
			return false, nil
		}
		first := f.enter(t)
		before, called := files(t, filepath.Dir(f.Path)), calls
		if diff := cmp.Diff(first, f.enter(t)); diff != "" {
			t.Error(diff)
		}
		look, err := f.Look()
		if diff := cmp.Diff(first, look); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if diff := cmp.Diff(before, files(t, filepath.Dir(f.Path))); diff != "" {
			t.Error(diff)
		}
		if calls != called {
			t.Error("tokens were asked for")
		}
	}
}

func TestEnter_followsBase(t *testing.T) {
	f := newFolder(t, profile(one(""), one(second)))
	f.All = true
	f.enter(t)
	steps := []struct{ name, profile, want string }{
		{"renamed", profile(one(`"name": "Dev 2"`), one(second)), "Dev 2*, Prod"},
		{"gained", profile(one(""), one(second), one(third)), "Dev*, Prod, Lab"},
		{"lost", profile(one(""), one(third)), "Dev*, Lab"},
		{"lost the context's", profile(one(third)), "Dev*, Lab"},
		{"torn", profile(one(""))[:40], "Dev*, Lab"},
		{"empty", "", "Dev*, Lab"},
		{"wiped", "{}", "Dev*, Lab"},
		{"cleared", `{"subscriptions": []}`, "Dev*, Lab"},
		{"another's", profile(one(other)), "Dev*, Lab"},
		{"back without", profile(one("")), "Dev*"},
	}
	for _, s := range steps {
		f.writeBase(t, ProfileName, s.profile)
		if e := f.enter(t); e.Moved != "" {
			t.Errorf("%s: moved to %s", s.name, e.Moved)
		}
		if got := f.names(t); strings.ReplaceAll(got, "Lab, Dev*", "Dev*, Lab") != s.want {
			t.Errorf("%s: %s, want %s", s.name, got, s.want)
		}
	}
	if err := os.RemoveAll(f.Base); err != nil {
		t.Fatal(err)
	}
	f.enter(t)
	if got := f.names(t); got != "Dev*" {
		t.Errorf("base gone: %s", got)
	}
}

func TestEnter_withoutBase(t *testing.T) {
	f := newFolder(t, "")
	f.enter(t)
	if got := f.names(t); got != "Contoso Development*" {
		t.Error(got)
	}
	id := func() string {
		l, _ := readListing([]byte(slurp(t, f.inside(ProfileName))))
		return l.top.text(installation)
	}
	made := id()
	f.writeBase(t, configName, "[core]\noutput = table\n")
	f.enter(t)
	if id() != made {
		t.Error("another installationId")
	}
	if _, err := os.Stat(filepath.Join(f.Base, ProfileName)); err == nil {
		t.Error("base got a profile")
	}
}

func TestEnter_keepsBaseAsItWas(t *testing.T) {
	f := newFolder(t, profile(one(""), one(second)))
	f.writeBase(t, configName, "[core]\noutput = table\n")
	f.writeBase(t, cloudsName, "[AzureCloud]\nsubscription = x\n")
	f.writeBase(t, indexName, "{}")
	before := files(t, f.Base)
	for _, all := range []bool{false, true} {
		f.All = all
		f.enter(t)
		f.PutBack = true
		f.enter(t)
	}
	if diff := cmp.Diff(before, files(t, f.Base)); diff != "" {
		t.Error(diff)
	}
}

func TestEnter_refusesWhatIsNoFolderOfAContext(t *testing.T) {
	for name, change := range map[string]func(f *Folder){
		"relative":           func(f *Folder) { f.Path = "az/x/.azure" },
		"another name":       func(f *Folder) { f.Path = filepath.Dir(f.Path) },
		"relative base":      func(f *Folder) { f.Base = ".azure" },
		"a context's folder": func(f *Folder) { f.Base = filepath.Join(filepath.Dir(filepath.Dir(f.Path)), "x", ".azure") },
		"its own base":       func(f *Folder) { f.Base = f.Path },
	} {
		f := newFolder(t, "")
		change(f)
		if _, err := f.Enter(); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRemove(t *testing.T) {
	f := newFolder(t, profile(one("")))
	f.enter(t)
	for range 2 {
		if err := Remove(f.Path); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(filepath.Dir(f.Path)); !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"", "x/.azure", filepath.Dir(f.Path), f.Base + "/config"} {
		if Remove(path) == nil {
			t.Errorf("%q was removed", path)
		}
	}
	if e, err := f.Look(); err != nil || len(e.Watch) != 0 {
		t.Errorf("what is not there: %+v, %v", e, err)
	}
	f.enter(t)
}

func TestExtensionDir(t *testing.T) {
	if got, want := ExtensionDir("/h/.azure"), filepath.Join("/h/.azure", "cliextensions"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
