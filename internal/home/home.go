// Package home owns where azenv's files are and how they are read and written: the
// folders, who may own them, private creation, replacement in one step. It must
// not know what is in the files.
package home

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"
)

// Dirs are the folders of one user's azenv, absolute.
type Dirs struct {
	Config string // the profile
	State  string // stamp, index, lock, the file that seals
	Run    string // one folder for each running shell
}

// UnfitError says that a folder cannot be used, and what to type about it.
type UnfitError struct {
	Path, Cause string
	Mend        string // a command
}

// Word returns path as one word of a command to type.
func Word(path string) string {
	if !strings.ContainsFunc(path, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/._-+:,@%", r)
	}) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

func (e *UnfitError) Error() string { return e.Path + ": " + e.Cause }

// Hint is what to type about it.
func (e *UnfitError) Hint() string { return e.Mend }

// Find says where the folders are, without touching them. If AZENV_HOME is set, all are in
// it, else the XDG rules decide. Find reads variables only through getenv. Without a home
// folder it returns an error: a guessed folder would be shared between users. Its errors
// are *UnfitError.
func Find(getenv func(string) string) (Dirs, error) {
	if h := getenv("AZENV_HOME"); h != "" {
		if !filepath.IsAbs(h) {
			return Dirs{}, &UnfitError{fmt.Sprintf("AZENV_HOME=%q", h), "not an absolute path", "unset AZENV_HOME, or export AZENV_HOME=/a/folder/of/yours"}
		}
		h = filepath.Clean(h)
		return Dirs{Config: h, State: h, Run: filepath.Join(h, "run")}, nil
	}
	config, state := roots(runtime.GOOS, getenv, told(getenv))
	if config == "" || state == "" {
		return Dirs{}, noHome(runtime.GOOS)
	}
	d := Dirs{Config: filepath.Join(config, "azenv"), State: filepath.Join(state, "azenv")}
	d.Run = d.RunInState()
	if r, err := Runtime(getenv); err == nil {
		d.Run = filepath.Join(r, "azenv")
	}
	return d, nil
}

// Runtime returns the folder that the system empties when its user signs out. The error
// says why there is none that azenv can use.
func Runtime(getenv func(string) string) (string, error) {
	r := getenv("XDG_RUNTIME_DIR")
	switch {
	case getenv("AZENV_HOME") != "":
		return "", errors.New("AZENV_HOME is set, and has all of azenv's files")
	case r == "":
		return "", errors.New("XDG_RUNTIME_DIR is not set")
	case !filepath.IsAbs(r):
		return "", errors.New("XDG_RUNTIME_DIR is not an absolute path")
	}
	if err := Mine(r); err != nil {
		return "", fmt.Errorf("XDG_RUNTIME_DIR: %w", err)
	}
	return r, nil
}

// RunInState is the path of Run if there is no runtime folder.
func (d Dirs) RunInState() string { return filepath.Join(d.State, "run") }

// Profile is the file with the contexts and the default.
func (d Dirs) Profile() string { return filepath.Join(d.Config, "profile.json") }

// Clouds is the file with the clouds that the user added.
func (d Dirs) Clouds() string { return filepath.Join(d.Config, "clouds.json") }

// Stamp is the small file that changes with everything that other shells must notice.
func (d Dirs) Stamp() string { return filepath.Join(d.State, "stamp") }

// Index is the file in which one context is found without reading the whole profile.
func (d Dirs) Index() string { return filepath.Join(d.State, "index") }

// Lock is the file whose lock every writer of profile, index and stamp holds.
func (d Dirs) Lock() string { return filepath.Join(d.State, "lock") }

// Trust is the folder that notes which .azcontext files the user allows.
func (d Dirs) Trust() string { return filepath.Join(cmp.Or(d.State, os.DevNull), "trust") }

// sealedName is a file's name that az shows in its error when it finds that file.
const sealedName = "azenv-sealed--run-azenv-show"

// Sealed returns a path with which az fails, with a line that says what to type. It
// is a regular file, where az wants a folder. If that file cannot be made, it is a
// path below a device, at which nobody can create a folder either.
func (d Dirs) Sealed() string {
	if d.State != "" && Make(d.State) == nil {
		path := d.SealedAt()
		if fi, err := os.Lstat(path); err == nil && fi.Mode().IsRegular() {
			return path
		}
		if f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400); err == nil {
			f.Close()
			return path
		}
	}
	return filepath.Join(os.DevNull, sealedName)
}

// SealedAt is the path of the file that Sealed makes. It makes nothing.
func (d Dirs) SealedAt() string { return filepath.Join(cmp.Or(d.State, os.DevNull), sealedName) }

// Owns says whether path is in azenv's own state, or is one that seals. Then only azenv
// can have put it into a variable.
func (d Dirs) Owns(path string) bool {
	if filepath.Base(path) == sealedName {
		return true
	}
	return filepath.IsAbs(path) && (inside(d.State, path) || inside(d.Run, path))
}

// inside says whether path is dir or below it. Nothing is inside an empty dir.
func inside(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return dir != "" && err == nil && filepath.IsLocal(rel)
}

// Check returns an error if a folder exists but is not safe: if others can write to it,
// its files may be anybody's.
func (d Dirs) Check() error {
	for _, dir := range []string{d.Config, d.State} {
		if err := Mine(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if d.Config == d.State {
			break
		}
	}
	return nil
}

// MakeOwn is Make for a folder that must not be a link.
func MakeOwn(dir string) error {
	if fi, err := os.Lstat(dir); err == nil && fi.Mode()&fs.ModeSymlink != 0 {
		return &UnfitError{dir, "a link where a folder should be", "rm " + Word(dir)}
	}
	return Make(dir)
}

// Make creates dir and what is missing above it, closed to others, and checks
// that it is ours.
func Make(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return Mine(dir)
}
