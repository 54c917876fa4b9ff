package tokens

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CacheName is the file in an az folder with the tokens, where they are not encrypted.
const CacheName = "msal_token_cache.json"

// maxSize is the largest store that is read, in bytes. MSAL prunes nothing: a cache of
// 500 tokens has 1.3 MB.
const maxSize = 16 << 20

// The sections of a cache.
const (
	accessToken  = "AccessToken"
	account      = "Account"
	appMetadata  = "AppMetadata"
	idToken      = "IdToken"
	refreshToken = "RefreshToken"
)

var sections = []string{accessToken, account, appMetadata, idToken, refreshToken}

// These fields tell entries apart, or are compared. A text may be null. A time is in
// seconds since 1970, as a decimal string or an integer.
var (
	textFields = []string{"client_id", "environment", "family_id", "home_account_id", "key_id", "keyid", "realm", "secret", "target", "token_type", "username"}
	timeFields = []string{"cached_at", "expires_on", "extended_expires_on", "last_modification_time", "refresh_on"}
)

// entry is an element of a section; its values are as they were written.
type entry map[string]json.RawMessage

// Cache is a token cache in MSAL's unified schema. Unknown sections, fields and numbers
// are kept as they were written. A Cache is never changed: its methods return a new one.
type Cache struct {
	sections map[string]map[string]entry // by name, then by the dictionary key
	other    map[string]json.RawMessage  // unknown sections, and known ones that are null
}

// ParseCache reads a cache. It fails on what az or MSAL could not read, such as a time
// with a fraction, so that such a file is left alone. It fails on empty data, too.
func ParseCache(data []byte) (*Cache, error) {
	top, err := object(data)
	if err != nil {
		return nil, err
	}
	c := &Cache{map[string]map[string]entry{}, top}
	for _, name := range sections {
		raw, ok := top[name]
		if !ok || isNull(raw) {
			continue
		}
		var entries map[string]entry
		if json.Unmarshal(raw, &entries) != nil {
			return nil, fmt.Errorf("%s: not an object of objects", name)
		}
		for _, e := range entries {
			if err := e.check(); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		c.sections[name] = entries
		delete(top, name)
	}
	return c, nil
}

// object reads a JSON object. Its errors hold nothing of data.
func object(data []byte) (map[string]json.RawMessage, error) {
	if err := checkText(data); err != nil {
		return nil, err
	}
	var top map[string]json.RawMessage
	err := json.Unmarshal(data, &top)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return nil, badJSON(data, syntax)
	}
	if err != nil || top == nil {
		return nil, errors.New("not an object")
	}
	return top, nil
}

// errEmpty says that a file has nothing in it, errCut that it ends too soon. The writer
// was killed in the middle of a write, or is still writing.
var (
	errEmpty = errors.New("empty")
	errCut   = errors.New("cut short")
)

// badJSON returns errCut for a file that was cut short, else where the JSON is broken.
func badJSON(data []byte, syntax *json.SyntaxError) error {
	var v json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&v); errors.Is(err, io.ErrUnexpectedEOF) {
		return errCut
	}
	return fmt.Errorf("not JSON from byte %d on", syntax.Offset)
}

func checkText(data []byte) error {
	switch {
	case len(data) > maxSize:
		return fmt.Errorf("larger than %d MiB", maxSize>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return errEmpty
	case !utf8.Valid(data):
		return errors.New("not UTF-8")
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

// check says what in e MSAL would not have written.
func (e entry) check() error {
	if e == nil {
		return errors.New("an entry is null")
	}
	for _, f := range textFields {
		if raw, ok := e[f]; ok && !isNull(raw) && raw[0] != '"' {
			return fmt.Errorf("%s: not a text", f)
		}
	}
	for _, f := range timeFields {
		if raw, ok := e[f]; ok && !isNull(raw) {
			if _, err := wholeNumber(raw); err != nil {
				return fmt.Errorf("%s: not a whole number", f)
			}
		}
	}
	return nil
}

func wholeNumber(raw json.RawMessage) (int64, error) {
	s := string(raw)
	if len(s) > 1 && s[0] == '"' {
		s = s[1 : len(s)-1]
	}
	return strconv.ParseInt(s, 10, 64)
}

// text is a field's value, empty if the field is null or missing.
func (e entry) text(field string) string {
	raw := e[field]
	if len(raw) > 1 && raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]) // nearly all of them, and read often
	}
	var s string
	if len(raw) == 0 || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// lower is text in lower case, as az compares it in its keys.
func (e entry) lower(field string) string { return strings.ToLower(e.text(field)) }

// time is a field's value in seconds since 1970, 0 if the field is null or missing.
func (e entry) time(field string) int64 {
	n, err := wholeNumber(e[field])
	if err != nil {
		return 0
	}
	return n
}

// with returns e with another value for one field.
func (e entry) with(field string, value json.RawMessage) entry {
	other := make(entry, len(e)+1)
	for f, raw := range e {
		other[f] = raw
	}
	other[field] = value
	return other
}

// jsonText is s as JSON.
func jsonText(s string) json.RawMessage {
	raw, _ := json.Marshal(s) // a string cannot fail
	return raw
}

// Bytes is the cache as az writes it: indented by four, without a last newline. A cache
// that az wrote and azenv writes again differs in the order of its keys alone.
func (c *Cache) Bytes() []byte {
	top := make(map[string]any, len(c.sections)+len(c.other))
	for name, raw := range c.other {
		top[name] = raw
	}
	for name, entries := range c.sections {
		top[name] = entries
	}
	return indented(top)
}

func indented(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "    ")
	if enc.Encode(v) != nil {
		// This cannot happen: all values were read as JSON. If it did, no half would be written.
		return nil
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}

// empty says whether c has no secret and no account: application metadata does not count.
func (c *Cache) empty() bool {
	for _, name := range sections {
		if name != appMetadata && len(c.sections[name]) > 0 {
			return false
		}
	}
	return true
}

// without returns c without the entries for which gone is true, and their number.
func (c *Cache) without(gone func(section string, e entry) bool) (*Cache, int) {
	rest, n := &Cache{make(map[string]map[string]entry, len(c.sections)), c.other}, 0
	for name, entries := range c.sections {
		kept := make(map[string]entry, len(entries))
		for key, e := range entries {
			if gone(name, e) {
				n++
			} else {
				kept[key] = e
			}
		}
		rest.sections[name] = kept
	}
	return rest, n
}
