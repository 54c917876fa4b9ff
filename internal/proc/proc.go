// Package proc owns the question which process is which: an identity that a
// reused process id cannot forge, whether that process still runs, and whether
// it stands above another one. It must not know what hangs on an identity:
// no contexts, no shells, no files of azenv.
//
// It runs at every change of a shell, so it starts no process and asks no
// network.
package proc

import (
	"fmt"
	"strconv"
	"sync"
)

// ID names one process for good. Its fields are opaque apart from PID, hold no
// character that needs quoting, and compare with ==.
type ID struct {
	Boot  string // the run of the system and the space its process ids belong to
	PID   int
	Start string // equal for the life of the process, other for the next owner of PID
}

// maxDepth bounds the walk up the parents. Nobody nests 64 shells; a loop in
// what the system reports must not hang one.
const maxDepth = 64

// process is what the system tells of a running process. Start counts a unit
// of the system's own from an origin of its own; it grows with time.
type process struct {
	parent int
	start  uint64
}

// Origin is where a process id is from: the same id from elsewhere is another process.
// Each part is empty where it cannot be told.
type Origin struct {
	Machine string // the system's own id with its name
	Boot    string // the run of the system
	Space   string // the space the ids belong to: on Linux, the pid namespace
}

// here is read once: no part of it can change under a running process.
var here = sync.OnceValues(readOrigin)

// Here returns the origin of this process's own id.
func Here() (Origin, error) { return here() }

// bootID joins what identities of one run of the system and one space share.
func bootID() (string, error) {
	o, err := here()
	if err != nil || o.Space == "" {
		return o.Boot, err
	}
	return o.Boot + "-" + o.Space, nil
}

// Boot returns the part all identities of this boot (and, on Linux, of this
// pid namespace) share, or "" where it cannot be told.
func Boot() string {
	boot, err := bootID()
	if err != nil {
		return ""
	}
	return boot
}

// Of returns the identity of a running process. A zombie runs no more.
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
// ancestor of it. Where an ancestor between the two cannot be read the answer
// is false.
func IsAncestor(pid int, of ID) bool {
	boot, err := bootID()
	if err != nil || of.Boot != boot {
		return false
	}
	return isAncestor(pid, of, family())
}

// isAncestor walks from pid towards the root. The walk is not one moment: a
// parent may end on the way and its id pass to a newcomer, and Windows never
// updates the parent id of an orphan. So a parent younger than its child is
// none.
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
