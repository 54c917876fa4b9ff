//go:build unix

package azctx

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// What others may write to is nobody's word.
func TestTrust_inAFolderThatOthersMayWriteTo(t *testing.T) {
	for _, mode := range []os.FileMode{0o770, 0o707, 0o720, os.ModeSticky | 0o777} {
		t.Run(mode.String(), func(t *testing.T) {
			top, trusted := tree(t, map[string]string{".azcontext": "dev\n"})
			path := filepath.Join(top, DirFileName)
			ok(t, trusted.Allow(path, []byte("dev\n")))
			ok(t, os.Chmod(trusted.Dir, mode))
			wantTrust(t, trusted, top, Untrusted)
			wantRefusal(t, trusted, path)
			ok(t, os.Chmod(trusted.Dir, 0o700))
			wantTrust(t, trusted, top, Allowed)
		})
	}
}

func TestTrust_inAFolderOfAnother(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	top, trusted := tree(t, map[string]string{".azcontext": "dev\n"})
	path := filepath.Join(top, DirFileName)
	ok(t, trusted.Allow(path, []byte("dev\n")))
	ok(t, os.Chown(trusted.Dir, 65534, 65534))
	wantTrust(t, trusted, top, Untrusted)
	wantRefusal(t, trusted, path)
}

func TestTrust_isWrittenForTheUserAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	top, trusted := tree(t, map[string]string{".azcontext": "dev\n"})
	ok(t, trusted.Allow(filepath.Join(top, DirFileName), []byte("dev\n")))
	list, err := os.ReadDir(trusted.Dir)
	ok(t, err)
	paths := map[string]os.FileMode{trusted.Dir: 0o700}
	for _, e := range list {
		paths[filepath.Join(trusted.Dir, e.Name())] = 0o600
	}
	for path, want := range paths {
		if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != want {
			t.Errorf("%s: mode %v, error %v", path, fi.Mode(), err)
		}
	}
}

// A folder's name may be any bytes, and a file's trust is its own all the same.
func TestTrust_ofAnyName(t *testing.T) {
	top, trusted := tree(t, nil)
	for _, name := range []string{"a\nb", "caf\xe9", "caf\xe8", "café", "cafe\u0301", " ", "-", "\x1b[31m", "a-denied"} {
		dir := filepath.Join(top, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			continue // not every system takes every name
		}
		write(t, filepath.Join(dir, DirFileName), "dev\n")
		wantTrust(t, trusted, dir, Untrusted)
		ok(t, trusted.Allow(filepath.Join(dir, DirFileName), []byte("dev\n")))
		wantTrust(t, trusted, dir, Allowed)
	}
}
