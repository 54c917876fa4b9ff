package azcli

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azenv/azenv/internal/azctx"
)

const (
	second = `"id": "` + sub2 + `", "name": "Prod"`
	third  = `"id": "` + sub3 + `", "name": "Lab", "tenantId": "` + tenant2 + `"`
	other  = `"id": "` + sub3 + `", "name": "Lab", "user": {"name": "guest@fabrikam.example", "type": "user"}`
)

// dev is the context of the sample's first entry.
func dev() azctx.Context {
	return azctx.Context{
		ID: "0123456789abcdef", Label: "dev", Cloud: "AzureCloud",
		Account:      azctx.Account{Name: "ops@contoso.example", Type: azctx.User},
		Tenant:       azctx.Tenant{ID: tenant1},
		Subscription: azctx.Subscription{ID: sub1, Name: "Contoso Development", State: "Enabled"},
	}
}

// checkThemes checks what prompt themes and az need of an azureProfile.json: starship
// shows nothing where one entry lacks a member that it reads.
func checkThemes(t testing.TB, data string) {
	t.Helper()
	var p struct {
		InstallationID *string `json:"installationId"`
		Subscriptions  []map[string]any
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(data, "\ufeff")), &p); err != nil {
		t.Errorf("%v in %q", err, data)
		return
	}
	if p.InstallationID == nil || *p.InstallationID == "" {
		t.Error("no installationId")
	}
	defaults := 0
	for _, s := range p.Subscriptions {
		user, _ := s["user"].(map[string]any)
		for name, value := range map[string]any{
			"id": s["id"], "name": s["name"], "state": s["state"], "tenantId": s["tenantId"],
			"environmentName": s["environmentName"], "user.name": user["name"], "user.type": user["type"],
		} {
			if text, ok := value.(string); !ok || text == "" {
				t.Errorf("%s is %v in %v", name, value, s)
			}
		}
		isDefault, ok := s["isDefault"].(bool)
		if !ok {
			t.Errorf("isDefault is %v in %v", s["isDefault"], s)
		}
		if isDefault {
			defaults++
		}
		_, ok = s["managedByTenants"]
		if home, _ := s["homeTenantId"].(string); s["name"] != tenantLevel && (!ok || home == "") {
			t.Errorf("no homeTenantId or managedByTenants in %v", s)
		}
	}
	if len(p.Subscriptions) > 0 && defaults != 1 {
		t.Errorf("%d defaults", defaults)
	}
}

func mustListing(t testing.TB, data string) *listing {
	t.Helper()
	l, err := readListing([]byte(data))
	if err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	return l
}

// brief is a listing as "name user tenant", the default one with a star.
func brief(l *listing) string {
	var all []string
	for _, o := range l.entries {
		e := decode(o)
		text := e.Name + " " + e.User.Name + " " + e.TenantID[len(e.TenantID)-1:]
		if e.IsDefault {
			text += "*"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func TestBuild(t *testing.T) {
	twice := profile(one(""), one(second))
	tests := []struct {
		name       string
		all        bool
		base, last string
		fromBase   []string
		want       string
	}{
		{"nothing", false, "", "", nil, "Contoso Development ops@contoso.example 1*"},
		{"nothing, all", true, "", "", nil, "Contoso Development ops@contoso.example 1*"},
		{"base's words", false, profile(one(`"user": {"name": "Ops@Contoso.example", "type": "user"}`)), "", nil, "Dev Ops@Contoso.example 1*"},
		{"base's ID in upper case", false, profile(one(`"id": "` + strings.ToUpper(sub1) + `"`)), "", nil, "Dev ops@contoso.example 1*"},
		{"another's entry", false, profile(one(`"user": {"name": "guest", "type": "user"}`)), "", nil, "Contoso Development ops@contoso.example 1*"},
		{"another tenant's entry", false, profile(one(`"tenantId": "` + tenant2 + `"`)), "", nil, "Contoso Development ops@contoso.example 1*"},
		{"another cloud's entry", false, profile(one(`"environmentName": "AzureChinaCloud"`)), "", nil, "Contoso Development ops@contoso.example 1*"},
		{"base over inside", false, profile(one(`"name": "New"`)), profile(one("")), nil, "New ops@contoso.example 1*"},
		{"inside without base", false, "", profile(one("")), nil, "Dev ops@contoso.example 1*"},
		{"one of many", false, twice, twice, nil, "Dev ops@contoso.example 1*"},
		{"all", true, twice, "", nil, "Dev ops@contoso.example 1*, Prod ops@contoso.example 1"},
		{"base's order", true, profile(one(second), one("")), twice, nil, "Prod ops@contoso.example 1, Dev ops@contoso.example 1*"},
		{"found inside", true, profile(one("")), twice, nil, "Dev ops@contoso.example 1*, Prod ops@contoso.example 1"},
		{"lost in base", true, profile(one("")), twice, []string{sub2}, "Dev ops@contoso.example 1*"},
		{"signed out in base", true, profile(), twice, []string{sub1, sub2}, "Dev ops@contoso.example 1*, Prod ops@contoso.example 1"},
		{"base lists it for another tenant", true, profile(one(`"tenantId": "`+tenant2+`"`), one(second)), "", nil, "Contoso Development ops@contoso.example 1*, Prod ops@contoso.example 1"},
		{"unusable entries", true, profile(`7`, `null`, `{}`, one(`"id": "x"`), one(`"tenantId": 5, "id": "`+sub2+`"`), one("")), "", nil, "Dev ops@contoso.example 1*"},
		{"one ID twice", true, profile(one(second), one(second), one("")), "", nil, "Prod ops@contoso.example 1, Dev ops@contoso.example 1*"},
	}
	for _, tt := range tests {
		s := sources{fromBase: tt.fromBase}
		if tt.base != "" {
			s.base = mustListing(t, tt.base)
		}
		if tt.last != "" {
			s.last = mustListing(t, tt.last)
		}
		c := dev()
		l := build(&c, tt.all, s)
		if got := brief(l); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		checkThemes(t, string(l.file()))
	}
}

func TestBuild_keepsWhatItDoesNotKnow(t *testing.T) {
	base := mustListing(t, `{"telemetry": {"b": 1}, "subscriptions": [`+one(`"tags": {"x": 1.50}`)+`], "installationId": "i", "azenv": 1}`)
	last := mustListing(t, `{"installationId": "j", "mine": [], "azenv": 2, "subscriptions": [`+one(`"mine": 1, "tags": 2`)+`]}`)
	c := dev()
	l := build(&c, false, sources{base: base, last: last})
	o, err := pyRead(l.file())
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"installationId": `"i"`, "telemetry": `{"b": 1}`, "mine": "[]", "azenv": "1"} {
		if got := string(o.get(key)); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	if got := string(l.entries[0].get("tags")) + string(l.entries[0].get("mine")); got != `{"x":1.50}1` {
		t.Error(got)
	}
}

func TestEntryFor(t *testing.T) {
	edit := func(change func(c *azctx.Context)) azctx.Context {
		c := dev()
		change(&c)
		return c
	}
	sp := func(a azctx.Account) azctx.Context { return edit(func(c *azctx.Context) { c.Account = a }) }
	tests := []struct {
		name    string
		context azctx.Context
		user    string
	}{
		{"user", dev(), `{"name": "ops@contoso.example", "type": "user"}`},
		{"service principal", sp(azctx.Account{Name: app, Type: azctx.ServicePrincipal}), `{"name": "` + app + `", "type": "servicePrincipal"}`},
		{"system's identity", sp(azctx.Account{Name: systemAssigned, Type: azctx.ManagedIdentity}), `{"name": "systemAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSI"}`},
		{"user's identity", sp(azctx.Account{Name: userAssigned + "/" + client, Type: azctx.ManagedIdentity}), `{"name": "userAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSIClient-` + client + `"}`},
		{"user's identity by resource", sp(azctx.Account{Name: userAssigned + "//subscriptions/x", Type: azctx.ManagedIdentity}), `{"name": "userAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSIResource-/subscriptions/x"}`},
		{"Az PowerShell's system's identity", sp(azctx.Account{Name: "MSI@50342", Type: azctx.ManagedIdentity}), `{"name": "systemAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSI"}`},
		{"tenant only", edit(func(c *azctx.Context) { c.Subscription = azctx.Subscription{} }), `{"name": "ops@contoso.example", "type": "user"}`},
		{"only an ID", edit(func(c *azctx.Context) { c.Subscription = azctx.Subscription{ID: sub1} }), `{"name": "ops@contoso.example", "type": "user"}`},
		{"hostile name", edit(func(c *azctx.Context) { c.Subscription.Name = "\"\\\n\u202e😀\x7f" }), `{"name": "ops@contoso.example", "type": "user"}`},
	}
	for _, tt := range tests {
		l := build(&tt.context, false, sources{})
		checkThemes(t, string(l.file()))
		if got := string(l.entries[0].get("user")); got != tt.user {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.user)
		}
		// azenv's own import finds the same context in it.
		found, err := ReadProfile(l.file())
		if err != nil || len(found.Contexts) != 1 || found.Current != 0 {
			t.Fatalf("%s: %+v, %v", tt.name, found, err)
		}
		got, want := found.Contexts[0], tt.context
		if strings.HasPrefix(want.Account.Name, "MSI@") {
			want.Account.Name = systemAssigned
		}
		if got.Identity() != want.Identity() || got.Account.Type != want.Account.Type {
			t.Errorf("%s: %+v, want %+v", tt.name, got, want)
		}
	}
}

func TestPyJSON_asPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is missing")
	}
	texts := []string{
		string(azctx.TrimBOM(sample(t))),
		`{ "a" :[ 1,-2.5 ,true,null , {} , [ ] ],"b":{"c":"d"}}`,
		`["\u0000\b\t\n\u000b\f\r\u001f\u007f\u0080\u2028\ud83d\ude00<>&'/\/\"\\ é 😀", "\ud800 half"]`,
	}
	for _, text := range texts {
		cmd := exec.Command(python, "-c", "import json, sys; json.dump(json.load(sys.stdin), sys.stdout)")
		cmd.Stdin = strings.NewReader(text)
		cmd.Env = []string{"PYTHONUTF8=1"}
		want, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(pyJSON([]byte(text)))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestReadListing_damaged(t *testing.T) {
	for _, data := range []string{"", "\ufeff", "{", "[]", "null", `"x"`, "7", "{} {}", `{"subscriptions": 7}`, "{\"a\": \"\xff\"}"} {
		if l, err := readListing([]byte(data)); err == nil {
			t.Errorf("%q: %+v", data, l)
		}
	}
	for data, listed := range map[string]bool{"{}": false, `{"subscriptions": null}`: false, `{"subscriptions": []}`: true, "\ufeff{}": false} {
		if l := mustListing(t, data); l.listed != listed {
			t.Errorf("%q: %v", data, l.listed)
		}
	}
}

// FuzzBuild: whatever base and the folder hold, the listing is one that every reader
// takes, with the context's entry as its default, and derived from itself it is the same.
func FuzzBuild(f *testing.F) {
	f.Add(string(sample(f)), string(sample(f)), true)
	f.Add(profile(one(""), one(second)), profile(one(third), one(other)), true)
	f.Add(profile(`7`, `{"user": 7}`, one(`"isDefault": "x", "name": null, "user": {"name": "ops@contoso.example"}`)), `{"installationId": 7, "": {}}`, false)
	f.Add("", "{", false)
	f.Fuzz(func(t *testing.T, base, last string, all bool) {
		var s sources
		s.base, _ = readListing([]byte(base))
		s.last, _ = readListing([]byte(last))
		c := dev()
		l := build(&c, all, s)
		data := l.file()
		checkThemes(t, string(data))
		back := mustListing(t, string(data))
		if d := findDrift(inside{profile: back}, l, &c, all); d != (drift{}) {
			t.Fatalf("%+v in %s", d, data)
		}
		if again := build(&c, all, sources{base: s.base, last: back}).file(); !bytes.Equal(data, again) {
			t.Fatalf("%s\nbecame\n%s", data, again)
		}
		if !all && len(l.entries) != 1 || !json.Valid(azctx.TrimBOM(data)) {
			t.Fatalf("%s", data)
		}
	})
}
