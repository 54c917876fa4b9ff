package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/shell"
	"github.com/azenv/azenv/internal/term"
)

// Completion is `azenv __complete WORDS…`, which the scripts of `azenv completion` call.
// WORDS is a command line without azenv; its last word is to be completed. The command
// prints one candidate a line. A line that begins with a tab, as no name does, is for the
// shell, which knows such words better: files, dirs, or command N. The last one means that
// after N words another command line begins. Completion only reads, and never reports an
// error.
//
// The command table says what a word can be. A command's ArgsUsage has a word for each
// argument; … repeats the last one. A flag's Usage has a word for its value. Words in
// capitals are the kinds below. Any other word is literal, with | between several.

// candidates are the words that a word can become.
type candidates struct {
	words []string
	fold  bool // the case does not matter
}

// kinds are the words of ArgsUsage and Usage that are not literal.
var kinds = map[string]func(*query) candidates{
	"ACCOUNT": func(q *query) candidates {
		return q.known(func(b azctx.Brief) []string { return []string{b.Account} })
	},
	"CLOUD": func(q *query) (c candidates) {
		all, _ := q.Clouds().All() // at least the built-in ones
		for _, cloud := range all {
			c.words = append(c.words, cloud.Name)
		}
		c.fold = true
		return c
	},
	"COMMAND": func(q *query) (c candidates) {
		for _, cmd := range q.table.Commands {
			if !cmd.Hidden {
				c.words = append(c.words, cmd.Name)
			}
		}
		return c
	},
	"DIR":  func(*query) candidates { return candidates{words: []string{"\tdirs"}} },
	"FILE": func(*query) candidates { return candidates{words: []string{"\tfiles"}} },
	"NAME": func(q *query) candidates {
		return q.known(func(b azctx.Brief) []string { return []string{b.Label} })
	},
	"PROGRAM": func(q *query) candidates { // the two dashes may be left out
		return candidates{words: append(q.program(len(q.before)).words, "--")}
	},
	"SHELL": func(*query) candidates { return candidates{words: shell.Names()} },
	"SUBSCRIPTION": func(q *query) candidates {
		return q.known(func(b azctx.Brief) []string { return []string{b.Subscription, b.SubscriptionName} })
	},
	"TENANT": func(q *query) candidates {
		return q.known(func(b azctx.Brief) []string { return []string{b.Tenant} })
	},
	"TEXT": func(*query) candidates { return candidates{} },
}

// query is a command line to complete.
type query struct {
	*app
	table  *cli.App
	before []string // the words before the one that is completed
	word   string
}

func (a *app) completeCommand() *cli.Command {
	return &cli.Command{
		Name:            "__complete",
		Hidden:          true,
		SkipFlagParsing: true,
		Action: func(c *cli.Context) error {
			q := &query{app: a, table: c.App}
			if words := c.Args().Slice(); len(words) > 0 {
				q.before, q.word = words[:len(words)-1], words[len(words)-1]
			}
			var b strings.Builder
			for _, w := range q.answer() {
				b.WriteString(w + "\n")
			}
			_, _ = io.WriteString(a.out, b.String()) // an error means that nobody reads any more
			return nil
		},
	}
}

// answer returns the lines to print.
func (q *query) answer() []string {
	if len(q.before) == 0 {
		if strings.HasPrefix(q.word, "-") {
			return q.fitting("", flagWords(q.table.Flags))
		}
		return q.fitting("", kinds["COMMAND"](q))
	}
	cmd := q.table.Command(q.before[0])
	if cmd == nil || cmd.Hidden {
		return nil
	}
	// exec is read as if it needed no --, since a -- may still be typed.
	at := readWords(cmd, q.before[1:], true).cursor
	name, given := flagOf(q.word)
	dashed := strings.HasPrefix(q.word, "-") && !at.dashes
	flags := append(slices.Clone(cmd.Flags), cli.HelpFlag)
	switch {
	case at.flag != nil:
		return q.fitting("", q.of(usageOf(at.flag)))
	case at.program >= 0:
		return q.fitting("", q.program(1+at.program))
	case dashed && given:
		if f := valued(cmd)[name]; f != nil {
			lead := q.word[:strings.IndexByte(q.word, '=')+1]
			q.word = q.word[len(lead):]
			return q.fitting(lead, q.of(usageOf(f)))
		}
		return nil
	case dashed && at.begins:
		return q.fitting("", flagWords(flags, "--"))
	case dashed:
		return q.fitting("", flagWords(flags))
	}
	if usage := argumentOf(cmd.ArgsUsage, at.args); usage != "" {
		return q.fitting("", q.of(usage))
	}
	if at.dashes {
		return nil
	}
	return q.fitting("", flagWords(flags))
}

// of returns what a word of ArgsUsage or Usage stands for.
func (q *query) of(usage string) candidates {
	if kind := kinds[usage]; kind != nil {
		return kind(q)
	}
	return candidates{words: strings.Split(usage, "|")}
}

// program is the line that says that another command line begins after n words.
func (q *query) program(n int) candidates {
	return candidates{words: []string{fmt.Sprintf("\tcommand %d", n)}}
}

// known returns the words that of returns for each context, also for those that live in
// this shell.
func (q *query) known(of func(azctx.Brief) []string) candidates {
	c := candidates{fold: true}
	stores, labels := q.OwnAndStored()
	for _, s := range stores {
		all, _ := s.Skim() // what cannot be read completes to nothing
		for _, b := range all {
			if here, ok := labels[b.ID]; ok {
				b.Label = here
			}
			c.words = append(c.words, of(b)...)
		}
	}
	return c
}

// fitting returns the words of c that begin with the word to complete, sorted and with lead
// before each, and all lines that are for the shell. It leaves out words that are not safe
// to show.
func (q *query) fitting(lead string, c candidates) []string {
	typed := []rune(q.word)
	begins := func(w string) bool {
		if !c.fold {
			return strings.HasPrefix(w, q.word)
		}
		// Runes are compared, since the shells cut off as many characters as were typed.
		r := []rune(w)
		return len(r) >= len(typed) && strings.EqualFold(string(r[:len(typed)]), q.word)
	}
	var lines []string
	for _, w := range c.words {
		switch {
		case strings.HasPrefix(w, "\t"):
			lines = append(lines, w)
		case w != "" && begins(w) && term.Clean(w) == w:
			lines = append(lines, lead+w)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}
