package tokens

import (
	"slices"
	"time"
)

// changes are what a Sync writes. A store that does not change is nil.
type changes struct {
	dir, shared   *Cache
	entries       []entry
	newEntries    bool
	signOut, lift []Account // accounts that get a tombstone, accounts that lose theirs
	purge         bool      // the account's files in Shared are removed
	out           Outcome
}

// writes says whether there is anything to write.
func (ch *changes) writes() bool {
	return ch.dir != nil || ch.shared != nil || ch.newEntries || ch.purge || len(ch.signOut)+len(ch.lift) > 0
}

// decide says what must change in the stores of v. It reads and writes no file. If it
// saw its own result, it would change nothing more.
func decide(v view, now time.Time) changes {
	ch := changes{out: Outcome{HomeID: v.homeID}}
	cache, list := v.dir.orEmpty(), v.entries.value
	out := map[string]bool{} // accounts that are signed out
	for _, a := range v.accounts() {
		switch v.verdict(a, now) {
		case signedOutHere:
			ch.signOut = append(ch.signOut, a)
			out[a.id()] = true
		case stillSignedOut:
			out[a.id()] = true
		case signedInAgain:
			ch.lift = append(ch.lift, a)
		}
		if out[a.id()] {
			cache, _ = cache.without(a.owns)
			if a.app() {
				list = entriesFile{stored[[]entry]{value: list}}.without(a.ClientID)
			}
		}
	}
	ch.out.SignedOut = v.ownIs && out[v.own.id()]
	taken := Account{}
	switch {
	case ch.out.SignedOut:
		ch.purge = v.p.Shared != "" && (v.shared.there || len(v.given) > 0 && v.given[0].there)
	case v.ownIs:
		if v.own.app() {
			list, taken = v.takeEntry(list)
		}
		// A store that cannot be read is left alone, and decides nothing.
		if v.dir.err != nil {
			break
		}
		cache = fold(cache, now, v.sources()...)
		shared := fold(v.shared.orEmpty(), now, source{cache, v.own.needs}).alive(now)
		if v.p.Shared != "" && !v.shared.same(shared) && (v.shared.there || !shared.empty()) {
			ch.shared = shared
		}
	}
	if v.dir.err == nil && !v.dir.same(cache) {
		ch.dir = cache
	}
	if v.entries.err == nil && !v.entries.same(list) {
		ch.entries, ch.newEntries = list, true
	}
	ch.conclude(v, cache, list, taken)
	return ch
}

// sources are the caches from which the context's account gets tokens.
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

// from returns f as a source of what the account needs. It is an empty source if f has
// nothing of the account.
func (v view) from(f cacheFile) source {
	if f.value != nil {
		if _, n := f.value.without(v.own.owns); n > 0 {
			return source{f.value, v.own.needs}
		}
	}
	return source{}
}

// conclude fills in the Outcome: what the folder has once ch is written.
func (ch *changes) conclude(v view, cache *Cache, list []entry, taken Account) {
	ch.out.Changed = ch.dir != nil || ch.newEntries
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
	// A store that cannot be read says nothing, so its accounts stay known.
	for _, a := range v.p.Known {
		if a.app() && v.entries.err != nil || !a.app() && v.dir.err != nil {
			seen[a.id()+"\x00"+a.Tenant] = a
		}
	}
	ch.out.Known = sorted(seen)
	if !v.ownIs {
		return
	}
	if v.own.app() {
		ch.out.SignedIn = entriesFile{stored[[]entry]{value: list}}.find(v.own.ClientID, v.own.Tenant) != nil
		return
	}
	has := cache.presence(v.own)
	ch.out.SignedIn, ch.out.Username = has.row, has.name
}

// takeEntry copies the service principal's entry from outside into list, the folder's
// entries. It returns the new list, and the account with the Seed that is to be kept.
//
// It copies the entry if the folder has none, or if the folder still has the one that was
// copied last and the one outside is another now. An entry that came into the folder in
// another way stays, even if it has no secret and the one in base has.
func (v view) takeEntry(list []entry) ([]entry, Account) {
	a := v.own
	outside := v.outsideEntry()
	f := entriesFile{stored[[]entry]{value: list}}
	inside := f.find(a.ClientID, a.Tenant)
	known, _ := v.known(a)
	switch {
	case outside == nil:
		a.Seed = known.Seed
		return list, a
	case inside == nil || known.Seed != "" && known.Seed == inside.fingerprint() && known.Seed != outside.fingerprint():
		a.Seed = outside.fingerprint()
		return f.with(outside), a
	}
	a.Seed = known.Seed
	return list, a
}

// outsideEntry is the service principal's entry outside of the folder, nil for none. An
// entry that azenv's own sign-in has kept comes before that of base.
func (v view) outsideEntry() entry {
	from := v.given
	switch {
	case v.barred && v.p.Shared == "":
		return nil
	case v.barred:
		from = from[:1]
	default:
		from = append(slices.Clone(from), v.baseEntries)
	}
	for _, f := range from {
		if e := f.find(v.own.ClientID, v.own.Tenant); e != nil {
			return e
		}
	}
	return nil
}
