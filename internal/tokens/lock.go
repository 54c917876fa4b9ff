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
	// lockWait is how long a lock is waited for; msal-extensions waits as long.
	lockWait = 5 * time.Second
	// lockPoll is how often it is tried at first. az tries every 250 ms: finer would leave
	// it behind where azenv's own processes queue. Who has waited longer looks more often,
	// down to lockPollLast, so that nobody waits for nothing.
	lockPoll     = 50 * time.Millisecond
	lockPollLast = 2 * time.Millisecond
	// lockStale is the age from which a lock file that nobody has locked is nobody's: it
	// was left by a program that was killed. az itself would wait for all of lockWait.
	lockStale = 2 * time.Second
	// lockSettle is how long a lock that was taken over is watched before it is believed:
	// msal-extensions unlocks first and removes after that.
	lockSettle = 40 * time.Millisecond
)

// ErrBusy says that another program held a store's lock all the time that was waited.
var ErrBusy error = busyError{}

type busyError struct{}

func (busyError) Error() string { return "in use by another program" }

// Hint is what to type about it.
func (busyError) Hint() string { return "wait, then type it again" }

// lock is az's lock on a store (msal-extensions: cache_lock.py, CrossPlatLock): the file
// PATH.lockfile, made by whoever can make it, locked by the system, removed at the end.
type lock struct {
	path string // of the lock file
	file *os.File
	done func() // lets signals through again
}

// acquire takes the lock on the store at path, waiting for up to lockWait. What is done
// under it takes milliseconds: az, which waits likewise, goes on without it after 5 s.
func acquire(path string) (*lock, error) {
	l := &lock{path: path + ".lockfile"}
	if err := ownFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	// Not before the lock is taken: who waits may be interrupted.
	var watched watch
	for start := time.Now(); ; {
		l.done = holdSignals()
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

// try makes the lock file, or takes over one that is nobody's.
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
	return l.hold(f, lockSettle), nil
}

// hold locks f, and says whether it then still is the lock file.
func (l *lock) hold(f *os.File, settle time.Duration) bool {
	if err := flock(f); err == nil {
		time.Sleep(settle)
		if l.same(f) {
			// As msal-extensions has it: for people who look.
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

// release gives the lock back. The file goes while it is still locked, where the system
// can do that, so that nobody locks what is about to go.
func (l *lock) release() {
	if l.file != nil {
		unlock(l)
		l.file = nil
		l.done()
	}
}

// watch looks at a lock file that is in the way.
type watch struct {
	file  os.FileInfo
	since time.Time
}

// stale says whether the file is old, by its own time or, since clocks are set, by how
// long it has been watched.
func (w *watch) stale(fi os.FileInfo) bool {
	now := time.Now()
	if w.file == nil || !os.SameFile(w.file, fi) || !w.file.ModTime().Equal(fi.ModTime()) {
		w.file, w.since = fi, now
	}
	return now.Sub(fi.ModTime()) > lockStale || now.Sub(w.since) > lockStale
}

// acquireAll takes the locks on several stores, in the order of their paths, so that no
// two processes wait for each other. All or none.
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
