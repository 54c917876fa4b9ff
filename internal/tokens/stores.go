package tokens

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// The kinds of account.
const (
	User             = "user"
	ServicePrincipal = "servicePrincipal"
	ManagedIdentity  = "managedIdentity" // has no tokens in az's stores
)

// Stores are the stores of one context.
type Stores struct {
	Base   string // az folder the context derives from, "" for none; only read, and without its lock
	Dir    string // the context's own az folder
	Shared string // folder of accounts' caches and tombstones; "" for a run that gives nothing out
	// Lent are folders like Shared that are only read: for a context that lives in a shell
	// only, those of the shells around it and the user's.
	Lent []string

	User   string // account's name: user name or application id
	Kind   string // User, ServicePrincipal or ManagedIdentity
	HomeID string // MSAL's home account id where it is known
	Env    string // authority's host, lower case, no port: login.microsoftonline.com
	Tenant string // GUID

	// Known is Outcome.Known of the last Sync of Dir, nil for a new folder.
	Known []Account
	// Cleared says that `az account clear` was run in Dir: az's profile there has been
	// emptied. If the store is gone, too, that is a sign-out of all that is Known.
	Cleared bool
	// LoggedIn says that `az login` was run in Dir since the last Sync: az's profile there
	// has been written anew. Tokens do not show it: those of a refresh look the same, and
	// must not undo a sign-out.
	LoggedIn bool
}

// Outcome is what a Sync found and did.
type Outcome struct {
	Known     []Account // what Dir has now; to be kept for the next Sync
	HomeID    string    // the account's home account id, where a store knows it
	Username  string    // the user's newest name in Dir: it may have been changed
	SignedIn  bool      // Dir has the account
	SignedOut bool      // a tombstone of the account stands
	Changed   bool      // Dir was written
	Warnings  []string  // stores that were passed over, and why
}

// Files are the files that a Sync of p reads, there or not: only if one of them changes
// (or Known, Cleared, LoggedIn) is there something to do in another one.
func Files(p Stores) []string {
	var files []string
	for _, dir := range []string{p.Base, p.Dir} {
		if dir != "" {
			files = append(files, filepath.Join(dir, CacheName), filepath.Join(dir, EntriesName))
			for _, stem := range []string{cacheStem, entriesStem} {
				for _, ext := range encryptedExts {
					files = append(files, filepath.Join(dir, stem+ext))
				}
			}
		}
	}
	own, ok := p.own(p.HomeID)
	for _, dir := range p.sharing() {
		if !ok {
			files = append(files, dir)
			continue
		}
		files = append(files, SharedCache(dir, own), tombPath(dir, own))
		if own.app() {
			files = append(files, entryPath(dir, own))
		}
	}
	if ok && p.Shared == "" {
		files = append(files, tombPath(p.tombDir(), own))
	}
	return files
}

// sharing are the folders of accounts' caches, the own one first.
func (p Stores) sharing() []string {
	if p.Shared == "" {
		return p.Lent
	}
	return append([]string{p.Shared}, p.Lent...)
}

// tombDir is where p's tombstones are.
func (p Stores) tombDir() string {
	if p.Shared != "" {
		return p.Shared
	}
	return filepath.Dir(p.Dir)
}

// own returns p's account, given what is known of its home account id, and whether
// there is enough to tell it by.
func (p Stores) own(homeID string) (Account, bool) {
	switch p.Kind {
	case User:
		return Account{Env: host(p.Env), HomeID: homeID}, homeID != ""
	case ServicePrincipal:
		return Account{Env: host(p.Env), ClientID: p.User, Tenant: p.Tenant}, true
	}
	return Account{}, false
}

func (p Stores) check() error {
	switch {
	case p.Dir == "":
		return errors.New("tokens: no folder")
	case p.Dir == p.Base:
		return errors.New("tokens: " + p.Dir + ": is the base, which is only read")
	case p.User == "" || p.Env == "":
		return errors.New("tokens: no account")
	case !slices.Contains([]string{User, ServicePrincipal, ManagedIdentity}, p.Kind):
		return errors.New("tokens: not a kind of account")
	}
	if err := ownFolder(p.Dir); err != nil {
		return err
	}
	for _, dir := range p.sharing() {
		if err := ownFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

// Where az encrypts its stores they have one of encryptedExts: the store itself on
// Windows, elsewhere a file without contents whose time tells that the store, in a
// keychain for the whole machine, has changed.
const (
	cacheStem   = "msal_token_cache"
	entriesStem = "service_principal_entries"
)

var encryptedExts = []string{".bin", ".sig"}

// encrypted says whether az keeps a store of dir encrypted: whether the latest that it
// wrote there is such a file.
func encrypted(dir, stem string) bool {
	plain, perr := os.Stat(filepath.Join(dir, stem+".json"))
	for _, ext := range encryptedExts {
		fi, err := os.Stat(filepath.Join(dir, stem+ext))
		if err == nil && (perr != nil || !plain.ModTime().After(fi.ModTime())) {
			return true
		}
	}
	return false
}
