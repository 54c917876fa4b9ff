package tokens

import (
	"maps"
	"path/filepath"
	"slices"
)

// view is all that a Sync has read of the stores p.
type view struct {
	p           Stores
	own         Account
	ownIs       bool // own, the context's account, is known
	homeID      string
	several     bool // several accounts have the user's name, so own is not known
	dir         cacheFile
	base        cacheFile
	shared      cacheFile
	lent        []cacheFile // the account's caches in Lent
	barred      bool        // it is signed out there: nothing is taken from there or from base
	entries     entriesFile
	given       []entriesFile         // the account's entries in Shared and Lent
	baseEntries entriesFile           // base's entries
	tombs       map[string]*tombstone // by account's id
}

// readBase reads the stores of base. A store that cannot be read is left out, with a warning.
func (v *view) readBase() (warnings []string) {
	if v.p.Base == "" {
		return nil
	}
	stems := []string{cacheStem}
	if v.p.Kind == ServicePrincipal {
		stems = append(stems, entriesStem)
	}
	for _, stem := range stems {
		if encrypted(v.p.Base, stem) {
			return []string{v.p.Base + ": az keeps its tokens encrypted: nothing is taken from there"}
		}
	}
	v.base = lookCache(filepath.Join(v.p.Base, CacheName), onlyRead)
	if v.base.err != nil {
		warnings = append(warnings, v.base.err.Error())
	}
	if v.p.Kind == ServicePrincipal {
		v.baseEntries = lookEntries(filepath.Join(v.p.Base, EntriesName), onlyRead)
		if v.baseEntries.err != nil {
			warnings = append(warnings, v.baseEntries.err.Error())
		}
	}
	return warnings
}

// readStores reads the folder, the account's cache and the tombstones.
func (v *view) readStores(how reading) (err error) {
	// A store that was cut short is taken for an empty one. Nobody is in the middle of a
	// write when carryOut reads it again under the lock.
	v.dir.stored = lookCache(filepath.Join(v.p.Dir, CacheName), how).mended()
	v.entries.stored = lookEntries(filepath.Join(v.p.Dir, EntriesName), how).mended()
	if v.homeID, err = v.home(); err != nil {
		return err
	}
	v.own, v.ownIs = v.p.own(v.homeID)
	v.shared = cacheFile{}
	if v.ownIs && v.p.Shared != "" {
		v.shared = lookCache(SharedCache(v.p.Shared, v.own), how)
		if v.shared.err != nil {
			return v.shared.err
		}
	}
	if err := v.readLent(how); err != nil {
		return err
	}
	v.tombs = map[string]*tombstone{}
	for _, a := range v.accounts() {
		t, err := readTombstone(tombPath(v.p.tombDir(), a))
		if err != nil {
			return err
		}
		v.tombs[a.id()] = t
	}
	return nil
}

// readLent reads the account's caches and tombstones in the folders of Lent, and the
// entries for az that azenv's own sign-in has kept.
func (v *view) readLent(how reading) error {
	v.lent, v.given, v.barred = nil, nil, false
	if !v.ownIs {
		return nil
	}
	for _, dir := range v.p.Lent {
		t, err := readTombstone(tombPath(dir, v.own))
		if err != nil {
			return err
		}
		v.barred = v.barred || t != nil
		// A cache that is broken there is reported in the shell that it belongs to.
		v.lent = append(v.lent, lookCache(SharedCache(dir, v.own), unlocked))
	}
	if !v.own.app() {
		return nil
	}
	for i, dir := range v.p.sharing() {
		if i > 0 || v.p.Shared == "" {
			how = unlocked
		}
		f := lookEntries(entryPath(dir, v.own), how)
		if f.err != nil {
			return f.err
		}
		v.given = append(v.given, f)
	}
	return nil
}

// broken says which stores of the folder cannot be read. They are left alone: az may
// still be able to read one, and its contents belong to the user.
func (v *view) broken() (warnings []string) {
	for _, err := range []error{v.dir.err, v.entries.err} {
		if err != nil {
			warnings = append(warnings, err.Error())
		}
	}
	if v.several {
		warnings = append(warnings, v.p.Dir+": several accounts go by the user's name: nothing is copied")
	}
	return warnings
}

// home returns the user's home account id: the one that is given, else the one that the
// first store with the user's name has. If that store has several, home returns none.
func (v *view) home() (string, error) {
	if v.p.Kind != User || v.p.HomeID != "" {
		return v.p.HomeID, nil
	}
	for _, c := range []*Cache{v.dir.value, v.base.value} {
		if ids := c.named(v.p.Env, v.p.User); len(ids) > 0 {
			return v.only(ids), nil
		}
	}
	for _, dir := range v.p.sharing() {
		paths, err := sharedCaches(dir)
		if err != nil {
			return "", err
		}
		found := map[string]bool{}
		for _, path := range paths {
			// The cache of another account may be broken: that does not matter here.
			for _, id := range lookCache(path, unlocked).value.named(v.p.Env, v.p.User) {
				found[id] = true
			}
		}
		if len(found) > 0 {
			return v.only(slices.Collect(maps.Keys(found))), nil
		}
	}
	return "", nil
}

func (v *view) only(ids []string) string {
	v.several = len(ids) > 1
	if len(ids) == 1 {
		return ids[0]
	}
	return ""
}

// accounts are those that the folder has, those that it had at the last Sync, and the
// context's own.
func (v view) accounts() []Account {
	seen := map[string]Account{}
	for _, a := range v.p.Known {
		seen[a.id()] = a
	}
	for _, a := range v.dir.value.Users() {
		seen[a.id()] = a
	}
	for _, e := range v.entries.value {
		a := Account{Env: host(v.p.Env), ClientID: e.text("client_id"), Tenant: e.text("tenant")}
		seen[a.id()] = a
	}
	if v.ownIs {
		seen[v.own.id()] = v.own
	}
	return sorted(seen)
}

// known returns a as the folder had it at the last Sync, and whether it had it.
func (v view) known(a Account) (Account, bool) {
	found, ok := Account{}, false
	for _, k := range v.p.Known {
		if k.id() == a.id() {
			ok = true
			if k.Tenant == a.Tenant {
				found = k
			}
		}
	}
	return found, ok
}
