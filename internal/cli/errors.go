package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

// usageError is a command line that cannot be understood.
type usageError struct {
	msg     string
	command string // the command whose help explains it, empty for azenv itself
}

func (e *usageError) Error() string { return e.msg }

func usagef(command, format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...), command}
}

// hintFor returns the hint for err, which command returned. It is err's own hint, else the
// hint for its kind, else the command's help.
func hintFor(err error, command string) string {
	var usage *usageError
	var missing *azctx.NotFoundError
	var several *azctx.AmbiguousError
	hint := session.HintOf(err)
	switch {
	case hint != "":
		return hint
	case errors.As(err, &usage) && usage.command != "":
		return "azenv " + usage.command + " --help"
	case errors.As(err, &missing) && missing.Nearest != "" && (command == "use" || command == "show" || command == "pin" || command == "remove"):
		return fmt.Sprintf("azenv %s %q", command, missing.Nearest)
	case errors.As(err, &missing) && missing.Nearest != "" && command == "exec":
		return fmt.Sprintf("azenv exec %q -- COMMAND", missing.Nearest)
	case errors.As(err, &missing) && missing.Nearest != "" && command == "export":
		return fmt.Sprintf("azenv export SHELL --context %q", missing.Nearest)
	case errors.As(err, &missing), errors.Is(err, azctx.ErrNoName):
		return "azenv list"
	case errors.As(err, &several) && command == "use":
		return "azenv use NAME, with one of these names"
	case errors.As(err, &several):
		return "azenv list -o name, and give one of these names"
	}
	return strings.TrimSpace("azenv "+command) + " --help"
}
