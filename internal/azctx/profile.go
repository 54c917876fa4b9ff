package azctx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// Version is the profile format this package writes and the newest it reads.
const Version = 1

// Profile is the persistent file: all contexts, oldest first, and the default.
//
// On disk it is JSON with each context on a line of its own, so that a diff is
// easy to read. Members that this version does not know are kept.
type Profile struct {
	Default  string // id of the default context, empty for none
	Contexts []Context
	// Autosave is AutosaveOff if new contexts live in their shell only.
	Autosave string

	beside []Context       // contexts elsewhere, whose names and labels are taken, too
	raw    json.RawMessage // the file as read, where it holds unknown members
}

// AutosaveOff is the value of Profile.Autosave with which no new context is stored.
const AutosaveOff = "off"

// NewerError says that a profile was written by a newer azenv.
type NewerError struct {
	Path    string
	Version int
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s: format %d is newer than this azenv, which knows %d", e.Path, e.Version, Version)
}

// Hint is what to type about it.
func (e *NewerError) Hint() string {
	return "install the newer azenv, or move the file away and type azenv import"
}

// CorruptError says that a profile cannot be read as one.
type CorruptError struct {
	Path string
	Err  error
}

func (e *CorruptError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *CorruptError) Unwrap() error { return e.Err }

// Hint is what to type about it.
func (e *CorruptError) Hint() string {
	return "mend the file, or move it away and type azenv import"
}

// profileJSON is the profile's form on disk.
type profileJSON struct {
	Version  int       `json:"version"`
	Default  string    `json:"default,omitempty"`
	Autosave string    `json:"autosave,omitempty"`
	Contexts []Context `json:"contexts"`
}

// ParseProfile reads a profile. path only names it in errors, which are
// *NewerError or *CorruptError.
func ParseProfile(path string, data []byte) (*Profile, error) {
	data = TrimBOM(data)
	f, err := decodeStrict(data)
	p := &Profile{}
	if err != nil {
		// Something is unknown or wrong. A newer file must be left alone, so look
		// at its version before its contents.
		var head struct {
			Version int `json:"version"`
		}
		if json.Unmarshal(data, &head) == nil && head.Version > Version {
			return nil, &NewerError{path, head.Version}
		}
		f = profileJSON{}
		if err := json.Unmarshal(data, &f); err != nil {
			return nil, &CorruptError{path, jsonCause(err)}
		}
		p.raw = bytes.Clone(data)
	}
	if f.Version > Version {
		return nil, &NewerError{path, f.Version}
	}
	if f.Version < 1 {
		return nil, &CorruptError{path, errors.New("not a profile: no version")}
	}
	p.Default, p.Autosave, p.Contexts = f.Default, f.Autosave, f.Contexts
	if err := p.check(); err != nil {
		return nil, &CorruptError{path, err}
	}
	return p, nil
}

// leastContext is fewer bytes than any context takes.
const leastContext = 100

// errUnusual says that a profile has something that azenv does not write.
var errUnusual = errors.New("not as azenv writes it")

// decodeStrict reads a profile that has nothing unknown. It reads one context after the
// other, into a list with room for all. With thousands of contexts, a growing list and a
// copy of the whole file would cost half as much time again.
func decodeStrict(data []byte) (f profileJSON, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err = each(d, '{', func() error {
		switch key, _ := d.Token(); key {
		case "version":
			return d.Decode(&f.Version)
		case "default":
			return d.Decode(&f.Default)
		case "autosave":
			return d.Decode(&f.Autosave)
		case "contexts":
			if f.Contexts != nil { // a second list, which encoding/json would mix with the first
				return errUnusual
			}
			f.Contexts = make([]Context, 0, min(bytes.Count(data, []byte("\n")), len(data)/leastContext))
			return each(d, '[', func() error {
				f.Contexts = append(f.Contexts, Context{})
				return d.Decode(&f.Contexts[len(f.Contexts)-1])
			})
		}
		return errUnusual
	})
	if _, after := d.Token(); err == nil && after != io.EOF {
		err = errUnusual
	}
	return f, err
}

// each reads the object or list that comes next, and calls fn for each member or element.
func each(d *json.Decoder, open json.Delim, fn func() error) error {
	if t, _ := d.Token(); t != open {
		return errUnusual
	}
	for d.More() {
		if err := fn(); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// jsonCause words a decoding error without Go's type names.
func jsonCause(err error) error {
	var t *json.UnmarshalTypeError
	if errors.As(err, &t) {
		return fmt.Errorf("%s is a %s", t.Field, t.Value)
	}
	return err
}

// check makes sure of what the rest of the program relies on: that ids are ids, and
// that labels are safe to show, whoever edited the file.
func (p *Profile) check() error {
	if p.Default != "" && !isID(p.Default) {
		return fmt.Errorf("default %q is not 16 hexadecimal digits", p.Default)
	}
	seen := make(map[string]bool, len(p.Contexts))
	for i := range p.Contexts {
		c := &p.Contexts[i]
		switch {
		case !isID(c.ID):
			return fmt.Errorf("context %q: id %q is not 16 hexadecimal digits", c.Label, c.ID)
		case seen[c.ID]:
			return fmt.Errorf("context %q: id %s is there twice", c.Label, c.ID)
		case !IsGUID(c.Tenant.ID):
			return fmt.Errorf("context %q: tenant %q is not a GUID", c.Label, c.Tenant.ID)
		case c.Subscription.ID != "" && !IsGUID(c.Subscription.ID):
			return fmt.Errorf("context %q: subscription %q is not a GUID", c.Label, c.Subscription.ID)
		}
		seen[c.ID] = true
	}
	p.relabel()
	return nil
}

// relabel mends labels that were edited by hand and break the rules for labels.
func (p *Profile) relabel() {
	taken := labels()
	for i := range p.Contexts {
		c := &p.Contexts[i]
		if clean := CleanLabel(c.Label); clean != "" && !IsGUID(clean) && taken.free(clean) {
			c.Label = clean
			taken.claim(clean)
			continue
		}
		taken.take(c, append([]string{c.plainLabel()}, c.qualified()...))
	}
}

func isID(s string) bool {
	return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == ""
}

// usualContext is more bytes than most contexts take.
const usualContext = 512

// appendTo appends c as JSON, on one line.
func (c *Context) appendTo(b []byte) []byte {
	record, _ := json.Marshal(c) // texts and flags have no error
	return append(b, record...)
}

// Encode returns the profile's form on disk.
func (p *Profile) Encode() ([]byte, error) {
	if p.raw != nil {
		return p.encodeKept()
	}
	b := slices.Grow([]byte(nil), (1+len(p.Contexts))*usualContext)
	b = fmt.Appendf(b, "{\n  \"version\": %d,\n", Version)
	if p.Default != "" {
		def, _ := json.Marshal(p.Default) // a text has no error
		b = fmt.Appendf(b, "  \"default\": %s,\n", def)
	}
	if p.Autosave == AutosaveOff {
		b = fmt.Appendf(b, "  \"autosave\": %q,\n", AutosaveOff)
	}
	b = append(b, `  "contexts": [`...)
	for i := range p.Contexts {
		if i > 0 {
			b = append(b, ',')
		}
		b = p.Contexts[i].appendTo(append(b, "\n    "...))
	}
	return append(b, "\n  ]\n}\n"...), nil
}

// encodeKept encodes p together with the unknown members of the file that was read.
func (p *Profile) encodeKept() ([]byte, error) {
	plain, err := json.Marshal(profileJSON{Version, p.Default, p.Autosave, p.Contexts})
	if err != nil {
		return nil, err
	}
	kept := keepUnknown(reflect.TypeFor[profileJSON](), p.raw, plain)
	var b bytes.Buffer
	if err := json.Indent(&b, kept, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
