// Package term owns what azenv writes for a terminal: text made safe to show,
// tables, JSON, and style. It must not know what the text means: no contexts,
// no shells, no Azure. It reads the environment only through a given function.
//
// Names and messages come from directories, files and servers of other people.
// Whoever shows them passes them through Clean, so that no name can move the
// cursor, set a title, or pretend to be another. WriteTable and WriteTSV do so
// themselves; WriteJSON escapes instead.
package term

import (
	"io"
	"os"

	"github.com/mattn/go-isatty"
)

// IsTTY reports whether w is a terminal, Cygwin's included. For a console of
// Windows it also turns on the sequences that Style writes, which are off at
// first.
func IsTTY(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || f == nil {
		return false
	}
	if isatty.IsCygwinTerminal(f.Fd()) {
		return true
	}
	if !isatty.IsTerminal(f.Fd()) {
		return false
	}
	enableStyle(f)
	return true
}

// Style colours text for a terminal. Its zero value leaves text as it is. It
// does not clean: s must be azenv's own text, or cleaned before.
type Style struct {
	on bool
}

// NewStyle returns a Style that colours if the output is a terminal with colours
// and the user has not turned them off (https://no-color.org).
func NewStyle(isTTY bool, getenv func(string) string) Style {
	return Style{on: isTTY && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"}
}

// Dim returns s in paler letters.
func (y Style) Dim(s string) string { return y.wrap(s, "2", "22") }

// Red returns s in red.
func (y Style) Red(s string) string { return y.wrap(s, "31", "39") }

// wrap puts s between two SGR sequences (ECMA-48 8.3.117). The second undoes
// only the first, so styles nest.
func (y Style) wrap(s, begin, end string) string {
	if !y.on || s == "" {
		return s
	}
	return "\x1b[" + begin + "m" + s + "\x1b[" + end + "m"
}
