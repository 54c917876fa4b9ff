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

// ErrSignedOut says that an account was signed out, and has not signed in again since.
var ErrSignedOut = errors.New("signed out")

// Load returns a's cache in the folder shared, nil if there is none. MSAL for Go is to
// read it, for which an authority with a port is another one than without; az's caches
// have no ports. So every entry gets a.Env, with its port, as its authority.
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

// at returns c with env as the authority of all entries.
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

// Save adds the tokens of a in data to a's cache in the folder shared. data is a cache as
// MSAL for Go has it in memory.
//
// After a sign-in Save removes a's tombstone. Tokens that were only refreshed are not
// saved while there is a tombstone: Save returns ErrSignedOut. Otherwise they would
// survive a sign-out that happened while azenv waited for the network.
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
			// The tombstone goes first, or a Sync might take the new tokens for older than it.
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

// later returns c, which came of a sign-in at now, with refresh tokens that are newer
// than those of old. Their times are in whole seconds, and a token that was revoked in
// the same second must not win. Each gets the target of an access token that came with
// it, as az's have one. Without it az would keep its own old token beside.
func (c *Cache) later(old *Cache, now time.Time) *Cache {
	ranks, newest := old.ranks(), map[string]int64{}
	for _, e := range old.sections[refreshToken] {
		e = normal(refreshToken, e)
		if id, ok := entryID(refreshToken, e); ok {
			newest[id] = max(newest[id], ranks.of(refreshToken, e))
		}
	}
	other := &Cache{maps.Clone(c.sections), c.other}
	other.sections[refreshToken] = map[string]entry{}
	for key, e := range c.sections[refreshToken] {
		id, _ := entryID(refreshToken, normal(refreshToken, e))
		at := max(now.Unix(), newest[id]+1)
		if e.text("target") == "" {
			e = e.with("target", jsonText(c.targetOf(e)))
		}
		other.sections[refreshToken][key] = e.with("last_modification_time", jsonText(strconv.FormatInt(at, 10)))
	}
	return other
}

// targetOf is the target of the first access token of the same account and application.
func (c *Cache) targetOf(rt entry) string {
	for _, key := range slices.Sorted(maps.Keys(c.sections[accessToken])) {
		e := c.sections[accessToken][key]
		if e.lower("home_account_id") == rt.lower("home_account_id") && e.lower("client_id") == rt.lower("client_id") {
			return e.text("target")
		}
	}
	return ""
}

// clearBroken removes a cache that cannot be read. What it held is lost in any case, and
// it must not prevent a sign-in.
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

// makeFolder makes the folder of a store, if it is missing. Others cannot enter it.
func makeFolder(path string) error { return home.MakeOwn(filepath.Dir(path)) }
