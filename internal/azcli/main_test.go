package azcli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newFolder returns a folder that is not made yet and derives from a base with the
// profile, where that is not empty.
func newFolder(t testing.TB, profile string) *Folder {
	t.Helper()
	dir := t.TempDir()
	f := &Folder{
		Path:    filepath.Join(dir, "az", "0123456789abcdef", FolderName),
		Base:    filepath.Join(dir, "home", ".azure"),
		Context: dev(),
	}
	if profile != "" {
		f.writeBase(t, ProfileName, profile)
	}
	return f
}

func (f *Folder) writeBase(t testing.TB, name, text string) {
	t.Helper()
	write(t, filepath.Join(f.Base, name), text)
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// enter enters and checks what must hold whatever was found.
func (f *Folder) enter(t testing.TB) Entered {
	t.Helper()
	e, err := f.Enter()
	if err != nil {
		t.Fatal(err)
	}
	if e.TokensErr != nil {
		t.Error(e.TokensErr)
	}
	f.checkWhole(t)
	if len(e.Watch) != 1 || e.Watch[0].Path != f.inside(f.watchedName()) {
		t.Fatalf("watch: %+v", e.Watch)
	}
	if text := slurp(t, e.Watch[0].Path); !strings.HasPrefix(text, e.Watch[0].Text) || e.Watch[0].More != (len(text) > len(e.Watch[0].Text)) {
		t.Errorf("the watched text is not that of %s", e.Watch[0].Path)
	}
	return e
}

// checkWhole checks that the folder holds regular files of ours alone, and a profile
// that every reader takes.
func (f *Folder) checkWhole(t testing.TB) {
	t.Helper()
	err := filepath.WalkDir(filepath.Dir(f.Path), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && !d.Type().IsRegular() {
			t.Errorf("%s: %v", path, d.Type())
		}
		if strings.HasSuffix(path, "lockfile") {
			t.Errorf("%s is there", path)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	checkThemes(t, slurp(t, f.inside(ProfileName)))
}

func slurp(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// names are what the folder lists, the default one with a star.
func (f *Folder) names(t testing.TB) string {
	t.Helper()
	l, err := readListing([]byte(slurp(t, f.inside(ProfileName))))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range l.entries {
		e := decode(o)
		if e.IsDefault {
			e.Name += "*"
		}
		names = append(names, e.Name)
	}
	return strings.Join(names, ", ")
}

// asAz changes the profile inside as az would.
func (f *Folder) asAz(t testing.TB, change func(l *listing)) {
	t.Helper()
	l, err := readListing([]byte(slurp(t, f.inside(ProfileName))))
	if err != nil {
		t.Fatal(err)
	}
	change(l)
	write(t, f.inside(ProfileName), string(l.file()))
}

// choose makes the i-th entry the default, -1 none.
func (l *listing) choose(i int) {
	for n := range l.entries {
		l.entries[n] = l.entries[n].with("isDefault", json.RawMessage(fmt.Sprint(n == i)))
	}
}

func (l *listing) add(t testing.TB, entry string) {
	t.Helper()
	o, err := parseObject([]byte(entry))
	if err != nil {
		t.Fatal(err)
	}
	l.entries = append(l.entries, o)
}

// files are the texts and times of all that is below dir.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		fi, err := d.Info()
		if err == nil && fi.Mode().IsRegular() {
			all[path] = fmt.Sprint(fi.ModTime().UnixNano(), " ", slurp(t, path))
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}
