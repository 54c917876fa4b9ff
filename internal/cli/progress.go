package cli

import (
	"fmt"

	"github.com/azenv/azenv/internal/signin"
	"github.com/azenv/azenv/internal/term"
)

// progress shows on a terminal how far a command has got, on one line that it overwrites.
// Without a terminal it is nil.
func (a *app) progress() signin.Progress {
	if !term.IsTTY(a.err) {
		return nil
	}
	return progressLine{a}
}

type progressLine struct{ *app }

func (p progressLine) Step(done, of int, what string) {
	fmt.Fprintf(p.err, "\razenv: %d of %d %s\x1b[K", done, of, what)
}

// End removes that line.
func (p progressLine) End() { fmt.Fprint(p.err, "\r\x1b[K") }

// warn prints an error that does not end the command, and its hint.
func (a *app) warn(err error) {
	a.say("warning: %v", err)
	a.say("hint: %s", hintFor(err, a.command))
}
