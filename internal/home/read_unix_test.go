//go:build unix

package home

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestReadSmall_readsNothingThatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "socket")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip(err)
	}
	defer l.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, path := range []string{pipe, socket, "/dev/zero"} {
			refused(t, path, Special, Special)
			link := filepath.Join(dir, "to-"+filepath.Base(path))
			if err := os.Symlink(path, link); err != nil {
				t.Error(err)
			}
			refused(t, link, Special, Link)
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it blocks")
	}
}

// TestReadSmall_whatCameInItsPlace has a pipe and a link come after the file was looked at.
func TestReadSmall_whatCameInItsPlace(t *testing.T) {
	dir := t.TempDir()
	file, path := filepath.Join(dir, "file"), filepath.Join(dir, "f")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, come := range map[string]func() error{
		"a pipe":   func() error { return syscall.Mkfifo(path, 0o600) },
		"a link":   func() error { return os.Symlink(file, path) },
		"a folder": func() error { return os.Mkdir(path, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			defer os.Remove(path)
			data, _, err := readSmall(path, 10, func(string) (os.FileInfo, error) {
				fi, err := os.Lstat(file)
				if err == nil {
					err = come()
				}
				return fi, err
			}, NoFollow)
			if data != nil || err == nil {
				t.Errorf("read %q, error %v", data, err)
			}
		})
	}
}
