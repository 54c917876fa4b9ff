package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may follow each other. Scripts need up to
// four; more of them draw over the lines above.
const maxMarks = 4

// Clean returns s in a form that is safe for a terminal, a prompt or a title. Each
// byte that is not UTF-8 becomes '?', and so does each rune that is not plainly
// visible: control characters with newline and tab, bidi controls, joiners and other
// format characters, variation selectors, fillers, line and paragraph separators,
// private use and unassigned. Each combining mark after four in a row becomes '?',
// too. All else stays, so the text keeps its number of runes.
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

// visible reports whether r may reach a terminal. IsGraphic allows the categories
// L, M, N, P, S and Zs. The two tables have the runes in these categories that show
// nothing, such as the Hangul filler, which is a letter.
func visible(r rune) bool {
	if r < utf8.RuneSelf {
		return ' ' <= r && r <= '~'
	}
	return unicode.IsGraphic(r) &&
		!unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}
