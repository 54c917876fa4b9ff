package tokens

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// ErrEncrypted says that az encrypts its stores, so that only az can read them.
var ErrEncrypted = errors.New("az keeps its tokens encrypted")

// OfAz returns the account of a user who is signed in in the az folder dir at the
// authority env, and the user's tokens there. It only reads the folder, without its lock.
func OfAz(dir, env, user string) (a Account, data []byte, err error) {
	if encrypted(dir, cacheStem) {
		return a, nil, fmt.Errorf("%s: %w", dir, ErrEncrypted)
	}
	f := lookCache(filepath.Join(dir, CacheName), onlyRead)
	if f.err != nil {
		return a, nil, f.err
	}
	switch ids := f.value.named(env, user); len(ids) {
	case 1:
		a = Account{Env: env, HomeID: ids[0]}
	case 0:
		return a, nil, fmt.Errorf("%s: %s is not signed in there", dir, user)
	default:
		return a, nil, fmt.Errorf("%s: %d accounts go by the name %s", dir, len(ids), user)
	}
	own, _ := f.value.without(func(section string, e entry) bool { return !a.needs(section, e) })
	return a, own.at(env).Bytes(), nil
}

// FindEntry returns the entry of a service principal in the az folder dir, which it only
// reads.
func FindEntry(dir string, a Account) (e Entry, ok bool, err error) {
	if encrypted(dir, entriesStem) {
		return e, false, fmt.Errorf("%s: %w", dir, ErrEncrypted)
	}
	f := lookEntries(filepath.Join(dir, EntriesName), onlyRead)
	found := f.find(a.ClientID, a.Tenant)
	if f.err != nil || found == nil {
		return e, false, f.err
	}
	return Entry{
		ClientID: a.ClientID, Tenant: a.Tenant, Certificate: found.text("certificate"),
		SubjectName: string(found["use_cert_sn_issuer"]) == "true",
		Assertion:   found.text("client_assertion"), Secret: found.text("client_secret"),
	}, true, nil
}

// Holds says whether the az folder dir has secrets of a. It only reads the folder. It
// cannot read encrypted stores, and then says no.
func Holds(dir string, a Account) bool {
	if f := lookCache(filepath.Join(dir, CacheName), onlyRead); f.value != nil {
		if _, n := f.value.without(a.owns); n > 0 {
			return true
		}
	}
	f := lookEntries(filepath.Join(dir, EntriesName), onlyRead)
	return a.app() && len(f.without(a.ClientID)) != len(f.value)
}

// Named returns the accounts in the folder shared whose user name or application ID is
// name, sorted.
func Named(shared, name string) []Account {
	paths, err := sharedCaches(shared)
	if err != nil {
		return nil
	}
	seen := map[string]Account{}
	for _, path := range paths {
		c := lookCache(path, unlocked).value
		for section, entries := range c.all() {
			for _, e := range entries {
				a := Account{Env: host(e.text("environment"))}
				switch {
				case section == account && strings.EqualFold(e.text("username"), name):
					a.HomeID = e.text("home_account_id")
				case section == accessToken && e.text("home_account_id") == "" && strings.EqualFold(e.text("client_id"), name):
					a.ClientID = e.text("client_id")
				default:
					continue
				}
				seen[a.id()] = a
			}
		}
	}
	return sorted(seen)
}

// all are the entries by section; c may be nil.
func (c *Cache) all() map[string]map[string]entry {
	if c == nil {
		return nil
	}
	return c.sections
}
