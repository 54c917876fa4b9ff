package term

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode"
)

// raw encodes itself, as encoding/json lets types do.
type raw string

func (r raw) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func TestWriteJSON(t *testing.T) {
	tests := []struct {
		name string
		in   any
		want string
	}{
		{"null", nil, "null\n"},
		{"indented by two", map[string]any{"a": []int{1}}, "{\n  \"a\": [\n    1\n  ]\n}\n"},
		{"HTML", "<a&b>", `"<a&b>"` + "\n"},
		{"scripts", "Zürich 日本語 🚀 e\u0301", `"Zürich 日本語 🚀 e` + "\u0301\"\n"},
		{"C0", "\x00\x07\x1b[31m\n\t\r", `"\u0000\u0007\u001b[31m\n\t\r"` + "\n"},
		{"DEL and C1", "a\x7f\u0080\u009bb", `"a\u007f\u0080\u009bb"` + "\n"},
		{"after a backslash", "\\\x7f\\\\\u202e", `"\\\u007f\\\\\u202e"` + "\n"},
		{"bidi", "\u061c\u200f\u202e\u2066\u2069", `"\u061c\u200f\u202e\u2066\u2069"` + "\n"},
		{"format and invisible", "\u00ad\u200b\u200d\u2060\ufeff\ufe0f\u3164", `"\u00ad\u200b\u200d\u2060\ufeff\ufe0f\u3164"` + "\n"},
		{"separators", "\u2028\u2029", `"\u2028\u2029"` + "\n"},
		{"beyond the first plane", "\U000e0041\U0010fffd", `"\udb40\udc41\udbff\udffd"` + "\n"},
		{"not UTF-8", "a\xff\x9bb", `"a\ufffd\ufffdb"` + "\n"},
		{"keys", map[string]int{"a\u009bb": 1}, "{\n  \"a\\u009bb\": 1\n}\n"},
		{"values that encode themselves", raw("\"a\u009b\x9b\x7fb\""), `"a\u009b\ufffd\u007fb"` + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteJSON(&b, tt.in); err != nil {
				t.Fatal(err)
			}
			if got := b.String(); got != tt.want {
				t.Errorf("got %+q, want %+q", got, tt.want)
			}
		})
	}
}

func TestWriteJSON_isLaidOutAsEncodingJSONDoes(t *testing.T) {
	for _, text := range []string{
		`{}`, `[]`, `[[]]`, `[{},{}]`, `{"a":{}}`, `""`, `"\\\""`, `-1.5e3`, `[null,true,"{[,:]}"]`,
		`{"a":{"b":[1,[2,{"c":"d, e: {}"}],[]]},"f":"\""}`,
	} {
		var got, want bytes.Buffer
		if err := WriteJSON(&got, raw(text)); err != nil {
			t.Fatal(err)
		}
		if err := json.Indent(&want, []byte(text+"\n"), "", "  "); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%s: got\n%s, want\n%s", text, &got, &want)
		}
	}
}

func TestWriteJSON_unsupportedValueWritesNothing(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJSON(&b, []any{"a", make(chan int)}); err == nil {
		t.Error("no error")
	}
	if b.Len() > 0 {
		t.Errorf("wrote %q", b.String())
	}
}

func FuzzWriteJSON(f *testing.F) {
	for _, s := range []string{
		"", "prod", "<&>", "a\x1b[31m", "\x7f\u009b\x9b", "\\\x7f", "\\u202e\u202e", "a\u200bb", "\U000e0041", "\xed\xa0\x80", "\ufffd",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		if err := WriteJSON(&b, map[string]string{"k": s}); err != nil {
			t.Fatal(err)
		}
		for _, r := range b.String() {
			if r != '\n' && unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Variation_Selector) {
				t.Errorf("%U in %+q", r, b.String())
			}
		}
		var got map[string]string
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%v in %+q", err, b.String())
		}
		// A byte that is not UTF-8 has no form in JSON but U+FFFD.
		if want := string([]rune(s)); got["k"] != want {
			t.Errorf("got %+q, want %+q", got["k"], want)
		}
	})
}
