package cli

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// This file reads the words after a command. It is used both for a line that is run and
// for a line that is completed.

// role says what a word after a command is.
type role int

const (
	argument    role = iota
	flagName         // a flag, maybe with = and its value
	flagValue        // the value of the flag before it
	programWord      // a word of the command line that exec runs
	twoDashes        // after them no word is a flag of the command
)

// word is a word after a command.
type word struct {
	text string
	role role
}

// line is all that follows a command.
type line struct {
	words  []word
	help   bool   // a flag asks for the command's help
	cursor cursor // what the next word can be
}

// readWords reads the words after a command. It does not report unknown flags; urfave/cli
// does that. bare says that exec needs no -- before the program that it runs.
//
// Only exec NAME -- PROGRAM and exec --dir DIR -- PROGRAM have another command line in
// them. The -- may be missing if bare is true, or if the whole line has none.
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
				c.args++ // it counts as the context
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

// flagsFirst returns the line as urfave/cli v2 must get it: flags, then --, then all other
// words. urfave/cli reads no flag after the first argument.
func (l line) flagsFirst() []string {
	var flags, rest []string
	for _, w := range l.words {
		switch {
		case w.role == flagName, w.role == flagValue:
			flags = append(flags, w.text)
		case w.role == twoDashes && l.cursor.program < 0:
			// These dashes are dropped, since others are put before rest. exec reads its own.
		default:
			rest = append(rest, w.text)
		}
	}
	if l.cursor.flag != nil {
		return flags // the last flag lacks its value, which urfave/cli reports
	}
	return slices.Concat(flags, []string{"--"}, rest)
}
