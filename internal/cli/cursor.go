package cli

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// cursor is where the next word of a command's line stands.
type cursor struct {
	flag    cli.Flag // whose value it is
	args    int      // how many arguments stand before it
	dashes  bool     // behind --, so it is no flag
	begins  bool     // exec's command line may begin here
	program int      // index of the word that begins exec's command line; -1 for none
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
