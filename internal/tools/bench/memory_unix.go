//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// memory is the most that a program had, in MiB; 0 where the system does not say.
func memory(state *os.ProcessState) float64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin" || runtime.GOOS == "ios": // in bytes
		return float64(usage.Maxrss) / (1 << 20)
	}
	return float64(usage.Maxrss) / (1 << 10)
}
