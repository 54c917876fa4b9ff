//go:build !linux && !darwin && !windows

package proc

import (
	"errors"
	"runtime"
)

var errUnsupported = errors.New("not supported on " + runtime.GOOS)

func readOrigin() (Origin, error) { return Origin{}, errUnsupported }

func startOf(int) (uint64, error) { return 0, errUnsupported }

func family() func(pid int) (process, error) {
	return func(int) (process, error) { return process{}, errUnsupported }
}
