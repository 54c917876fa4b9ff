package tokens

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestUpdate_writesNothingWhereNothingChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	// Whatever the order of its keys and its white space.
	put(t, path, []byte(strings.ReplaceAll(string(ops.signIn(epoch).bytes()), "    ", " ")))
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		changed, err := Update(path, func(c *Cache) (*Cache, error) { return fold(c, now, source{cache: c}), nil })
		if changed || err != nil {
			t.Errorf("changed %v, error %v", changed, err)
		}
	}
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
		t.Error("it was written")
	}
}

func TestUpdate_replacesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	put(t, path, ops.signIn(epoch).bytes())
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	start := time.Now().Truncate(time.Second)
	if changed, err := Merge(path, dev.signIn(epoch).bytes(), now); !changed || err != nil {
		t.Fatalf("changed %v, error %v", changed, err)
	}
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if fi.Mode().Perm()&0o077 != 0 && os.Geteuid() >= 0 {
		t.Errorf("mode %v", fi.Mode())
	}
	if fi.ModTime().Before(start) {
		t.Errorf("of %v: an az at work would not read it again", fi.ModTime())
	}
}

func TestUpdate_leavesAloneWhatItCannotRead(t *testing.T) {
	for _, data := range []string{`{"AccessToken": {"k": {"expires_on": 1.5, "secret": "SECRET"}}}`, `{"AccessToken": {"SECRET`, `["SECRET"]`} {
		path := filepath.Join(t.TempDir(), CacheName)
		put(t, path, []byte(data))
		_, err := Merge(path, ops.signIn(epoch).bytes(), now)
		if err == nil || !strings.HasPrefix(err.Error(), path+": ") || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("error %v", err)
		}
		if got := text(t, path); got != data {
			t.Errorf("now it is %q", got)
		}
		noLocks(t, filepath.Dir(path))
	}
}

func TestUpdate_refusesWhatOthersCouldHavePut(t *testing.T) {
	unix := func(t *testing.T) {
		if os.Geteuid() < 0 {
			t.Skip("no owners and modes here")
		}
	}
	good := ops.signIn(epoch).bytes()
	tests := []struct {
		name, err string
		make      func(t *testing.T, path string)
	}{
		{"a link", "a link where a file should be", func(t *testing.T, path string) {
			put(t, path+".real", good)
			if err := os.Symlink(path+".real", path); err != nil {
				t.Skip(err)
			}
		}},
		{"a folder", "a directory, not a file", func(t *testing.T, path string) { os.Mkdir(path, 0o700) }},
		{"one that others may write to", "others may write to it", func(t *testing.T, path string) {
			unix(t)
			put(t, path, good)
			os.Chmod(path, 0o620)
		}},
		{"another's", "belongs to user 65534", func(t *testing.T, path string) {
			unix(t)
			put(t, path, good)
			if err := os.Chown(path, 65534, -1); err != nil {
				t.Skip(err)
			}
		}},
		{"a folder that others may write to", "others may write to it", func(t *testing.T, path string) {
			unix(t)
			os.Chmod(filepath.Dir(path), 0o777)
		}},
		{"a link to a folder", "a link where a folder should be", func(t *testing.T, path string) {
			dir := filepath.Dir(path)
			os.Rename(dir, dir+"2")
			if err := os.Symlink(dir+"2", dir); err != nil {
				t.Skip(err)
			}
		}},
		{"too large", "larger than 16 MiB", func(t *testing.T, path string) {
			put(t, path, nil)
			os.Truncate(path, maxSize+1)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "dir")
			os.Mkdir(dir, 0o700)
			path := filepath.Join(dir, CacheName)
			tt.make(t, path)
			before := text(t, filepath.Join(dir, CacheName+".real"))
			if _, err := Merge(path, dev.signIn(epoch).bytes(), now); err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if after := text(t, filepath.Join(dir, CacheName+".real")); after != before {
				t.Error("it was written all the same")
			}
			noLocks(t, dir)
		})
	}
}

func TestLook_aFileThatIsBeingWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	whole := ops.signIn(epoch).bytes()
	put(t, path, whole[:len(whole)/2])
	go func() {
		time.Sleep(50 * time.Millisecond)
		os.WriteFile(path, whole, 0o600)
	}()
	f := lookCache(path, unlocked)
	if !f.whole() || len(f.value.sections[account]) != 1 {
		t.Errorf("error %v, blank %v", f.err, f.blank)
	}
}
