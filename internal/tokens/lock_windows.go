package tokens

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockLength is how many bytes portalocker locks, from the first on; its lock on them
// and this one exclude each other.
const lockLength = 1<<31 - 1

func openLock(path string, flags int) (*os.File, error) { return os.OpenFile(path, flags, 0o600) }

// lockPending says whether a lock file could not be made since one is going away: what
// is removed while somebody has it open stays until that is closed.
func lockPending(err error) bool {
	return errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
}

func flock(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, lockLength, 0, &windows.Overlapped{})
}

// unlock removes the file last, as msal-extensions does: Windows removes none that is open.
func unlock(l *lock) {
	windows.UnlockFileEx(windows.Handle(l.file.Fd()), 0, lockLength, 0, &windows.Overlapped{})
	l.file.Close()
	os.Remove(l.path)
}

// holdSignals does nothing: a program cannot send itself the signals of a console again.
// A lock that is left behind is taken over.
func holdSignals() (done func()) { return func() {} }
