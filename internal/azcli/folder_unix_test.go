//go:build unix

package azcli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azenv/azenv/internal/home"
)

// enterRole makes the test binary enter the folder whose home the first argument is,
// again and again, while base changes.
const enterRole = "AZENV_AZCLI_TEST_ENTER"

func TestMain(m *testing.M) {
	if os.Getenv(enterRole) == "" {
		os.Exit(m.Run())
	}
	f := &Folder{Path: os.Args[1], Base: os.Args[2], Context: dev(), All: os.Getenv(enterRole) == "all"}
	for {
		if _, err := f.Enter(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Remove(f.beside(derivedName)) // derive again
	}
}

// entering returns a process that enters f until it is killed.
func (f *Folder) entering(t *testing.T) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	reach := "one"
	if f.All {
		reach = "all"
	}
	cmd := exec.Command(self, f.Path, f.Base)
	cmd.Env = append(os.Environ(), enterRole+"="+reach)
	cmd.Stderr = os.Stderr
	return cmd
}

// bases are two states of base.
func bases() [2]string {
	return [2]string{profile(one(""), one(second)), profile(one(`"name": "Dev 2"`), one(second), one(third))}
}

func TestEnter_killed(t *testing.T) {
	f := newFolder(t, bases()[0])
	f.All = true
	f.writeBase(t, configName, "[core]\noutput = table\n")
	deadline := time.Now().Add(3 * time.Second)
	kills := 0
	for ; time.Now().Before(deadline); kills++ {
		if kills%4 == 0 { // the start, too
			if err := os.RemoveAll(filepath.Dir(f.Path)); err != nil {
				t.Fatal(err)
			}
		}
		f.writeBase(t, ProfileName, bases()[kills%2])
		before := files(t, f.Base)
		cmd := f.entering(t)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(5+kills*7%60) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		if diff := cmp.Diff(before, files(t, f.Base)); diff != "" {
			t.Fatal(diff)
		}
		if data, err := os.ReadFile(f.inside(ProfileName)); err == nil {
			checkThemes(t, string(data)) // what az would find now
		}
		if e := f.enter(t); e.Moved != "" || e.Notes != nil {
			t.Fatalf("%+v", e)
		}
		if got, want := f.names(t), [2]string{"Dev*, Prod", "Dev 2*, Prod, Lab"}[kills%2]; got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	}
	t.Logf("%d kills", kills)
}

func TestEnter_manyAtOnce(t *testing.T) {
	f := newFolder(t, bases()[0])
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			g := *f
			for n := range 5 {
				if i == 0 {
					if err := home.ReplaceOwn(filepath.Join(f.Base, ProfileName), []byte(bases()[n%2]), false); err != nil {
						t.Error(err)
					}
				}
				if e, err := g.Enter(); err != nil || e.Moved != "" || e.Notes != nil {
					t.Errorf("%+v, %v", e, err)
				}
			}
		})
	}
	wg.Wait()
	f.enter(t)
	if got := f.names(t); got != "Dev*" {
		t.Error(got)
	}
}

func TestEnter_madeAgain(t *testing.T) {
	f := newFolder(t, profile(one("")))
	f.writeBase(t, "az.json", "{}")
	f.enter(t)
	if err := os.RemoveAll(f.Path); err != nil {
		t.Fatal(err)
	}
	f.enter(t)
	if _, err := os.Stat(f.inside("az.json")); err != nil || f.names(t) != "Dev*" {
		t.Error(err, f.names(t))
	}
}

func TestEnter_closesToOthers(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	f := newFolder(t, profile(one("")))
	f.enter(t)
	// As az leaves them where it makes them.
	for path, mode := range map[string]fs.FileMode{f.Path: 0o755, f.inside(ProfileName): 0o644, f.inside(cloudsName): 0o664} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	f.enter(t)
	err := filepath.WalkDir(filepath.Dir(f.Path), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		fi, err := d.Info()
		if err == nil && fi.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", path, fi.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestEnter_refusesFoldersOfOthers(t *testing.T) {
	for name, spoil := range map[string]func(f *Folder, dir string) error{
		"a link": func(_ *Folder, dir string) error {
			return errors.Join(os.Rename(dir, dir+".real"), os.Symlink(dir+".real", dir))
		},
		"writable by others": func(_ *Folder, dir string) error { return os.Chmod(dir, 0o777) },
		"a file": func(_ *Folder, dir string) error {
			return errors.Join(os.Rename(dir, dir+".real"), os.WriteFile(dir, nil, 0o600))
		},
	} {
		for i := range 3 {
			f := newFolder(t, profile(one("")))
			f.enter(t)
			dir := f.ownFolders()[i]
			if err := spoil(f, dir); err != nil {
				t.Fatal(err)
			}
			for what, do := range map[string]func() error{
				"enter":  func() error { _, err := f.Enter(); return err },
				"look":   func() error { _, err := f.Look(); return err },
				"remove": func() error { return Remove(f.Path) },
			} {
				err := do()
				var unfit *home.UnfitError
				if !errors.As(err, &unfit) && (name != "a file" || err == nil) || strings.Contains(fmt.Sprint(err), "\n") {
					t.Errorf("%s, %s: %s: %v", name, dir, what, err)
				}
			}
		}
	}
}

func TestEnter_foreignKinds(t *testing.T) {
	f := newFolder(t, profile(one("")))
	f.enter(t)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	write(t, elsewhere, "[core]\n")
	for _, name := range []string{ProfileName, configName, cloudsName} {
		if err := errors.Join(os.Remove(f.inside(name)), os.Symlink(elsewhere, f.inside(name))); err != nil {
			t.Fatal(err)
		}
		f.enter(t) // finds no link
		if err := errors.Join(os.Remove(f.inside(name)), syscall.Mkfifo(f.inside(name), 0o600)); err != nil {
			t.Fatal(err)
		}
		f.enter(t)
		if got := slurp(t, elsewhere); got != "[core]\n" {
			t.Fatal(got)
		}
		path := filepath.Join(f.Base, name)
		os.Remove(path)
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
		e := f.enter(t)
		if want := []string{path + ": not a regular file; what it said before stands"}; !cmp.Equal(want, e.Notes) {
			t.Errorf("%q", e.Notes)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	// Base's own files may be links, as in a user's dotfiles.
	if err := os.Symlink(elsewhere, filepath.Join(f.Base, configName)); err != nil {
		t.Fatal(err)
	}
	write(t, elsewhere, "[core]\noutput = table\n")
	f.enter(t)
	if got := slurp(t, f.inside(configName)); !strings.HasPrefix(got, "[core]\noutput = table\n") {
		t.Error(got)
	}
}

func TestEnter_waitsForABaseThatIsBeingWritten(t *testing.T) {
	f := newFolder(t, profile(one("")))
	f.enter(t)
	f.writeBase(t, ProfileName, "")
	time.AfterFunc(50*time.Millisecond, func() {
		_ = os.WriteFile(filepath.Join(f.Base, ProfileName), []byte(profile(one(`"name": "Dev 2"`))), 0o600)
	})
	deadline := time.Now().Add(10 * time.Second)
	for f.enter(t); f.names(t) != "Dev 2*"; f.enter(t) {
		if time.Now().After(deadline) {
			t.Fatal(f.names(t))
		}
	}
}

func TestEnter_large(t *testing.T) {
	f := newFolder(t, "")
	f.All = true
	entries := []string{one("")}
	for i := range 3000 {
		entries = append(entries, one(`"id": "`+sub1[:30]+strconv.Itoa(100000+i)+`"`))
	}
	f.writeBase(t, ProfileName, profile(entries...))
	start := time.Now()
	f.enter(t)
	derived := time.Since(start)
	start = time.Now()
	e, err := f.Enter()
	t.Logf("derived in %s, entered in %s", derived, time.Since(start))
	if err != nil || len(e.Watch) != 1 || e.Watch[0].More {
		t.Error(err)
	}
}
