// Package run owns starting other programs: lookup, environment, signals, exit
// codes. It must not know what the environment means.
package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
)

// Exit codes for a command that could not be started, as the shells have them.
const (
	cannotRun = 126
	notFound  = 127
)

// Replace runs argv with the environment env (NAME=value) in place of this
// process, or, where the system cannot replace one, as a child whose exit code it
// returns. The error says why it could not be started.
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

// cause is err without the name that it repeats.
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
