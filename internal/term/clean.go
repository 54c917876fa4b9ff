package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxMarks is how many combining marks may follow each other. Scripts
	// need up to four; towers of them draw over the lines above.
	maxMarks = 4
)

// Clean returns s fit for a terminal, a prompt or a title. Each byte that is
// not UTF-8 and each rune that is not plainly visible becomes '?': control
// characters with newline and tab, bidi controls, joiners and other format
// characters, variation selectors, fillers, line and paragraph separators,
// private use and unassigned; so does each combining mark after four in a row.
// All else stays, so the text keeps its number of runes.
func Clean(s string) string {
	if isPlainASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for i, w := 0, 0; i < len(s); i += w {
		var r rune
		r, w = utf8.DecodeRuneInString(s[i:])
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		if r == utf8.RuneError && w == 1 || !visible(r) || marks > maxMarks {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isPlainASCII(s string) bool { return plainASCII(s) == len(s) }

// plainASCII returns how many bytes at the beginning of s are plain ASCII.
func plainASCII[text string | []byte](s text) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return i
		}
	}
	return len(s)
}

// visible reports whether r may reach a terminal. IsGraphic leaves the
// categories L, M, N, P, S and Zs; the two tables are what Unicode has in
// those without a shape of its own, such as the Hangul filler, a letter.
func visible(r rune) bool {
	if r < utf8.RuneSelf {
		return ' ' <= r && r <= '~'
	}
	return unicode.IsGraphic(r) &&
		!unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}
