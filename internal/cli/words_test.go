package cli

import (
	"fmt"
	"io"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// roleNames are roles as the table below calls them.
var roleNames = map[role]string{argument: "arg", flagName: "flag", flagValue: "value", programWord: "program", twoDashes: "dashes"}

// roles says what each word of a line is.
func roles(l line) string {
	var names []string
	for _, w := range l.words {
		names = append(names, roleNames[w.role])
	}
	return strings.Join(names, " ")
}

// next says what may come behind a line: the value of a flag, the program that is run or
// a word of its own, an argument, and the flags or two dashes that may stand there instead.
func next(c cursor) string {
	s := fmt.Sprintf("arg %d", c.args)
	switch {
	case c.flag != nil:
		return c.flag.Names()[0]
	case c.program >= 0:
		return fmt.Sprintf("program from %d", c.program)
	case c.begins:
		return s + ", flag, --"
	case !c.dashes:
		return s + ", flag"
	}
	return s
}

func TestReadWords(t *testing.T) {
	table := (&app{}).table()
	for _, test := range []struct{ line, roles, next string }{
		{"use", "", "arg 0, flag"},
		{"use a", "arg", "arg 1, flag"},
		{"use --scope", "flag", "scope"},
		{"use --scope process a", "flag value arg", "arg 1, flag"},
		{"use --scope=process a", "flag arg", "arg 1, flag"},
		{"use --scope --help", "flag value", "arg 0, flag"},
		{"use --scope -- -a", "flag value flag", "arg 0, flag"},
		{"use a -f", "arg flag", "file"},
		{"use --unset a", "flag arg", "arg 1, flag"},
		{"use --nosuch a", "flag arg", "arg 1, flag"},
		{"use -- -a b", "dashes arg arg", "arg 2"},
		{"use -- -- -a", "dashes arg arg", "arg 2"},
		{"use -", "arg", "arg 1, flag"},
		{"use a -- b c", "arg dashes arg arg", "arg 3"},
		{"save f a b", "arg arg arg", "arg 3, flag"},
		{"set a --group", "arg flag", "group"},
		{"set --protected a", "flag arg", "arg 1, flag"},
		{"list -o", "flag", "output"},
		{"list -o json", "flag value", "arg 0, flag"},

		{"exec", "", "arg 0, flag"},
		{"exec a", "arg", "arg 1, flag, --"},
		{"exec a --private", "arg flag", "arg 1, flag, --"},
		{"exec a --", "arg dashes", "program from 2"},
		{"exec a -- b c", "arg dashes program program", "program from 2"},
		{"exec a -- b -- --help", "arg dashes program program program", "program from 2"},
		{"exec a b --dir", "arg program program", "program from 1"},
		{"exec a b --help", "arg program program", "program from 1"},
		{"exec --dir", "flag", "dir"},
		{"exec --dir d", "flag value", "arg 1, flag, --"},
		{"exec --dir d --dir=e", "flag value flag", "arg 1, flag, --"},
		{"exec --dir d -- b", "flag value dashes program", "program from 3"},
		{"exec --dir=d b", "flag program", "program from 1"},
		{"exec --dir=d b --private", "flag program program", "program from 1"},
		{"exec --", "dashes", "program from 1"},
		// What stands before --dir is the program, and a line says so too late.
		{"exec a --dir d", "arg flag value", "arg 2, flag"},
		{"exec a --dir d b", "arg flag value arg", "arg 3, flag"},
	} {
		words := strings.Fields(test.line)
		l := readWords(table.Command(words[0]), words[1:], false)
		if roles(l) != test.roles || next(l.cursor) != test.next || l.help {
			t.Errorf("%s: %s; then %s, help %v; want %s; then %s", test.line, roles(l), next(l.cursor), l.help, test.roles, test.next)
		}
	}
}

// Where the shell keeps the two dashes to itself, those on the line are the program's.
func TestReadWords_bare(t *testing.T) {
	exec := (&app{}).table().Command("exec")
	for _, test := range []struct{ line, roles, bare string }{
		{"a b", "arg program", "arg program"},
		{"a -- b -x", "arg dashes program program", "arg dashes program program"},
		{"a b -x -- c", "arg arg flag dashes program", "arg program program program program"},
		{"--dir d b -- c", "flag value arg dashes program", "flag value program program program"},
		{"-- b", "dashes program", "dashes program"},
	} {
		words := strings.Fields(test.line)
		if got := roles(readWords(exec, words, false)); got != test.roles {
			t.Errorf("%s: %s, want %s", test.line, got, test.roles)
		}
		if got := roles(readWords(exec, words, true)); got != test.bare {
			t.Errorf("%s, bare: %s, want %s", test.line, got, test.bare)
		}
	}
}

func TestReadWords_help(t *testing.T) {
	table := (&app{}).table()
	for line, want := range map[string]bool{
		"use --help": true, "use a -h": true, "use -help": true, "use --help=x": true, "use -h --scope": true, "exec a -h": true, "exec a b -h -- c": true,
		"use": false, "use -- -h": false, "use --scope -h": false, "exec a -- -h": false, "exec a b -h": false, "exec --dir d b -h": false,
	} {
		words := strings.Fields(line)
		if got := readWords(table.Command(words[0]), words[1:], false).help; got != want {
			t.Errorf("%s: %v, want %v", line, got, want)
		}
	}
}

func TestFlagsFirst(t *testing.T) {
	table := (&app{}).table()
	for line, want := range map[string]string{
		"use":                  "--",
		"use a --scope user":   "--scope user -- a",
		"use a -x b":           "-x -- a b",
		"use -- -a":            "-- -a",
		"use a -- --":          "-- a --",
		"use a --scope":        "--scope",
		"exec a b --private":   "-- a b --private",
		"exec a -- b -- c":     "-- a -- b -- c",
		"exec a --private b":   "--private -- a b",
		"exec --dir d -- b -x": "--dir d -- -- b -x",
	} {
		words := strings.Fields(line)
		if got := strings.Join(readWords(table.Command(words[0]), words[1:], false).flagsFirst(), " "); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// What a word is completed as is what the command gets it as, behind whatever line.
func TestReadWords_completesWhatRuns(t *testing.T) {
	words := []string{"", "-", "--", "--", "--dir", "--dir=d", "--group", "--no-use", "--private", "--protected", "--scope", "--scope=x", "--unset", "-f", "-o", "a", "a", "b", "use"}
	random := rand.New(rand.NewSource(1)) // the same lines each time
	told := map[string]int{}
	for range 2000 {
		name := []string{"exec", "list", "save", "set", "use"}[random.Intn(5)]
		before := make([]string, random.Intn(6))
		for i := range before {
			before[i] = words[random.Intn(len(words))]
		}
		for _, bare := range []bool{false, true} {
			told[agree(t, name, before, bare)]++
		}
	}
	for _, what := range []string{"argument", "argument behind --", "program", "value"} {
		if told[what] < 50 {
			t.Errorf("%s: only %d lines", what, told[what])
		}
	}
}

// agree reports where what is completed behind a line is not what runs. It returns what
// that is, or why nothing runs.
func agree(t *testing.T, name string, before []string, bare bool) string {
	t.Helper()
	cmd := (&app{}).table().Command(name)
	at := readWords(cmd, before, true).cursor
	if at != readWords(cmd, before, bare).cursor {
		return "the two dashes come too late"
	}
	ran, args := runs(name, append(slices.Clone(before), "word"), bare)
	if ran == nil {
		return "refused"
	}
	what, ok := "argument", false
	switch {
	case at.flag != nil:
		what, ok = "value", ran.String(at.flag.Names()[0]) == "word"
	case at.program >= 0:
		program := append(slices.Clone(before[at.program:]), "word")
		what, ok = "program", len(args) >= len(program) && slices.Equal(args[len(args)-len(program):], program)
	default:
		if at.dashes {
			what = "argument behind --"
		}
		n := len(args) - 1
		if name == "exec" && ran.IsSet("dir") {
			n++ // in place of a context
		}
		ok = n == at.args && args[len(args)-1] == "word"
	}
	if at.flag == nil {
		isFlag := at.program < 0 && !at.dashes
		dashed, _ := runs(name, append(slices.Clone(before), "-zz"), bare)
		ok = ok && isFlag == (dashed == nil) // there is no such flag
	}
	if !ok {
		t.Errorf("%s %q, bare %v: %s completes, but it runs with %q", name, before, bare, next(at), args)
	}
	return what
}

// runs returns what a command gets of a line; nil where that is refused before.
func runs(name string, words []string, bare bool) (ran *cli.Context, args []string) {
	table := (&app{out: io.Discard, err: io.Discard}).table()
	cmd := table.Command(name)
	cmd.Action = func(c *cli.Context) error {
		ran, args = c, c.Args().Slice()
		return nil
	}
	if err := table.Run(append([]string{"azenv", name}, readWords(cmd, words, bare).flagsFirst()...)); err != nil {
		return nil, nil
	}
	return ran, args
}
