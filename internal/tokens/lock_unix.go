//go:build unix

package tokens

import (
	"os"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/azenv/azenv/internal/home"
)

// signalWait is the time that a signal may take to arrive after it was sent again.
const signalWait = 100 * time.Millisecond

func openLock(path string, flags int) (*os.File, error) {
	return os.OpenFile(path, flags|home.NoFollow, 0o600)
}

// lockPending is always false: only on Windows a file that was removed may still exist.
func lockPending(error) bool { return false }

func flock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err != unix.EINTR {
			return err
		}
	}
}

func unlock(l *lock) {
	if l.same(l.file) {
		os.Remove(l.path)
	}
	l.file.Close()
}

// holdSignals delays the signals that end a program until done is called; done sends them
// again. Without it a lock file might be left behind, which costs az more than 5 s.
func holdSignals() (done func()) {
	ends := []os.Signal{unix.SIGHUP, unix.SIGINT, unix.SIGTERM}
	caught := make(chan os.Signal, len(ends))
	var watched []os.Signal
	for _, s := range ends {
		if !signal.Ignored(s) {
			watched = append(watched, s)
		}
	}
	if len(watched) == 0 {
		return func() {}
	}
	signal.Notify(caught, watched...)
	return sync.OnceFunc(func() {
		signal.Stop(caught)
		select {
		case s := <-caught:
			unix.Kill(os.Getpid(), s.(unix.Signal))
			// The signal goes to another thread. This one must not end the program earlier.
			time.Sleep(signalWait)
		default:
		}
	})
}
