package home

import (
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// lockTurns is how many times as long a lock is waited for while it goes from one holder
// to the next.
const lockTurns = 6

// HeldError says that other processes held a lock all the time that was waited.
type HeldError struct {
	Path string
	Wait time.Duration
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("%s: held by another azenv for %s", e.Path, e.Wait)
}

// Hint is what to type about it.
func (e *HeldError) Hint() string { return "fuser -v " + Word(e.Path) }

// Lock takes the lock on the file at path, which it makes if need be, waiting at most
// that long; then it is a *HeldError. The system frees it when its holder dies.
func Lock(path string, wait time.Duration) (unlock func(), err error) {
	return LockInTurn(path, wait, func() string { return "" })
}

// LockInTurn is Lock where many may stand in the queue, each for a short time. Mark is what
// is different after each of them: while it changes nobody has the lock for too long, and
// the wait begins anew, up to lockTurns times.
func LockInTurn(path string, wait time.Duration, mark func() string) (unlock func(), err error) {
	if fi, err := os.Lstat(path); err == nil && !fi.Mode().IsRegular() {
		return nil, &UnfitError{path, "not a regular file, so nothing to lock", "mv " + Word(path) + " " + Word(path+".old")}
	}
	l := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|NoFollow), flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	switch {
	case err != nil:
		return nil, err
	case ok:
		return func() { l.Close() }, nil
	case wait == 0:
		return nil, &HeldError{path, wait}
	}
	// In the system's queue: among many, who only asks now and then may never have luck.
	got := make(chan error, 1)
	go func() { got <- l.Lock() }()
	for turn := 1; ; turn++ {
		before := mark()
		select {
		case err := <-got:
			if err != nil {
				return nil, err
			}
			return func() { l.Close() }, nil
		case <-time.After(wait):
		}
		if turn == lockTurns || mark() == before {
			go func() {
				if <-got == nil {
					l.Close()
				}
			}()
			return nil, &HeldError{path, time.Duration(turn) * wait}
		}
	}
}
