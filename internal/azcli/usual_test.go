package azcli

import (
	"encoding/json"
	"fmt"
	"testing"
)

// checkUsual holds that readUsual reads what encoding/json reads.
func checkUsual(t *testing.T, data string) (ok bool) {
	t.Helper()
	got, ok := readUsual([]byte(data))
	if !ok {
		return false
	}
	var want struct {
		Subscriptions []entry `json:"subscriptions"`
	}
	if err := json.Unmarshal([]byte(data), &want); err != nil {
		t.Fatalf("%q was read, but: %v", data, err)
	}
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want.Subscriptions); g != w {
		t.Errorf("%q: read\n%s, encoding/json\n%s", data, g, w)
	}
	return true
}

func TestReadUsual(t *testing.T) {
	for _, tt := range []struct {
		data string
		ok   bool
	}{
		{string(sample(t)[3:]), true}, // behind the byte order mark
		{profile(one(`"tenantDefaultDomain":null,"managedByTenants":[{"tenantId":"x"}],"homeTenantId":"\u00e9"`), `null`), true},
		{`{"installationId":"x","subscriptions":[]}`, true},
		{`{"installationId":"x"}`, false},
		{`{"subscriptions":null}`, false},
		{`{"subscriptions":[],"subscriptions":[]}`, false},
		{profile(`{"ID":"x"}`), false},
		{profile(`{"user":{"Name":"x"}}`), false},
		{profile(`{"isDefault":"true"}`), false},
		{profile(`"text"`), false},
		{profile(one("")) + "x", false},
	} {
		if ok := checkUsual(t, tt.data); ok != tt.ok {
			t.Errorf("read: %v, want %v: %s", ok, tt.ok, tt.data)
		}
	}
}

func FuzzReadUsual(f *testing.F) {
	f.Add(string(sample(f)[3:]))
	f.Add(profile(one(""), `null`))
	f.Fuzz(func(t *testing.T, data string) {
		// encoding/json takes "SUBSCRIPTIONS" for the list, and neither reader does.
		var file map[string]json.RawMessage
		if json.Unmarshal([]byte(data), &file) == nil && len(file) == 1 && file["subscriptions"] != nil {
			checkUsual(t, data)
		}
	})
}
