package tokens

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockLength is the number of bytes, from the first one, that portalocker locks for
// msal-extensions. azenv locks the same ones, so that the two exclude each other.
const lockLength = 1<<31 - 1

func openLock(path string, flags int) (*os.File, error) { return os.OpenFile(path, flags, 0o600) }

// lockPending says whether the lock file could not be made because an older one is being
// removed: a file that was removed while it is open exists until it is closed.
func lockPending(err error) bool {
	return errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
}

func flock(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, lockLength, 0, &windows.Overlapped{})
}

// unlock removes the file last, as msal-extensions does: Windows removes no open file.
func unlock(l *lock) {
	windows.UnlockFileEx(windows.Handle(l.file.Fd()), 0, lockLength, 0, &windows.Overlapped{})
	l.file.Close()
	os.Remove(l.path)
}

// holdSignals does nothing: a program cannot send the signals of a console to itself. A
// lock file that is left behind is taken over later.
func holdSignals() (done func()) { return func() {} }
