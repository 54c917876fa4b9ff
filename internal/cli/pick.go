package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mattn/go-isatty"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/term"
)

func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// terminal says whether a person can be asked on a terminal.
func (a *app) terminal() bool { return term.IsTTY(a.err) && isTerminal(a.in) }

// isPipe says whether in is the end of a pipe.
func isPipe(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	fi, err := f.Stat()
	return err == nil && fi.Mode()&os.ModeNamedPipe != 0
}

// pickMost is the most contexts that a list to pick from shows at once.
const pickMost = 20

// pick asks on the terminal for one of p's contexts. A number picks one, any other text
// makes the list shorter.
func (a *app) pick(p *azctx.Profile) (*azctx.Context, error) {
	left := make([]*azctx.Context, len(p.Contexts))
	for i := range p.Contexts {
		left[i] = &p.Contexts[i]
	}
	lines := bufio.NewScanner(a.in)
	for {
		rows := make([][]string, 0, pickMost)
		for i, c := range left[:min(len(left), pickMost)] {
			rows = append(rows, []string{strconv.Itoa(i + 1), c.Label, c.Tenant.Text(), c.Account.Name})
		}
		if err := term.WriteTable(a.err, nil, rows); err != nil {
			return nil, err
		}
		if more := len(left) - len(rows); more > 0 {
			a.say("and %d more: type part of a name", more)
		}
		fmt.Fprint(a.err, "number, or part of a name: ")
		if !lines.Scan() {
			return nil, errors.New("nothing was picked")
		}
		text := strings.TrimSpace(lines.Text())
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(rows) {
			return left[n-1], nil
		}
		if text == "" {
			return nil, errors.New("nothing was picked")
		}
		switch narrowed := matching(left, text); len(narrowed) {
		case 0:
			a.say("none of these has %q in it", text)
		case 1:
			return narrowed[0], nil
		default:
			left = narrowed
		}
	}
}

// matching returns the context whose label is text, else the contexts that have text in
// them. The case does not matter.
func matching(of []*azctx.Context, text string) []*azctx.Context {
	for _, c := range of {
		if strings.EqualFold(c.Label, text) {
			return []*azctx.Context{c}
		}
	}
	text = strings.ToLower(text)
	var out []*azctx.Context
	for _, c := range of {
		all := strings.Join([]string{c.Label, c.FullName(), c.Tenant.Domain, c.Tenant.Name, c.Account.Name}, "\n")
		if strings.Contains(strings.ToLower(all), text) {
			out = append(out, c)
		}
	}
	return out
}
