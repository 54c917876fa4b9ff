package torture

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// tmpfs mounts 1 MB at dir, or skips.
func tmpfs(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=1m,mode=0700"); err != nil {
		t.Skipf("no tmpfs can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// stuff fills the disk that dir is on, to the last byte, and returns what frees it.
func stuff(t *testing.T, dir string) (free func()) {
	t.Helper()
	path := filepath.Join(dir, "full")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 2 << 20 / 512 {
		if _, err := f.Write(make([]byte, 512)); err != nil {
			return func() { os.Remove(path) }
		}
	}
	t.Fatalf("%s is larger than it should be", dir)
	return nil
}

func TestFullDisk_ofOneMegabyte(t *testing.T) {
	for _, which := range []string{"home", "config", "state"} {
		t.Run(which, func(t *testing.T) {
			w := newWorld(t)
			disk := map[string]string{"home": filepath.Join(w.home, "all"), "config": w.config, "state": w.state}[which]
			tmpfs(t, disk)
			if which == "home" {
				w = allIn(t, disk)
			}
			w.fill(20)
			w.runFolder()
			w.ok("exec", "c1", "--", "true") // az's folder is made while there is room
			free := stuff(t, disk)
			if which != "state" {
				w.cannot([]string{"profile.json", "no space left on device", "df -h "}, free)
				return
			}
			// The profile has room, and the stamp is written in place: only the index
			// waits, which costs time and nothing else.
			s := w.shell()
			s.works("azenv use c1")
			for _, cmd := range w.writes() {
				r := w.finish(cmd)
				if r.code != 0 && cmd.Args[1] != "use" { // which has code to leave, too
					t.Errorf("the change can be made: %v", r)
				} else if r.code != 0 {
					w.clear(r, "no space left", "df -h")
				}
				w.clean()
				w.ok("list")
			}
			s.works(":")
			free()
			w.sound()
		})
	}
}

// TestFullDisk_ofTheRunFolder leaves no room for what a shell has to eval.
func TestFullDisk_ofTheRunFolder(t *testing.T) {
	w := newWorld(t)
	runtime := filepath.Join(w.home, "runtime")
	tmpfs(t, runtime)
	w.env = append(w.env, "XDG_RUNTIME_DIR="+runtime)
	w.fill(3)
	s := w.shell()
	s.works("azenv use c1")
	free := stuff(t, runtime)
	shown, ok := s.works("azenv use c2")
	t.Logf("use: %v\n%s", ok, shown)
	late := w.shell()
	late.works("azenv use c2")
	free()
	for _, s := range []*shell{s, late} {
		if shown, ok := s.works("azenv use c3"); !ok {
			t.Errorf("with room again: %s", shown)
		}
	}
}
