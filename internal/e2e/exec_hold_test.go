//go:build unix

package e2e

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What lives in a shell only ends with it, but not under a job that azenv started there:
// az's folder would be gone from below it.
func TestExec_outlivesTheShellOfItsContext(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w, s, _ := off(t, sh)
		background := "" // fish runs no function there
		if sh == "fish" {
			background = "command "
		}
		s.ok(background + `azenv exec own -- sh -c 'trap "" HUP; echo $$ >pid; echo $AZURE_CONFIG_DIR >dir; exec sleep 300' </dev/null >/dev/null 2>&1 &`)
		var dir string
		for end := time.Now().Add(patience); dir == ""; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the job does not start")
			}
			if text, err := os.ReadFile(w.path("dir")); err == nil {
				dir = strings.TrimSpace(string(text))
			}
		}
		pid, err := strconv.Atoi(strings.TrimSpace(w.read("pid")))
		w.must(err)
		t.Cleanup(func() { syscall.Kill(pid, syscall.SIGKILL) })
		s.close()
		if err := syscall.Kill(pid, 0); err != nil {
			t.Fatalf("the job ended with its shell: %v", err)
		}
		w.azenv("list", "-o", "name") // sweeps
		if _, err := os.Stat(dir); err != nil {
			t.Errorf("az's folder went from below the job: %v", err)
		}
		syscall.Kill(pid, syscall.SIGKILL)
		for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
			w.azenv("list", "-o", "name")
			if _, err := os.Stat(dir); err != nil {
				break
			}
			if time.Now().After(end) {
				t.Fatal("az's folder stays after the job, too")
			}
		}
	})
}
