package azctx

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestForeignText(t *testing.T) {
	tests := []struct {
		name  string
		in    string
		limit int
		want  string
	}{
		{"empty", "", 8, ""},
		{"plain", "Contoso", 8, "Contoso"},
		{"exactly the limit", "Contoso1", 8, "Contoso1"},
		{"one over", "Contoso12", 8, "Contoso1"},
		{"cut before a rune that does not fit", "Contoso€", 8, "Contoso"},
		{"cut inside a rune's last byte", "Contoso€", 9, "Contoso"},
		{"rune that just fits", "Contoso€", 10, "Contoso€"},
		{"first rune does not fit", "€", 2, ""},
		{"no room", "a", 0, ""},
		{"NUL goes", "\x00a\x00b\x00", 8, "ab"},
		{"NUL does not count", "\x00\x00Contoso1", 8, "Contoso1"},
		{"invalid UTF-8", "a\xffb", 8, "a\uFFFDb"},
		{"replacement counts as written", "abcdef\xff", 8, "abcdef"},
		{"control characters stay", "a\x1b[31m\n\u202eb", 80, "a\x1b[31m\n\u202eb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ForeignText(tt.in, tt.limit); got != tt.want {
				t.Errorf("ForeignText(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
			}
		})
	}
}

func FuzzForeignText(f *testing.F) {
	f.Add("Contoso €", 9)
	f.Add("\x00\xff\xe2\x82", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 0 {
			return
		}
		got := ForeignText(s, limit)
		if len(got) > limit || !utf8.ValidString(got) || strings.Contains(got, "\x00") {
			t.Errorf("ForeignText(%q, %d) = %q", s, limit, got)
		}
		if again := ForeignText(got, limit); again != got {
			t.Errorf("cleaned twice: %q, want %q", again, got)
		}
	})
}

func TestForeignQuote(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "abc", `"abc"`},
		{"one line", "a\nb\x1b[0m\u202e", `"a\nb\x1b[0m\u202e"`},
		{"invalid UTF-8", "a\xff", `"a\xff"`},
		{"100 bytes", strings.Repeat("x", 100), `"` + strings.Repeat("x", 100) + `"`},
		{"101 bytes", strings.Repeat("x", 101), `"` + strings.Repeat("x", 100) + `"…`},
		{"cut between runes", strings.Repeat("x", 99) + "€", `"` + strings.Repeat("x", 99) + `"…`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ForeignQuote(tt.in); got != tt.want {
				t.Errorf("ForeignQuote(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestIsGUID(t *testing.T) {
	tests := []struct {
		in   string
		want bool
	}{
		{"33333333-aaaa-4bbb-8ccc-000000000001", true},
		{"33333333-AAAA-4BBB-8CCC-00000000000F", true},
		{"", false},
		{"33333333aaaa4bbb8ccc000000000001", false},
		{"{33333333-aaaa-4bbb-8ccc-00000000001}", false},
		{"33333333-aaaa-4bbb-8ccc-00000000000g", false},
		{"33333333-aaaa-4bbb-8ccc-0000000000011", false},
		{"33333333-aaaa-4bbb-8ccc-00000000001", false},
		{"33333333-aaaa-4bbb-8ccc_000000000001", false},
		{"3333-3333-aaaa-4bbb-8ccc-00000000001", false},
		{" 3333333-aaaa-4bbb-8ccc-000000000001", false},
		{"€3333-aaaaa-4bbb-8ccc-0000000000001", false},
	}
	for _, tt := range tests {
		if got := IsGUID(tt.in); got != tt.want {
			t.Errorf("IsGUID(%q) = %v, want %v", tt.in, got, tt.want)
		}
	}
}

func TestTrimBOM(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"none", "{}", "{}"},
		{"one", "\xef\xbb\xbf{}", "{}"},
		{"only the first", "\xef\xbb\xbf\xef\xbb\xbf{}", "\xef\xbb\xbf{}"},
		{"half", "\xef\xbb", "\xef\xbb"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(TrimBOM([]byte(tt.in))); got != tt.want {
				t.Errorf("TrimBOM(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
