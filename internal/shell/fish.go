package shell

import (
	"fmt"
	"strings"
)

var fish = &Shell{
	Name:      "fish",
	quote:     quoteFish,
	export:    "set -gx %s %s",
	unset:     "set -eg %[1]s; if set -q %[1]s; set -gx %[1]s ''; end",
	then:      "\n", // nothing is readonly
	fail:      "false",
	assign:    "builtin set -g %s %s\n",
	equal:     `builtin test "%s" = %s`,
	value:     "$%s",
	isSetTerm: "builtin set -q %s",
	dir:       "$PWD",
	// One test of many terms is several times cheaper than many tests.
	absent: func(s *Shell, paths []string, n *Nearest) string {
		test := "not builtin test -z x" + s.eachPath(" -o -e %[1]s -o -L %[1]s", "", paths)
		if n != nil {
			test += " $__azenv_passed"
		}
		return test
	},
	walk: &walk{
		assign: "builtin set -g %s %s\n",
		passed: "-o -e %[1]s -o -L %[1]s",
		here:   `begin; builtin test "$PWD" = "$__azenv_at"; or __azenv_same; end`,
	},
	present: "builtin test -e %s",
	fresh: func(terms []string) string {
		return "function __azenv_fresh\n    builtin set -l c ''\n    builtin set -l d ''\n    " +
			strings.Join(append(terms, "builtin true"), "\n    and ") + "\nend\n"
	},
	file: func(s *Shell, f File) string {
		path := s.quote(f.Path)
		if f.Contents == "" {
			return "not builtin test -s " + path
		}
		// The second read makes sure that there is no NUL with more behind it. The first
		// has no -n: with it some letters of private use are read otherwise than written.
		read := "begin; builtin read -z c; and not builtin read -z -n 1 d; end"
		if f.Own {
			read = "builtin read -z c"
		}
		return fmt.Sprintf("builtin test -f %[1]s\n    and %[2]s <%[1]s\n    and builtin test \"$c\" = %[3]s", path, read, s.quote(f.Contents))
	},
	wrap: asIs,
}

// quoteFish makes one word for fish. It is in single quotes, in which only the quote
// and the backslash have a meaning. Control characters are escapes between such quotes.
// Bytes that are no text in the locale pass through fish unchanged in both directions.
func quoteFish(text string) string {
	if plainWord(text) {
		return text
	}
	var b strings.Builder
	b.WriteByte('\'')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `'\x%02x'`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
