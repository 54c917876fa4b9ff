package tokens

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseCache_refuses(t *testing.T) {
	tests := []struct{ name, data, err string }{
		{"nothing", "", "empty"},
		{"white space", " \n", "empty"},
		{"a part", `{"AccessToken": {"k": {"secret": "SECRET`, "cut short"},
		{"two objects", `{}{"SECRET": 1}`, "not JSON"},
		{"null", "null", "not an object"},
		{"a list", `["SECRET"]`, "not an object"},
		{"no UTF-8", "{\"SECRET\xff\": 1}", "not UTF-8"},
		{"a byte order mark", "\ufeff{}", "not JSON"},
		{"NaN", `{"x": NaN}`, "not JSON"},
		{"a section that is a list", `{"Account": ["SECRET"]}`, "Account: not an object of objects"},
		{"an entry that is a text", `{"Account": {"k": "SECRET"}}`, "Account: not an object of objects"},
		{"an entry that is null", `{"Account": {"SECRET": null}}`, "Account: an entry is null"},
		{"a time with a fraction", `{"AccessToken": {"SECRET": {"expires_on": "1795428240.5"}}}`, "AccessToken: expires_on: not a whole number"},
		{"a number with a fraction", `{"AccessToken": {"SECRET": {"cached_at": 1795428240.5}}}`, "cached_at: not a whole number"},
		{"a number with an exponent", `{"AccessToken": {"SECRET": {"expires_on": 1.8e9}}}`, "expires_on: not a whole number"},
		{"a time that is a word", `{"RefreshToken": {"k": {"last_modification_time": "SECRET"}}}`, "last_modification_time: not a whole number"},
		{"a time that is empty", `{"AccessToken": {"k": {"expires_on": ""}}}`, "expires_on: not a whole number"},
		{"a time of many digits", `{"AccessToken": {"k": {"expires_on": "99999999999999999999"}}}`, "expires_on: not a whole number"},
		{"an account id that is a number", `{"Account": {"k": {"home_account_id": 1234}}}`, "home_account_id: not a text"},
		{"a secret that is an object", `{"AccessToken": {"k": {"secret": {"SECRET": 1}}}}`, "secret: not a text"},
		{"too much", `{"x": "` + strings.Repeat("x", maxSize) + `"}`, "larger than 16 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseCache([]byte(tt.data))
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Fatalf("error %v, want %q", err, tt.err)
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Errorf("the error tells: %v", err)
			}
		})
	}
}

// odd is what azenv does not know and keeps.
const odd = `{
	"AccessToken": null,
	"Account": {"x": {"home_account_id": "h.t", "environment": "e", "realm": "r", "new": {"deep": [1, 2.50, 1e3, null]}, "big": 12345678901234567890123}},
	"IdToken": {},
	"Wam": {"anything": ["a<b>&c", 1.0]},
	"number": 7
}`

func TestCache_keepsWhatItDoesNotKnow(t *testing.T) {
	c, err := ParseCache([]byte(odd))
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"as read": c.Bytes(), "folded": fold(c, now).Bytes()} {
		var buf bytes.Buffer
		if err := json.Compact(&buf, got); err != nil {
			t.Fatal(err)
		}
		want := `{"AccessToken":null,"Account":{"KEY":{"big":12345678901234567890123,"environment":"e","home_account_id":"h.t",` +
			`"new":{"deep":[1,2.50,1e3,null]},"realm":"r"}},"IdToken":{},"Wam":{"anything":["a<b>&c",1.0]},"number":7}`
		key := map[string]string{"as read": "x", "folded": "h.t-e-r"}[name]
		if diff := cmp.Diff(strings.Replace(want, "KEY", key, 1), buf.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCache_carriesNoSectionThatItDoesNotKnow(t *testing.T) {
	c, err := ParseCache([]byte(odd))
	if err != nil {
		t.Fatal(err)
	}
	if got := fold(nil, now, source{cache: c}); len(got.other) > 0 {
		t.Errorf("carried %v", got.other)
	}
}

func TestBytes_areIndentedAsAzIndents(t *testing.T) {
	got := string(tables{"Account": {"k": dict{"username": "a<b>é"}}}.cache().Bytes())
	want := "{\n    \"Account\": {\n        \"k\": {\n            \"username\": \"a\\u003cb\\u003eé\"\n        }\n    }\n}"
	// Go's Marshal, which made the cache, has < as an escape; it stays as it was written.
	if got != want {
		t.Errorf("got %s", got)
	}
}

func FuzzParseCache(f *testing.F) {
	f.Add([]byte(odd))
	f.Add(ops.signIn(epoch).bytes())
	f.Add(ops.goSignIn(epoch).bytes())
	f.Add(robotTokens(epoch).bytes())
	f.Add([]byte(`{"AccessToken": {"a": {"client_id": "", "target": null, "expires_on": 1}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseCache(data)
		if err != nil {
			return
		}
		again, err := ParseCache(c.Bytes())
		if err != nil {
			t.Fatalf("does not read what it wrote: %v", err)
		}
		if !bytes.Equal(c.Bytes(), again.Bytes()) {
			t.Error("writes another cache the second time")
		}
		once := fold(c, now)
		if twice := fold(once, now, source{cache: once}); !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("folded once\n%s\nand twice\n%s", once.Bytes(), twice.Bytes())
		}
		if _, err := ParseCache(once.Bytes()); err != nil {
			t.Errorf("does not read what it folded: %v", err)
		}
	})
}
