// Package run owns how other programs are started: lookup, environment, signals and exit
// codes. It must not know what the environment means.
package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
)

// These are the exit codes for a command that could not be started, as in the shells.
const (
	cannotRun = 126
	notFound  = 127
)

// Replace replaces this process by the command argv, with the environment env (NAME=value).
// If the system cannot do that, it runs the command as a child and returns its exit code.
// The error says why the command could not be started.
func Replace(argv, env []string) (code int, err error) {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return startCode(err), fmt.Errorf("%s: %w", argv[0], cause(err))
	}
	return replace(path, argv, env)
}

func startCode(err error) int {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return notFound
	}
	return cannotRun
}

// cause is err without the name, which the caller adds.
func cause(err error) error {
	var e *exec.Error
	if errors.As(err, &e) {
		return e.Err
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
