package home

import (
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// HeldError says that another process held a lock all the time.
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
	if fi, err := os.Lstat(path); err == nil && !fi.Mode().IsRegular() {
		return nil, &PlaceError{path, "not a regular file, so nothing to lock", "mv " + Word(path) + " " + Word(path+".old")}
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
	select {
	case err := <-got:
		if err != nil {
			return nil, err
		}
		return func() { l.Close() }, nil
	case <-time.After(wait):
		go func() {
			if <-got == nil {
				l.Close()
			}
		}()
		return nil, &HeldError{path, wait}
	}
}
