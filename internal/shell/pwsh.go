package shell

import (
	"fmt"
	"strings"
)

// The code for pwsh is plain ASCII: it reaches the shell through a pipe, and is decoded by
// the console's encoding.
var pwsh = &Shell{
	Name:      "pwsh",
	quote:     quotePwsh,
	export:    "[Environment]::SetEnvironmentVariable('%s', %s)",
	unset:     "[Environment]::SetEnvironmentVariable('%s', [NullString]::Value)",
	then:      "\n",                    // nothing is readonly
	nothing:   "# nothing to change\n", // Invoke-Expression does not take an empty text
	fail:      "throw 'azenv: sealed'",
	assign:    "$global:%s = %s\n",
	equal:     `(__azenv_is "%s" %s)`,
	value:     "${env:%s}",
	dir:       "$(__azenv_dir)",
	isSetTerm: "($null -ne ${env:%s})",
	absent: func(s *Shell, paths []string, _ *Nearest) string {
		return "(-not (" + s.eachPath("(__azenv_there %[1]s)", " -or ", paths) + "))"
	},
	present: "(__azenv_there %s)",
	file: func(s *Shell, f File) string {
		// .NET drops the byte order mark when it reads text.
		text := strings.TrimPrefix(f.Contents, "\ufeff")
		return fmt.Sprintf("(__azenv_holds %s %d %s)", s.quote(f.Path), len(f.Contents), s.quote(text))
	},
	fresh: func(terms []string) string {
		return "function global:__azenv_fresh {\n    return " + strings.Join(append(terms, "$true"), " -and\n        ") + "\n}\n"
	},
	wrap: asIs,
}

// quotePwsh makes one word for PowerShell. Plain ASCII is in single quotes, in which only
// the quote is doubled. Other text is in double quotes, in which every other character is
// an escape. The typographic quotes are escaped, too, since PowerShell takes them for
// quotes.
func quotePwsh(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '`' || r == '$':
			b.WriteByte('`')
			b.WriteRune(r)
		case r < ' ' || r > '~':
			fmt.Fprintf(&b, "`u{%x}", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
