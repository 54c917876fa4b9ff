package tokens

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// ErrSignedOut says that an account was signed out in a context, and not in again since.
var ErrSignedOut = errors.New("signed out")

// Load returns a's cache in the folder shared, for MSAL for Go to read; nil where there is
// none. That takes an authority with its port for another one, and az knows no ports: the
// entries have a.Env as it is.
func Load(shared string, a Account) ([]byte, error) {
	if err := ownFolder(shared); err != nil {
		return nil, err
	}
	f := lookCache(SharedCache(shared, a), replaced)
	if f.err != nil || f.value == nil {
		return nil, f.err
	}
	return f.value.at(a.Env).Bytes(), nil
}

// at returns c with the authority env in all entries.
func (c *Cache) at(env string) *Cache {
	if host(env) == env {
		return c
	}
	other := &Cache{make(map[string]map[string]entry, len(c.sections)), c.other}
	for name, entries := range c.sections {
		other.sections[name] = make(map[string]entry, len(entries))
		for key, e := range entries {
			other.sections[name][key] = e.with("environment", jsonText(env))
		}
	}
	return other
}

// Save folds what data, a cache as MSAL for Go has it in memory, holds of a into a's
// cache in the folder shared. After a sign-in it lifts a's tombstone. What was only
// refreshed is not saved while one stands: that is ErrSignedOut, else the tokens would
// outlive the sign-out that came while the network was waited for.
func Save(shared string, a Account, data []byte, signIn bool, now time.Time) (changed bool, err error) {
	src, err := ParseCache(data)
	if err != nil {
		return false, fmt.Errorf("tokens in memory: %w", err)
	}
	return save(shared, a, src, signIn, now)
}

func save(shared string, a Account, src *Cache, signIn bool, now time.Time) (changed bool, err error) {
	path := SharedCache(shared, a)
	if err := makeFolder(path); err != nil {
		return false, err
	}
	if signIn {
		if err := clearBroken(path); err != nil {
			return false, err
		}
	}
	return Update(path, func(c *Cache) (*Cache, error) {
		if t, err := readTombstone(tombPath(shared, a)); err != nil {
			return nil, err
		} else if t != nil && !signIn {
			return nil, ErrSignedOut
		} else if t != nil {
			// First, or a Sync would take for old what is about to be saved.
			if err := remove(tombPath(shared, a)); err != nil {
				return nil, err
			}
		}
		if signIn {
			src = src.later(c, now)
		}
		return fold(c, now, source{src, a.needs}).alive(now), nil
	})
}

// later returns c, of a sign-in at now, with refresh tokens that are newer than those of
// old: they count in seconds, and what was revoked a moment ago must not stay. They have
// the target of an access token that came with them, as az's have, or az would keep its
// own beside.
func (c *Cache) later(old *Cache, now time.Time) *Cache {
	ranks, newest := old.ranks(), map[string]int64{}
	for _, e := range old.sections[refreshToken] {
		e = normal(refreshToken, e)
		if id, ok := identity(refreshToken, e); ok {
			newest[id] = max(newest[id], ranks.of(refreshToken, e))
		}
	}
	other := &Cache{maps.Clone(c.sections), c.other}
	other.sections[refreshToken] = map[string]entry{}
	for key, e := range c.sections[refreshToken] {
		id, _ := identity(refreshToken, normal(refreshToken, e))
		at := max(now.Unix(), newest[id]+1)
		if e.text("target") == "" {
			e = e.with("target", jsonText(c.targetOf(e)))
		}
		other.sections[refreshToken][key] = e.with("last_modification_time", jsonText(strconv.FormatInt(at, 10)))
	}
	return other
}

// targetOf is what the first access token that goes with a refresh token is for.
func (c *Cache) targetOf(rt entry) string {
	for _, key := range slices.Sorted(maps.Keys(c.sections[accessToken])) {
		e := c.sections[accessToken][key]
		if e.lower("home_account_id") == rt.lower("home_account_id") && e.lower("client_id") == rt.lower("client_id") {
			return e.text("target")
		}
	}
	return ""
}

// clearBroken removes a cache that cannot be read: what it held is lost either way, and
// must not stand in the way of a sign-in.
func clearBroken(path string) error {
	release, err := acquireAll([]string{path})
	if err != nil {
		return err
	}
	defer release()
	if f := lookCache(path, locked); f.err == nil {
		return nil
	}
	return remove(path)
}

// makeFolder makes the folder of a store, closed to others, if it is missing.
func makeFolder(path string) error { return home.MakeOwn(filepath.Dir(path)) }
