package tokens

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// tombstone says that an account was signed out. While it exists, no token of the account
// is taken from base, and its contexts remove those that they have.
type tombstone struct {
	Version int   `json:"version"`
	Time    int64 `json:"time"` // seconds since 1970
	Account
}

// SharedCache is the path of an account's cache in the folder shared. There is one file for
// each account and authority, in the format of az's cache.
func SharedCache(shared string, a Account) string { return filepath.Join(shared, a.stem()+".json") }

// sharedCaches are the paths of all accounts' caches in the folder shared, which may be
// missing.
func sharedCaches(shared string) (paths []string, err error) {
	if err := ownFolder(shared); err != nil {
		return nil, err
	}
	names, err := os.ReadDir(shared)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, n := range names {
		if strings.HasSuffix(n.Name(), ".json") && !strings.Contains(n.Name(), "-") {
			paths = append(paths, filepath.Join(shared, n.Name()))
		}
	}
	return paths, nil
}

// entryPath is the file in the folder shared in which azenv's own sign-in keeps a service
// principal's entry for az. It has the form of az's list.
func entryPath(shared string, a Account) string {
	return filepath.Join(shared, "az-entry-"+a.stem()+".json")
}

// MethodPath is the file for an account's method, beside its cache in the folder shared.
// It is removed together with the cache.
func MethodPath(shared string, a Account) string {
	return filepath.Join(shared, "sign-in-"+a.stem()+".json")
}

// removeAll removes all files of a in the folder shared, except a tombstone. The caller
// holds the cache's lock.
func removeAll(shared string, a Account) error {
	var errs error
	for _, path := range []string{SharedCache(shared, a), entryPath(shared, a), MethodPath(shared, a)} {
		errs = errors.Join(errs, remove(path))
	}
	return errs
}

// tombPath is the path of a's tombstone in a folder.
func tombPath(dir string, a Account) string {
	return filepath.Join(dir, tombPrefix+a.stem()+".json")
}

const tombPrefix = "signed-out-"

// readTombstone returns the tombstone at path, nil if there is none. A tombstone whose
// contents are broken still counts, with the file's time: the sign-out must not be lost.
func readTombstone(path string) (*tombstone, error) {
	data, err := readOwn(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var t tombstone
	if json.Unmarshal(data, &t) != nil || t.Time <= 0 {
		fi, err := os.Lstat(path)
		if err != nil {
			return nil, err
		}
		t = tombstone{Time: fi.ModTime().Unix()}
	}
	return &t, nil
}

// putTombstone writes a tombstone for a into dir.
func putTombstone(dir string, a Account, now time.Time) error {
	a.Seed, a.Tenant = "", ""
	return home.ReplaceOwn(tombPath(dir, a), indented(tombstone{1, now.Unix(), a}), true)
}

// remove removes a file of azenv's, which may be missing.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// WriteTombstone writes a tombstone for a into the folder shared, and removes a's other
// files there. It is for a sign-out by azenv itself. Remove takes the account's secrets
// out of the contexts' az folders.
func WriteTombstone(shared string, a Account, now time.Time) error {
	if err := home.MakeOwn(shared); err != nil {
		return err
	}
	release, err := acquireAll([]string{SharedCache(shared, a)})
	if err != nil {
		return err
	}
	defer release()
	if err := putTombstone(shared, a, now); err != nil {
		return err
	}
	return removeAll(shared, a)
}

// SignedOut says whether the folder shared has a tombstone of a.
func SignedOut(shared string, a Account) (bool, error) {
	if err := ownFolder(shared); err != nil {
		return false, err
	}
	t, err := readTombstone(tombPath(shared, a))
	return t != nil, err
}

// Lift removes a's tombstone from the folder shared. azenv's own sign-in and an import do
// this. The next Sync of each context of a takes tokens from base again.
func Lift(shared string, a Account) error {
	if t, err := SignedOut(shared, a); err != nil || !t {
		return err
	}
	release, err := acquireAll([]string{SharedCache(shared, a)})
	if err != nil {
		return err
	}
	defer release()
	return remove(tombPath(shared, a))
}

// stem is the part of a file's name that stands for a.
func (a Account) stem() string {
	sum := sha256.Sum256([]byte(a.id()))
	return hex.EncodeToString(sum[:16])
}

// LiftAll removes the tombstones of all accounts that are signed in in the az folder base.
// An import of base does this. az does not note the authority of a service principal, so
// its tombstones at all the authorities hosts are removed.
func LiftAll(shared, base string, hosts []string) error {
	accounts := lookCache(filepath.Join(base, CacheName), onlyRead).value.Users()
	for _, e := range lookEntries(filepath.Join(base, EntriesName), onlyRead).value {
		for _, host := range hosts {
			accounts = append(accounts, Account{Env: host, ClientID: e.text("client_id"), Tenant: e.text("tenant")})
		}
	}
	var errs error
	for _, a := range accounts {
		errs = errors.Join(errs, Lift(shared, a))
	}
	return errs
}
