package tokens

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Remove takes every secret of a out of az folders and of the folder shared ("" for
// none): whatever key it is under, for a service principal its entries for all tenants
// and its access tokens, which `az logout` leaves behind. With no authority in a, it is
// those of all authorities. It goes on after an error, and returns the files that
// it changed. Base is only read, and must not be among the folders.
//
// It makes no tombstone and lifts none.
func Remove(a Account, shared string, dirs ...string) (changed []string, err error) {
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
	switch {
	case shared == "":
	case a.Env != "":
		path := SharedCache(shared, a)
		did, err := removeShared(path)
		note(path, did, err)
	default:
		paths, err := sharedCaches(shared)
		note(shared, false, err)
		for _, path := range paths {
			did, err := removeFromCache(path, a)
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

// removeShared removes an account's own cache.
func removeShared(path string) (changed bool, err error) {
	if there, err := checkThere(path); err != nil || !there {
		return false, err
	}
	release, err := acquireAll([]string{path})
	if err != nil {
		return false, err
	}
	defer release()
	return true, remove(path)
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
