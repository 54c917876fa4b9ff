package proc

import (
	"errors"
	"math"

	"golang.org/x/sys/unix"
)

// zombie is SZOMB of <sys/proc.h>.
const zombie = 5

// readOrigin leaves Machine empty: on macOS the host's name changes with the network.
func readOrigin() (o Origin, err error) {
	o.Boot, err = unix.Sysctl("kern.bootsessionuuid")
	if err == nil && o.Boot == "" {
		err = errors.New("kern.bootsessionuuid is empty")
	}
	return o, err
}

func startOf(pid int) (uint64, error) {
	p, err := look(pid)
	return p.start, err
}

func family() func(pid int) (process, error) { return look }

// look reads one process. Its start is the time of day when it was forked, in
// microseconds. It does not change when the clock is set.
func look(pid int) (process, error) {
	if pid <= 0 || pid > math.MaxInt32 {
		return process{}, errors.New("not a process id")
	}
	// For a pid that no process has, the kernel answers with no record.
	// SysctlKinfoProc reports that as EIO.
	k, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if errors.Is(err, unix.EIO) {
		return process{}, unix.ESRCH
	}
	if err != nil {
		return process{}, err
	}
	if int(k.Proc.P_pid) != pid {
		return process{}, unix.ESRCH
	}
	if k.Proc.P_stat == zombie {
		return process{}, errors.New("has ended")
	}
	t := k.Proc.P_starttime
	return process{
		parent: int(k.Eproc.Ppid),
		start:  uint64(t.Sec)*1_000_000 + uint64(t.Usec),
	}, nil
}
