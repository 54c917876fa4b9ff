package home

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// both are ReadSmall and ReadSmallOwn.
var both = map[string]func(string, int64) ([]byte, fs.FileInfo, error){"ReadSmall": ReadSmall, "ReadSmallOwn": ReadSmallOwn}

func TestReadSmall(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for name, read := range both {
		for _, text := range []string{"", "x", "\x00\n", strings.Repeat("x", 9), strings.Repeat("x", 10)} {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			data, fi, err := read(path, 10)
			if string(data) != text || err != nil || fi.Size() != int64(len(text)) {
				t.Errorf("%s of %q: %q, error %v", name, text, data, err)
			}
		}
		for _, n := range []int{11, 12, 100_000} {
			if err := os.WriteFile(path, []byte(strings.Repeat("x", n)), 0o600); err != nil {
				t.Fatal(err)
			}
			data, _, err := read(path, 10)
			var long TooLong
			if !errors.As(err, &long) || long != 10 || len(data) != 11 || err.Error() != path+": larger than 10 bytes" {
				t.Errorf("%s of %d bytes: %d bytes, error %v", name, n, len(data), err)
			}
		}
	}
}

// refused says whether both refuse path, with these causes and its name.
func refused(t *testing.T, path string, read, readOwn error) {
	t.Helper()
	for name, want := range map[string]error{"ReadSmall": read, "ReadSmallOwn": readOwn} {
		data, _, err := both[name](path, 10)
		if data != nil || !errors.Is(err, want) || !strings.Contains(err.Error(), path) || strings.HasPrefix(err.Error(), "read ") {
			t.Errorf("%s: %q, error %v, want %v", name, data, err, want)
		}
	}
}

func TestReadSmall_refuses(t *testing.T) {
	dir := t.TempDir()
	refused(t, dir, Folder, Folder)
	refused(t, filepath.Join(dir, "missing"), fs.ErrNotExist, fs.ErrNotExist)
}

func TestReadSmall_links(t *testing.T) {
	dir := t.TempDir()
	file, to := filepath.Join(dir, "f"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("f", to); err != nil {
		t.Skip(err)
	}
	if data, _, err := ReadSmall(to, 10); string(data) != "text" || err != nil {
		t.Errorf("a link is followed to %q, error %v", data, err)
	}
	if data, _, err := ReadSmallOwn(to, 10); data != nil || !errors.Is(err, Link) {
		t.Errorf("a link instead of azenv's own file: %q, error %v", data, err)
	}
	for target, want := range map[string]error{".": Folder, "nothing": fs.ErrNotExist} {
		to := filepath.Join(dir, "to "+target)
		if err := os.Symlink(target, to); err != nil {
			t.Fatal(err)
		}
		refused(t, to, want, Link)
	}
}

func TestTooLong(t *testing.T) {
	for n, want := range map[TooLong]string{0: "0 bytes", 64: "64 bytes", 4096: "4 KiB", 5000: "5000 bytes", 3 << 20: "3 MiB"} {
		if got := n.Error(); got != "larger than "+want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
