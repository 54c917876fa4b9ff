package term

import (
	"unicode"

	eastasian "golang.org/x/text/width"
)

// width returns the number of terminal columns a cleaned s takes.
func width(s string) int {
	if isPlainASCII(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth is 2 for wide letters and emoji. It is 0 for a rune that is drawn onto
// the one before: marks, and vowels and finals of a Hangul syllable written in
// parts.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.Is(unicode.M, r), 0x1160 <= r && r <= 0x11ff, 0xd7b0 <= r && r <= 0xd7ff:
		return 0
	}
	switch eastasian.LookupRune(r).Kind() {
	case eastasian.EastAsianWide, eastasian.EastAsianFullwidth:
		return 2
	}
	return 1
}
