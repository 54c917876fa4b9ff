package cli

import (
	"errors"
	"fmt"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
)

// usageError is a command line that cannot be understood.
type usageError struct {
	msg     string
	command string // whose help explains it, empty for azenv's own
}

func (e *usageError) Error() string { return e.msg }

func usagef(command, format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...), command}
}

// hinted is an error with the command that helps.
type hinted struct {
	error
	hint string
}

func (e *hinted) Unwrap() error { return e.error }

func hint(err error, format string, args ...any) error {
	return &hinted{err, fmt.Sprintf(format, args...)}
}

// hintFor returns the command to type after err: the one err brings, else the one
// that its kind asks for, else none.
func hintFor(err error) string {
	var h *hinted
	var usage *usageError
	var missing *azctx.NotFoundError
	var several *azctx.AmbiguousError
	var taken *azctx.TakenError
	var newer *azctx.NewerError
	var corrupt *azctx.CorruptError
	var place *home.PlaceError
	switch {
	case errors.As(err, &h):
		return h.hint
	case errors.As(err, &usage) && usage.command != "":
		return "azenv " + usage.command + " --help"
	case errors.As(err, &missing) && missing.Nearest != "":
		return fmt.Sprintf("azenv list; did you mean %q?", missing.Nearest)
	case errors.As(err, &missing):
		return "azenv list"
	case errors.As(err, &several):
		return "azenv use NAME, with one of these names"
	case errors.As(err, &taken):
		return fmt.Sprintf("azenv use %q", taken.By.Label)
	case errors.Is(err, azctx.ErrNoName):
		return "azenv list"
	case errors.As(err, &place):
		return place.Mend
	case errors.As(err, &newer):
		return "install the newer azenv, or move the file away and type azenv import"
	case errors.As(err, &corrupt):
		return "mend the file, or move it away and type azenv import"
	}
	return ""
}
