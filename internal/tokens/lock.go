package tokens

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/azenv/azenv/internal/home"
)

const (
	// lockWait is the longest wait for a lock. msal-extensions waits as long.
	lockWait = 5 * time.Second
	// lockPoll is the pause between two tries at first. az tries every 250 ms, and would
	// never get the lock if several processes of azenv tried much more often. The pause
	// shrinks with the wait, down to lockPollLast, so that who waited longest gets it first.
	lockPoll     = 50 * time.Millisecond
	lockPollLast = 2 * time.Millisecond
	// lockStale is the age from which a lock file that is not locked is taken over: a
	// program that was killed left it. az itself would wait for all of lockWait.
	lockStale = 2 * time.Second
	// takeoverWait is the wait after which a lock file that was taken over is looked at
	// again: msal-extensions unlocks it first, and removes it only then.
	takeoverWait = 40 * time.Millisecond
)

// ErrBusy says that another program held a store's lock during the whole wait.
var ErrBusy error = busyError{}

type busyError struct{}

func (busyError) Error() string { return "in use by another program" }

// Hint is what to type about it.
func (busyError) Hint() string { return "wait, then type it again" }

// lock is az's lock on a store (msal-extensions: cache_lock.py, CrossPlatLock). It is the
// file PATH.lockfile. Who takes the lock makes the file, has the system lock it, and
// removes it at the end.
type lock struct {
	path string // of the lock file
	file *os.File
	done func() // lets signals through again
}

// acquire takes the lock on the store at path, and waits for it up to lockWait. The lock
// must be held for milliseconds only: az waits for 5 s, and then goes on without it.
func acquire(path string) (*lock, error) {
	l := &lock{path: path + ".lockfile"}
	if err := ownFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	var watched watch
	for start := time.Now(); ; {
		l.done = holdSignals() // only during the try: a wait may be interrupted
		took, err := l.try(&watched)
		if took {
			return l, nil
		}
		l.done()
		if err != nil {
			return nil, err
		}
		left := lockWait - time.Since(start)
		if left < 0 {
			return nil, fmt.Errorf("%s: %w for %v", path, ErrBusy, lockWait)
		}
		time.Sleep(lockPollLast + time.Duration(float64(lockPoll-lockPollLast)*left.Seconds()/lockWait.Seconds()))
	}
}

// try makes the lock file, or takes over a stale one.
func (l *lock) try(w *watch) (took bool, err error) {
	f, err := openLock(l.path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if err == nil {
		return l.hold(f, 0), nil
	}
	if !errors.Is(err, fs.ErrExist) && !lockPending(err) {
		return false, err
	}
	fi, err := os.Lstat(l.path)
	if err != nil {
		return false, nil // gone again
	}
	if !fi.Mode().IsRegular() {
		return false, fmt.Errorf("%s: not a file", l.path)
	}
	if !w.stale(fi) {
		return false, nil
	}
	f, err = openLock(l.path, os.O_RDWR|home.NoWait)
	if err != nil {
		return false, nil
	}
	return l.hold(f, takeoverWait), nil
}

// hold locks f, waits, and says whether f is then still the lock file.
func (l *lock) hold(f *os.File, wait time.Duration) bool {
	if err := flock(f); err == nil {
		time.Sleep(wait)
		if l.same(f) {
			// msal-extensions writes the same, for people who look into the file.
			f.Truncate(0)
			fmt.Fprintf(f, "%d %s", os.Getpid(), filepath.Base(os.Args[0]))
			l.file = f
			return true
		}
	}
	f.Close()
	return false
}

func (l *lock) same(f *os.File) bool {
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(l.path)
	return err == nil && os.SameFile(mine, there)
}

// release gives the lock back. If the system allows it, the file is removed while it is
// still locked, so that nobody can lock a file that is about to be removed.
func (l *lock) release() {
	if l.file != nil {
		unlock(l)
		l.file = nil
		l.done()
	}
}

// watch remembers the lock file that another program has, and since when it is there.
type watch struct {
	file  os.FileInfo
	since time.Time
}

// stale says whether the file is old. Its own time may say so, or the time for which it
// has been watched, since somebody may have set the clock.
func (w *watch) stale(fi os.FileInfo) bool {
	now := time.Now()
	if w.file == nil || !os.SameFile(w.file, fi) || !w.file.ModTime().Equal(fi.ModTime()) {
		w.file, w.since = fi, now
	}
	return now.Sub(fi.ModTime()) > lockStale || now.Sub(w.since) > lockStale
}

// acquireAll takes the locks on several stores, all of them or none. It takes them in the
// order of their paths, so that no two processes wait for each other.
func acquireAll(paths []string) (release func(), err error) {
	paths = slices.Compact(slices.Sorted(slices.Values(paths)))
	var held []*lock
	release = func() {
		for _, l := range slices.Backward(held) {
			l.release()
		}
	}
	for _, path := range paths {
		l, err := acquire(path)
		if err != nil {
			release()
			return nil, err
		}
		held = append(held, l)
	}
	return release, nil
}
