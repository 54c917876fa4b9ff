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

// TestTwoHosts_keepEachOthersShells has the folders of other machines, boots and pid
// namespaces beside one's own. Only what can be judged from here goes at once: the shells
// of this boot and namespace that are gone, and all of an earlier boot of this machine.
func TestTwoHosts_keepEachOthersShells(t *testing.T) {
	w := newWorld(t)
	own := filepath.Base(w.runFolder())
	key := strings.Split(own, "-")
	if len(key) != 5 {
		t.Fatalf("run folder %s", own)
	}
	other := "ffffffff"
	named := func(machine, boot, space, pid, start string) string {
		return strings.Join([]string{machine, boot, space, pid, start}, "-")
	}
	const day = 24 * time.Hour
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		age   time.Duration
		stays bool
		host  string // what the folder says of it
	}{
		{own, 60 * day, true, ""},
		{named(key[0], key[1], key[2], "999999999", "1"), 0, false, ""},
		{named(key[0], key[1], key[2], key[3], "1"), 0, false, ""}, // the process id is another's now
		{named(key[0], key[1], other, "999999999", "1"), 0, true, ""},
		{named(key[0], key[1], other, key[3], "1"), 29 * day, true, ""},
		{named(key[0], key[1], other, "999999999", "2"), 31 * day, false, ""},
		{named(key[0], other, key[2], key[3], "1"), 0, key[0] == "00000000", name}, // which is no id
		{named(key[0], other, key[2], key[3], "2"), 0, true, "copy-of-" + name},
		{named(key[0], other, key[2], key[3], "3"), 0, true, ""},
		{named(other, key[1], key[2], key[3], "1"), 0, true, ""},
		{named(other, other, other, key[3], "1"), 29 * day, true, ""},
		{named(other, other, other, key[3], "2"), -2 * day, true, ""}, // that host's clock is ahead
		{named(other, other, other, key[3], "3"), 31 * day, false, ""},
		{"BBBBBBBBBBBB-" + key[3] + "-1", 0, true, ""}, // as an older azenv called it
		{"BBBBBBBBBBBB-" + key[3] + "-2", 31 * day, false, ""},
		{"notes", 60 * day, true, ""},
	} {
		dir := w.file(filepath.Join("run", tt.name))
		write(t, filepath.Join(dir, "previous"), "{}")
		if tt.host != "" {
			write(t, filepath.Join(dir, "host"), tt.host)
		}
		when := time.Now().Add(-tt.age)
		if err := os.Chtimes(dir, when, when); err != nil {
			t.Fatal(err)
		}
		worldIn(t, w.home).ok("autosave", "on")
		if _, err := os.Stat(filepath.Join(dir, "previous")); (err == nil) != tt.stays {
			t.Errorf("%s, %v old: stays %v, want %v", tt.name, tt.age, err == nil, tt.stays)
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
