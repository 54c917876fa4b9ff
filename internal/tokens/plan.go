package tokens

import (
	"slices"
	"time"
)

// plan is what a Sync does. Stores that do not change are nil.
type plan struct {
	dir, shared *Cache
	entries     []entry
	newEntries  bool
	bury, lift  []Account
	purge       bool // own's cache in Shared goes
	out         Outcome
}

// writes says whether there is anything to do.
func (pl *plan) writes() bool {
	return pl.dir != nil || pl.shared != nil || pl.newEntries || pl.purge || len(pl.bury)+len(pl.lift) > 0
}

// decide says what there is to do about v. It reads and writes nothing, and of its own
// result it would leave everything as it is.
func decide(v view, now time.Time) plan {
	pl := plan{out: Outcome{HomeID: v.homeID}}
	cache, list := v.dir.orEmpty(), v.entries.value
	out := map[string]bool{} // accounts that are signed out
	for _, a := range v.accounts() {
		switch v.verdict(a, now) {
		case buried:
			pl.bury = append(pl.bury, a)
			out[a.id()] = true
		case standing:
			out[a.id()] = true
		case lifted:
			pl.lift = append(pl.lift, a)
		}
		if out[a.id()] {
			cache, _ = cache.without(a.owns)
			if a.app() {
				list = entriesFile{stored[[]entry]{value: list}}.without(a.ClientID)
			}
		}
	}
	pl.out.SignedOut = v.ownIs && out[v.own.id()]
	taken := Account{}
	switch {
	case pl.out.SignedOut:
		pl.purge = v.p.Shared != "" && (v.shared.there || len(v.given) > 0 && v.given[0].there)
	case v.ownIs:
		if v.own.app() {
			list, taken = v.seed(list)
		}
		// A store that cannot be read is left alone, and nothing is concluded from it.
		if v.dir.err != nil {
			break
		}
		cache = fold(cache, now, v.sources()...)
		shared := fold(v.shared.orEmpty(), now, source{cache, v.own.needs}).alive(now)
		if v.p.Shared != "" && !v.shared.same(shared) && (v.shared.there || !shared.empty()) {
			pl.shared = shared
		}
	}
	if v.dir.err == nil && !v.dir.same(cache) {
		pl.dir = cache
	}
	if v.entries.err == nil && !v.entries.same(list) {
		pl.entries, pl.newEntries = list, true
	}
	pl.conclude(v, cache, list, taken)
	return pl
}

// sources are what own's tokens come from.
func (v view) sources() []source {
	from := []source{v.from(v.shared)}
	if v.barred {
		return from
	}
	for _, f := range v.lent {
		from = append(from, v.from(f))
	}
	return append(from, v.from(v.base))
}

// from is f as a source of what own needs; of nothing where f has nothing of own.
func (v view) from(f cacheFile) source {
	if f.value != nil {
		if _, n := f.value.without(v.own.owns); n > 0 {
			return source{f.value, v.own.needs}
		}
	}
	return source{}
}

// conclude says how the folder is after pl.
func (pl *plan) conclude(v view, cache *Cache, list []entry, taken Account) {
	pl.out.Changed = pl.dir != nil || pl.newEntries
	seen := map[string]Account{}
	for _, a := range cache.Users() {
		seen[a.id()] = a
	}
	for _, e := range list {
		a := Account{Env: host(v.p.Env), ClientID: e.text("client_id"), Tenant: e.text("tenant")}
		if old, ok := v.known(a); ok {
			a.Seed = old.Seed
		}
		if a.ClientID == taken.ClientID && a.Tenant == taken.Tenant {
			a.Seed = taken.Seed
		}
		seen[a.id()+"\x00"+a.Tenant] = a
	}
	// Of a store that cannot be read, what was known stays so: it says nothing.
	for _, a := range v.p.Known {
		if a.app() && v.entries.err != nil || !a.app() && v.dir.err != nil {
			seen[a.id()+"\x00"+a.Tenant] = a
		}
	}
	pl.out.Known = sorted(seen)
	if !v.ownIs {
		return
	}
	if v.own.app() {
		pl.out.SignedIn = entriesFile{stored[[]entry]{value: list}}.find(v.own.ClientID, v.own.Tenant) != nil
		return
	}
	has := cache.presence(v.own)
	pl.out.SignedIn, pl.out.Username = has.row, has.name
}

// seed returns the entries with own's from where azenv's sign-in has put one, else from
// base, where it lacks one or has what was there when it was last taken, and the account
// as it then is. An entry that was put there
// otherwise stays: base may have a secret where that has none.
func (v view) seed(list []entry) ([]entry, Account) {
	a := v.own
	theirs := v.theirs()
	f := entriesFile{stored[[]entry]{value: list}}
	ours := f.find(a.ClientID, a.Tenant)
	known, _ := v.known(a)
	switch {
	case theirs == nil:
		a.Seed = known.Seed
		return list, a
	case ours == nil || known.Seed != "" && known.Seed == ours.seed() && known.Seed != theirs.seed():
		a.Seed = theirs.seed()
		return f.with(theirs), a
	}
	a.Seed = known.Seed
	return list, a
}

// theirs is own's entry outside of the folder, nil for none.
func (v view) theirs() entry {
	from := v.given
	switch {
	case v.barred && v.p.Shared == "":
		return nil
	case v.barred:
		from = from[:1]
	default:
		from = append(slices.Clone(from), v.seeds)
	}
	for _, f := range from {
		if e := f.find(v.own.ClientID, v.own.Tenant); e != nil {
			return e
		}
	}
	return nil
}
