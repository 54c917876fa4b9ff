package tokens

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// held starts a process that holds the lock of path, and returns when it does.
func held(t *testing.T, path string, d time.Duration) *exec.Cmd {
	t.Helper()
	cmd := self(t, "hold", path, d.String())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("it says %q, error %v", line, err)
	}
	return cmd
}

func TestLock_fileIsThereWhileItIsHeld(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	_, err := Update(path, func(c *Cache) (*Cache, error) {
		data := text(t, path+".lockfile")
		if !strings.HasPrefix(data, strconv.Itoa(os.Getpid())+" ") {
			t.Errorf("the lock file says %q", data)
		}
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	noLocks(t, filepath.Dir(path))
}

func TestLock_manyProcessesLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	n, each := many(4, 8), many(15, 100)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := self(t, "add", path, "p"+strconv.Itoa(i), strconv.Itoa(each)).Run(); err != nil {
				t.Errorf("process %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	c, err := ParseCache([]byte(text(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.sections[accessToken]); got != n*each {
		t.Errorf("%d tokens, want %d", got, n*each)
	}
	noLocks(t, filepath.Dir(path))
}

func TestLock_waitsForWhoHasIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	// Longer than lockStale: a lock that is held is never taken over.
	cmd := held(t, path, 2600*time.Millisecond)
	start := time.Now()
	if _, err := Merge(path, ops.tokens("x", epoch), now); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d < 2*time.Second {
		t.Errorf("took it over after %v", d)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	noLocks(t, filepath.Dir(path))
}

func TestLock_killedHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	cmd := held(t, path, time.Hour)
	cmd.Process.Kill()
	cmd.Wait()
	if text(t, path+".lockfile") == "" {
		t.Fatal("no lock file is left, so this tests nothing")
	}
	start := time.Now()
	if _, err := Merge(path, ops.tokens("x", epoch), now); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 6*time.Second {
		t.Errorf("waited %v", d)
	}
	noLocks(t, filepath.Dir(path))
}

func TestLock_leftOneOfAnyAge(t *testing.T) {
	for name, age := range map[string]time.Duration{"old": time.Hour, "from the future": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), CacheName)
			put(t, path+".lockfile", []byte("1 az"))
			at := time.Now().Add(-age)
			if err := os.Chtimes(path+".lockfile", at, at); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			if _, err := Merge(path, ops.tokens("x", epoch), now); err != nil {
				t.Fatal(err)
			}
			if d := time.Since(start); age > 0 && d > time.Second || d > 4*time.Second {
				t.Errorf("waited %v", d)
			}
			noLocks(t, filepath.Dir(path))
		})
	}
}

func TestLock_oneTakesOverALeftOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	for range many(3, 30) {
		put(t, path+".lockfile", nil)
		at := time.Now().Add(-time.Minute)
		os.Chtimes(path+".lockfile", at, at)
		var wg sync.WaitGroup
		var mu sync.Mutex
		for range 8 {
			wg.Go(func() {
				_, err := Update(path, func(c *Cache) (*Cache, error) {
					if !mu.TryLock() {
						t.Error("two hold it")
						return c, nil
					}
					time.Sleep(time.Millisecond)
					mu.Unlock()
					return c, nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	noLocks(t, filepath.Dir(path))
}

func TestLock_isGivenBackAfterAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), CacheName)
	if err := self(t, "fail", path).Run(); err != nil {
		t.Fatal(err)
	}
	noLocks(t, filepath.Dir(path))
	func() {
		defer func() { recover() }()
		Update(path, func(*Cache) (*Cache, error) { panic("as told") })
	}()
	noLocks(t, filepath.Dir(path))
	if _, err := acquireAll([]string{path, filepath.Join(path, "x", CacheName)}); err == nil {
		t.Error("took a lock in a folder that is none")
	}
	noLocks(t, filepath.Dir(path))
}

func TestLock_refuses(t *testing.T) {
	t.Run("a folder that is missing", func(t *testing.T) {
		_, err := acquire(filepath.Join(t.TempDir(), "x", CacheName))
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a link as the lock file", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Symlink(filepath.Join(dir, "x"), filepath.Join(dir, CacheName+".lockfile")); err != nil {
			t.Skip(err)
		}
		start := time.Now()
		_, err := acquire(filepath.Join(dir, CacheName))
		if err == nil || time.Since(start) > time.Second {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
		if _, err := os.Lstat(filepath.Join(dir, "x")); err == nil {
			t.Error("followed it")
		}
	})
	t.Run("what is held for long", func(t *testing.T) {
		if !*long {
			t.Skip("takes as long as az waits; run with -long")
		}
		path := filepath.Join(t.TempDir(), CacheName)
		held(t, path, time.Hour)
		start := time.Now()
		_, err := acquire(path)
		if d := time.Since(start); !errors.Is(err, ErrBusy) || d < 5*time.Second || d > 6*time.Second {
			t.Errorf("error %v after %v", err, d)
		}
	})
}
