package tokens

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Remove takes every secret of a out of the az folders dirs, under whatever key it is. Of
// a service principal it removes the entries for all tenants and the access tokens, which
// `az logout` leaves behind. It goes on after an error, and returns the files that it
// changed. Base must not be among the folders, since azenv only reads it.
//
// It writes no tombstone and removes none: WriteTombstone and Lift do that.
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

// checkThere says whether path exists. It fails if the folder is not the user's alone.
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
