package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/tokens"
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

// hintFor returns what to type after err, which command met: what err brings, else
// what its kind asks for, else the command's help.
func hintFor(err error, command string) string {
	var h *hinted
	var usage *usageError
	var missing *azctx.NotFoundError
	var several *azctx.AmbiguousError
	var taken *azctx.TakenError
	var name *azctx.NameTakenError
	var newer *azctx.NewerError
	var corrupt *azctx.CorruptError
	var held *azctx.HeldError
	var locked *home.HeldError
	var place *home.PlaceError
	var path *fs.PathError
	var unusable *azctx.UnusableError
	var noCloud *cloud.UnknownError
	var cloudTaken *cloud.TakenError
	var azure *azure.Error
	switch {
	case errors.As(err, &h):
		return h.hint
	case errors.As(err, &unusable):
		return unusable.Hint
	case errors.As(err, &usage) && usage.command != "":
		return "azenv " + usage.command + " --help"
	case errors.As(err, &noCloud):
		return "azenv cloud list, or azenv cloud add NAME"
	case errors.As(err, &cloudTaken):
		return "azenv cloud remove " + cloudTaken.Name + ", then add it"
	case errors.As(err, &azure):
		return problemHint(azure, "azenv login")
	case errors.As(err, &missing) && missing.Nearest != "" && (command == "use" || command == "show" || command == "pin" || command == "remove"):
		return fmt.Sprintf("azenv %s %q", command, missing.Nearest)
	case errors.As(err, &missing) && missing.Nearest != "" && command == "exec":
		return fmt.Sprintf("azenv exec %q -- COMMAND", missing.Nearest)
	case errors.As(err, &missing) && missing.Nearest != "" && command == "export":
		return fmt.Sprintf("azenv export SHELL --context %q", missing.Nearest)
	case errors.As(err, &missing):
		return "azenv list"
	case errors.As(err, &several) && command == "use":
		return "azenv use NAME, with one of these names"
	case errors.As(err, &several):
		return "azenv list -o name, and give one of these names"
	case errors.As(err, &name):
		return fmt.Sprintf("azenv show %q", name.By.Label)
	case errors.As(err, &taken):
		return fmt.Sprintf("azenv use %q", taken.By.Label)
	case errors.Is(err, azctx.ErrNoName):
		return "azenv list"
	case errors.As(err, &held):
		return "fuser -v " + home.Word(held.Path)
	case errors.As(err, &locked):
		return "fuser -v " + home.Word(locked.Path)
	case errors.As(err, &place):
		return place.Mend
	case errors.Is(err, tokens.ErrBusy):
		return "wait, then type it again"
	case errors.As(err, &newer):
		return "install the newer azenv, or move the file away and type azenv import"
	case errors.As(err, &corrupt):
		return "mend the file, or move it away and type azenv import"
	case errors.As(err, &path):
		if h := hintForPath(path); h != "" {
			return h
		}
	}
	return strings.TrimSpace("azenv "+command) + " --help"
}

// hintForPath is what helps where a file cannot be had; empty where nothing general
// does.
func hintForPath(e *fs.PathError) string {
	path := e.Path
	if e.Op == home.Replacing || e.Op == "remove" {
		path = filepath.Dir(path)
	}
	// What is in the way may stand above, also above what is not there yet.
	for path != filepath.Dir(path) {
		if _, err := os.Lstat(path); err == nil && home.Enterable(filepath.Dir(path)) {
			break
		}
		path = filepath.Dir(path)
	}
	fi, err := os.Stat(path)
	uid, owned := home.Owner(path)
	switch {
	case errors.Is(e, syscall.ENOSPC), errors.Is(e, syscall.EDQUOT), errors.Is(e, syscall.EROFS):
		return "df -h " + home.Word(path)
	case errors.Is(e, syscall.EFBIG):
		return "ulimit -f unlimited"
	case !errors.Is(e, fs.ErrPermission):
		return ""
	case owned && uid != os.Geteuid():
		return "ls -ld " + home.Word(path)
	case err == nil && fi.IsDir():
		return "chmod u+rwx " + home.Word(path)
	}
	return "chmod u+rw " + home.Word(path)
}
