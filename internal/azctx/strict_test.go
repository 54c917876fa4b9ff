package azctx

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// checkStrict holds that what decodeStrict reads is all that encoding/json reads, and
// returns whether it does read it.
func checkStrict(t *testing.T, data string) bool {
	t.Helper()
	got, err := decodeStrict([]byte(data))
	if err != nil {
		return false
	}
	var want profileJSON
	if err := json.Unmarshal([]byte(data), &want); err != nil {
		t.Fatalf("%q was read, but: %v", data, err)
	}
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%q (-encoding/json +read):\n%s", data, d)
	}
	return true
}

func TestDecodeStrict(t *testing.T) {
	for _, tt := range []struct {
		data string
		ok   bool
	}{
		{fileOf(""), true},
		{fileOf(`,"Group":"rg"`), true},
		{" " + strings.ReplaceAll(fileOf(`,"sources":[{"kind":"az","path":"/a"}],"base":null,"stale":true`), ",", " ,\n") + "\r\n", true},
		{`{"autosave":"off","contexts":[],"default":"\u00e9","version":1}`, true},
		{`{"version":1,"version":2,"contexts":[null]}`, true},
		{`{}`, true},
		{newerFile(), false},
		{fileOf(`,"x":1`), false},
		{fileOf(`,"account":{"":"x"}`), false},
		{fileOf(`,"sources":[{"kind":"az","x":1}]`), false},
		{fileOf(`,"group":1`), false},
		{`{"version":1,"x":1,"contexts":[]}`, false},
		{`{"Version":1}`, false},
		{`{"version":1,"contexts":null}`, false},
		{`{"version":1,"contexts":{}}`, false},
		{`{"version":1,"contexts":[],"contexts":[]}`, false},
		{`{"version":1,"contexts":[}`, false},
		{`{"version":1,"contexts":[}]`, false},
		{`{"version":1,"contexts":[]]`, false},
		{`{"version":1,"contexts":[{} {}]}`, false},
		{`{"version":1,"contexts":[{},]}`, false},
		{`{"version":1,}`, false},
		{`{"version":1 "default":""}`, false},
		{`{"version":"1"}`, false},
		{`{"version":1} x`, false},
		{`{"version":1} {}`, false},
		{`{"version":1`, false},
		{`[]`, false},
		{`null`, false},
		{``, false},
	} {
		if ok := checkStrict(t, tt.data); ok != tt.ok {
			t.Errorf("read: %v, want %v: %s", ok, tt.ok, tt.data)
		}
	}
}

func FuzzDecodeStrict(f *testing.F) {
	data, err := randomProfile(source(3)).Encode()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(data), newerFile(), fileOf(`,"sources":[{"kind":"az","path":"/a"}],"base":null,"stale":true`)} {
		f.Add(s)
		f.Add(strings.ReplaceAll(s, ",", " ,\n"))
	}
	f.Fuzz(func(t *testing.T, data string) { checkStrict(t, data) })
}
