package home

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// getenv returns a lookup in env, which this process's environment says nothing of.
func getenv(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

func TestFind(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		want Dirs
		err  string // a part of it
	}{
		{"AZENV_HOME has all", map[string]string{"AZENV_HOME": "/x/azenv", "HOME": "/home/ops", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"},
			Dirs{"/x/azenv", "/x/azenv", "/x/azenv/run"}, ""},
		{"AZENV_HOME alone", map[string]string{"AZENV_HOME": "/x/azenv"}, Dirs{"/x/azenv", "/x/azenv", "/x/azenv/run"}, ""},
		{"AZENV_HOME is cleaned", map[string]string{"AZENV_HOME": "/x/../y//azenv/"}, Dirs{"/y/azenv", "/y/azenv", "/y/azenv/run"}, ""},
		{"AZENV_HOME that is relative", map[string]string{"AZENV_HOME": "x", "HOME": "/home/ops"}, Dirs{}, `AZENV_HOME="x": not an absolute path`},
		{"AZENV_HOME that is a dot", map[string]string{"AZENV_HOME": ".", "HOME": "/home/ops"}, Dirs{}, "AZENV_HOME"},
		{"AZENV_HOME with a tilde", map[string]string{"AZENV_HOME": "~/x", "HOME": "/home/ops"}, Dirs{}, "AZENV_HOME"},
		{"no home", nil, Dirs{}, "no home folder"},
		{"no home, and a folder for the profile only", map[string]string{"XDG_CONFIG_HOME": "/c"}, Dirs{}, "no home folder"},
		{"no home, and a folder for the state only", map[string]string{"XDG_STATE_HOME": "/s"}, Dirs{}, "no home folder"},
		{"no home, and folders that are relative", map[string]string{"XDG_CONFIG_HOME": "c", "XDG_STATE_HOME": "s"}, Dirs{}, "no home folder"},
		{"no home, but both folders", map[string]string{"XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"}, Dirs{"/c/azenv", "/s/azenv", "/s/azenv/run"}, ""},
		{"a home and both folders", map[string]string{"HOME": "/home/ops", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"}, Dirs{"/c/azenv", "/s/azenv", "/s/azenv/run"}, ""},
		{"a home that is relative", map[string]string{"HOME": "ops"}, Dirs{}, "home"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Find(getenv(tt.env))
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestFind_goesByGetenvAlone(t *testing.T) {
	mine := t.TempDir()
	for _, name := range []string{"AZENV_HOME", "HOME", "LOCALAPPDATA", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"} {
		t.Setenv(name, mine)
	}
	dir := t.TempDir()
	home := map[string]string{"HOME": dir, "LOCALAPPDATA": dir}
	if d, err := Find(getenv(home)); err != nil || !inside(dir, d.Config) || !inside(dir, d.State) || !inside(dir, d.Run) {
		t.Errorf("%+v, error %v; want all of it in %s", d, err, dir)
	}
	if d, err := Find(getenv(nil)); err == nil {
		t.Errorf("without an environment: %+v", d)
	}
}

func TestFind_touchesNothing(t *testing.T) {
	dir := t.TempDir()
	if _, err := Find(getenv(map[string]string{"HOME": dir, "XDG_CONFIG_HOME": filepath.Join(dir, "c"), "XDG_STATE_HOME": filepath.Join(dir, "s")})); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("made %v", entries)
	}
}

func TestDirs_files(t *testing.T) {
	d := Dirs{Config: filepath.FromSlash("/c"), State: filepath.FromSlash("/s")}
	for got, want := range map[string]string{d.Profile(): "/c/profile.json", d.Index(): "/s/index", d.Stamp(): "/s/stamp", d.Lock(): "/s/lock"} {
		if filepath.ToSlash(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestSealed_isAFileThatIsNoFolder(t *testing.T) {
	d := Dirs{State: filepath.Join(t.TempDir(), "deep", "azenv")}
	path := d.Sealed()
	if path != filepath.Join(d.State, sealedName) {
		t.Errorf("path %s", path)
	}
	fi, err := os.Lstat(path)
	if err != nil || !fi.Mode().IsRegular() || fi.Size() != 0 {
		t.Fatalf("%v, error %v; want an empty file", fi, err)
	}
	if err := os.MkdirAll(filepath.Join(path, "x"), 0o700); err == nil {
		t.Error("a folder can be made below it")
	}
	if again := d.Sealed(); again != path {
		t.Errorf("%s, and then %s", path, again)
	}
}

func TestSealed_saysWhatToType(t *testing.T) {
	if name := filepath.Base((Dirs{State: t.TempDir()}).Sealed()); name != "azenv-sealed--run-azenv-show" {
		t.Errorf("named %q", name)
	}
}

// fallback is where Sealed goes where it cannot have its file.
var fallback = filepath.Join(os.DevNull, sealedName)

func TestSealed_fallsBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		d    Dirs
	}{
		{"no state folder", Dirs{}},
		{"a state folder that is a file", Dirs{State: file}},
		{"a state folder below a file", Dirs{State: filepath.Join(file, "x")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.d.Sealed()
			if got != fallback {
				t.Fatalf("got %s, want %s", got, fallback)
			}
			if err := os.MkdirAll(got, 0o700); err == nil {
				t.Error("it can be made a folder")
			}
			if !tt.d.Owns(got) {
				t.Error("it is not known as azenv's own")
			}
		})
	}
}

func TestSealed_usesNothingThatWasPlanted(t *testing.T) {
	tests := []struct {
		name  string
		plant func(path, elsewhere string) error
	}{
		{"a folder", func(path, _ string) error { return os.Mkdir(path, 0o700) }},
		{"a link to a folder", func(path, elsewhere string) error { return os.Symlink(filepath.Dir(elsewhere), path) }},
		{"a link to a file", func(path, elsewhere string) error {
			if err := os.WriteFile(elsewhere, nil, 0o600); err != nil {
				return err
			}
			return os.Symlink(elsewhere, path)
		}},
		{"a link to nothing", func(path, elsewhere string) error { return os.Symlink(elsewhere, path) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, elsewhere := Dirs{State: t.TempDir()}, filepath.Join(t.TempDir(), "x")
			if err := os.Chmod(d.State, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := tt.plant(filepath.Join(d.State, sealedName), elsewhere); err != nil {
				t.Skip(err)
			}
			if got := d.Sealed(); got != fallback {
				t.Errorf("got %s, want %s", got, fallback)
			}
			if _, err := os.Lstat(elsewhere); err == nil && tt.name == "a link to nothing" {
				t.Error("the link's target was made")
			}
		})
	}
}

func TestOwns(t *testing.T) {
	d := Dirs{State: "/home/ops/.local/state/azenv"}
	tests := []struct {
		path string
		want bool
	}{
		{"/home/ops/.local/state/azenv", true},
		{"/home/ops/.local/state/azenv/", true},
		{"/home/ops/.local/state/azenv/az/1/.azure", true},
		{"/home/ops/.local/state/azenv/az/../..", false},
		{"/home/ops/.local/state/azenv/../azenv/az", true},
		{"/home/ops/.local/state/azenv2", false},
		{"/home/ops/.local/state", false},
		{"/home/ops/.azure", false},
		{"/", false},
		{"", false},
		{"az/1", false},
		{".", false},
		{"/anywhere/azenv-sealed--run-azenv-show", true},
		{"/dev/null/azenv-sealed--run-azenv-show", true},
		{"/anywhere/azenv-sealed--run-azenv-show/x", false},
	}
	for _, tt := range tests {
		if got := d.Owns(tt.path); got != tt.want {
			t.Errorf("Owns(%q) = %v, want %v", tt.path, got, tt.want)
		}
	}
	for _, path := range []string{"/", "/home/ops/.azure", ""} {
		if (Dirs{}).Owns(path) {
			t.Errorf("without folders, Owns(%q)", path)
		}
	}
}

func TestMake(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	for range 2 {
		if err := Make(dir); err != nil {
			t.Fatal(err)
		}
	}
	if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
		t.Errorf("%v, error %v", fi, err)
	}
}

func TestMine_refusesWhatIsNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, file + "-missing", filepath.Join(file, "below")} {
		if err := Mine(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("Mine(%s): error %v, want one that names it", path, err)
		}
		if err := Make(file); err == nil {
			t.Error("Make took a file for a folder")
		}
	}
}
