package proc

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

var (
	errEnded  = errors.New("has ended")
	errFormat = errors.New("unknown format of /proc/<pid>/stat")
)

// readOrigin reads the kernel's boot id, the pid namespace and the machine's id. The boot
// id alone is not enough: a container has that of its host and may share a folder with
// it, but the same pid is another process there.
func readOrigin() (o Origin, err error) {
	// In a chroot or an unshared namespace /proc may belong to another pid namespace,
	// so that its pids are not ours.
	self, err := os.Readlink("/proc/self")
	if err != nil {
		return o, err
	}
	if self != strconv.Itoa(os.Getpid()) {
		return o, errors.New("/proc shows another pid namespace")
	}
	b, err := readFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return o, err
	}
	if o.Boot = string(bytes.TrimSpace(b)); o.Boot == "" {
		return o, errors.New("/proc/sys/kernel/random/boot_id is empty")
	}
	if link, err := os.Readlink("/proc/self/ns/pid"); err == nil {
		o.Space = namespace(link)
	}
	o.Machine = machine()
	return o, nil
}

// machine is machine-id(5). It is empty if there is none, as in many containers.
func machine() string {
	id, err := readFile("/etc/machine-id")
	if err != nil || string(bytes.TrimSpace(id)) == "uninitialized" {
		return ""
	}
	return string(bytes.TrimSpace(id))
}

// namespace turns "pid:[4026531836]" (namespaces(7)) into "4026531836".
func namespace(link string) string {
	inode, ok := strings.CutPrefix(link, "pid:[")
	inode, closed := strings.CutSuffix(inode, "]")
	if !ok || !closed {
		return ""
	}
	return inode
}

// readFile reads a small file of the system's. It does without what os.ReadFile sets up at
// first, which takes longer than all that is read here.
func readFile(path string) ([]byte, error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	defer unix.Close(fd)
	data := make([]byte, 0, 1024)
	for {
		n, err := unix.Read(fd, data[len(data):cap(data)])
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return nil, &os.PathError{Op: "read", Path: path, Err: err}
		case n == 0:
			return data, nil
		}
		data = slices.Grow(data[:len(data)+n], 512)
	}
}

func startOf(pid int) (uint64, error) {
	p, err := look(pid)
	return p.start, err
}

func family() func(pid int) (process, error) { return look }

// look reads one process. Its start is in clock ticks since boot, by a clock that nobody
// can set.
func look(pid int) (process, error) {
	if pid <= 0 {
		return process{}, errors.New("not a process id")
	}
	b, err := readFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return process{}, err
	}
	return parseStat(b)
}

// parseStat reads proc_pid_stat(5): "pid (comm) state ppid … starttime …",
// fields 1, 2, 3, 4 and 22. The owner of the process may put any bytes into comm,
// even blanks and parentheses. After the last closing parenthesis there are only a
// letter for the state and numbers.
func parseStat(stat []byte) (process, error) {
	const state, ppid, starttime = 0, 1, 19 // counted from field 3
	i := bytes.LastIndexByte(stat, ')')
	if i < 0 {
		return process{}, errFormat
	}
	fields := bytes.Fields(stat[i+1:])
	if len(fields) <= starttime {
		return process{}, errFormat
	}
	switch string(fields[state]) {
	case "Z", "X", "x": // zombie, dead, dead before Linux 3.14
		return process{}, errEnded
	}
	parent, err := strconv.Atoi(string(fields[ppid]))
	if err != nil {
		return process{}, fmt.Errorf("%w: parent: %w", errFormat, err)
	}
	start, err := strconv.ParseUint(string(fields[starttime]), 10, 64)
	if err != nil {
		return process{}, fmt.Errorf("%w: start: %w", errFormat, err)
	}
	return process{parent: parent, start: start}, nil
}
