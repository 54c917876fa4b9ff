package run

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
)

// replace runs a child, since Windows cannot replace a process. The console sends Ctrl-C to
// the child as well; azenv ignores it, and waits until the child ends.
func replace(path string, argv, env []string) (int, error) {
	signal.Ignore(os.Interrupt)
	cmd := exec.Command(path, argv[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return startCode(err), fmt.Errorf("%s: %w", path, err)
	}
	return 0, nil
}
