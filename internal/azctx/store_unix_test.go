//go:build unix

package azctx

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestUpdate_writesForTheUserAlone(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	s := newStore(t, lookups())
	for path, want := range map[string]os.FileMode{
		s.Dirs.Config:    0o700,
		s.Dirs.State:     0o700,
		s.Dirs.Profile(): 0o600,
		s.Dirs.Index():   0o600,
		s.Dirs.Stamp():   0o600,
		s.Dirs.Lock():    0o600,
	} {
		fi, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := fi.Mode().Perm(); got != want {
			t.Errorf("%s has mode %04o, want %04o", filepath.Base(path), got, want)
		}
	}
}

func TestUpdate_closesAProfileThatWasOpen(t *testing.T) {
	s := newStore(t, lookups())
	if err := os.Chmod(s.Dirs.Profile(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(adding(sample(50))); err != nil {
		t.Fatal(err)
	}
	if fi, err := os.Stat(s.Dirs.Profile()); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", fi.Mode(), err)
	}
}

func TestStore_readsNothingThatIsNoFile(t *testing.T) {
	fifo := func(t *testing.T, path string) {
		t.Helper()
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Skip(err)
		}
	}
	for name, put := range map[string]func(t *testing.T, path string){
		"a device": func(t *testing.T, path string) { link(t, "/dev/zero", path) },
		"a folder": func(t *testing.T, path string) { mkdir(t, path, "x") },
		"a FIFO":   fifo,
		"a link to a FIFO": func(t *testing.T, path string) {
			fifo(t, path+"2")
			link(t, path+"2", path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t, lookups())
			for _, path := range []string{s.Dirs.Stamp(), s.Dirs.Profile()} {
				remove(t, path)
				put(t, path)
			}
			soon(t, func() {
				if stamp, err := s.Stamp(); stamp != "" || err != nil {
					t.Errorf("stamp %q, error %v", stamp, err)
				}
				for what, fn := range map[string]func() error{
					"Load":   func() error { _, err := s.Load(); return err },
					"Skim":   func() error { _, err := s.Skim(); return err },
					"Update": func() error { return s.Update(adding(sample(50))) },
				} {
					var corrupt *CorruptError
					if err := fn(); !errors.As(err, &corrupt) || corrupt.Path != s.Dirs.Profile() {
						t.Errorf("%s: error %v, want *CorruptError", what, err)
					}
				}
			})
		})
	}
}

func TestUpdate_leavesNoOtherFiles(t *testing.T) {
	s := newStore(t, lookups())
	for n := range 3 {
		if err := s.Update(adding(sample(50 + n))); err != nil {
			t.Fatal(err)
		}
	}
	for dir, want := range map[string]string{s.Dirs.Config: "profile.json", s.Dirs.State: "index lock stamp"} {
		var names []string
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s holds %q, want %q", filepath.Base(dir), got, want)
		}
	}
}

// What others may write to is refused, for reading as for writing: a profile or
// an index that they made would choose the subscription.
func TestStore_refusesFoldersThatOthersMayWriteTo(t *testing.T) {
	for _, mode := range []os.FileMode{0o770, 0o707, 0o777} {
		for _, which := range []string{"config", "state"} {
			t.Run(which+" "+mode.String(), func(t *testing.T) {
				p := lookups()
				s := newStore(t, p)
				dir := s.Dirs.Config
				if which == "state" {
					dir = s.Dirs.State
				}
				if err := os.Chmod(dir, mode); err != nil {
					t.Fatal(err)
				}
				if err := s.Update(adding(sample(50))); err == nil {
					t.Error("updated")
				}
				if which == "config" {
					if _, err := s.Load(); err == nil {
						t.Error("loaded")
					}
					v, err := s.Open()
					if err == nil {
						t.Error("opened")
					}
					v.Close()
					return
				}
				plant(t, s, p)
				v, err := s.Open()
				if err != nil {
					return // refused as a whole
				}
				defer v.Close()
				if d := same(v, p); d != "" {
					t.Errorf("an index that others may have made is believed: %s", d)
				}
			})
		}
	}
}

// plant writes an index that fits the profile but has other subscriptions.
func plant(t *testing.T, s *Store, p *Profile) {
	t.Helper()
	text, err := json.Marshal(p.Contexts)
	if err != nil {
		t.Fatal(err)
	}
	other := *p
	other.Contexts = nil
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), guid(1), guid(0xbad))), &other.Contexts); err != nil {
		t.Fatal(err)
	}
	fi, err := os.Stat(s.Dirs.Profile())
	if err != nil {
		t.Fatal(err)
	}
	x := encodeIndex(&other, filePrint(fi), hashOf([]byte(read(t, s.Dirs.Profile()))))
	write(t, s.Dirs.Index(), string(x))
}

func TestStore_refusesFoldersOfOthers(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	for _, which := range []string{"config", "state"} {
		t.Run(which, func(t *testing.T) {
			s := newStore(t, lookups())
			dir := s.Dirs.Config
			if which == "state" {
				dir = s.Dirs.State
			}
			if err := os.Chown(dir, 65534, 65534); err != nil {
				t.Fatal(err)
			}
			if err := s.Update(adding(sample(50))); err == nil {
				t.Error("updated")
			}
			if which == "config" {
				if _, err := s.Load(); err == nil {
					t.Error("loaded")
				}
			}
		})
	}
}

func TestFilePrint_tellsWhatHasChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	print := func() string {
		fi, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return filePrint(fi)
	}
	write(t, path, "a")
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	was := print()
	if again := print(); again != was {
		t.Errorf("%q and %q of an unchanged file", was, again)
	}
	steps := []struct {
		name string
		do   func() error
	}{
		{"longer", func() error { return os.WriteFile(path, []byte("ab"), 0o600) }},
		{"of an earlier time", func() error { return os.Chtimes(path, fi.ModTime(), fi.ModTime().Add(-1)) }},
		{"another file of the same size and times", func() error {
			if err := os.WriteFile(path+"2", []byte("xy"), 0o600); err != nil {
				return err
			}
			if err := os.Chtimes(path+"2", fi.ModTime(), fi.ModTime().Add(-1)); err != nil {
				return err
			}
			return os.Rename(path+"2", path)
		}},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		now := print()
		if now == was {
			t.Errorf("%s: still %q", step.name, now)
		}
		if len(now) > 96 || strings.ContainsAny(now, " \n") {
			t.Errorf("%s: %q does not fit the index's head", step.name, now)
		}
		was = now
	}
}
