package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/azenv/azenv/internal/home"
)

// hinted is an error with a hint: the command that helps.
type hinted struct {
	error
	hint string
}

func (e *hinted) Unwrap() error { return e.error }

func (e *hinted) Hint() string { return e.hint }

// Hint returns err with a hint, which is made as by fmt.Sprintf. An error type may also
// have a method Hint of its own.
func Hint(err error, format string, args ...any) error {
	return &hinted{err, fmt.Sprintf(format, args...)}
}

// HintOf returns the hint of err. If it has none and is about a path, it returns what
// usually helps there. Otherwise it is empty.
func HintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return hintForPath(path)
	}
	return ""
}

// hintForPath is the hint for a file that cannot be used; empty if nothing general helps.
func hintForPath(e *fs.PathError) string {
	path := e.Path
	if e.Op == home.Replacing || e.Op == "remove" {
		path = filepath.Dir(path)
	}
	// The cause may be a folder above, also if the path itself does not exist.
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

// Arg is s as an argument in a hint, quoted if a shell would need that.
func Arg(s string) string {
	if s == "" || strings.ContainsAny(s, " ()[]&") {
		return fmt.Sprintf("%q", s)
	}
	return s
}
