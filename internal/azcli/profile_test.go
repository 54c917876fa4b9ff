package azcli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/azenv/azenv/internal/azctx"
)

const (
	sub1    = "33333333-aaaa-4bbb-8ccc-000000000001"
	sub2    = "33333333-aaaa-4bbb-8ccc-000000000002"
	sub3    = "33333333-aaaa-4bbb-8ccc-000000000003"
	tenant1 = "22222222-aaaa-4bbb-8ccc-000000000001"
	tenant2 = "22222222-aaaa-4bbb-8ccc-000000000002"
	tenant3 = "22222222-aaaa-4bbb-8ccc-000000000003"
	app     = "44444444-aaaa-4bbb-8ccc-000000000001"
	client  = "44444444-aaaa-4bbb-8ccc-000000000002"
)

func sample(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", ProfileName))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// profile returns an azureProfile.json with the entries.
func profile(entries ...string) string {
	return `{"subscriptions": [` + strings.Join(entries, ", ") + `]}`
}

// one returns an entry with the members of more, which are JSON, instead of
// its own.
func one(more string) string {
	members := map[string]json.RawMessage{
		"id":       json.RawMessage(`"` + sub1 + `"`),
		"name":     json.RawMessage(`"Dev"`),
		"state":    json.RawMessage(`"Enabled"`),
		"tenantId": json.RawMessage(`"` + tenant1 + `"`),
		"user":     json.RawMessage(`{"name": "ops@contoso.example", "type": "user"}`),
	}
	if err := json.Unmarshal([]byte(`{`+more+`}`), &members); err != nil {
		panic(err)
	}
	data, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func TestReadProfile_sample(t *testing.T) {
	want := azctx.Found{
		Contexts: []azctx.Context{
			{
				Account:      azctx.Account{Name: "ops@contoso.example", Type: azctx.User},
				Tenant:       azctx.Tenant{ID: tenant1, Name: "Contoso", Domain: "contoso.example"},
				Subscription: azctx.Subscription{ID: sub1, Name: "Contoso Development", State: "Enabled"},
				Cloud:        "AzureCloud",
			},
			{
				Account:      azctx.Account{Name: app, Type: azctx.ServicePrincipal},
				Tenant:       azctx.Tenant{ID: tenant1},
				Subscription: azctx.Subscription{ID: sub2, Name: "Contoso Production", State: "Warned"},
				Cloud:        "AzureCloud",
			},
			{
				Account:      azctx.Account{Name: "userAssignedIdentity/" + client, Type: azctx.ManagedIdentity},
				Tenant:       azctx.Tenant{ID: tenant2},
				Subscription: azctx.Subscription{ID: sub3, Name: "Fabrikam Größe — Shared", State: "Enabled"},
				Cloud:        "AzureUSGovernment",
			},
			{
				Account: azctx.Account{Name: "ops@contoso.example", Type: azctx.User},
				Tenant:  azctx.Tenant{ID: tenant3},
				Cloud:   "AzureCloud",
			},
		},
		Current: 1,
	}
	data := sample(t)
	bare := azctx.TrimBOM(data)
	if len(bare) == len(data) {
		t.Fatal("the sample has no byte order mark")
	}
	for name, data := range map[string][]byte{"with a byte order mark": data, "without": bare} {
		got, err := ReadProfile(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

func TestReadProfile_damaged(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"empty file", "", "not JSON: unexpected end of JSON input"},
		{"byte order mark alone", "\ufeff", "not JSON: unexpected end of JSON input"},
		{"no JSON", "subscriptions", "not JSON: invalid character 's' looking for beginning of value"},
		{"text after the object", "{} {}", "not JSON: invalid character '{' after top-level value"},
		{"array", "[]", "not an az profile: not an object"},
		{"null", "null", "not an az profile: not an object"},
		{"string", `"x"`, "not an az profile: not an object"},
		{"subscriptions null", `{"subscriptions": null}`, "not an az profile: subscriptions is not an array"},
		{"subscriptions object", `{"subscriptions": {}}`, "not an az profile: subscriptions is not an array"},
		{"subscriptions string", `{"subscriptions": "x"}`, "not an az profile: subscriptions is not an array"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadProfile([]byte(tt.data))
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
			if got.Contexts != nil || got.Current != -1 {
				t.Errorf("got %+v, want nothing found", got)
			}
		})
	}
}

func TestReadProfile_truncated(t *testing.T) {
	data := sample(t)
	for n := range data {
		if got, err := ReadProfile(data[:n]); err == nil {
			t.Fatalf("the first %d bytes of %d: no error, got %+v", n, len(data), got)
		}
	}
}

func TestReadProfile_nothing(t *testing.T) {
	for _, data := range []string{
		`{}`,
		"\ufeff{}",
		`{"installationId": "5f3c2a9e-c830-11f0-9d1c-0242ac120002"}`,
		`{"subscriptions": []}`,
	} {
		got, err := ReadProfile([]byte(data))
		if want := (azctx.Found{Current: -1}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", data, got, err, want)
		}
	}
}

func TestReadProfile_skipped(t *testing.T) {
	long := strings.Repeat("x", 101)
	tests := []struct{ name, entry, want string }{
		{"no id", one(`"id": ""`), `subscriptions[0] "Dev": no id; skipped`},
		{"no name either", `{}`, `subscriptions[0]: no id; skipped`},
		{"id is not a GUID", one(`"id": "dev\n"`), `subscriptions[0] "Dev": id "dev\n": not a GUID; skipped`},
		{"long id", one(`"id": "` + long + `"`), `subscriptions[0] "Dev": id "` + long[:100] + `"…: not a GUID; skipped`},
		{"no tenant", one(`"tenantId": ""`), `subscriptions[0] "Dev": no tenantId; skipped`},
		{"tenant of AD FS", one(`"tenantId": "adfs"`), `subscriptions[0] "Dev": tenantId "adfs": not a GUID; skipped`},
		{"user without a name", one(`"user": {"name": "", "type": "user"}`), `subscriptions[0] "Dev": no user.name; skipped`},
		{"user name of NUL", one(`"user": {"name": "\u0000"}`), `subscriptions[0] "Dev": no user.name; skipped`},
		{"no user", `{"id": "` + sub1 + `", "tenantId": "` + tenant1 + `"}`, `subscriptions[0]: no user.name; skipped`},
		{"null", `null`, `subscriptions[0]: no id; skipped`},
		{"not an object", `"x"`, `subscriptions[0]: not an object; skipped`},
		{"name of a wrong type", one(`"state": 7`), `subscriptions[0] "Dev": state has a wrong type; skipped`},
		{"user of a wrong type", one(`"user": "ops"`), `subscriptions[0] "Dev": user has a wrong type; skipped`},
		{"user.name of a wrong type", one(`"user": {"name": []}`), `subscriptions[0] "Dev": user.name has a wrong type; skipped`},
		{"hostile name", one(`"name": "a\n\u001b[31m", "id": ""`), `subscriptions[0] "a\n\x1b[31m": no id; skipped`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadProfile([]byte(profile(tt.entry)))
			want := azctx.Found{Current: -1, Warnings: []string{tt.want}}
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, %v; want %+v", got, err, want)
			}
		})
	}
}

func TestReadProfile_accounts(t *testing.T) {
	const resource = "/subscriptions/" + sub1 + "/resourcegroups/rg-a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/build"
	tests := []struct {
		name, user string
		want       azctx.Account
		warn       string
	}{
		{"user", `{"name": "ops@contoso.example", "type": "user"}`,
			azctx.Account{Name: "ops@contoso.example", Type: azctx.User}, ""},
		{"Cloud Shell", `{"name": "ops@contoso.example", "type": "user", "cloudShellID": true}`,
			azctx.Account{Name: "ops@contoso.example", Type: azctx.User}, ""},
		{"service principal", `{"name": "` + app + `", "type": "servicePrincipal"}`,
			azctx.Account{Name: app, Type: azctx.ServicePrincipal}, ""},
		{"system-assigned", `{"name": "systemAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSI"}`,
			azctx.Account{Name: "systemAssignedIdentity", Type: azctx.ManagedIdentity}, ""},
		{"system-assigned by name alone", `{"name": "systemAssignedIdentity", "type": "servicePrincipal"}`,
			azctx.Account{Name: "systemAssignedIdentity", Type: azctx.ManagedIdentity}, ""},
		{"client ID", `{"name": "userAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSIClient-` + client + `"}`,
			azctx.Account{Name: "userAssignedIdentity/" + client, Type: azctx.ManagedIdentity}, ""},
		{"object ID", `{"name": "userAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSIObject-` + client + `"}`,
			azctx.Account{Name: "userAssignedIdentity/" + client, Type: azctx.ManagedIdentity}, ""},
		{"resource ID", `{"name": "userAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSIResource-` + resource + `"}`,
			azctx.Account{Name: "userAssignedIdentity/" + resource, Type: azctx.ManagedIdentity}, ""},
		{"unknown type", `{"name": "ops@contoso.example", "type": "robot"}`,
			azctx.Account{Name: "ops@contoso.example", Type: azctx.User},
			`subscriptions[0] "Dev": user.type "robot": unknown, taken as a user`},
		{"no type", `{"name": "ops@contoso.example", "type": null}`,
			azctx.Account{Name: "ops@contoso.example", Type: azctx.User},
			`subscriptions[0] "Dev": user.type "": unknown, taken as a user`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			entry := fmt.Sprintf(`{"id": %q, "name": "Dev", "tenantId": %q, "user": %s}`, sub1, tenant1, tt.user)
			got, err := ReadProfile([]byte(profile(entry)))
			if err != nil || len(got.Contexts) != 1 {
				t.Fatalf("got %+v, %v; want one context", got, err)
			}
			if got.Contexts[0].Account != tt.want {
				t.Errorf("account %+v, want %+v", got.Contexts[0].Account, tt.want)
			}
			if warn := strings.Join(got.Warnings, "\n"); warn != tt.warn {
				t.Errorf("warnings %q, want %q", warn, tt.warn)
			}
		})
	}
}

func TestReadProfile_current(t *testing.T) {
	first := one("")
	second := one(`"id": "` + sub2 + `"`)
	isDefault := `"isDefault": true`
	tests := []struct {
		name     string
		entries  []string
		contexts int
		want     int
		warnings []string
	}{
		{"none", []string{first, second}, 2, -1, nil},
		{"the second", []string{first, one(`"id": "` + sub2 + `", ` + isDefault)}, 2, 1, nil},
		{"two", []string{one(isDefault), one(`"id": "` + sub2 + `", ` + isDefault)}, 2, -1,
			[]string{"isDefault: true for 2 subscriptions; none taken as az's current one"}},
		{"one after a skipped one", []string{one(`"id": ""`), one(isDefault)}, 1, 0,
			[]string{`subscriptions[0] "Dev": no id; skipped`}},
		{"a skipped one", []string{first, one(`"id": "", ` + isDefault)}, 1, -1,
			[]string{`subscriptions[1] "Dev": no id; skipped`}},
		{"two, one skipped", []string{one(isDefault), one(`"id": "x", ` + isDefault)}, 1, -1,
			[]string{`subscriptions[1] "Dev": id "x": not a GUID; skipped`,
				"isDefault: true for 2 subscriptions; none taken as az's current one"}},
		{"a duplicate of the first", []string{first, second, one(isDefault)}, 2, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadProfile([]byte(profile(tt.entries...)))
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Contexts) != tt.contexts || got.Current != tt.want {
				t.Errorf("%d contexts, current %d; want %d, %d", len(got.Contexts), got.Current, tt.contexts, tt.want)
			}
			if !reflect.DeepEqual(got.Warnings, tt.warnings) {
				t.Errorf("warnings %q, want %q", got.Warnings, tt.warnings)
			}
		})
	}
}

func TestReadProfile_duplicates(t *testing.T) {
	tests := []struct {
		name, other string
		want        int
	}{
		{"all the same", one(`"name": "Renamed"`), 1},
		{"case differs", one(`"id": "` + strings.ToUpper(sub1) + `", "user": {"name": "OPS@contoso.example", "type": "user"}`), 1},
		{"cloud spelled out", one(`"environmentName": "azurecloud"`), 1},
		{"other cloud", one(`"environmentName": "AzureChinaCloud"`), 2},
		{"other user", one(`"user": {"name": "dev@contoso.example", "type": "user"}`), 2},
		{"other tenant", one(`"tenantId": "` + tenant2 + `"`), 2},
		{"other subscription", one(`"id": "` + sub2 + `"`), 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadProfile([]byte(profile(one(""), tt.other)))
			if err != nil || len(got.Contexts) != tt.want || len(got.Warnings) != 0 {
				t.Fatalf("got %+v, %v; want %d contexts", got, err, tt.want)
			}
			if name := got.Contexts[0].Subscription.Name; name != "Dev" {
				t.Errorf("the first is %q, want Dev", name)
			}
		})
	}
}

func TestReadProfile_tenantLevel(t *testing.T) {
	tests := []struct {
		name, entry string
		want        azctx.Subscription
	}{
		{"tenant-level", one(`"id": "` + tenant1 + `", "name": "N/A(tenant level account)"`), azctx.Subscription{}},
		{"with more in its name", one(`"id": "` + strings.ToUpper(tenant1) + `", "name": "N/A(tenant level account) Contoso"`), azctx.Subscription{}},
		{"only the name", one(`"name": "N/A(tenant level account)"`),
			azctx.Subscription{ID: sub1, Name: "N/A(tenant level account)", State: "Enabled"}},
		{"only the id", one(`"id": "` + tenant1 + `"`), azctx.Subscription{ID: tenant1, Name: "Dev", State: "Enabled"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadProfile([]byte(profile(tt.entry)))
			if err != nil || len(got.Contexts) != 1 {
				t.Fatalf("got %+v, %v; want one context", got, err)
			}
			if got.Contexts[0].Subscription != tt.want || got.Contexts[0].Tenant.ID != tenant1 {
				t.Errorf("got %+v, want subscription %+v", got.Contexts[0], tt.want)
			}
		})
	}
}

func TestReadProfile_text(t *testing.T) {
	entry := one(`"name": "a\u0000b\n\u001b[31m` + "\xff" + `", "tenantDisplayName": "` + strings.Repeat("€", 400) +
		`", "tenantDefaultDomain": null, "environmentName": ""`)
	got, err := ReadProfile([]byte(profile(entry)))
	if err != nil || len(got.Contexts) != 1 {
		t.Fatalf("got %+v, %v; want one context", got, err)
	}
	c := got.Contexts[0]
	if want := "ab\n\x1b[31m\uFFFD"; c.Subscription.Name != want {
		t.Errorf("name %q, want %q", c.Subscription.Name, want)
	}
	if want := strings.Repeat("€", 341); c.Tenant.Name != want {
		t.Errorf("tenant's name has %d bytes, want %d", len(c.Tenant.Name), len(want))
	}
	if c.Tenant.Domain != "" || c.Cloud != "AzureCloud" {
		t.Errorf("domain %q, cloud %q; want none, AzureCloud", c.Tenant.Domain, c.Cloud)
	}
}

func FuzzReadProfile(f *testing.F) {
	f.Add(sample(f))
	f.Add([]byte(`{}`))
	f.Add([]byte(profile(one(`"isDefault": true`), one(`"id": "x"`), `null`, `[]`)))
	f.Add([]byte(profile(one(`"name": "\ud800` + "\xff" + `", "user": {"name": "userAssignedIdentity", "assignedIdentityInfo": "MSIClient-"}`))))
	f.Fuzz(func(t *testing.T, data []byte) {
		kept := bytes.Clone(data)
		got, err := ReadProfile(data)
		if !bytes.Equal(data, kept) {
			t.Error("the input was changed")
		}
		if err != nil && (got.Contexts != nil || got.Current != -1) {
			t.Errorf("got %+v with error %v", got, err)
		}
		if got.Current < -1 || got.Current >= len(got.Contexts) {
			t.Errorf("current %d of %d", got.Current, len(got.Contexts))
		}
		for _, w := range got.Warnings {
			if strings.ContainsAny(w, "\n\x00\x1b") || !utf8.ValidString(w) {
				t.Errorf("warning %q", w)
			}
		}
		for _, c := range got.Contexts {
			checkContext(t, c)
		}
	})
}

func checkContext(t *testing.T, c azctx.Context) {
	t.Helper()
	if !azctx.IsGUID(c.Tenant.ID) || c.Subscription.ID != "" && !azctx.IsGUID(c.Subscription.ID) {
		t.Errorf("IDs of %+v", c)
	}
	if c.Account.Name == "" || c.Cloud == "" || c.ID != "" || c.Label != "" || c.Name != "" {
		t.Errorf("fields of %+v", c)
	}
	for _, s := range []string{c.Account.Name, c.Tenant.Name, c.Tenant.Domain,
		c.Subscription.Name, c.Subscription.State, c.Cloud} {
		if !utf8.ValidString(s) || strings.Contains(s, "\x00") || len(s) > azctx.ForeignTextLimit {
			t.Errorf("text %q", s)
		}
	}
}
