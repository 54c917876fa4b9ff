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

// TestTwoHosts_keepEachOthersShells has the folders of another boot beside one's own: in
// a home they may be another host's, so only their age tells; in a runtime folder,
// which no host shares, they are dead.
func TestTwoHosts_keepEachOthersShells(t *testing.T) {
	w := newWorld(t)
	runtime := filepath.Join(w.home, "runtime")
	if err := os.Mkdir(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	shared := w.runFolder()
	here := filepath.Base(shared)[:12]
	w.env = append(w.env, "XDG_RUNTIME_DIR="+runtime)
	private := w.runFolder()
	if filepath.Dir(private) != filepath.Join(runtime, "azenv") {
		t.Fatalf("run folder %s", private)
	}
	pid := strings.SplitN(filepath.Base(shared)[13:], "-", 2)[0]
	for _, tt := range []struct {
		name             string
		age              time.Duration
		shared, runtimed bool // whether they stay
	}{
		{"BBBBBBBBBBBB-" + pid + "-1", 0, true, false},
		{"BBBBBBBBBBBB-999999999-1", 29 * 24 * time.Hour, true, false},
		{"BBBBBBBBBBBB-999999999-2", -48 * time.Hour, true, false}, // that host's clock is ahead
		{"BBBBBBBBBBBB-999999999-3", 31 * 24 * time.Hour, false, false},
		{here + "-999999999-1", 0, false, false},
		{here + "-" + pid + "-1", 0, false, false}, // the process id is another's now
		{filepath.Base(shared), 60 * 24 * time.Hour, true, true},
		{"notes", 60 * 24 * time.Hour, true, true},
	} {
		for _, at := range []struct {
			dir   string
			stays bool
			env   []string
		}{{filepath.Dir(shared), tt.shared, []string{"HOME=" + w.home}}, {filepath.Dir(private), tt.runtimed, w.env}} {
			dir := filepath.Join(at.dir, tt.name)
			write(t, filepath.Join(dir, "previous"), "{}")
			when := time.Now().Add(-tt.age)
			if err := os.Chtimes(dir, when, when); err != nil {
				t.Fatal(err)
			}
			host := worldIn(t, w.home)
			host.env = at.env
			host.ok("autosave", "on")
			if _, err := os.Stat(filepath.Join(dir, "previous")); (err == nil) != at.stays {
				t.Errorf("%s, %v old: stays %v, want %v", dir, tt.age, err == nil, at.stays)
			}
		}
	}
}

// TestTwoHosts_takeTurns has the other host hold the lock.
func TestTwoHosts_takeTurns(t *testing.T) {
	w := newWorld(t)
	w.ok(set("dev", 1)...)
	f, err := os.OpenFile(w.file("lock"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	w.ok("list")
	w.ok("exec", "dev", "--", "true")
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("readers waited %v", took)
	}
	cmd := w.command(set("waits", 2)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
	if err := cmd.Wait(); err != nil {
		t.Errorf("who waited for the lock: %v", err)
	}
	if got := w.sound().names()[2]; got != "waits" {
		t.Errorf("context 2 is %q", got)
	}
	if !*long {
		return
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	before := read(t, w.profile())
	w.clear(w.run(set("never", 3)...), w.file("lock"), "another azenv", "fuser")
	if read(t, w.profile()) != before {
		t.Error("written without the lock")
	}
}

// TestClock_setBack has files from the future: of a time before the clock was set back.
func TestClock_setBack(t *testing.T) {
	for _, ahead := range []time.Duration{time.Hour, 400 * 24 * time.Hour, -20 * 365 * 24 * time.Hour} {
		w, s := newVictims(t)
		future := func() {
			t.Helper()
			when := time.Now().Add(ahead)
			for _, path := range []string{w.profile(), w.file("stamp"), w.file("index"), w.file("lock"), w.state, w.config, filepath.Join(w.state, "run")} {
				if err := os.Chtimes(path, when, when); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := range 5 {
			future()
			w.ok("list")
			if i%2 == 0 {
				w.ok("rename", guid(1), fmt.Sprintf("held%d", i))
			} else {
				w.ok("set", "held"+fmt.Sprint(i-1), "--group", fmt.Sprintf("rg%d", i))
			}
			w.noticed(s, w.sound())
		}
		// Edited by hand, to the same length and with the same time as before.
		future()
		w.ok("list")
		text := read(t, w.profile())
		fi, err := os.Stat(w.profile())
		if err != nil {
			t.Fatal(err)
		}
		write(t, w.profile(), strings.ReplaceAll(text, "held4", "h3ld4"))
		if err := os.Chtimes(w.profile(), fi.ModTime(), fi.ModTime()); err != nil {
			t.Fatal(err)
		}
		if got := w.ok("list", "-o", "name"); !strings.Contains(got, "h3ld4\n") {
			t.Errorf("list after an edit: %s", got)
		}
		w.noticed(s, w.sound())
	}
}
