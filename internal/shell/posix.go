package shell

import (
	"fmt"
	"strings"
)

var bash = &Shell{
	Name:   "bash",
	quote:  quotePosix,
	export: "export %s=%s",
	unset:  "unset -v %s",
	then:   " &&\n",
	fail:   "false",
	assign: "%s=%s\n",
	equal:  `\builtin test "%s" = %s`,
	value:  "${%s-}",
	isSet:  "${%s+x}",
	dir:    "${PWD-}",
	absent: func(s *Shell, paths []string, n *Nearest) string {
		return s.none(paths, n, `"${__azenv_passed[0]-}"`, `"${__azenv_passed[@]-}"`, `; }`) // 4.3 and before take an empty list for unset
	},
	walk: &walk{
		assign: "%s=(%s)\n",
		passed: "%[1]s",
		here:   `{ \builtin test "${PWD-}" = "$__azenv_at" || __azenv_same; }`,
	},
	present: `\builtin test -e %s`,
	fresh: func(terms []string) string {
		return "function __azenv_fresh {\n  \\builtin local c='' IFS=' ' || \\builtin return 1\n  " +
			strings.Join(append(terms, "\\builtin :"), " &&\n  ") + "\n}\n"
	},
	// read ends with status 1 if the file ends before a NUL comes, as it should.
	file: func(s *Shell, f File) string {
		path, regular := s.quote(f.Path), ""
		if f.Contents == "" {
			return `! \builtin test -s ` + path
		}
		if !f.Own {
			regular = `\builtin test -f ` + path + " && "
		}
		return fmt.Sprintf("%s! IFS= \\builtin read -r -d '' -n %d c 2>/dev/null <%s &&\n  "+
			`\builtin test "$c" = %s`, regular, len(f.Contents)+1, path, s.quote(f.Contents))
	},
	wrap: asIs,
}

var zsh = &Shell{
	Name:   "zsh",
	quote:  quotePosix,
	export: "export %s=%s",
	unset:  "unset %s",
	then:   " &&\n",
	fail:   "false",
	assign: "typeset -g %s=%s\n",
	equal:  `[[ "%s" == %s ]]`,
	value:  "${%s-}",
	isSet:  "${%s+x}",
	dir:    "${PWD-}",
	absent: func(s *Shell, paths []string, n *Nearest) string {
		return s.none(paths, n, `"${__azenv_passed[1]-}"`, `"${__azenv_passed[@]}"`, ` }`)
	},
	walk: &walk{
		assign: "typeset -ga %s=(%s)\n",
		passed: "%[1]s",
		here:   `{ [[ "${PWD-}" == "$__azenv_at" ]] || __azenv_same }`,
	},
	present: "[[ -e %s ]]",
	fresh: func(terms []string) string {
		return "function __azenv_fresh {\n  local c=''\n  " + strings.Join(append(terms, "builtin :"), " &&\n  ") + "\n}\n"
	},
	// $(<file) does not fork. It drops the newlines at the end, which have no meaning.
	file: func(s *Shell, f File) string {
		path, regular := s.quote(f.Path), ""
		if f.Contents == "" {
			return "[[ ! -s " + path + " ]]"
		}
		if !f.Own {
			regular = "[[ -f " + path + " ]] && "
		}
		return fmt.Sprintf("%s{ c=\"$(<%s)\" || builtin : } 2>/dev/null &&\n  "+`[[ "$c" == %s ]]`,
			regular, path, s.quote(strings.TrimRight(f.Contents, "\n")))
	},
	// zsh parses the whole text before any of it runs, with the options and aliases of
	// whoever evals it. A quoted word is safe from both.
	wrap: func(s *Shell, script string) string {
		return "builtin emulate zsh -o no_aliases -c " + s.quote(script) + "\n"
	},
}

// none is absent for bash and zsh. A shell that has not moved since azenv was asked tests
// what azenv passed, as one long test; elsewhere a loop tests the hook's own list. That
// list expands to all, and its beginning to first. end closes a group.
func (s *Shell) none(paths []string, n *Nearest, first, all, end string) string {
	absent := func(paths []string) string {
		return "[[ " + s.eachPath("! -e %[1]s && ! -L %[1]s", " && ", paths) + " ]]"
	}
	var terms []string
	if len(paths) > 0 {
		terms = append(terms, absent(paths))
	}
	if n != nil {
		term := "for c in " + all + `; do [[ ! -e $c && ! -L $c ]] || \builtin return 1; done`
		if len(n.Passed) > 0 {
			term = fmt.Sprintf(`{ \builtin test %s = %s && %s || %s%s`, first, s.quote(n.Passed[0]), absent(n.Passed), term, end)
		}
		terms = append(terms, term)
	}
	return strings.Join(terms, " &&\n  ")
}

// quotePosix makes one word for bash and zsh. Plain text stays as it is. The rest is
// $'…' in which every byte outside plain ASCII is escaped. So neither the locale's
// encoding nor a shell option can change where the word ends.
func quotePosix(text string) string {
	if plainWord(text) {
		return text
	}
	var b strings.Builder
	b.WriteString("$'")
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~' || c == '!':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
