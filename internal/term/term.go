// Package term owns what azenv writes for a terminal: text made safe to show,
// tables, JSON, and style. It must not know what the text means: no contexts,
// no shells, no Azure. It reads no environment but through what it is given.
//
// Names and messages come from directories, files and servers of other people.
// Whatever shows them passes them through Clean (WriteTable and WriteTSV do so
// themselves; WriteJSON escapes instead), so that no name can move the cursor,
// set a title, or pretend to be another.
package term

import (
	"io"
	"os"

	"github.com/mattn/go-isatty"
)

// IsTTY reports whether w is a terminal, Cygwin's included. A console of
// Windows is also asked to understand the sequences Style writes, which it
// does not by itself.
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

// Style dresses text for a terminal. Its zero value leaves text as it is. It
// does not clean: s is azenv's own text, or went through Clean.
type Style struct {
	on bool
}

// NewStyle returns a Style that colours if the output is a terminal that can
// and the user has not asked for none (https://no-color.org).
func NewStyle(isTTY bool, getenv func(string) string) Style {
	return Style{on: isTTY && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"}
}

// Dim returns s in fainter letters.
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
