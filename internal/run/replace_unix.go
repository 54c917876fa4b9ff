//go:build unix

package run

import (
	"fmt"
	"syscall"
)

func replace(path string, argv, env []string) (int, error) {
	err := syscall.Exec(path, argv, env)
	return startCode(err), fmt.Errorf("%s: %w", path, err)
}
