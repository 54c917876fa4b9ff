package term

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	mark := "\u0301"
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"ASCII", `prod-1 "x" \ ~ $(id) ` + "`id`", `prod-1 "x" \ ~ $(id) ` + "`id`"},
		{"scripts", "Zürich Ελλάδα Москва עברית العربية हिन्दी ไทย 日本語 한국어 አማርኛ", "Zürich Ελλάδα Москва עברית العربية हिन्दी ไทย 日本語 한국어 አማርኛ"},
		{"symbols and emoji", "€ ½ → ✓ 🚀 𝄞 \ufffd", "€ ½ → ✓ 🚀 𝄞 \ufffd"},
		{"spaces", "a\u00a0b\u3000c", "a\u00a0b\u3000c"},
		{"escape sequence", "a\x1b[31mb\x1b]0;t\x07", "a?[31mb?]0;t?"},
		{"newline, tab, return, null", "a\nb\tc\rd\x00e", "a?b?c?d?e"},
		{"DEL", "a\x7fb", "a?b"},
		{"C1 as runes", "a\u0080\u009b31m\u009f", "a??31m?"},
		{"C1 as bytes", "a\x9b31m", "a?31m"},
		{"not UTF-8", "a\xff\xc3(\xe2\x82", "a??(??"},
		{"overlong ESC", "\xc0\x9b", "??"},
		{"surrogate", "\xed\xa0\x80", "???"},
		{"beyond Unicode", "\xf4\x90\x80\x80", "????"},
		{"bidi marks", "a\u061c\u200e\u200fb", "a???b"},
		{"bidi embeddings", "a\u202a\u202b\u202c\u202d\u202eb", "a?????b"},
		{"bidi isolates", "a\u2066\u2067\u2068\u2069b", "a????b"},
		{"zero width", "a\u200b\u200c\u200d\u2060\ufeffb", "a?????b"},
		{"soft hyphen, grapheme joiner", "a\u00ad\u034fb", "a??b"},
		{"fillers", "a\u115f\u1160\u3164\uffa0b", "a????b"},
		{"Khmer inherent vowels", "a\u17b4\u17b5b", "a??b"},
		{"tags", "a\U000e0001\U000e0041b", "a??b"},
		{"interlinear annotation", "a\ufff9\ufffa\ufffbb", "a???b"},
		{"line and paragraph separators", "a\u2028\u2029b", "a??b"},
		{"private use", "a\ue000\uf8ff\U000f0000\U0010fffdb", "a????b"},
		{"noncharacters", "a\ufdd0\ufffe\uffff\U0001ffffb", "a????b"},
		{"unassigned", "a\u0378b", "a?b"},
		{"variation selectors", "a\ufe0e\ufe0f\U000e0100\u180bb", "a????b"},
		{"four marks", "a" + strings.Repeat(mark, 4) + "b", "a" + strings.Repeat(mark, 4) + "b"},
		{"six marks", "a" + strings.Repeat(mark, 6) + "b", "a" + strings.Repeat(mark, 4) + "??b"},
		{"marks on each letter", strings.Repeat("a"+mark+mark+mark, 3), strings.Repeat("a"+mark+mark+mark, 3)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("got %+q, want %+q", got, tt.want)
			}
		})
	}
}

// TestVisible_categories goes through all runes, so that no table is trusted
// for the categories that must never pass.
func TestVisible_categories(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		never := unicode.In(r, unicode.C, unicode.Zl, unicode.Zp,
			unicode.Bidi_Control, unicode.Variation_Selector, unicode.Noncharacter_Code_Point)
		if never && visible(r) {
			t.Errorf("%U passes", r)
		}
		if unicode.In(r, unicode.N, unicode.P, unicode.S) && !visible(r) {
			t.Errorf("%U does not pass", r)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", "prod", "a\x1b[31m", "\u009b\x9b\xc2", "a\u202eb", "a\u0301\u0301\u0301\u0301\u0301\u0301", "\u0301\ufe0f\u0301",
		"日本語", "\xed\xa0\x80", "\U0010ffff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Errorf("not UTF-8: %+q", got)
		}
		marks := 0
		for _, r := range got {
			if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Variation_Selector) {
				t.Errorf("%U in %+q", r, got)
			}
			if marks++; !unicode.Is(unicode.M, r) {
				marks = 0
			}
			if marks > maxMarks {
				t.Errorf("more than %d marks in %+q", maxMarks, got)
			}
		}
		if again := Clean(got); again != got {
			t.Errorf("%+q becomes %+q", got, again)
		}
		if n, want := utf8.RuneCountInString(got), utf8.RuneCountInString(s); n != want {
			t.Errorf("%d runes, want %d", n, want)
		}
	})
}
