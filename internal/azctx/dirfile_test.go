package azctx

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestParseDirFile(t *testing.T) {
	full := strings.Repeat("v", 256)
	tests := []struct {
		name, text string
		want       DirFile
	}{
		{"a name", "dev\n", DirFile{Context: "dev"}},
		{"a name without an end", "dev", DirFile{Context: "dev"}},
		{"a name with blanks", "  Contoso Development \t\n", DirFile{Context: "Contoso Development"}},
		{"a name between empty lines", "\n\n  \ndev\n\n", DirFile{Context: "dev"}},
		{"a name after a comment", "# ours\ndev\n", DirFile{Context: "dev", Keyed: true}},
		{"a name that is a key's", "context\n", DirFile{Context: "context"}},
		{"a name with a hash in it", "dev #1\n", DirFile{Context: "dev #1"}},
		{"a name of another script", "日本 支社\n", DirFile{Context: "日本 支社"}},
		{"a name as long as it may be", full + "\n", DirFile{Context: full}},
		{"a name with a byte order mark", "\ufeffdev\n", DirFile{Context: "dev"}},
		{"a name from Windows", "\ufeffdev\r\n", DirFile{Context: "dev"}},
		{"a name of which Windows' end was cut", "dev\r", DirFile{Context: "dev"}},
		{"a name, and a key that is unknown", "dev\nregion = x\n", DirFile{Context: "dev", Keyed: true, Warnings: []string{`unknown key "region"`}}},

		{"every key", "context = a\nsubscription=b\n tenant =c\naccount= d\ncloud\t=\te\ngroup = f g\nlocation = h\n",
			DirFile{Context: "a", Subscription: "b", Tenant: "c", Account: "d", Cloud: "e", Group: "f g", Location: "h", Keyed: true}},
		{"keys in any case", "SubScription = b\nGROUP = f\n", DirFile{Subscription: "b", Group: "f", Keyed: true}},
		{"keys from Windows", "tenant = c\r\n\r\n# x\r\ngroup = f\r\n", DirFile{Tenant: "c", Group: "f", Keyed: true}},
		{"keys without an end", "tenant = c\ngroup = f", DirFile{Tenant: "c", Group: "f", Keyed: true}},
		{"a comment with tabs", "#\ta\tb\ntenant = c\n", DirFile{Tenant: "c", Keyed: true}},
		{"a comment that is no comment", "tenant = c # ours\n", DirFile{Tenant: "c # ours", Keyed: true}},
		{"an equals sign in a value", "context = a=b\n", DirFile{Context: "a=b", Keyed: true}},
		{"an equals sign first in a value", "context == b\n", DirFile{Context: "= b", Keyed: true}},
		{"quotes belong to the value", "context = \"a\"\n", DirFile{Context: `"a"`, Keyed: true}},
		{"nothing is expanded", "context = $(id)`id`$HOME\n", DirFile{Context: "$(id)`id`$HOME", Keyed: true}},
		{"a value as long as it may be", "account = " + full + "\n", DirFile{Account: full, Keyed: true}},
		{"a file as long as it may be", "dev\n#" + strings.Repeat("x", 4091), DirFile{Context: "dev", Keyed: true}},

		{"an unknown key, once", "tenant = c\nregion = x\nregion = y\nRegion =\n",
			DirFile{Tenant: "c", Keyed: true, Warnings: []string{`unknown key "region"`, `unknown key "Region"`}}},
		{"no key", "tenant = c\n= x\n", DirFile{Tenant: "c", Keyed: true, Warnings: []string{`unknown key ""`}}},
		{"an unknown key that means harm", "tenant = c\na\tb\u200d = x\n",
			DirFile{Tenant: "c", Keyed: true, Warnings: []string{`unknown key "a\tb\u200d"`}}},
		{"an unknown key that is long", "tenant = c\n" + strings.Repeat("ä", 60) + " = x\n",
			DirFile{Tenant: "c", Keyed: true, Warnings: []string{`unknown key "` + strings.Repeat("ä", 50) + `"…`}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseDirFile([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(&tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if err := dirFileFit(got); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestParseDirFile_rejects(t *testing.T) {
	nothing := "names no context, subscription, tenant or account"
	tests := []struct{ name, text, want string }{
		{"an empty file", "", nothing},
		{"a byte order mark", "\ufeff", nothing},
		{"empty lines", "\n \r\n\t\n", nothing},
		{"comments", "# context = dev\n#dev\n", nothing},
		{"unknown keys", "contxt = dev\n", nothing},
		{"where, but not which", "cloud = AzureCloud\ngroup = rg\nlocation = westeurope\n", nothing},

		{"two names", "dev\nprod\n", "names 2 contexts, each on a line of its own"},
		{"three names", "dev\nprod\ndev\n", "names 3 contexts, each on a line of its own"},
		{"two names among keys", "dev\ngroup = rg\nprod\n", "names 2 contexts, each on a line of its own"},
		{"a name among keys", "dev\ngroup = rg\n", `the line "dev" is no key = value, as the others are`},
		{"a name among keys, last", "context = dev\nprod\n", `the line "prod" is no key = value, as the others are`},
		{"a key without an equals sign", "subscription " + guid(1) + "\ngroup = rg\n", `the line "subscription ` + guid(1) + `" is no key = value, as the others are`},
		{"a line that means harm", "group = rg\n\u202e\u2028x\n", `has an invisible character, U+202E`},
		{"a conflict of names", "<<<<<<< HEAD\ndev\n=======\nprod\n>>>>>>> theirs\n", "names 4 contexts, each on a line of its own"},
		{"a conflict of keys", "subscription = a\n<<<<<<< HEAD\ngroup = x\n=======\n>>>>>>> theirs\n", "names 2 contexts, each on a line of its own"},
		{"a conflict of a key", "<<<<<<< HEAD\ntenant = x\n=======\ntenant = y\n>>>>>>> theirs\n", "line 4: a second tenant"},

		{"a second key", "tenant = a\n\ntenant = a\n", "line 3: a second tenant"},
		{"a second key in another case", "tenant = a\nTENANT = b\n", "line 2: a second tenant"},
		{"a key without a value", "tenant = a\ngroup =\n", "line 2: group has no value"},
		{"a key without a value from Windows", "tenant = \t\r\n", "line 1: tenant has no value"},
		{"a value that is too long", "tenant = " + strings.Repeat("v", 257), "line 1: a value of more than 256 bytes"},
		{"a value that is too long in bytes", "group = " + strings.Repeat("ä", 129), "line 1: a value of more than 256 bytes"},
		{"a name that is too long", "# ours\n" + strings.Repeat("v", 257), "line 2: a name of more than 256 bytes"},
		{"a file that is too long", "dev\n#" + strings.Repeat("x", 4092), "longer than 4096 bytes"},
		{"a file that is far too long", strings.Repeat("x", 100_000), "longer than 4096 bytes"},

		{"a NUL", "dev\x00\n", "has a NUL byte: not text"},
		{"UTF-16", "\xff\xfed\x00e\x00v\x00\n\x00", "has a NUL byte: not text"},
		{"no UTF-8", "# caf\xe9\ndev\n", "not UTF-8"},
		{"a surrogate", "dev\xed\xa0\x80\n", "not UTF-8"},
		{"a C0 control", "dev\x1b[31m\n", "has a control character, U+001B"},
		{"a C0 control in a comment", "# \x07\ndev\n", "has a control character, U+0007"},
		{"a delete", "dev\x7f\n", "has a control character, U+007F"},
		{"a C1 control", "dev\u009b31m\n", "has a control character, U+009B"},
		{"a C1 control at the end of a line", "dev\u0085\n", "has a control character, U+0085"},
		{"a tab in a name", "a\tb\n", "line 1: a tab within a name"},
		{"a tab in a value", "tenant = a\ngroup = a\tb\n", "line 2: a tab within a value"},
		{"a carriage return in a value", "group = rg\rtenant = a\n", "has a control character, U+000D"},
		{"a carriage return in a comment, which hides it", "# a\rtenant = x\ntenant = y\n", "has a control character, U+000D"},
		{"two carriage returns at the end of a line", "dev\r\r\n", "has a control character, U+000D"},
		{"old Macintosh lines", "tenant = a\rgroup = b\r", "has a control character, U+000D"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseDirFile([]byte(tt.text))
			if err == nil {
				t.Fatalf("no error, but %+v", got)
			}
			if err.Error() != tt.want {
				t.Errorf("got  %s\nwant %s", err, tt.want)
			}
			if got != nil {
				t.Errorf("both an error and %+v", got)
			}
		})
	}
}

// values returns what f says, by key.
func (f *DirFile) values() map[string]string {
	return map[string]string{
		"context": f.Context, "subscription": f.Subscription, "tenant": f.Tenant, "account": f.Account,
		"cloud": f.Cloud, "group": f.Group, "location": f.Location,
	}
}

// dirFileFit says what makes f unfit for an environment, a message or a lookup.
func dirFileFit(f *DirFile) error {
	if f.countValues() == 0 {
		return fmt.Errorf("no error, and nothing is said")
	}
	for key, v := range f.values() {
		switch {
		case len(v) > ForeignNameLimit:
			return fmt.Errorf("%s has %d bytes", key, len(v))
		case strings.ContainsFunc(v, unicode.IsControl):
			return fmt.Errorf("a control character in %s, %q", key, v)
		case strings.TrimSpace(v) != v:
			return fmt.Errorf("blanks around %s, %q", key, v)
		}
	}
	for _, text := range append([]string{f.Wants()}, f.Warnings...) {
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return fmt.Errorf("%q is not fit to show", text)
		}
	}
	return nil
}

func FuzzParseDirFile(f *testing.F) {
	for _, text := range []string{
		"dev\n", "\ufeffcontext = a\r\n", "group = a\rb\ntenant = x", "=\n", "<<<<<<< HEAD\ndev\n=======\n", "a\tb", "\u2028\u202e = x\ntenant = y",
		strings.Repeat("n", 300), "tenant = \u00a0\u2003a\u2003\n", "\xff", "a\x00",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseDirFile([]byte(text))
		if (got == nil) == (err == nil) {
			t.Fatalf("%+v, error %v", got, err)
		}
		if err != nil {
			if msg := err.Error(); strings.ContainsFunc(msg, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("error %q is not fit to show", msg)
			}
		} else if err := dirFileFit(got); err != nil {
			t.Error(err)
		}
		label := CleanLabel(text)
		if label == "" {
			return
		}
		pinned, err := ParseDirFile([]byte(label + "\n"))
		if err != nil {
			t.Fatalf("pinned %q: %v", label, err)
		}
		if d := cmp.Diff(&DirFile{Context: label}, pinned); d != "" {
			t.Errorf("pinned %q (-want +got):\n%s", label, d)
		}
	})
}
