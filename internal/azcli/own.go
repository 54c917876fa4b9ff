package azcli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// lockWait is how long Enter waits for another Enter. A derivation takes milliseconds,
// unless it must wait while az holds the lock of a token store.
const lockWait = 20 * time.Second

// check returns an error if the caller gave a folder or a base that cannot be right.
func (f *Folder) check() error {
	switch {
	case !filepath.IsAbs(f.Path) || filepath.Base(f.Path) != FolderName:
		return fmt.Errorf("%s: not a context's az folder", f.Path)
	case !filepath.IsAbs(f.Base):
		return fmt.Errorf("%s: not an absolute path", f.Base)
	}
	contexts := filepath.Dir(filepath.Dir(f.Path))
	if rel, err := filepath.Rel(contexts, f.Base); err == nil && filepath.IsLocal(rel) {
		return fmt.Errorf("%s: a context's az folder, which none derives from", f.Base)
	}
	return nil
}

// ownFolders are the folders that must be the user's alone, from the outer one on: the
// one of all contexts, the context's, and the az folder.
func (f *Folder) ownFolders() []string {
	own := filepath.Dir(f.Path)
	return []string{filepath.Dir(own), own, f.Path}
}

// make makes the folders. It also takes away permissions of others, which az or a umask
// may have left.
func (f *Folder) make() error {
	for _, dir := range f.ownFolders() {
		if err := home.MakeOwn(dir); err != nil {
			return err
		}
	}
	for _, dir := range f.ownFolders()[1:] {
		if err := closeTo(dir, 0o700); err != nil {
			return err
		}
	}
	return nil
}

// checkOwn returns an error unless dir is a folder of the user's own and no link.
func checkOwn(dir string) error {
	fi, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if fi.Mode()&fs.ModeSymlink != 0 {
		return &home.UnfitError{Path: dir, Cause: "a link where a folder should be", Mend: "rm " + home.Word(dir)}
	}
	return home.Mine(dir)
}

// tighten takes others' permissions from a file of the folder.
func (d *derivation) tighten(name string) error {
	return closeTo(d.f.inside(name), 0o600)
}

func closeTo(path string, mode fs.FileMode) error {
	if runtime.GOOS == "windows" { // there the access list of the folder above protects it
		return nil
	}
	fi, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // az removed it just now, and the next pass will see that
	}
	if err != nil || fi.Mode().Perm()&^mode == 0 || fi.Mode()&fs.ModeSymlink != 0 {
		return err
	}
	return os.Chmod(path, mode)
}
