//go:build unix

package tokens

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestLock_isGivenBackAfterASignal(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} {
		t.Run(s.String(), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), CacheName)
			// A signal that is caught here is the rule again in a process that is started;
			// one that is ignored, as under nohup, stays ignored.
			caught := make(chan os.Signal, 1)
			signal.Notify(caught, s)
			cmd := held(t, path, 300*time.Millisecond)
			signal.Stop(caught)
			if err := cmd.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
			err := cmd.Wait()
			if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() || status.Signal() != s {
				t.Errorf("ended by %v, want by %v", err, s)
			}
			noLocks(t, filepath.Dir(path))
		})
	}
}
