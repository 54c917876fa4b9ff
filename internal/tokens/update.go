package tokens

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/azenv/azenv/internal/home"
)

// Update changes the cache at path under az's lock. fn gets the cache, an empty one if
// the file is missing, and returns the new one. If that is the same, nothing is written.
// The lock is held while fn runs, so fn must neither use the network nor wait for
// anybody. A cache that cannot be read is an error, and is left alone.
func Update(path string, fn func(*Cache) (*Cache, error)) (changed bool, err error) {
	release, err := acquireAll([]string{path})
	if err != nil {
		return false, err
	}
	defer release()
	f := lookCache(path, locked)
	if f.err != nil {
		return false, f.err
	}
	c, err := fn(f.orEmpty())
	if err != nil {
		return false, err
	}
	if f.same(c) {
		return false, nil
	}
	return true, write(path, c.Bytes())
}

// cacheFile is a cache, as it was read from a file.
type cacheFile struct{ stored[*Cache] }

func lookCache(path string, how reading) cacheFile { return cacheFile{look(path, how, ParseCache)} }

func (f cacheFile) orEmpty() *Cache {
	if f.value == nil {
		return &Cache{}
	}
	return f.value
}

// same says whether writing c would change nothing.
func (f cacheFile) same(c *Cache) bool {
	if f.cut {
		return false
	}
	if f.value == nil {
		return len(c.other) == 0 && c.empty() && len(c.sections[appMetadata]) == 0
	}
	equal := func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }
	return maps.EqualFunc(f.value.other, c.other, equal) &&
		maps.EqualFunc(f.value.sections, c.sections, func(a, b map[string]entry) bool {
			return maps.EqualFunc(a, b, func(a, b entry) bool { return maps.EqualFunc(a, b, equal) })
		})
}

// write replaces a store, whose lock the caller holds. It is on the disk before the lock
// is given back, and its time is that of the replacement. This is for an az that runs
// now and has read the store before. It reads it again only if the file is younger than
// its own last write; otherwise it would overwrite it.
func write(path string, data []byte) error {
	if len(data) == 0 {
		return fmt.Errorf("%s: nothing to write", path)
	}
	home.Sweep(path)
	return home.ReplaceOwn(path, data, true)
}
