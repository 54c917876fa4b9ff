package tokens

import (
	"maps"
	"path/filepath"
	"slices"
)

// view is what the stores of p hold.
type view struct {
	p       Stores
	own     Account
	ownIs   bool // own is known
	homeID  string
	several bool // accounts go by the user's name, and which is meant is not known
	dir     cacheFile
	base    cacheFile
	shared  cacheFile
	lent    []cacheFile // the account's caches in Lent
	barred  bool        // it is signed out there: nothing comes from there, nor from base
	entries entriesFile
	given   []entriesFile         // the account's entries in Shared and Lent
	seeds   entriesFile           // base's entries
	tombs   map[string]*tombstone // by account's id
}

// readBase reads what the context derives from. What cannot be read is passed over.
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
	v.base = lookCache(filepath.Join(v.p.Base, CacheName), foreign)
	if v.base.err != nil {
		warnings = append(warnings, v.base.err.Error())
	}
	if v.p.Kind == ServicePrincipal {
		v.seeds = lookEntries(filepath.Join(v.p.Base, EntriesName), foreign)
		if v.seeds.err != nil {
			warnings = append(warnings, v.seeds.err.Error())
		}
	}
	return warnings
}

// readStores reads the folder, the account's cache and the tombstones.
func (v *view) readStores(how reading) (err error) {
	// Under its lock nobody is writing what looks cut short.
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

// readLent reads what is to be had of the account from other folders, and what azenv's own
// sign-in has put there for az.
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
		// What a shell around this one has broken is told there.
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
// still make sense of one, and what it holds is the user's.
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

// home returns the user's home account id: the one that is given, else the one that goes
// by the user's name in the first store that knows such. Where that knows several it is
// none of them.
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
			// One account's broken cache is no other's matter.
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

// accounts are all that the folder has or had, and its own.
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

// known returns the account that the folder had at the last Sync.
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
