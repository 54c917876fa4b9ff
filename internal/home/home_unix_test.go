//go:build unix

package home

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// folder returns a new folder of that mode.
func folder(t *testing.T, mode os.FileMode) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "dir")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
	return dir
}

// nobody is a user that the tests are not run as.
const nobody = 65534

// giveAway makes path another user's, or skips.
func giveAway(t *testing.T, path string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	if err := os.Lchown(path, nobody, nobody); err != nil {
		t.Fatal(err)
	}
}

func TestMine_byMode(t *testing.T) {
	for mode, ok := range map[os.FileMode]bool{
		0o700: true, 0o500: true, 0o755: true, 0o750: true, 0o711: true,
		0o770: false, 0o775: false, 0o720: false, 0o707: false, 0o702: false, 0o777: false, os.ModeSticky | 0o777: false,
	} {
		t.Run(mode.String(), func(t *testing.T) {
			dir := folder(t, mode)
			for name, err := range map[string]error{"Mine": Mine(dir), "Make": Make(dir)} {
				if (err == nil) != ok {
					t.Errorf("%s: error %v, want it taken: %v", name, err, ok)
				}
				if err != nil && !strings.Contains(err.Error(), dir) {
					t.Errorf("%s: error %q does not name the folder", name, err)
				}
			}
			if got := (Dirs{State: dir}).Sealed() != fallback; got != ok {
				t.Errorf("its sealed file is used: %v, want %v", got, ok)
			}
		})
	}
}

func TestMine_refusesWhatIsOthers(t *testing.T) {
	dir := folder(t, 0o700)
	giveAway(t, dir)
	if err := Mine(dir); err == nil || !strings.Contains(err.Error(), fmt.Sprint(nobody)) {
		t.Errorf("error %v, want one that says whose it is", err)
	}
	if got := (Dirs{State: dir}).Sealed(); got != fallback {
		t.Errorf("sealed file %s", got)
	}
}

func TestMake_isClosedToOthersWhateverTheUmask(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := Make(dir); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if fi, err := os.Stat(d); err != nil || fi.Mode().Perm() != 0o700 {
			t.Errorf("%s: mode %v, error %v", d, fi.Mode(), err)
		}
	}
	d := Dirs{State: dir}
	if fi, err := os.Lstat(d.Sealed()); err != nil || fi.Mode().Perm() != 0o400 {
		t.Errorf("sealed file: mode %v, error %v", fi.Mode(), err)
	}
}

func TestSealed_usesNoPipeThatWasPlanted(t *testing.T) {
	d := Dirs{State: folder(t, 0o700)}
	if err := syscall.Mkfifo(filepath.Join(d.State, sealedName), 0o600); err != nil {
		t.Skip(err)
	}
	if got := d.Sealed(); got != fallback {
		t.Errorf("got %s", got)
	}
}

func TestFind_runtimeFolder(t *testing.T) {
	mine, open := folder(t, 0o700), folder(t, 0o777)
	tests := []struct {
		name, runtime string
		used          bool
	}{
		{"is used where it is ours", mine, true},
		{"is not used where others may write to it", open, false},
		{"is not used where it is missing", filepath.Join(mine, "missing"), false},
		{"is not used where it is relative", "run", false},
		{"is not used where it is not set", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			state := t.TempDir()
			d, err := Find(getenv(map[string]string{"HOME": "/home/ops", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": state, "XDG_RUNTIME_DIR": tt.runtime}))
			if err != nil {
				t.Fatal(err)
			}
			want := filepath.Join(state, "azenv", "run")
			if tt.used {
				want = filepath.Join(tt.runtime, "azenv")
			}
			if d.Run != want {
				t.Errorf("run folder %s, want %s", d.Run, want)
			}
		})
	}
	t.Run("is not used where it is another's", func(t *testing.T) {
		dir := folder(t, 0o700)
		giveAway(t, dir)
		d, err := Find(getenv(map[string]string{"HOME": "/home/ops", "XDG_RUNTIME_DIR": dir}))
		if err != nil || strings.HasPrefix(d.Run, dir) {
			t.Errorf("run folder %s, error %v", d.Run, err)
		}
	})
	t.Run("is not needed with AZENV_HOME", func(t *testing.T) {
		if d, err := Find(getenv(map[string]string{"AZENV_HOME": "/x", "XDG_RUNTIME_DIR": mine})); err != nil || d.Run != "/x/run" {
			t.Errorf("run folder %s, error %v", d.Run, err)
		}
	})
}

func TestReplace_isForTheUserAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	path := filepath.Join(t.TempDir(), "f")
	for _, before := range []os.FileMode{0, 0o644, 0o400} {
		if before != 0 {
			if err := os.Chmod(path, before); err != nil {
				t.Fatal(err)
			}
		}
		if err := Replace(path, []byte("x"), before == 0); err != nil {
			t.Fatal(err)
		}
		if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != 0o600 {
			t.Errorf("was %04o: mode %v, error %v", before, fi.Mode(), err)
		}
	}
}

func TestPrivate_byMode(t *testing.T) {
	for mode, may := range map[os.FileMode]string{
		0o700: "", 0o500: "", 0o755: "read", 0o750: "read", 0o711: "enter", 0o770: "write to", 0o702: "write to",
	} {
		dir := folder(t, mode)
		err := Private(dir)
		if (err == nil) != (may == "") || err != nil && !strings.Contains(err.Error(), "others may "+may+" it") {
			t.Errorf("%v: error %v, want one that says %q", mode, err, may)
		}
	}
	dir := folder(t, 0o700)
	giveAway(t, dir)
	if err := Private(dir); err == nil || !strings.Contains(err.Error(), fmt.Sprint(nobody)) {
		t.Errorf("error %v, want one that says whose it is", err)
	}
}

func TestWord(t *testing.T) {
	for _, path := range []string{"/plain/é-1.json", "/a b", "/it's", `/"$(x)` + "`\n", "/~", "/a\nb"} {
		out, err := exec.Command("sh", "-c", "printf %s "+Word(path)).Output()
		if err != nil || string(out) != path {
			t.Errorf("%q: the shell sees %q, error %v", path, out, err)
		}
	}
	if got := Word("/plain/é-1.json"); got != "/plain/é-1.json" {
		t.Errorf("got %s", got)
	}
}
