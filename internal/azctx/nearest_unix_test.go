//go:build unix

package azctx

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// soon fails where fn has not come back after a while.
func soon(t *testing.T, fn func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); fn() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it blocks")
	}
}

func TestFindPlace_doesNotWaitForAFIFO(t *testing.T) {
	top, trusted := tree(t, map[string]string{"d/f": ""})
	fifo := filepath.Join(top, DirFileName)
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip(err)
	}
	link(t, "../.azcontext", filepath.Join(top, "d", DirFileName))
	for _, dir := range []string{top, filepath.Join(top, "d")} {
		soon(t, func() {
			wantRejected(t, trusted.FindNearest(dir), filepath.Join(dir, DirFileName), "not a regular file")
		})
	}
}

func TestFindPlace_thatCannotBeRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root can read everything")
	}
	top, trusted := tree(t, map[string]string{".azcontext": "above\n", "d/.azcontext": "dev\n", "shut/.azcontext": "dev\n"})
	path := filepath.Join(top, "d", DirFileName)
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	wantRejected(t, trusted.FindNearest(filepath.Dir(path)), path, "permission denied")

	shut := filepath.Join(top, "shut")
	if err := os.Chmod(shut, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(shut, 0o700)
	if p := trusted.FindNearest(shut); p.Path != filepath.Join(top, DirFileName) || p.Err != nil {
		t.Errorf("%+v: what cannot be looked at is not there", p)
	}
}

// The shell's directory may be gone, and another one may be there by that name.
func TestFindPlace_inADirectoryThatWasRemoved(t *testing.T) {
	top, trusted := tree(t, map[string]string{"a/.azcontext": "outer\n", "a/b/.azcontext": "inner\n"})
	dir := filepath.Join(top, "a", "b")
	t.Chdir(dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if p := trusted.FindNearest(dir); p.Err != nil || p.File == nil || p.File.Context != "outer" {
		t.Errorf("%+v", p)
	}
}
