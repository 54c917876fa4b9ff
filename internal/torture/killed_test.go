//go:build unix

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKill_isLookedAtOnce has changes that were killed before their end while nobody
// can put that right, since another has the lock: a shell asks once, and at its next
// prompts no more.
func TestKill_isLookedAtOnce(t *testing.T) {
	need(t, "strace")
	w, s := newVictims(t)
	asked := s.counted()
	f, err := os.OpenFile(w.file("lock"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for n := 1; n < 10; n++ {
		cmd := w.command("set", "held", "--group", fmt.Sprintf("rg%d", n))
		strace(cmd, fmt.Sprintf("renameat:signal=SIGKILL:when=%d", n))
		r := w.finish(cmd)
		if r.code == 0 {
			if n == 1 {
				t.Fatal("nothing was killed, so this tests nothing")
			}
			if asked() == 0 {
				t.Error("the shell never asked")
			}
			return
		} else if r.code != -1 {
			if strings.Contains(strings.ToLower(r.err), "ptrace") {
				t.Skipf("strace may not trace here: %s", r.err)
			}
			t.Fatalf("not killed: %v", r)
		}
		stamp := read(t, w.file("stamp"))
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
			t.Fatal(err)
		}
		w.noticed(s, w.load())
		s.run(":")
		if now := read(t, w.file("stamp")); now != stamp {
			t.Errorf("the stamp is %q, and was %q, while another had the lock", now, stamp)
		}
		before := asked()
		for range 5 {
			s.run(":")
		}
		if more := asked() - before; more != 0 {
			t.Errorf("after a kill at rename %d five prompts started azenv %d times", n, more)
		}
		syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
		w.sound()
		s.run(":")
	}
	t.Error("azenv replaces no file")
}

// TestKill_leavesNothingForGood holds that what a killed azenv was writing goes when a
// later one writes, once it is old, also where the profile's link leads.
func TestKill_leavesNothingForGood(t *testing.T) {
	w := newWorld(t)
	w.ok(set("a", 1)...)
	repository := filepath.Join(w.home, "dotfiles")
	old, young, notes := ".azenv-AAAAAAAAAAAAAAAAAAAAAAAAAA", ".azenv-BBBBBBBBBBBBBBBBBBBBBBBBBB", ".azenv-notes"
	for _, dir := range []string{w.config, w.state, repository} {
		day := time.Now().Add(-24 * time.Hour)
		for _, name := range []string{old, young, notes} {
			write(t, filepath.Join(dir, name), "half")
			if name == young {
				continue
			}
			if err := os.Chtimes(filepath.Join(dir, name), day, day); err != nil {
				t.Fatal(err)
			}
		}
	}
	swept := func(dir string) {
		t.Helper()
		if got := fmt.Sprint(left(t, dir)); strings.Contains(got, old) || !strings.Contains(got, young) || !strings.Contains(got, notes) {
			t.Errorf("left in %s: %s", dir, got)
		}
	}
	w.ok(set("b", 2)...)
	swept(w.config)
	swept(w.state)
	if err := os.Rename(w.profile(), filepath.Join(repository, "p.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(repository, "p.json"), w.profile()); err != nil {
		t.Fatal(err)
	}
	w.ok(set("c", 3)...)
	swept(repository)
}
