// Package proc owns the question which process is which. It gives a process an
// identity that a later process with the same id does not have. It tells whether
// that process still runs, and whether it is an ancestor of another one. It must
// not know what identities are used for: no contexts, no shells, no files of azenv.
//
// It runs at every change of a shell, so it starts no process and uses no network.
package proc

import (
	"fmt"
	"strconv"
	"sync"
)

// ID names one process, and never another one. Its fields other than PID have no meaning
// outside. They have no character that needs quoting, and compare with ==.
type ID struct {
	Boot  string // the run of the system, and the space that its process ids belong to
	PID   int
	Start string // stays the same as long as the process runs; the next process with PID has another
}

// maxDepth limits the walk up the parents. Nobody nests 64 shells, and a loop in what the
// system reports must not hang a shell.
const maxDepth = 64

// process is what the system tells about a running process. The unit and the origin of
// start depend on the system; start grows with time.
type process struct {
	parent int
	start  uint64
}

// Origin says from where a process id is: the same id from elsewhere is another process.
// A part that is not known is empty.
type Origin struct {
	Machine string // the system's own id, which a copy of it has, too
	Boot    string // the run of the system
	Space   string // the space the ids belong to: on Linux, the pid namespace
}

// here reads the origin once: no part of it can change while this process runs.
var here = sync.OnceValues(readOrigin)

// Here returns the origin of this process's own id.
func Here() (Origin, error) { return here() }

// bootID joins the run of the system and the space, which identities have in common.
func bootID() (string, error) {
	o, err := here()
	if err != nil || o.Space == "" {
		return o.Boot, err
	}
	return o.Boot + "-" + o.Space, nil
}

// Boot returns the part that all identities of this boot have in common (on Linux, of
// this pid namespace), or "" if it is not known.
func Boot() string {
	boot, err := bootID()
	if err != nil {
		return ""
	}
	return boot
}

// Of returns the identity of a running process. A zombie does not run any more.
func Of(pid int) (ID, error) {
	boot, err := bootID()
	if err != nil {
		return ID{}, fmt.Errorf("boot id: %w", err)
	}
	start, err := startOf(pid)
	if err != nil {
		return ID{}, fmt.Errorf("process %d: %w", pid, err)
	}
	return ID{Boot: boot, PID: pid, Start: decimal(start)}, nil
}

// Alive reports whether the very same process still runs and can be seen.
func (id ID) Alive() bool {
	now, err := Of(id.PID)
	return err == nil && now == id
}

// IsAncestor reports whether of is the process pid itself or a running
// ancestor of it. If an ancestor between the two cannot be read, the answer is
// false.
func IsAncestor(pid int, of ID) bool {
	boot, err := bootID()
	if err != nil || of.Boot != boot {
		return false
	}
	return isAncestor(pid, of, family())
}

// isAncestor walks from pid towards the root. The walk takes time: meanwhile a
// parent may end, and a new process may get its id. Windows never updates the
// parent id of an orphan. So a parent that is younger than its child is not its
// parent.
func isAncestor(pid int, of ID, look func(pid int) (process, error)) bool {
	childStart := ^uint64(0)
	for range maxDepth {
		if pid <= 0 {
			return false
		}
		p, err := look(pid)
		if err != nil || p.start > childStart {
			return false
		}
		if pid == of.PID {
			return decimal(p.start) == of.Start
		}
		pid, childStart = p.parent, p.start
	}
	return false
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }
