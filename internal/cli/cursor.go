package cli

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// cursor says what the next word of a command's line can be.
type cursor struct {
	flag    cli.Flag // the flag of which it is the value, nil for none
	args    int      // the number of arguments before it
	dashes  bool     // it is after --, so it is no flag
	begins  bool     // exec's command line may begin with it
	program int      // index of the word that begins exec's command line; -1 for none
}

// usageOf is the word for a flag's value: its Usage.
func usageOf(f cli.Flag) string {
	if d, ok := f.(cli.DocGenerationFlag); ok {
		return d.GetUsage()
	}
	return ""
}

// argumentOf is the word for argument n in a command's ArgsUsage. It is empty if the
// command takes fewer arguments.
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

// flagWords are the flags as they are typed, and the words of more.
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
