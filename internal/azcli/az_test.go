package azcli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azenv/azenv/internal/azctx"
)

// az runs the real az in the folder, without a network.
func (f *Folder) az(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.Command("az", args...)
	home := filepath.Dir(f.Base)
	if err := os.MkdirAll(home, 0o700); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Dir = &out, &errs, home
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "AZURE_CONFIG_DIR=" + f.Path,
		"AZURE_CLOUD_NAME=" + f.Context.Cloud, "AZURE_CORE_COLLECT_TELEMETRY=no",
		"AZURE_EXTENSION_DIR=" + ExtensionDir(f.Base),
		"HTTPS_PROXY=http://127.0.0.1:9",
	}
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// mustAz is az that must succeed, and its answer.
func (f *Folder) mustAz(t *testing.T, answer any, args ...string) {
	t.Helper()
	out, errs, err := f.az(t, append(args, "-o", "json")...)
	if err != nil {
		t.Fatalf("az %v: %v\n%s", args, err, errs)
	}
	if answer == nil {
		return
	}
	if err := json.Unmarshal([]byte(out), answer); err != nil {
		t.Fatalf("az %v: %v\n%s", args, err, out)
	}
}

// azShows is what az account show and list tell of a subscription.
type azShows struct {
	ID, Name  string
	IsDefault bool
	User      struct{ Name string }
}

func needAz(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("az"); err != nil {
		t.Skip("az is missing")
	}
	t.Parallel()
}

// azBase is a folder that derives from a base of which nothing may change.
func azBase(t *testing.T) *Folder {
	t.Helper()
	f := newFolder(t, `{"mine": {"x": 1}, "subscriptions": [`+one(`"tags": ["ä"]`)+", "+one(second+`, "isDefault": true`)+`]}`)
	f.writeBase(t, configName, "# mine\n[cloud]\nname = AzureCloud\n[core]\nfirst_run = yes\n")
	f.writeBase(t, cloudsName, "[AzureCloud]\nsubscription = "+sub2+"\n")
	f.enter(t)
	before := files(t, f.Base)
	t.Cleanup(func() {
		if diff := cmp.Diff(before, files(t, f.Base)); diff != "" && !t.Skipped() {
			t.Error(diff)
		}
	})
	return f
}

func TestAz_reachContext(t *testing.T) {
	needAz(t)
	f := azBase(t)
	before := slurp(t, f.inside(ProfileName))
	var show azShows
	f.mustAz(t, &show, "account", "show")
	if show.ID != sub1 || show.Name != "Dev" || show.User.Name != "ops@contoso.example" || !show.IsDefault {
		t.Errorf("%+v", show)
	}
	if _, errs, err := f.az(t, "account", "set", "-s", "Prod"); err == nil || !strings.Contains(errs, "doesn't exist in cloud") {
		t.Errorf("az account set of another: %v, %s", err, errs)
	}
	f.mustAz(t, nil, "account", "set", "-s", "Dev")
	if diff := cmp.Diff(before, slurp(t, f.inside(ProfileName))); diff != "" {
		t.Errorf("az account set of the same changed %s", diff)
	}
	if e := f.enter(t); e.Moved != "" || e.Notes != nil {
		t.Errorf("%+v", e)
	}
	for _, name := range []string{indexName, "versionCheck.json", "az.json", "az.sess"} {
		if _, err := os.Stat(f.inside(name)); err != nil {
			t.Error(err)
		}
	}
}

func TestAz_config(t *testing.T) {
	needAz(t)
	f := azBase(t)
	f.mustAz(t, nil, "config", "set", "core.output=table", "defaults.location=westeurope")
	f.mustAz(t, nil, "cloud", "set", "-n", "AzureUSGovernment")
	e := f.enter(t)
	if diff := cmp.Diff([]string{"az cloud set in here chose AzureUSGovernment: AzureCloud is put back"}, e.Notes); diff != "" || e.Moved != "" {
		t.Error(diff, e.Moved)
	}
	values := mustINI(t, slurp(t, f.inside(configName))).values()
	want := map[iniKey]string{
		{"cloud", "name"}: "AzureCloud", {"core", "first_run"}: "yes",
		{"core", "output"}: "table", {"defaults", "location"}: "westeurope",
	}
	if diff := cmp.Diff(want, values, cmp.AllowUnexported(iniKey{})); diff != "" {
		t.Error(diff)
	}
}

func TestAz_reachAccount(t *testing.T) {
	needAz(t)
	f := newFolder(t, profile(one(""), one(second)))
	f.All = true
	watch := f.enter(t).Watch
	f.mustAz(t, nil, "account", "set", "-s", sub2)
	e, err := f.Enter()
	if err != nil || e.Moved != "Prod ("+sub2+")" || cmp.Equal(watch, e.Watch) {
		t.Errorf("%+v, %v", e, err)
	}
	f.PutBack = true
	if got := f.enter(t); !cmp.Equal(watch, got.Watch) {
		t.Errorf("%+v", got)
	}
	f.PutBack = false
	f.writeBase(t, ProfileName, profile(one(`"name": "Dev 2"`), one(second), one(third)))
	f.enter(t)
	var list []azShows
	f.mustAz(t, &list, "account", "list", "--all")
	var names []string
	for _, s := range list {
		if s.IsDefault {
			s.Name += "*"
		}
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"Dev 2*", "Prod", "Lab"}, names); diff != "" {
		t.Error(diff)
	}
	// az empties the list before it looks for tokens, which it cannot without a network.
	f.Tokens = func(_ string, seen Seen) (bool, error) { return true, nil }
	f.az(t, "account", "clear")
	if e := f.enter(t); !e.SignedOut || f.names(t) != "" {
		t.Errorf("az account clear: %+v, %s", e, f.names(t))
	}
}

func TestAz_tenantOnly(t *testing.T) {
	needAz(t)
	f := newFolder(t, "")
	f.Context.Subscription = azctx.Subscription{}
	f.enter(t)
	var show azShows
	f.mustAz(t, &show, "account", "show")
	if show.ID != tenant1 || show.Name != tenantLevel {
		t.Errorf("%+v", show)
	}
}
