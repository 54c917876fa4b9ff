package tokens

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The same application in another tenant and in another case are other entries to az.
const (
	robotEntry   = `{"tenant": "` + tenant + `", "client_id": "5a5a5a5a-0000-0000-0000-AAAAAAAAAAAA", "client_secret": "SECRET-SP", "new": [1.0]}`
	elsewhere    = `{"tenant": "22222222-2222-2222-2222-222222222222", "client_id": "5a5a5a5a-0000-0000-0000-AAAAAAAAAAAA", "client_secret": "SECRET-ELSEWHERE"}`
	lowerCase    = `{"tenant": "` + tenant + `", "client_id": "5a5a5a5a-0000-0000-0000-aaaaaaaaaaaa", "client_secret": "SECRET-LOWER"}`
	otherAppName = `{"tenant": "` + tenant + `", "client_id": "other", "client_secret": "SECRET-OTHER"}`
)

func list(entries ...string) []byte { return []byte("[" + strings.Join(entries, ",\n") + "]") }

func TestParseEntries_refuses(t *testing.T) {
	for data, want := range map[string]string{
		"": "empty", "{}": "not a list of objects", "null": "not a list of objects", `["SECRET"]`: "not a list of objects",
		`[{"client_id": "SECRET"}]`: "an element without client_id or tenant", `[null]`: "an element without",
		`[{"client_id": 1, "tenant": "SECRET"}]`: "an element without", `[{"SECRET`: "cut short", `[{"SECRET}]`: "cut short", `[] SECRET`: "not JSON",
	} {
		_, err := parseEntries([]byte(data))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: error %v, want %q", data, err, want)
		}
	}
}

func TestPutEntry(t *testing.T) {
	shared := t.TempDir()
	path := entryPath(shared, robot)
	put(t, path, list(robotEntry, elsewhere))
	e := Entry{ClientID: robot.ClientID, Tenant: tenant, Certificate: "/c.pem", SubjectName: true}
	for range 2 {
		if err := PutEntry(shared, env, e); err != nil {
			t.Error(err)
		}
	}
	f := lookEntries(path, locked)
	got := f.find(robot.ClientID, tenant)
	if len(f.value) != 2 || got == nil {
		t.Fatalf("%s", text(t, path))
	}
	want := `{
    "certificate": "/c.pem",
    "client_id": "5a5a5a5a-0000-0000-0000-AAAAAAAAAAAA",
    "tenant": "` + tenant + `",
    "use_cert_sn_issuer": true
}`
	if diff := cmp.Diff(want, string(indented(got))); diff != "" {
		t.Error(diff)
	}
	noLocks(t, shared)
}

func TestPutEntry_withoutASecret(t *testing.T) {
	shared := t.TempDir()
	if err := PutEntry(shared, env, Entry{ClientID: "c", Tenant: "t"}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(strings.Fields(text(t, entryPath(shared, Account{Env: env, ClientID: "c"}))), ""); got != `[{"client_id":"c","tenant":"t"}]` {
		t.Error(got)
	}
}
