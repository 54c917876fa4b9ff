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

// item is an entry, and how new it is among those of its identity.
type item struct {
	entry
	rank int64
}

// folder is a cache by identity.
type folder struct {
	items map[string]map[string]item // by section, then by identity
	rest  *Cache                     // what has no identity
}

// keep says which entries of a source are folded in.
type keep func(section string, e entry) bool

// source is what is folded into a cache.
type source struct {
	cache *Cache // nil for none
	keep  keep
}

// fold returns the union of dst and the sources: one entry for each identity, the
// newest, under az's key. Access tokens that have expired at now, and sections that are
// not known, are not carried over from a source; dst keeps its own. A refresh token
// without a time gets that of the access tokens it came with, else now: az tries one
// without last.
func fold(dst *Cache, now time.Time, sources ...source) *Cache {
	if dst == nil {
		dst = &Cache{}
	}
	f := dst.folder()
	for _, src := range sources {
		if src.cache == nil {
			continue
		}
		for section, items := range src.cache.folder().items {
			for id, it := range items {
				if expired(section, it.entry, now) || src.keep != nil && !src.keep(section, it.entry) {
					continue
				}
				if old, ok := f.items[section][id]; ok && expired(section, old.entry, now) {
					delete(f.items[section], id) // however new it is: times are in seconds
				}
				f.put(section, id, it)
			}
		}
	}
	return f.cache(now)
}

// folder sorts c by identity.
func (c *Cache) folder() folder {
	f := folder{map[string]map[string]item{}, &Cache{map[string]map[string]entry{}, c.other}}
	r := c.ranks()
	for section, entries := range c.sections {
		f.items[section] = make(map[string]item, len(entries))
		f.rest.sections[section] = map[string]entry{}
		// Sorted, so that which of two equally new ones stays is not left to chance.
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			e := normal(section, entries[key])
			if id, ok := identity(section, e); ok {
				f.put(section, id, item{e, r.of(section, e)})
			} else {
				f.rest.sections[section][key] = entries[key]
			}
		}
	}
	return f
}

// put adds it, or replaces what is there by it if that is older.
func (f folder) put(section, id string, it item) {
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
	// az's key of a refresh token has its target, which MSAL for Go does not write. With
	// the one that az had, az replaces this token as it would have its own.
	if section == refreshToken && ok && it.text("target") == "" && older.text("target") != "" {
		it.entry = it.with("target", older.entry["target"])
	}
	f.items[section][id] = it
}

// cache returns f as a cache.
func (f folder) cache(now time.Time) *Cache {
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
			// Token types share a key in az: it has the last one, and so have we the newest.
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

// expired says whether e is an access token of no more use at now.
func expired(section string, e entry, now time.Time) bool {
	return section == accessToken && e.time("expires_on") <= now.Unix()
}

// ranks are what says how new the entries of one cache are that do not say it themselves.
type ranks struct {
	cached map[string]int64 // when an access token was last had, by refreshToken's identity
	issued map[string]int64 // when an identity token was last issued, by account's identity
}

func (c *Cache) ranks() ranks {
	r := ranks{map[string]int64{}, map[string]int64{}}
	for _, e := range c.sections[accessToken] {
		if id, ok := identity(refreshToken, normal(accessToken, e)); ok {
			r.cached[id] = max(r.cached[id], e.time("cached_at"))
		}
	}
	for _, e := range c.sections[idToken] {
		if id, ok := identity(account, normal(idToken, e)); ok {
			r.issued[id] = max(r.issued[id], e.issued())
		}
	}
	return r
}

// of is how new an entry is. An access token goes by when it was had and not by when it
// expires: one that was issued again after a revocation may expire earlier.
func (r ranks) of(section string, e entry) int64 {
	id, _ := identity(section, e)
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

// issued is the time in an identity token, 0 where it has none.
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

// alive returns c without access tokens that have expired: MSAL removes none, and what
// is read at every command is to stay small.
func (c *Cache) alive(now time.Time) *Cache {
	rest, _ := c.without(func(section string, e entry) bool { return expired(section, e, now) })
	return rest
}
