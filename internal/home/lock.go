package home

import (
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// lockTurns is the most waits, one after the other, while a lock goes from one holder to
// the next.
const lockTurns = 6

// HeldError says that other processes held a lock during the whole wait.
type HeldError struct {
	Path string
	Wait time.Duration
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("%s: held by another azenv for %s", e.Path, e.Wait)
}

// Hint is what to type about it.
func (e *HeldError) Hint() string { return "fuser -v " + Word(e.Path) }

// Lock takes the lock on the file at path, and makes the file if it is missing. After that
// wait it returns a *HeldError. The system frees a lock when its holder dies.
func Lock(path string, wait time.Duration) (unlock func(), err error) {
	return LockInTurn(path, wait, func() string { return "" })
}

// LockInTurn is Lock for a lock that many may want, each for a short time. mark returns a
// text that each holder changes. While it changes nobody holds the lock for too long, so
// the wait begins anew. It lasts for at most lockTurns times wait.
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
	// Lock waits in the system's queue. Whoever only tries now and then may never get the
	// lock among many.
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
