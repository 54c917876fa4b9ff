package azctx

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLabel is the most runes of a label. A longer one would fill the prompt.
const maxLabel = 64

// CleanLabel turns any text into one that is safe in every prompt, table, title
// and command line. It has letters, marks and digits of all scripts, blanks and
// ._@/+-,:()[]& only; the rest is replaced. It does not begin with a dash, since
// it is typed as an argument of `use`. It may be empty.
func CleanLabel(s string) string {
	if isCleanASCII(s) {
		return s
	}
	return cleanRunes(s, maxLabel)
}

// cleanRunes is CleanLabel for a text of which at most that many runes are kept.
func cleanRunes(s string, most int) string {
	var b strings.Builder
	n, marks, blank := 0, 0, true // blank is true, so that leading blanks are dropped
	for _, r := range s {
		switch {
		case unicode.IsMark(r):
			if marks++; marks > 2 || n == 0 || unicode.Is(unicode.Variation_Selector, r) || strings.ContainsRune(invisible, r) {
				continue
			}
		case r == utf8.RuneError || !labelRune(r):
			r = replacement(r)
			fallthrough
		default:
			marks = 0
		}
		if r == ' ' && blank {
			continue
		}
		blank = r == ' '
		if n == 0 && r == '-' {
			r = '_'
		}
		if n++; n > most {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ")
}

// isCleanASCII says whether s is ASCII that CleanLabel would not change. Most labels are,
// and this is faster than to go through them rune by rune, for thousands of contexts.
func isCleanASCII(s string) bool {
	if s == "" || len(s) > maxLabel || s[0] == '-' {
		return false
	}
	blank := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || !labelRune(rune(s[i])) || blank && s[i] == ' ' {
			return false
		}
		blank = s[i] == ' '
	}
	return !blank
}

func labelRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' ||
			strings.ContainsRune(" ._@/+-,:()[]&", r)
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !strings.ContainsRune(invisible, r)
}

// invisible has the letters and marks that show nothing: Hangul's fillers, the
// grapheme joiner, two vowels of Khmer.
const invisible = "\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5"

// replacement returns what replaces a rune that a label cannot hold: a blank or a
// dash for a rune of that kind, else an underscore.
func replacement(r rune) rune {
	switch {
	case unicode.Is(unicode.Pd, r):
		return '-'
	case unicode.Is(unicode.Zs, r):
		return ' '
	}
	return '_'
}

// displayKey returns a key that s has in common with every text that is displayed for it.
// CleanLabel displays an underscore for what a label cannot hold. A terminal displays some
// of that, and a question mark for what is invisible.
func displayKey(s string) string {
	s = fold(s)
	if isCleanASCII(s) {
		return s
	}
	var b strings.Builder
	last, marks := ' ', 0
	for _, r := range s {
		switch {
		case unicode.IsMark(r) && !unicode.Is(unicode.Variation_Selector, r):
			if marks++; marks > 2 {
				continue
			}
		case r == utf8.RuneError || !labelRune(r):
			r = replacement(r)
			fallthrough
		default:
			marks = 0
		}
		if b.Len() == 0 && r == '-' {
			r = '_'
		}
		if (r == '_' || r == ' ') && r == last {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return strings.TrimRight(b.String(), " ")
}

// displays says whether shown is what is displayed of text, which cannot be shown as it is:
// as a label, or on a terminal.
func displays(text, shown string) bool {
	if text == "" || CleanLabel(text) == text {
		return false
	}
	return fold(cleanRunes(text, len(text))) == fold(shown) || onTerminal(fold(text), fold(shown))
}

// onTerminal says whether a terminal shows text as shown, rune by rune. In place of what is
// not plainly visible it has a question mark.
func onTerminal(text, shown string) bool {
	left := []rune(shown)
	for _, r := range text {
		if len(left) == 0 {
			return false
		}
		hidden := r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
		if is := left[0]; is != r && !(hidden && is == '?') {
			return false
		}
		left = left[1:]
	}
	return len(left) == 0
}

// SealedLabel is what a prompt shows in a sealed shell, so no context may have that name.
const SealedLabel = "sealed"

// labeler has the labels that are taken, folded. The value of each is the next number to
// try when it must be numbered.
type labeler map[string]int

// labels returns a labeler in which the labels and names of all these contexts are taken.
func labels(all ...[]Context) labeler {
	taken := labeler{}
	taken.claim(SealedLabel)
	for _, some := range all {
		taken.claimAll(some)
	}
	return taken
}

// claimAll marks the labels and names of some as taken.
func (l labeler) claimAll(some []Context) {
	for i := range some {
		c := &some[i]
		l.claim(c.Label)
		if c.Name != "" {
			l.claim(c.Name)
		}
	}
}

// claim marks s as taken.
func (l labeler) claim(s string) {
	if l[fold(s)] == 0 {
		l[fold(s)] = 2
	}
}

func (l labeler) free(s string) bool { return s != "" && l[fold(s)] == 0 }

func (l labeler) has(s string) bool { return s != "" && l[fold(s)] != 0 }

// take gives c the first of tries that is free. If none is, it numbers the last one.
func (l labeler) take(c *Context, tries []string) {
	label := ""
	for _, t := range tries {
		if label = CleanLabel(t); l.free(label) {
			break
		}
	}
	base := label
	for n := max(2, l[fold(base)]); !l.free(label); n++ {
		label = numbered(base, n)
		l[fold(base)] = n + 1
	}
	c.Label = label
	l.claim(label)
}

// numbered returns label with the number n. The label is cut so that the whole is not too
// long.
func numbered(label string, n int) string {
	suffix := fmt.Sprintf(" (%d)", n)
	base := []rune(label)
	return string(base[:min(len(base), maxLabel-len(suffix))]) + suffix
}

// plainLabel is the label of c if no other context wants it: the given name, else
// the subscription's, never a bare GUID. It is clean.
func (c *Context) plainLabel() string {
	for _, name := range []string{c.Name, c.Subscription.Name} {
		if l := CleanLabel(name); l != "" && !IsGUID(l) {
			return l
		}
	}
	if c.Subscription.ID == "" {
		return CleanLabel("tenant " + c.Tenant.short())
	}
	return "subscription " + c.Subscription.ID[:8]
}

// qualified returns the labels to try, in order, if the plain one is taken.
func (c *Context) qualified() []string {
	tail := "@" + c.Tenant.short()
	tails := []string{tail, tail + " (" + c.Account.Name + ")"}
	if c.Subscription.ID != "" {
		tails = append(tails, tail+" ("+c.Subscription.ID[:8]+")")
	}
	if c.HasDefaults() {
		tails = append([]string{tail + " (" + strings.Trim(c.Group+" "+c.Location, " ") + ")"}, tails...)
	}
	return withTails(c.plainLabel(), tails)
}

// withTails returns label with each of tails after it. The label is cut, not the tail,
// since the tail tells it from others.
func withTails(label string, tails []string) []string {
	name := []rune(label)
	out := make([]string, 0, len(tails))
	for _, t := range tails {
		room := max(maxLabel-utf8.RuneCountInString(t), 8)
		out = append(out, string(name[:min(room, len(name))])+t)
	}
	return out
}

// short is the name of a tenant in a label: its domain without .onmicrosoft.com, its
// display name, or the first 8 digits of its ID.
func (t Tenant) short() string {
	for _, name := range []string{strings.TrimSuffix(fold(t.Domain), ".onmicrosoft.com"), t.Name} {
		if l := CleanLabel(name); l != "" {
			return l
		}
	}
	return t.ID[:8]
}

// CheckName says why name cannot be given to a context. An empty name is fine: it stands
// for no name.
func CheckName(name string) error {
	switch {
	case name == "":
		return nil
	case len(name) > ForeignNameLimit:
		return fmt.Errorf("a name of %d bytes: at most %d", len(name), ForeignNameLimit)
	case CleanLabel(name) != name:
		return fmt.Errorf("name %s: only letters, digits, blanks and ._@/+-,:()[]& make a name, and no leading dash", ForeignQuote(name))
	case strings.EqualFold(name, SealedLabel):
		return fmt.Errorf("name %q: has a meaning of its own", name)
	case IsGUID(name):
		return fmt.Errorf("name %q: an ID is no name", name)
	}
	return nil
}
