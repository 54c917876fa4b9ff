package tokens

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Remove takes every secret of a out of az folders: whatever key it is under, for a
// service principal its entries for all tenants and its access tokens, which `az logout`
// leaves behind. It goes on after an error, and returns the files that it changed. Base
// is only read, and must not be among the folders.
//
// It makes no tombstone and lifts none: see Bury.
func Remove(a Account, dirs ...string) (changed []string, err error) {
	var errs []error
	note := func(path string, did bool, err error) {
		if err != nil {
			errs = append(errs, err)
		} else if did {
			changed = append(changed, path)
		}
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, CacheName)
		did, err := removeFromCache(path, a)
		note(path, did, err)
		if a.app() {
			path = filepath.Join(dir, EntriesName)
			did, err = removeEntries(path, a)
			note(path, did, err)
		}
	}
	return changed, errors.Join(errs...)
}

func removeFromCache(path string, a Account) (changed bool, err error) {
	if there, err := checkThere(path); err != nil || !there {
		return false, err
	}
	return Update(path, func(c *Cache) (*Cache, error) {
		rest, _ := c.without(a.owns)
		return rest, nil
	})
}

func removeEntries(path string, a Account) (changed bool, err error) {
	if there, err := checkThere(path); err != nil || !there {
		return false, err
	}
	release, err := acquireAll([]string{path})
	if err != nil {
		return false, err
	}
	defer release()
	f := lookEntries(path, locked)
	if f.err != nil {
		return false, f.err
	}
	return f.write(f.without(a.ClientID))
}

// checkThere says whether there is something at path, in a folder that is the user's.
func checkThere(path string) (bool, error) {
	if err := ownFolder(filepath.Dir(path)); err != nil {
		return false, err
	}
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
