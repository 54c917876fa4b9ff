package azps

import (
	"bytes"
	"encoding/base64"
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
	sub4    = "33333333-aaaa-4bbb-8ccc-000000000004"
	tenant1 = "22222222-aaaa-4bbb-8ccc-000000000001"
	tenant2 = "22222222-aaaa-4bbb-8ccc-000000000002"
	tenant3 = "22222222-aaaa-4bbb-8ccc-000000000003"
	ops     = "ops@contoso.example"
	home    = "11111111-aaaa-4bbb-8ccc-000000000001." + tenant1
)

func sample(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "AzureRmContext.json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// file returns an AzureRmContext.json with the current key, which is JSON, and
// the members of Contexts.
func file(current string, members ...string) string {
	return `{"DefaultContextKey": ` + current + `, "Contexts": {` + strings.Join(members, ", ") + `}}`
}

// named returns a member of Contexts with the members of more, which are JSON,
// instead of its own.
func named(key, more string) string {
	members := map[string]json.RawMessage{
		"Account":      json.RawMessage(`{"Id": "` + ops + `", "Type": "User"}`),
		"Tenant":       json.RawMessage(`{"Id": "` + tenant1 + `"}`),
		"Subscription": json.RawMessage(`{"Id": "` + sub1 + `", "Name": "Dev"}`),
		"Environment":  json.RawMessage(`{"Name": "AzureCloud"}`),
	}
	if err := json.Unmarshal([]byte(`{`+more+`}`), &members); err != nil {
		panic(err)
	}
	quoted, err := json.Marshal(key)
	if err != nil {
		panic(err)
	}
	data, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(quoted) + ": " + string(data)
}

func TestReadContexts_sample(t *testing.T) {
	want := azctx.Found{
		Contexts: []azctx.Context{
			{
				Account:      azctx.Account{Name: ops, Type: azctx.User, HomeID: home},
				Tenant:       azctx.Tenant{ID: tenant1, Domain: "contoso.example"},
				Subscription: azctx.Subscription{ID: sub1, Name: "Contoso Development", State: "Enabled"},
				Cloud:        "AzureCloud",
			},
			{
				Name:         "Prod",
				Account:      azctx.Account{Name: "44444444-aaaa-4bbb-8ccc-000000000001", Type: azctx.ServicePrincipal},
				Tenant:       azctx.Tenant{ID: tenant1},
				Subscription: azctx.Subscription{ID: sub2, Name: "Contoso Production", State: "Warned"},
				Cloud:        "AzureCloud",
			},
			{
				Account: azctx.Account{Name: ops, Type: azctx.User, HomeID: home},
				Tenant:  azctx.Tenant{ID: tenant3},
				Cloud:   "AzureCloud",
			},
			{
				Name:         "pipeline",
				Account:      azctx.Account{Name: "deploy@contoso.example", Type: azctx.User},
				Tenant:       azctx.Tenant{ID: tenant1},
				Subscription: azctx.Subscription{ID: sub4, Name: "Contoso Sandbox", State: "Enabled"},
				Cloud:        "AzureCloud",
			},
			{
				Name:         "Fabrikam Größe (vm)",
				Account:      azctx.Account{Name: "MSI@50342", Type: azctx.ManagedIdentity},
				Tenant:       azctx.Tenant{ID: tenant2, Domain: "fabrikam.example"},
				Subscription: azctx.Subscription{ID: sub3, Name: "Fabrikam Größe — Shared", State: "Enabled"},
				Cloud:        "AzureUSGovernment",
			},
			{
				Name:         "federated",
				Account:      azctx.Account{Name: "44444444-aaaa-4bbb-8ccc-000000000003", Type: azctx.ServicePrincipal},
				Tenant:       azctx.Tenant{ID: tenant2, Domain: "fabrikam.example"},
				Subscription: azctx.Subscription{ID: sub3, Name: "Fabrikam Größe — Shared", State: "Enabled"},
				Cloud:        "AzureUSGovernment",
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
		got, err := ReadContexts(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

// secrets returns what the sample holds that nobody may ever see.
func secrets(t *testing.T, data []byte) []string {
	t.Helper()
	var file struct {
		Contexts map[string]struct{ TokenCache struct{ CacheData string } }
	}
	if err := json.Unmarshal(azctx.TrimBOM(data), &file); err != nil {
		t.Fatal(err)
	}
	cache := file.Contexts["Prod"].TokenCache.CacheData
	plain, err := base64.StdEncoding.DecodeString(cache)
	if err != nil || !bytes.Contains(plain, []byte("sample-refresh-token")) {
		t.Fatalf("CacheData holds %q, %v; want a token", plain, err)
	}
	all := []string{
		"sample-access-token", "sample-certificate-password", "sample-client-assertion",
		"sample-credential", "sample-graph-token", "sample-msgraph-token",
		"sample-msi-secret", "sample-principal-secret", "sample-vault-token", cache,
	}
	for _, s := range all {
		if !bytes.Contains(data, []byte(s)) {
			t.Fatalf("the sample does not hold %q", s)
		}
	}
	return append(all, "sample-refresh-token", "sample.pfx")
}

func TestReadContexts_noSecrets(t *testing.T) {
	data := sample(t)
	secrets := secrets(t, data)
	replaced := func(old, new string) []byte {
		if !bytes.Contains(data, []byte(old)) {
			t.Fatalf("the sample does not hold %q", old)
		}
		return bytes.ReplaceAll(data, []byte(old), []byte(new))
	}
	for name, data := range map[string][]byte{
		"whole":                        data,
		"all tenants wrong":            replaced(`"Id": "22222222-`, `"Id": "x2222222-`),
		"all types unknown":            replaced(`"Type": "`, `"Type": "x`),
		"all environments wrong":       replaced(`"Environment": {`, `"Environment": "sample-access-token", "x": {`),
		"secrets where objects belong": replaced(`"ExtendedProperties": {`, `"ExtendedProperties": "sample-access-token", "x": {`),
		"secret where the home ID was": replaced(`"MSILoginSecret": `, `"HomeAccountId": 7, "MSILoginSecret": `),
		"cut":                          data[:len(data)/2],
	} {
		got, err := ReadContexts(data)
		encoded, jsonErr := json.Marshal(got)
		if jsonErr != nil {
			t.Fatal(jsonErr)
		}
		shown := fmt.Sprintf("%+v\n%#v\n%s\n%v", got, got, encoded, err)
		for _, s := range secrets {
			if strings.Contains(shown, s) {
				t.Errorf("%s: %q shows in the result", name, s)
			}
		}
	}
}

func TestReadContexts_damaged(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"empty file", "", "not JSON: unexpected end of JSON input"},
		{"byte order mark alone", "\ufeff", "not JSON: unexpected end of JSON input"},
		{"text after the object", file("null") + "}", "not JSON: invalid character '}' after top-level value"},
		{"array", "[]", "not a file of Az PowerShell contexts: not an object"},
		{"null", "null", "not a file of Az PowerShell contexts: not an object"},
		{"no Contexts", `{"subscriptions": []}`, "not a file of Az PowerShell contexts: Contexts is not an object"},
		{"Contexts null", `{"Contexts": null}`, "not a file of Az PowerShell contexts: Contexts is not an object"},
		{"Contexts array", `{"Contexts": []}`, "not a file of Az PowerShell contexts: Contexts is not an object"},
		{"Contexts string", `{"Contexts": "{}"}`, "not a file of Az PowerShell contexts: Contexts is not an object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadContexts([]byte(tt.data))
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
			if got.Contexts != nil || got.Current != -1 {
				t.Errorf("got %+v, want nothing found", got)
			}
		})
	}
}

func TestReadContexts_truncated(t *testing.T) {
	data := sample(t)
	for n := 0; n < len(data); n += 5 {
		if got, err := ReadContexts(data[:n]); err == nil {
			t.Fatalf("the first %d bytes of %d: no error, got %+v", n, len(data), got)
		}
	}
}

func TestReadContexts_nothing(t *testing.T) {
	for _, data := range []string{
		file(`"Default"`),
		file(`"Default"`, `"Default": null`),
		file(`"Default"`, `"Default": {"Account": null, "Tenant": null, "Subscription": null}`),
		file(`"Default"`, `"default": {"Account": {"Id": null, "Type": null}, "Environment": {"Name": "AzureCloud"}}`),
	} {
		got, err := ReadContexts([]byte(data))
		if want := (azctx.Found{Current: -1}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", data, got, err, want)
		}
	}
}

func TestReadContexts_skipped(t *testing.T) {
	long := strings.Repeat("x", 101)
	tests := []struct{ name, member, want string }{
		{"null", `"a": null`, `context "a": no Account.Id; skipped`},
		{"string", `"a": "x"`, `context "a": not an object; skipped`},
		{"array", `"Default": []`, `context "Default": not an object; skipped`},
		{"no account", named("a", `"Account": {"Id": ""}`), `context "a": no Account.Id; skipped`},
		{"account of NUL", named("a", `"Account": {"Id": "\u0000"}`), `context "a": no Account.Id; skipped`},
		{"no tenant", named("a", `"Tenant": {"Id": ""}`), `context "a": no Tenant.Id; skipped`},
		{"tenant is a domain", named("a", `"Tenant": {"Id": "contoso.example"}`), `context "a": Tenant.Id "contoso.example": not a GUID; skipped`},
		{"long tenant", named("a", `"Tenant": {"Id": "`+long+`"}`), `context "a": Tenant.Id "` + long[:100] + `"…: not a GUID; skipped`},
		{"subscription is not a GUID", named("a", `"Subscription": {"Id": "dev\n"}`), `context "a": Subscription.Id "dev\n": not a GUID; skipped`},
		{"account of a wrong type", named("a", `"Account": "ops"`), `context "a": Account has a wrong type; skipped`},
		{"home ID of a wrong type", named("a", `"Account": {"Id": "x", "ExtendedProperties": {"HomeAccountId": {}}}`),
			`context "a": Account.ExtendedProperties.HomeAccountId has a wrong type; skipped`},
		{"environment of a wrong type", named("a", `"Environment": "AzureCloud"`), `context "a": Environment has a wrong type; skipped`},
		{"state of a wrong type", named("a", `"Subscription": {"State": 1}`), `context "a": Subscription.State has a wrong type; skipped`},
		{"hostile key", `"a\n\u001b[31m` + long + `": null`, `context "a\n\x1b[31m` + long[:93] + `"…: no Account.Id; skipped`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadContexts([]byte(file(`"a"`, tt.member)))
			want := azctx.Found{Current: -1, Warnings: []string{tt.want}}
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, %v; want %+v", got, err, want)
			}
		})
	}
}

func TestReadContexts_names(t *testing.T) {
	tests := []struct{ name, key, more, want string }{
		{"given", "prod", "", "prod"},
		{"with tenant and account", "Dev (" + sub1 + ") - " + tenant1 + " - " + ops, "", ""},
		{"with account", "Dev (" + sub1 + ") - " + ops, "", ""},
		{"subscription alone", "Dev (" + sub1 + ")", "", ""},
		{"tenant and account", tenant1 + " - " + ops, `"Subscription": null`, ""},
		{"tenant and account, with a subscription", tenant1 + " - " + ops, "", ""},
		{"case differs", strings.ToUpper("Dev (" + sub1 + ") - " + tenant1 + " - " + ops), "", ""},
		{"subscription renamed since", "Old (" + sub1 + ") - " + tenant1 + " - " + ops, "", ""},
		{"subscription without a name", " (" + sub1 + ") - " + tenant1 + " - " + ops, `"Subscription": {"Id": "` + sub1 + `", "Name": null}`, ""},
		{"reserved", "Default", "", ""},
		{"reserved in other case", "DEFAULT", "", ""},
		{"a name of one's own with the ID", "Mine (" + sub1 + ")", "", "Mine (" + sub1 + ")"},
		{"of another subscription", "Dev (" + sub2 + ") - " + tenant1 + " - " + ops, "", "Dev (" + sub2 + ") - " + tenant1 + " - " + ops},
		{"of another account", tenant1 + " - dev@contoso.example", "", tenant1 + " - dev@contoso.example"},
		{"the subscription's name", "Dev", "", "Dev"},
		{"empty key", "", "", ""},
		{"over-long", strings.Repeat("x", 255) + "€", "", strings.Repeat("x", 255)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadContexts([]byte(file("null", named(tt.key, tt.more))))
			if err != nil || len(got.Contexts) != 1 || len(got.Warnings) != 0 {
				t.Fatalf("got %+v, %v; want one context", got, err)
			}
			if got.Contexts[0].Name != tt.want {
				t.Errorf("name %q, want %q", got.Contexts[0].Name, tt.want)
			}
		})
	}
}

func TestReadContexts_accountTypes(t *testing.T) {
	tests := []struct{ in, want, warn string }{
		{`"User"`, azctx.User, ""},
		{`"user"`, azctx.User, ""},
		{`"AccessToken"`, azctx.User, ""},
		{`"ServicePrincipal"`, azctx.ServicePrincipal, ""},
		{`"ClientAssertion"`, azctx.ServicePrincipal, ""},
		{`"Certificate"`, azctx.ServicePrincipal, ""},
		{`"ManagedService"`, azctx.ManagedIdentity, ""},
		{`"Robot\n"`, azctx.User, `context "a": Account.Type "Robot\n": unknown, taken as a user`},
		{`null`, azctx.User, `context "a": Account.Type "": unknown, taken as a user`},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := ReadContexts([]byte(file("null", named("a", `"Account": {"Id": "x", "Type": `+tt.in+`}`))))
			if err != nil || len(got.Contexts) != 1 {
				t.Fatalf("got %+v, %v; want one context", got, err)
			}
			if got.Contexts[0].Account.Type != tt.want || strings.Join(got.Warnings, "\n") != tt.warn {
				t.Errorf("type %q, warnings %q; want %q, %q", got.Contexts[0].Account.Type, got.Warnings, tt.want, tt.warn)
			}
		})
	}
}

func TestReadContexts_current(t *testing.T) {
	tests := []struct {
		name, current string
		want          int
		warn          string
	}{
		{"the last", `"c"`, 2, ""},
		{"in other case", `"B"`, 1, ""},
		{"null", `null`, -1, ""},
		{"empty", `""`, -1, ""},
		{"dangling", `"d"`, -1, ""},
		{"reserved", `"Default"`, -1, ""},
		{"wrong type", `7`, -1, "DefaultContextKey: not a string; no context taken as the current one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := file(tt.current, named("a", ""), `"Default": null`, named("b", ""), named("c", ""))
			got, err := ReadContexts([]byte(data))
			if err != nil || len(got.Contexts) != 3 {
				t.Fatalf("got %+v, %v; want three contexts", got, err)
			}
			if got.Current != tt.want || strings.Join(got.Warnings, "\n") != tt.warn {
				t.Errorf("current %d, warnings %q; want %d, %q", got.Current, got.Warnings, tt.want, tt.warn)
			}
		})
	}
	t.Run("missing", func(t *testing.T) {
		got, err := ReadContexts([]byte(`{"Contexts": {` + named("a", "") + `}}`))
		if err != nil || len(got.Contexts) != 1 || got.Current != -1 {
			t.Errorf("got %+v, %v; want one context, none current", got, err)
		}
	})
}

func TestReadContexts_order(t *testing.T) {
	var members, want []string
	for i := range 50 {
		key := fmt.Sprintf("%d-context", i*7919%50)
		members, want = append(members, named(key, "")), append(want, key)
	}
	got, err := ReadContexts([]byte(file("null", members...)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range got.Contexts {
		names = append(names, c.Name)
	}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("order %q, want %q", names, want)
	}
}

func TestReadContexts_keyTwice(t *testing.T) {
	data := file(`"prod"`, named("Prod", ""), named("PROD", `"Subscription": {"Id": "`+sub2+`"}`))
	got, err := ReadContexts([]byte(data))
	if err != nil || len(got.Contexts) != 1 || got.Current != 0 || got.Contexts[0].Subscription.ID != sub1 {
		t.Fatalf("got %+v, %v; want the first alone", got, err)
	}
	if want := []string{`context "PROD": the file has it twice; skipped`}; !reflect.DeepEqual(got.Warnings, want) {
		t.Errorf("warnings %q, want %q", got.Warnings, want)
	}
}

func TestReadContexts_fields(t *testing.T) {
	data := file("null", `"a\u0000b\n`+"\xff"+`": {"Account": {"Id": "x", "Type": "User", "ExtendedProperties": null}, `+
		`"Tenant": {"Id": "`+strings.ToUpper(tenant1)+`", "Name": "Contoso", "Directory": "contoso.example"}, `+
		`"Subscription": {"Id": "`+strings.ToUpper(sub1)+`", "Name": "`+strings.Repeat("€", 400)+`", "State": null}, "Environment": null}`)
	got, err := ReadContexts([]byte(data))
	if err != nil || len(got.Contexts) != 1 || len(got.Warnings) != 0 {
		t.Fatalf("got %+v, %v; want one context", got, err)
	}
	want := azctx.Context{
		Name:         "ab\n\uFFFD",
		Account:      azctx.Account{Name: "x", Type: azctx.User},
		Tenant:       azctx.Tenant{ID: tenant1, Name: "Contoso", Domain: "contoso.example"},
		Subscription: azctx.Subscription{ID: sub1, Name: strings.Repeat("€", 341)},
		Cloud:        "AzureCloud",
	}
	if !reflect.DeepEqual(got.Contexts[0], want) {
		t.Errorf("got %+v, want %+v", got.Contexts[0], want)
	}
}

func FuzzReadContexts(f *testing.F) {
	// Not the whole sample: at its size the fuzzer spends its time on shrinking.
	f.Add([]byte(file(`"Prod"`, named("Prod", `"TokenCache": {"CacheData": "AAAA"}`), named("Dev ("+sub1+")", ""))))
	f.Add([]byte(file(`"A"`, named("a", ""), `"b": null`, `"c": []`, named("", `"Tenant": {"Id": "x"}`))))
	f.Add([]byte(file(`{}`, `"Default": null`, named("\xff", `"Account": {"Id": "\ud800", "Type": null}`))))
	f.Fuzz(func(t *testing.T, data []byte) {
		kept := bytes.Clone(data)
		got, err := ReadContexts(data)
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
	if c.Account.Name == "" || c.Cloud == "" || c.ID != "" || c.Label != "" || len(c.Name) > azctx.ForeignNameLimit {
		t.Errorf("fields of %+v", c)
	}
	for _, s := range []string{c.Name, c.Account.Name, c.Account.HomeID, c.Tenant.Name, c.Tenant.Domain,
		c.Subscription.Name, c.Subscription.State, c.Cloud} {
		if !utf8.ValidString(s) || strings.Contains(s, "\x00") || len(s) > azctx.ForeignTextLimit {
			t.Errorf("text %q", s)
		}
	}
}
