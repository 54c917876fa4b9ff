//go:build unix

package torture

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What is said where there is no room, and what is not lost then.

// writes are commands that change the profile, each something else.
func (w *world) writes() []*exec.Cmd {
	w.t.Helper()
	aside := worldIn(w.t, w.t.TempDir()) // where there is room
	source := aside.source(700)
	for _, path := range []string{source, aside.home, filepath.Dir(aside.home)} {
		os.Chmod(path, 0o755)
	}
	return []*exec.Cmd{
		w.command(set(strings.Repeat("n", 60), 701)...),
		w.command("rename", guid(1), "c1-"+strings.Repeat("r", 60)),
		w.command("import", source, "--no-use"),
		w.command("remove", "c2"),
		w.hooked("use", "--global", "c3"),
		w.command("autosave", "off"),
	}
}

// cannot runs every command that writes where none can, and again once it may.
func (w *world) cannot(words []string, free func()) {
	w.t.Helper()
	profile, stamp := read(w.t, w.profile()), read(w.t, w.file("stamp"))
	for _, cmd := range w.writes() {
		r := w.finish(cmd)
		w.clear(r, words...)
		if read(w.t, w.profile()) != profile || read(w.t, w.file("stamp")) != stamp {
			w.t.Fatalf("the profile has changed: %v", r)
		}
		w.clean()
		w.free()
		w.ok("list")
		w.ok("show", "c1")
		w.ok("exec", "c1", "--", "true")
	}
	free()
	for _, cmd := range w.writes() {
		if r := w.finish(cmd); r.code != 0 {
			w.t.Errorf("with room again: %v", r)
		}
	}
	w.sound()
	w.clean()
}

// fill stores so many contexts.
func (w *world) fill(n int) {
	w.t.Helper()
	for i := 1; i <= n; i++ {
		w.ok(set(fmt.Sprintf("c%d", i), i)...)
	}
}

// TestFullDisk_byLimit lets no file grow: the disk is full for this process only.
func TestFullDisk_byLimit(t *testing.T) {
	need(t, "bash")
	w := newWorld(t)
	w.fill(20)
	limited := filepath.Join(w.home, "limited")
	// In steps of 1024 bytes, and the profile has more.
	write(t, limited, "#!/bin/bash\nulimit -f 1\nexec "+binary+" \"$@\"\n")
	if err := os.Chmod(limited, 0o700); err != nil {
		t.Fatal(err)
	}
	w.hooked() // the run folder is there
	w.bin = limited
	w.cannot([]string{"profile.json", "file too large", "ulimit"}, func() { w.bin = binary })
}

// TestFullDisk_ofTheIndexOnly has room for the profile, and none for the larger index:
// the change is made, and other shells see it.
func TestFullDisk_ofTheIndexOnly(t *testing.T) {
	need(t, "bash")
	w := newWorld(t)
	w.ok(set("dev", 1)...)
	s := w.shell()
	s.works("azenv use dev")
	for i := 2; len(read(t, w.file("index"))) < 2600; i++ {
		w.ok(set(fmt.Sprintf("c%d", i), i)...)
	}
	if n := len(read(t, w.profile())); n > 1900 {
		t.Fatalf("a profile of %d bytes is no smaller than its index, so this tests nothing", n)
	}
	limited := filepath.Join(w.home, "limited")
	write(t, limited, "#!/bin/bash\nulimit -f 2\nexec "+binary+" \"$@\"\n")
	if err := os.Chmod(limited, 0o700); err != nil {
		t.Fatal(err)
	}
	w.bin = limited
	if r := w.run("rename", "dev", "prod"); r.code != 0 {
		t.Errorf("want the change made: %v", r)
	}
	w.clean()
	s.run(":")
	if got := s.run(`echo "active $AZENV_ACTIVE"`); !strings.Contains(got, "active prod\n") {
		t.Errorf("the shell: %s", got)
	}
	w.ok("list")
	w.bin = binary
	w.sound()
}

// TestFails_atEveryCall has one call after the other fail as on a full or broken disk.
func TestFails_atEveryCall(t *testing.T) {
	need(t, "strace")
	for _, call := range []string{"fsync", "renameat", "flock"} {
		for _, errno := range []string{"ENOSPC", "EIO", "EROFS"}[:many(1, 3)] {
			t.Run(call+" "+errno, func(t *testing.T) {
				w, s := newVictims(t)
				hurt := 0
				for _, v := range victims {
					unhurt := 0
					for n := 1; n < 20 && unhurt < 2; n++ {
						i := 3 + n
						before := w.load()
						cmd := v.cmd(w, i)
						strace(cmd, fmt.Sprintf("%s:error=%s:when=%d", call, errno, n))
						r := w.finish(cmd)
						if strings.Contains(strings.ToLower(r.err), "ptrace") {
							t.Skipf("strace may not trace here: %s", r.err)
						}
						if r.code == 0 {
							unhurt++
						} else if hurt++; !strings.HasPrefix(r.err, "azenv: error: ") || strings.Count(r.err, "\n") != 2 {
							t.Errorf("want one clear line: %v", r)
						}
						w.clean()
						made := w.survives(s, before, i, v)
						// The change may have been there, and code for the shell comes behind it.
						if made != (r.code == 0) && !v.done(before, i) && !strings.Contains(r.err, "/call-") {
							t.Errorf("made %v, but %v", made, r)
						}
					}
				}
				if hurt == 0 {
					t.Error("nothing failed, so this tests nothing")
				}
			})
		}
	}
}

// TestFails_whereFoldersAreMade has one folder after the other not be made, by the first
// azenv of a home: where there are folders already none is made.
func TestFails_whereFoldersAreMade(t *testing.T) {
	need(t, "strace")
	for _, errno := range []string{"ENOSPC", "EIO", "EROFS"}[:many(1, 3)] {
		for n, code := 1, 1; code != 0; n++ {
			w := newWorld(t)
			cmd := w.command(set("dev", 1)...)
			strace(cmd, fmt.Sprintf("mkdirat:error=%s:when=%d", errno, n))
			r := w.finish(cmd)
			if strings.Contains(strings.ToLower(r.err), "ptrace") {
				t.Skipf("strace may not trace here: %s", r.err)
			}
			code = r.code
			if code == 0 && n == 1 {
				t.Fatal("no folder is made, so this tests nothing")
			}
			if code != 0 && (!strings.HasPrefix(r.err, "azenv: error: ") || strings.Count(r.err, "\n") != 2) {
				t.Errorf("want one clear line: %v", r)
			}
			w.ok(set("dev", 1)...)
		}
	}
}
