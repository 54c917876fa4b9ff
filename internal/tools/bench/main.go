// Command bench measures what azenv costs: a prompt at which nothing changed, a cd that
// changes nothing, and entering and leaving a directory that has a say, against direnv's;
// `azenv export`,
// against a Go program that prints one line; finding one context among many, against
// among few; what works on all of many: import, list, set, completion; and a sign-in with
// many tenants at a slow, fake Azure. It prints one table; where a program is started,
// with the most memory it had.
//
// A time says little about another machine, so each is set against one taken in
// the same run, turn by turn. A goal that is missed is printed as such and is no
// error. The program knows azenv by its commands and by the names that its hooks
// define, no more.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// effort is how much is measured.
type effort struct {
	rounds        int // of loops, for each shell
	cheap         int // evaluations of azenv's hook in a loop
	dear          int // evaluations of direnv's hook in a loop
	walks         int // out of a directory and in again, in a round
	starts        int // of each program
	bulk          int // of each command among many contexts
	many          int // contexts in the large profile
	logins        int // sign-ins, with
	tenants, each int // so many tenants, and subscriptions in each
}

var (
	full  = effort{rounds: 31, cheap: 500, dear: 30, walks: 2, starts: 1000, bulk: 21, many: 10_000, logins: 5, tenants: 50, each: 100}
	short = effort{rounds: 3, cheap: 50, dear: 3, walks: 1, starts: 10, bulk: 2, many: 300, logins: 1, tenants: 5, each: 3}
)

// few is the number of contexts in the small profile.
const few = 10

func main() {
	e := full
	quick := flag.Bool("short", false, "few rounds: to see that it works, not how fast azenv is")
	flag.Parse()
	if *quick {
		e = short
	}
	rows, about, err := measure(e)
	if err == nil {
		err = write(os.Stdout, about, rows)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure returns the rows of the table, and a line about what was measured.
func measure(e effort) (rows []row, about string, err error) {
	w, err := newWorld(e)
	if err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(w.dir)
	for i := range shells {
		r, err := w.prompts(&shells[i], e)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", shells[i].name, err)
		}
		rows = append(rows, r...)
	}
	for _, of := range []func(effort) ([]row, error){w.starts, w.bulk, w.login} {
		r, err := of(e)
		if err != nil {
			return nil, "", err
		}
		rows = append(rows, r...)
	}
	return rows, w.about(), nil
}

// prompts measures what is felt at the prompt of one shell.
func (w *world) prompts(s *shell, e effort) (rows []row, err error) {
	for _, of := range []struct {
		what, function string
		home           home
		goal           float64
	}{
		{"idle prompt", "bench", w.small, cheaper[s.name]},
		{"idle prompt under .azcontext", "bench", w.project, cheaperInProject},
		{"cd between directories that decide nothing", "roam", w.plain, cheaperCd},
		{"cd between directories under .azcontext", "roam", w.project, cheaperCd},
	} {
		r, err := w.idle(of.what, of.function, s, of.home, of.goal, e)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r...)
	}
	walked, err := w.walk(s, e)
	return append(rows, walked...), err
}

// write writes the table.
func write(out io.Writer, about string, rows []row) error {
	if _, err := fmt.Fprintf(out, "%s\n\n", about); err != nil {
		return err
	}
	lines := [][]string{{"", "azenv", "compared with", "", "ratio", "goal", ""}}
	for _, r := range rows {
		lines = append(lines, r.cells())
	}
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			if len(line) < len(widths) && i > 0 {
				break // it says why it is empty, across the columns
			}
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for _, line := range lines {
		text := ""
		for i, cell := range line {
			text += fmt.Sprintf("%-*s  ", widths[i], cell)
		}
		if _, err := fmt.Fprintln(out, strings.TrimRight(text, " ")); err != nil {
			return err
		}
	}
	return nil
}
