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
	Base   string // the base of the context, "" for none; it is only read, without its lock
	Dir    string // the context's own az folder
	Shared string // the folder of accounts' caches and tombstones; "" for a run that shares none
	// Lent are folders like Shared that are only read. A context that lives in a shell only
	// has those of the shells around it and the user's.
	Lent []string

	User   string // the account's name: a user name or an application id
	Kind   string // User, ServicePrincipal or ManagedIdentity
	HomeID string // MSAL's home account id, if it is known
	Env    string // the authority's host, lower case, no port: login.microsoftonline.com
	Tenant string // GUID

	// Known is Outcome.Known of the last Sync of Dir, nil for a new folder.
	Known []Account
	// Cleared says that `az account clear` was run in Dir: az's list of subscriptions there
	// is empty. If the store is gone as well, all that are Known were signed out.
	Cleared bool
	// LoggedIn says that `az login` was run in Dir since the last Sync: az's list of
	// subscriptions there was made anew. Tokens alone cannot show it: those of a refresh
	// look the same, and must not undo a sign-out.
	LoggedIn bool
}

// Outcome is what a Sync found and did.
type Outcome struct {
	Known     []Account // the accounts in Dir now; to be kept for the next Sync
	HomeID    string    // the account's home account id, if a store has it
	Username  string    // the user's newest name in Dir: it may have changed
	SignedIn  bool      // Dir has the account
	SignedOut bool      // there is a tombstone of the account
	Changed   bool      // Dir was written
	Warnings  []string  // stores that were left out, and why
}

// Files are the files that a Sync of p reads, whether they exist or not. Another Sync has
// something to do only if one of them changed, or Known, Cleared or LoggedIn.
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

// sharing are the folders of accounts' caches: Shared first, then those of Lent.
func (p Stores) sharing() []string {
	if p.Shared == "" {
		return p.Lent
	}
	return append([]string{p.Shared}, p.Lent...)
}

// tombDir is the folder of p's tombstones.
func (p Stores) tombDir() string {
	if p.Shared != "" {
		return p.Shared
	}
	return filepath.Dir(p.Dir)
}

// own returns p's account with that home account id. The second value says whether enough
// is known to tell the account from others.
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

// If az encrypts its stores, their names end in one of encryptedExts. On Windows that file
// is the store. Elsewhere it is an empty file, and the store is in a keychain of the whole
// machine; the file's time tells when the store changed.
const (
	cacheStem   = "msal_token_cache"
	entriesStem = "service_principal_entries"
)

var encryptedExts = []string{".bin", ".sig"}

// encrypted says whether az encrypts the store in dir: whether the file that it wrote
// last is such a file.
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
