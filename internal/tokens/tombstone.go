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

// tombstone says that an account was signed out in a context. While it stands, nothing
// of the account comes from base, and its contexts drop what they have of it.
type tombstone struct {
	Version int   `json:"version"`
	Time    int64 `json:"time"` // seconds since 1970
	Account
}

// SharedCache is where an account's cache is in the folder shared: a file for each
// account and authority, in the format of az's.
func SharedCache(shared string, a Account) string { return filepath.Join(shared, a.stem()+".json") }

// sharedCaches are all accounts' caches in the folder shared, which may be missing.
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

// entryPath is where azenv's own sign-in keeps a service principal's entry for az in the
// folder shared, in the form of az's list.
func entryPath(shared string, a Account) string {
	return filepath.Join(shared, "az-entry-"+a.stem()+".json")
}

// MethodPath is where, beside an account's cache in the folder shared, how it signs in again
// can be kept. It goes with the cache.
func MethodPath(shared string, a Account) string {
	return filepath.Join(shared, "sign-in-"+a.stem()+".json")
}

// removeAll removes what the folder shared has of a but for a tombstone. The cache's lock
// must be held.
func removeAll(shared string, a Account) error {
	var errs error
	for _, path := range []string{SharedCache(shared, a), entryPath(shared, a), MethodPath(shared, a)} {
		errs = errors.Join(errs, remove(path))
	}
	return errs
}

// tombPath is where a's tombstone is in a folder.
func tombPath(dir string, a Account) string {
	return filepath.Join(dir, tombPrefix+a.stem()+".json")
}

const tombPrefix = "signed-out-"

// readTombstone returns the tombstone at path, or nil. One that cannot be read readTombstone, from
// when it was written on: a sign-out is not lost with a broken file.
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

// bury puts a tombstone for a into dir.
func bury(dir string, a Account, now time.Time) error {
	a.Seed, a.Tenant = "", ""
	return home.ReplaceOwn(tombPath(dir, a), indented(tombstone{1, now.Unix(), a}), true)
}

// remove removes a file of azenv's that may be missing.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// WriteTombstone puts a tombstone for a into the folder shared, and removes what that has of it:
// a sign-out by azenv itself. What context folders have is Remove's.
func WriteTombstone(shared string, a Account, now time.Time) error {
	if err := home.MakeOwn(shared); err != nil {
		return err
	}
	release, err := acquireAll([]string{SharedCache(shared, a)})
	if err != nil {
		return err
	}
	defer release()
	if err := bury(shared, a, now); err != nil {
		return err
	}
	return removeAll(shared, a)
}

// SignedOut says whether a tombstone of a stands in the folder shared.
func SignedOut(shared string, a Account) (bool, error) {
	if err := ownFolder(shared); err != nil {
		return false, err
	}
	t, err := readTombstone(tombPath(shared, a))
	return t != nil, err
}

// Lift removes a's tombstone from the folder shared: what azenv's own sign-in and an
// import do. The next Sync of each context of a takes from base again.
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

// stem is a's part in the names of files.
func (a Account) stem() string {
	sum := sha256.Sum256([]byte(a.id()))
	return hex.EncodeToString(sum[:16])
}

// LiftAll removes the tombstones of all accounts that the az folder base is signed in to,
// of service principals at the authorities hosts: what an import of base does.
func LiftAll(shared, base string, hosts []string) error {
	accounts := lookCache(filepath.Join(base, CacheName), foreign).value.Users()
	for _, e := range lookEntries(filepath.Join(base, EntriesName), foreign).value {
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
