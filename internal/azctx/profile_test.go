package azctx

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProfile_comesBackAsItWasWritten(t *testing.T) {
	seeded(t, 60, func(t *testing.T, r *randSource) {
		p := randomProfile(r)
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseProfile("profile.json", data)
		if err != nil {
			t.Fatalf("%v in\n%s", err, data)
		}
		if d := cmp.Diff(p, got, sameProfile); d != "" {
			t.Errorf("read back (-want +got):\n%s", d)
		}
		again, err := got.Encode()
		if err != nil || string(again) != string(data) {
			t.Errorf("written again: error %v, got\n%s\nwant\n%s", err, again, data)
		}
	})
}

func TestEncode_isOneContextALine(t *testing.T) {
	p := &Profile{Default: ctxID(1), Contexts: []Context{stored(1, "a", ""), stored(2, "b", "b")}}
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "\n"); n != 8 || !strings.HasSuffix(string(data), "}\n") {
		t.Errorf("%d lines in\n%s", n, data)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Errorf("%v in\n%s", err, data)
	}
}

// fileOf returns a profile's text with these members of its only context.
func fileOf(members string) string {
	return fmt.Sprintf(`{"version":1,"contexts":[{"id":%q,"label":"dev","account":{"name":"a"},"tenant":{"id":%q},"cloud":"AzureCloud"%s}]}`,
		ctxID(1), guid(9), members)
}

func TestParseProfile_takes(t *testing.T) {
	tests := []struct {
		name, data string
		want       int // contexts
	}{
		{"a profile", fileOf(""), 1},
		{"a byte order mark", "\ufeff" + fileOf(""), 1},
		{"lines that end as on Windows", strings.ReplaceAll(fileOf(""), ",", ",\r\n") + "\r\n", 1},
		{"blanks around it", "\n\t " + fileOf("") + " \n\n", 1},
		{"members it does not know", fileOf(`,"shiny":{"new":[1,2]}`), 1},
		{"no contexts", `{"version":1}`, 0},
		{"contexts that are null", `{"version":1,"contexts":null}`, 0},
		{"a default that is gone", fmt.Sprintf(`{"version":1,"default":%q,"contexts":[]}`, ctxID(4)), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := ParseProfile("profile.json", []byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Contexts) != tt.want {
				t.Errorf("%d contexts, want %d", len(p.Contexts), tt.want)
			}
		})
	}
}

func TestParseProfile_refusesWhatIsNewer(t *testing.T) {
	tests := []struct {
		name, data string
		version    int
	}{
		{"of the same shape", `{"version":2,"contexts":[]}`, 2},
		{"of more members", `{"version":3,"contexts":[],"settings":{"a":1}}`, 3},
		{"of another shape", `{"version":7,"default":{"id":1},"contexts":{"dev":[]}}`, 7},
		{"with a byte order mark", "\ufeff" + `{"version":2}`, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseProfile("/p/profile.json", []byte(tt.data))
			var newer *NewerError
			if !errors.As(err, &newer) || newer.Version != tt.version || newer.Path != "/p/profile.json" {
				t.Errorf("error %v, want *NewerError of version %d", err, tt.version)
			}
		})
	}
}

func TestParseProfile_refusesWhatIsCorrupt(t *testing.T) {
	whole := fileOf("")
	tests := []struct{ name, data string }{
		{"an empty file", ""},
		{"blanks", " \n"},
		{"a byte order mark and nothing else", "\ufeff"},
		{"zeros, as after a crash", strings.Repeat("\x00", 64)},
		{"UTF-16", "\xff\xfe{\x00}\x00"},
		{"no JSON", "contexts: []"},
		{"null", "null"},
		{"a list", "[]"},
		{"no version", `{"contexts":[]}`},
		{"version 0", `{"version":0}`},
		{"a version below zero", `{"version":-1}`},
		{"a version that is text", `{"version":"1"}`},
		{"a version between two", `{"version":1.5}`},
		{"text after the end", whole + "x"},
		{"a second profile after the end", whole + whole},
		{"a closing brace too many", whole + "}"},
		{"a closing bracket too many", whole + "\n]\n"},
		{"a comma after the end", whole + ","},
		{"zeros after the end", whole + "\x00\x00"},
		{"contexts that are no list", `{"version":1,"contexts":{}}`},
		{"a context that is null", `{"version":1,"contexts":[null]}`},
		{"a context that is text", `{"version":1,"contexts":["dev"]}`},
		{"an account that is text", fileOf(`,"account":"ops"`)},
		{"an id that is too short", fileOf(`,"id":"abc"`)},
		{"an id in capitals", fileOf(`,"id":"ABCDEF0123456789"`)},
		{"an id that is a path", fileOf(`,"id":"../../etc/passwd"`)},
		{"no id", fileOf(`,"id":""`)},
		{"a tenant that is no GUID", fileOf(`,"tenant":{"id":"contoso"}`)},
		{"no tenant", fileOf(`,"tenant":{"id":""}`)},
		{"a subscription that is no GUID", fileOf(`,"subscription":{"id":"x"}`)},
		{"two contexts of one id", strings.Replace(whole, "[", "["+whole[strings.Index(whole, "[")+1:strings.LastIndex(whole, "]")]+",", 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseProfile("/p/profile.json", []byte(tt.data))
			var corrupt *CorruptError
			if !errors.As(err, &corrupt) {
				t.Fatalf("error %v, want *CorruptError", err)
			}
			if s := err.Error(); !strings.HasPrefix(s, "/p/profile.json: ") || strings.Contains(s, "Go ") || strings.Contains(s, "azctx") {
				t.Errorf("error %q does not begin with the file, or speaks of Go", s)
			}
		})
	}
}

func TestParseProfile_refusesEveryPartOfAProfile(t *testing.T) {
	p := randomProfile(source(3))
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	end := len(strings.TrimRight(string(data), "\n"))
	for n := range end {
		var corrupt *CorruptError
		if _, err := ParseProfile("p", data[:n]); !errors.As(err, &corrupt) {
			t.Fatalf("the first %d of %d bytes: error %v, want *CorruptError", n, end, err)
		}
	}
}

func TestParseProfile_cleansLabelsThatWereEdited(t *testing.T) {
	for _, label := range append([]string{"\x1b]0;x\a", "`id`", "a\u2066b", "a\u200bb", "\u00a0x", "%F{red}", "\\[\\e\\]", "a\tb", guid(4), " " + guid(4)}, words...) {
		t.Run(fmt.Sprintf("%.20q", label), func(t *testing.T) {
			text, err := json.Marshal(label)
			if err != nil {
				t.Fatal(err)
			}
			p, err := ParseProfile("p", []byte(fileOf(`,"label":`+string(text))))
			if err != nil {
				t.Fatal(err)
			}
			checkLabels(t, p)
		})
	}
}

func TestParseProfile_neverLeavesTwoLabelsAlike(t *testing.T) {
	tests := []struct{ name, one, two string }{
		{"the same", "dev", "dev"},
		{"but for their case", "dev", "DEV"},
		{"once they are clean", "dev$", "dev%"},
		{"empty, with ids that begin alike", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &Profile{Contexts: []Context{stored(1, tt.one, ""), stored(2, tt.two, "")}}
			data, err := p.Encode()
			if err != nil {
				t.Fatal(err)
			}
			var corrupt *CorruptError
			got, err := ParseProfile("p", data)
			switch {
			case errors.As(err, &corrupt): // to refuse it is to hold the promise, too
			case err != nil:
				t.Fatal(err)
			default:
				checkLabels(t, got)
			}
		})
	}
}

func TestEncode_ofADefaultThatIsNoID(t *testing.T) {
	for _, def := range []string{"dev", "My Production Subscription", "tab\there", "bell\a", "del\x7f", "tag\U000e0001", "new\nline"} {
		t.Run(fmt.Sprintf("%q", def), func(t *testing.T) {
			text, err := json.Marshal(def)
			if err != nil {
				t.Fatal(err)
			}
			var corrupt *CorruptError
			p, err := ParseProfile("p", []byte(fmt.Sprintf(`{"version":1,"default":%s,"contexts":[]}`, text)))
			if errors.As(err, &corrupt) {
				return // refused: never written
			}
			if err != nil {
				t.Fatal(err)
			}
			data, err := p.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := ParseProfile("p", data); err != nil {
				t.Errorf("a profile that was read cannot be read any more: %v in\n%s", err, data)
			} else if got.Default != p.Default {
				t.Errorf("default %q, want %q", got.Default, p.Default)
			}
		})
	}
}

func FuzzParseProfile(f *testing.F) {
	f.Add([]byte(fileOf("")))
	f.Add([]byte(fileOf(`,"new":1,"subscription":{"id":"` + guid(1) + `","x":[]}`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseProfile("p", data)
		if err != nil {
			return
		}
		for i := range p.Contexts {
			if l := p.Contexts[i].Label; l == "" || unclean(l) != "" {
				t.Errorf("label %q: %s", l, unclean(l))
			}
		}
		out, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		encodeIndex(p, "print", hashOf(out))
		again, err := ParseProfile("p", out)
		if err != nil {
			t.Fatalf("written, it cannot be read: %v in\n%s", err, out)
		}
		if d := cmp.Diff(p, again, sameProfile); d != "" {
			t.Errorf("read back (-want +got):\n%s", d)
		}
	})
}
