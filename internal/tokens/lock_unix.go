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

// signalWait is how long a signal that was put off may take to come.
const signalWait = 100 * time.Millisecond

func openLock(path string, flags int) (*os.File, error) {
	return os.OpenFile(path, flags|home.NoFollow, 0o600)
}

// lockPending says whether a lock file could not be made since one is going away.
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

// holdSignals puts off the signals that end a program until done is called, and then
// gives them again: a lock file that is left behind costs az more than five seconds.
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
			// It comes to another thread, and this one is not to end the program first.
			time.Sleep(signalWait)
		default:
		}
	})
}
