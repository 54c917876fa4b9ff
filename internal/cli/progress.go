package cli

import (
	"fmt"

	"github.com/azenv/azenv/internal/term"
)

// progress returns what shows on a terminal how far something is, on a line that is
// overwritten; nothing elsewhere.
func (a *app) progress(what string) func(done, of int) {
	if !term.IsTTY(a.err) {
		return nil
	}
	return func(done, of int) { fmt.Fprintf(a.err, "\razenv: %d of %d %s\x1b[K", done, of, what) }
}

// endProgress takes that line away.
func (a *app) endProgress() {
	if term.IsTTY(a.err) {
		fmt.Fprint(a.err, "\r\x1b[K")
	}
}

// warn prints an error that does not end the command, and its hint.
func (a *app) warn(err error) {
	a.say("warning: %v", err)
	a.say("hint: %s", hintFor(err, a.command))
}
