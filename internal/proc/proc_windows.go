package proc

import (
	"errors"
	"math"
	"unsafe"

	"golang.org/x/sys/windows"
)

// readOrigin needs no boot id: the start of a process is a date, which does not come
// again after a boot.
func readOrigin() (Origin, error) { return Origin{Boot: "windows"}, nil }

// startOf returns the creation time of a running process, in units of 100 ns
// since 1601.
func startOf(pid int) (uint64, error) {
	if pid <= 0 || pid > math.MaxInt32 {
		return 0, errors.New("not a process id")
	}
	h, err := windows.OpenProcess(
		windows.PROCESS_QUERY_LIMITED_INFORMATION|windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return 0, err
	}
	defer windows.CloseHandle(h)

	// OpenProcess ignores the low two bits of a pid:
	// https://devblogs.microsoft.com/oldnewthing/20080606-00/?p=22043
	got, err := windows.GetProcessId(h)
	if err != nil {
		return 0, err
	}
	if got != uint32(pid) {
		return 0, windows.ERROR_INVALID_PARAMETER
	}
	// A process that has ended can still be opened as long as anybody has a
	// handle to it.
	if ev, err := windows.WaitForSingleObject(h, 0); err != nil {
		return 0, err
	} else if ev == windows.WAIT_OBJECT_0 {
		return 0, errors.New("has ended")
	}
	var created, exited, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(h, &created, &exited, &kernel, &user); err != nil {
		return 0, err
	}
	return uint64(created.HighDateTime)<<32 | uint64(created.LowDateTime), nil
}

// family takes one snapshot of all parents and uses it for every pid. Only a
// snapshot tells a parent, and it is expensive.
func family() func(pid int) (process, error) {
	parents, err := parentsOf()
	return func(pid int) (process, error) {
		if err != nil {
			return process{}, err
		}
		start, err := startOf(pid)
		if err != nil {
			return process{}, err
		}
		return process{parent: parents[pid], start: start}, nil
	}
}

// parentsOf maps each process id to that of its parent.
func parentsOf() (map[int]int, error) {
	snap, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return nil, err
	}
	defer windows.CloseHandle(snap)

	parents := map[int]int{}
	e := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(snap, &e); err == nil; err = windows.Process32Next(snap, &e) {
		parents[int(e.ProcessID)] = int(e.ParentProcessID)
	}
	if !errors.Is(err, windows.ERROR_NO_MORE_FILES) {
		return nil, err
	}
	return parents, nil
}
