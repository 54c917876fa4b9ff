package tokens

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// item is an entry and its rank: of entries with the same id the highest is the newest.
type item struct {
	entry
	rank int64
}

// byID is a cache whose entries are found by their entryID.
type byID struct {
	items map[string]map[string]item // by section, then by entryID
	rest  *Cache                     // the entries that have no entryID
}

// keep says whether an entry of a source is taken.
type keep func(section string, e entry) bool

// source is a cache whose entries are added to another one.
type source struct {
	cache *Cache // nil for none
	keep  keep   // nil for all entries
}

// fold returns the union of dst and the sources. For each entryID it has one entry, the
// newest, under az's key.
//
// Access tokens that have expired at now and unknown sections are not taken from a
// source; dst keeps its own. A refresh token without a time gets the time of the access
// tokens that it came with, or else now, since az would try one without a time last.
func fold(dst *Cache, now time.Time, sources ...source) *Cache {
	if dst == nil {
		dst = &Cache{}
	}
	f := dst.byID()
	for _, src := range sources {
		if src.cache == nil {
			continue
		}
		for section, items := range src.cache.byID().items {
			for id, it := range items {
				if expired(section, it.entry, now) || src.keep != nil && !src.keep(section, it.entry) {
					continue
				}
				if old, ok := f.items[section][id]; ok && expired(section, old.entry, now) {
					delete(f.items[section], id) // even if it seems as new: times are in whole seconds
				}
				f.put(section, id, it)
			}
		}
	}
	return f.cache(now)
}

// byID arranges c by entryID.
func (c *Cache) byID() byID {
	f := byID{map[string]map[string]item{}, &Cache{map[string]map[string]entry{}, c.other}}
	r := c.ranks()
	for section, entries := range c.sections {
		f.items[section] = make(map[string]item, len(entries))
		f.rest.sections[section] = map[string]entry{}
		// The keys are sorted so that of two entries with one rank always the same one stays.
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			e := normal(section, entries[key])
			if id, ok := entryID(section, e); ok {
				f.put(section, id, item{e, r.of(section, e)})
			} else {
				f.rest.sections[section][key] = entries[key]
			}
		}
	}
	return f
}

// put adds it, unless an entry with the same id is there that is as new or newer.
func (f byID) put(section, id string, it item) {
	if f.items[section] == nil {
		f.items[section] = map[string]item{}
	}
	old, ok := f.items[section][id]
	older := it
	if !ok || it.rank > old.rank {
		it, older = older, old
	} else {
		it = old
	}
	// az has a refresh token's target in its key, and MSAL for Go writes no target. So this
	// token gets the target that az's had: then az replaces it as it would its own.
	if section == refreshToken && ok && it.text("target") == "" && older.text("target") != "" {
		it.entry = it.with("target", older.entry["target"])
	}
	f.items[section][id] = it
}

// cache returns f as a cache.
func (f byID) cache(now time.Time) *Cache {
	c := &Cache{map[string]map[string]entry{}, maps.Clone(f.rest.other)}
	for section, items := range f.items {
		entries := maps.Clone(f.rest.sections[section])
		if entries == nil {
			entries = map[string]entry{}
		}
		ranks := map[string]int64{}
		for _, id := range slices.Sorted(maps.Keys(items)) {
			it := items[id]
			if section == refreshToken && it.time("last_modification_time") == 0 {
				if it.rank == 0 {
					it.rank = now.Unix()
				}
				it.entry = it.with("last_modification_time", jsonText(strconv.FormatInt(it.rank, 10)))
			}
			key := azKey(section, it.entry)
			// Tokens of different types share one key in az, which keeps the last one that it
			// writes. azenv keeps the newest.
			if rank, taken := ranks[key]; !taken || it.rank > rank {
				entries[key], ranks[key] = it.entry, it.rank
			}
		}
		if _, null := c.other[section]; null && len(entries) > 0 {
			delete(c.other, section)
		} else if null {
			continue
		}
		c.sections[section] = entries
	}
	return c
}

// expired says whether e is an access token that has expired at now.
func expired(section string, e entry, now time.Time) bool {
	return section == accessToken && e.time("expires_on") <= now.Unix()
}

// ranks tell how new those entries of a cache are that have no time of their own. They
// are taken from other entries of the same cache.
type ranks struct {
	cached map[string]int64 // when the last access token came, by the refresh token's entryID
	issued map[string]int64 // when the last identity token was issued, by the account's entryID
}

func (c *Cache) ranks() ranks {
	r := ranks{map[string]int64{}, map[string]int64{}}
	for _, e := range c.sections[accessToken] {
		if id, ok := entryID(refreshToken, normal(accessToken, e)); ok {
			r.cached[id] = max(r.cached[id], e.time("cached_at"))
		}
	}
	for _, e := range c.sections[idToken] {
		if id, ok := entryID(account, normal(idToken, e)); ok {
			r.issued[id] = max(r.issued[id], e.issued())
		}
	}
	return r
}

// of is an entry's rank. For an access token it is the time when it came, not the time
// when it expires: a token that was issued after a revocation may expire earlier.
func (r ranks) of(section string, e entry) int64 {
	id, _ := entryID(section, e)
	switch section {
	case accessToken:
		return e.time("cached_at")
	case account:
		return r.issued[id]
	case appMetadata:
		if e.text("family_id") != "" {
			return 1
		}
	case idToken:
		return e.issued()
	case refreshToken:
		if t := e.time("last_modification_time"); t != 0 {
			return t
		}
		return r.cached[id]
	}
	return 0
}

// issued is the time at which an identity token says it was issued, 0 if it says none.
func (e entry) issued() int64 {
	parts := strings.Split(e.text("secret"), ".")
	if len(parts) < 2 {
		return 0
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return 0
	}
	var claims struct {
		Issued json.Number `json:"iat"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return 0
	}
	n, _ := claims.Issued.Int64()
	return n
}

// alive returns c without the access tokens that have expired. MSAL never removes them,
// and a file that is read at every command should stay small.
func (c *Cache) alive(now time.Time) *Cache {
	rest, _ := c.without(func(section string, e entry) bool { return expired(section, e, now) })
	return rest
}
