package cli

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// spot is where a word stands on a command's line.
type spot struct {
	flag    cli.Flag // whose value it is
	args    int      // how many arguments stand before it
	dashes  bool     // behind --, so it is no flag
	program int      // index of the word that begins exec's command line; -1 for none
	end     string   // the -- that may come here
}

// spotIn tells where a word behind words stands: it reads them as permute does.
func spotIn(cmd *cli.Command, words []string) spot {
	s := spot{program: -1}
	takesValue := valued(cmd)
	exec := cmd.Name == "exec"
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "--" && exec:
			s.program = i + 1
			return s
		case w == "--":
			s.dashes = true
			s.args += len(words) - i - 1
			return s
		case len(w) < 2 || w[0] != '-':
			if exec && s.args == 1 {
				s.program = i
				return s
			}
			s.args++
			continue
		}
		name, _, given := strings.Cut(strings.TrimLeft(w, "-"), "=")
		if exec && name == "dir" {
			s.args = 1 // in place of a context
		}
		if f := takesValue[name]; f != nil && !given {
			if i++; i == len(words) {
				s.flag = f
				return s
			}
		}
	}
	if exec && s.args == 1 {
		s.end = "--"
	}
	return s
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

// usageOf is what a flag's value is.
func usageOf(f cli.Flag) string {
	if d, ok := f.(cli.DocGenerationFlag); ok {
		return d.GetUsage()
	}
	return ""
}

// argumentOf is what argument n is, by a command's ArgsUsage; empty for too many.
func argumentOf(usage string, n int) string {
	words := strings.Fields(usage)
	if n < len(words) {
		return strings.TrimSuffix(words[n], "…")
	}
	if len(words) == 0 {
		return ""
	}
	last, repeats := strings.CutSuffix(words[len(words)-1], "…")
	if !repeats {
		return ""
	}
	return last
}

// flagWords are flags as they are typed, and what else may stand in their place.
func flagWords(flags []cli.Flag, more ...string) candidates {
	words := slices.Clone(more)
	for _, f := range flags {
		for _, name := range f.Names() {
			if len(name) == 1 {
				words = append(words, "-"+name)
			} else {
				words = append(words, "--"+name)
			}
		}
	}
	return candidates{words: words}
}
