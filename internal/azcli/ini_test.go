package azcli

import (
	"bytes"
	"encoding/json"
	"maps"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// inis are files, each with what Python's configparser finds in it as
// section.key=value; none where it fails.
var inis = []struct{ name, text, want string }{
	{"empty", "", ""},
	{"a line's end", "\n", ""},
	{"as az writes", "[cloud]\nname = AzureCloud\n\n[core]\nfirst_run = yes\n\n", "cloud.name=AzureCloud|core.first_run=yes"},
	{"no last line's end", "[a]\nk=v", "a.k=v"},
	{"colon", "[a]\nk: v = w\n", "a.k=v = w"},
	{"upper case", "[A]\nKey = V\n[a]\nkey = w\n", "A.key=V|a.key=w"},
	{"comments", "; one\n# two\n[a]\n# three\nk = v # no comment\n; four\n", "a.k=v # no comment"},
	{"windows", "[a]\r\nk = v\r\n\r\n[b]\rl = w\r", "a.k=v|b.l=w"},
	{"no value", "[a]\nk =\n", "a.k="},
	{"lines", "[a]\nk = v\n\tw\n  x\n", "a.k=v\nw\nx"},
	{"lines with a gap", "[a]\nk = v\n\n\tw\n\n\nl = x\n", "a.k=v\n\nw|a.l=x"},
	{"lines with a comment", "[a]\nk = v\n# no\n\tw\n  ; no\n x\n", "a.k=v\nw\nx"},
	{"value from the second line", "[a]\nk =\n  v\n", "a.k=\nv"},
	{"deep keys", "  [a]\n  k = v\n  l = w\n   x\n", "a.k=v|a.l=w\nx"},
	{"deep section is a value", "[a]\nk = v\n  [b]\n", "a.k=v\n[b]"},
	{"section with brackets", "[a]b]\nk = v\n", "a]b.k=v"},
	{"text after a section", "[a] what\nk = v\n", "a.k=v"},
	{"no keys", "[a]\n[b]\n", ""},
	{"defaults", "[DEFAULT]\nk = v\n[DEFAULT]\nl = w\n", "DEFAULT.k=v|DEFAULT.l=w"},
	{"percent", "[a]\nk = 5%%\n", "a.k=5%%"},
	{"not ASCII", "[Größe]\nklüß = ∑\n", "Größe.klüß=∑"},
	{"separators", "[a]\n\x1ck\x1f=\x1dv\x1e\n", "a.k=v"},
	{"no section", "k = v\n", none},
	{"byte order mark", "\ufeff[a]\nk = v\n", none},
	{"no delimiter", "[a]\nkey\n", none},
	{"no key", "[a]\n= v\n", none},
	{"empty section", "[]\n", none},
	{"section twice", "[a]\nk = v\n[a]\n", none},
	{"key twice", "[a]\nk = v\nK = w\n", none},
	{"default twice", "[DEFAULT]\nk = v\n[DEFAULT]\nk = w\n", none},
}

const none = "\x00none"

func TestParseINI(t *testing.T) {
	for _, tt := range inis {
		if got := iniText(tt.text); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// iniText are the values of a file as inis has them.
func iniText(text string) string {
	f, err := parseINI([]byte(text))
	if err != nil {
		return none
	}
	var found []string
	for _, s := range f.sections {
		for _, item := range s.items {
			if item.key != "" {
				found = append(found, s.name+"."+item.key+"="+item.value)
			}
		}
	}
	return strings.Join(found, "|")
}

func TestParseINI_asPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is missing")
	}
	var texts []string
	for _, tt := range inis {
		texts = append(texts, tt.text)
	}
	in, _ := json.Marshal(texts)
	cmd := exec.Command(python, "-c", `
import configparser, json, re, sys
out = []
for text in json.load(sys.stdin):
    p = configparser.RawConfigParser()
    try:
        p.read_file(re.split('(?<=\n)', re.sub('\r\n?', '\n', text)))
        s = [('DEFAULT', p._defaults)] + list(p._sections.items())
        out.append('|'.join('%s.%s=%s' % (n, k, v) for n, d in s for k, v in d.items()))
    except configparser.Error:
        out.append('\0none')
json.dump(out, sys.stdout)`)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for i, tt := range inis {
		if got[i] != tt.want {
			t.Errorf("%s: Python has %q, want %q", tt.name, got[i], tt.want)
		}
	}
}

func TestParseINI_hostile(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat("#", iniLimit+1): "longer than 1048576 bytes",
		"[a]\nk = \x00\n":               "has NUL bytes",
		"[a]\nk = \xff\n":               "not UTF-8",
		"k = v":                         "line 1: no section header before it",
		"[a]\n\nk":                      "line 3: neither a section nor a key with a value",
		"[a]\n[a]":                      "line 2: a section that was there before",
		"[a]\nk=\nk=":                   "line 3: a key that was there before",
		"[a]\nk=" + strings.Repeat("\n x", 300000) + "\n[a]": "line 300003: a section that was there before",
	} {
		if _, err := parseINI([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%.20q: %v, want %s", text, err, want)
		}
	}
}

func mustINI(t testing.TB, text string) *iniFile {
	t.Helper()
	f, err := parseINI([]byte(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return f
}

func TestINI_set(t *testing.T) {
	tests := []struct{ name, text, section, key, value, want string }{
		{"in nothing", "", "a", "k", "v", "[a]\nk = v\n\n"},
		{"a new section", "[b]\nk = w\n", "a", "k", "v", "[b]\nk = w\n[a]\nk = v\n\n"},
		{"a new key", "# top\n[a]\nj = u\n\n[b]\n", "a", "k", "v", "# top\n[a]\nj = u\nk = v\n\n[b]\n"},
		{"another value", "[a]\nj = u\nk: w\n# after\n", "a", "k", "v", "[a]\nj = u\nk = v\n# after\n"},
		{"lines for lines", "[a]\nk = v\n\tw\nl = x\n", "a", "k", "1\n\n2", "[a]\nk = 1\n\t\n\t2\nl = x\n"},
		{"among deep keys", "[a]\n  j = u\n  k = w\n  l = x\n", "a", "k", "v", "[a]\nj = u\nk = v\nl = x\n"},
	}
	for _, tt := range tests {
		f := mustINI(t, tt.text)
		f.set(iniKey{tt.section, tt.key}, tt.value)
		data, err := encodeINI(f)
		if string(data) != tt.want || err != nil {
			t.Errorf("%s: %q, want %q; %v", tt.name, data, tt.want, err)
		}
	}
}

func TestINI_front(t *testing.T) {
	f := mustINI(t, "# top\n  [a]\n  k = v\n  # c\n[b]\nl = w\n")
	f.front("b")
	f.front("none")
	if got, want := string(f.bytes()), "# top\n[b]\nl = w\n[a]\nk = v\n  # c\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestEncodeINI_refusesNamesThatDoNotComeBack(t *testing.T) {
	for _, name := range []string{"", "a\nb", "\n[b]\nk = v"} {
		f := &iniFile{}
		f.set(iniKey{name, "subscription"}, "x")
		if data, err := encodeINI(f); err == nil {
			t.Errorf("%q became %q", name, data)
		}
	}
}

func TestMergeINI(t *testing.T) {
	tests := []struct{ name, base, was, inside, want string }{
		{"nothing changed", "[a]\nk = 1\n", "[a]\nk = 1\n", "[a]\nk = 1\n", "[a]\nk = 1\n"},
		{"base changed", "[a]\nk = 2\n", "[a]\nk = 1\n", "[a]\nk = 1\n", "[a]\nk = 2\n"},
		{"base gained and lost", "[a]\nl = 1\n", "[a]\nk = 1\n", "[a]\nk = 1\n", "[a]\nl = 1\n"},
		{"inside changed", "[a]\nk = 1\n", "[a]\nk = 1\n", "[a]\nk = 2\n", "[a]\nk = 2\n"},
		{"inside gained", "[a]\nk = 1\n", "[a]\nk = 1\n", "[a]\nk = 1\n[b]\nl = 1\n", "[a]\nk = 1\n[b]\nl = 1\n\n"},
		{"inside lost", "[a]\nk = 1\nl = 1\n", "[a]\nk = 1\nl = 1\n", "[a]\nk = 1\n", "[a]\nk = 1\n"},
		{"both changed", "[a]\nk = 2\n", "[a]\nk = 1\n", "[a]\nk = 3\n", "[a]\nk = 3\n"},
		{"base lost what inside changed", "", "[a]\nk = 1\n", "[a]\nk = 3\n", "[a]\nk = 3\n\n"},
		{"the past is not known", "[a]\nk = 2\nl = 2\n", "", "[a]\nk = 3\n", "[a]\nk = 3\nl = 2\n"},
		{"comments are base's", "# b\n[a]\nk = 2\n", "[a]\nk = 1\n", "# i\n[a]\nk = 1\n", "# b\n[a]\nk = 2\n"},
	}
	for _, tt := range tests {
		merged := mergeINI(mustINI(t, tt.base), mustINI(t, tt.was), mustINI(t, tt.inside))
		if diff := cmp.Diff(tt.want, string(merged.bytes())); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// FuzzINI: what was read is written to mean the same, and merging twice is merging once.
func FuzzINI(f *testing.F) {
	for _, tt := range inis {
		f.Add(tt.text, "[a]\nk = v\n", tt.text)
	}
	f.Fuzz(func(t *testing.T, base, was, inside string) {
		b, err := parseINI([]byte(base))
		if err != nil {
			return
		}
		if back := mustINI(t, string(b.bytes())); !maps.Equal(back.values(), b.values()) {
			t.Fatalf("%q became %q", base, b.bytes())
		}
		w, err := parseINI([]byte(was))
		if err != nil {
			return
		}
		in, err := parseINI([]byte(inside))
		if err != nil {
			return
		}
		merged := mergeINI(b, w, in)
		merged.set(iniKey{"AzureCloud", "subscription"}, literal("100%"))
		merged.front("AzureCloud")
		data, err := encodeINI(merged)
		if err != nil {
			t.Fatalf("%q, %q, %q: %v", base, was, inside, err)
		}
		again := mergeINI(b, b, mustINI(t, string(data)))
		if !sameINI(again, merged) {
			t.Fatalf("%q became %q", data, again.bytes())
		}
	})
}
