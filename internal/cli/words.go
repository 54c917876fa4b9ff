package cli

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// What the words behind a command are is told here, once, for the line that is run and
// for the line that is completed.

// role is what a word behind a command is.
type role int

const (
	argument    role = iota
	flagName         // a flag, and its value where that stands behind =
	flagValue        // the value of the flag before it
	programWord      // of the command line that exec runs
	twoDashes        // behind them no word is a flag of the command
)

// word is a word behind a command.
type word struct {
	text string
	role role
}

// line is what stands behind a command.
type line struct {
	words  []word
	help   bool   // a flag asks for the command's help
	cursor cursor // what may come next
}

// readWords reads the words behind a command; that a flag is unknown is for others to
// say. bare says that exec needs no -- before the program it runs.
//
// exec NAME -- PROGRAM and exec --dir DIR -- PROGRAM are the only lines with a command
// line of another program in them. The -- may be missing where bare is true, and where
// none is on the line.
func readWords(cmd *cli.Command, words []string, bare bool) line {
	l := line{cursor: cursor{program: -1}}
	c := &l.cursor
	exec, dir := cmd.Name == "exec", false
	bare = bare || !slices.Contains(words, "--")
	takesValue := valued(cmd)
	for i, text := range words {
		w := word{text: text}
		switch {
		case c.program >= 0:
			w.role = programWord
		case c.flag != nil:
			w.role, c.flag = flagValue, nil
		case c.dashes:
			c.args++
		case text == "--" && exec:
			w.role, c.program = twoDashes, i+1
		case text == "--":
			w.role, c.dashes = twoDashes, true
		case len(text) > 1 && text[0] == '-':
			w.role = flagName
			name, given := flagOf(text)
			l.help = l.help || name == "h" || name == "help"
			if !given {
				c.flag = takesValue[name]
			}
			if exec && name == "dir" && !dir {
				dir = true
				c.args++ // in place of a context
			}
		case c.begins && bare:
			w.role, c.program = programWord, i
		default:
			c.args++
		}
		c.begins = exec && c.args == 1
		l.words = append(l.words, w)
	}
	return l
}

// flagOf returns the name in a word that is a flag, and whether = follows it.
func flagOf(text string) (name string, given bool) {
	name, _, given = strings.Cut(strings.TrimLeft(text, "-"), "=")
	return name, given
}

// valued returns the flags of cmd that take a value, by all their names.
func valued(cmd *cli.Command) map[string]cli.Flag {
	flags := map[string]cli.Flag{}
	for _, f := range cmd.Flags {
		if _, isBool := f.(*cli.BoolFlag); isBool {
			continue
		}
		for _, name := range f.Names() {
			flags[name] = f
		}
	}
	return flags
}

// flagsFirst returns a line as urfave/cli v2 reads it, which stops at the first
// argument: flags, --, and what else there is.
func (l line) flagsFirst() []string {
	var flags, rest []string
	for _, w := range l.words {
		switch {
		case w.role == flagName, w.role == flagValue:
			flags = append(flags, w.text)
		case w.role == twoDashes && l.cursor.program < 0:
			// Others are put before rest. Those of exec are for exec itself to read.
		default:
			rest = append(rest, w.text)
		}
	}
	if l.cursor.flag != nil {
		return flags // the last one lacks its value: let that be said
	}
	return slices.Concat(flags, []string{"--"}, rest)
}
