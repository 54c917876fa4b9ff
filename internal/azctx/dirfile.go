package azctx

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DirFileName is the name of the file by which a directory chooses a context.
const DirFileName = ".azcontext"

// DirFileLimit is the most bytes such a file may have.
const DirFileLimit = 4 << 10

// DirFile is what a .azcontext file says. It is data, never code. It is UTF-8; a line that
// starts with # is a comment. The file has one line with a context's name, or lines of
// key = value.
type DirFile struct {
	Context                              string
	Subscription, Tenant, Account, Cloud string
	Group, Location                      string
	// Keyed says that the file has keys or comments, so more than a name.
	Keyed    bool
	Warnings []string // what was not understood but does no harm
}

// field returns the field for the value of a key, nil for a key that is not known.
func (f *DirFile) field(key string) *string {
	switch strings.ToLower(key) {
	case "context":
		return &f.Context
	case "subscription":
		return &f.Subscription
	case "tenant":
		return &f.Tenant
	case "account":
		return &f.Account
	case "cloud":
		return &f.Cloud
	case "group":
		return &f.Group
	case "location":
		return &f.Location
	}
	return nil
}

// ParseDirFile reads a .azcontext file. Its errors say in a few words what is wrong with
// the file; the caller puts the path before them.
func ParseDirFile(data []byte) (*DirFile, error) {
	if err := plainText(data); err != nil {
		return nil, err
	}
	f := &DirFile{}
	var names []string
	for i, line := range strings.Split(string(TrimBOM(data)), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if line[0] == '#' {
			f.Keyed = true
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			if err := checkValue(i+1, "name", line); err != nil {
				return nil, err
			}
			names = append(names, line)
			continue
		}
		f.Keyed = true
		if err := f.set(i+1, strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return nil, err
		}
	}
	switch keys := *f; {
	case len(names) > 1:
		return nil, fmt.Errorf("names %d contexts, each on a line of its own", len(names))
	case len(names) == 1 && keys.countValues() != 0:
		return nil, fmt.Errorf("the line %s is no key = value, as the others are", ForeignQuote(names[0]))
	case len(names) == 1:
		f.Context = names[0]
	}
	if f.Context == "" && f.Subscription == "" && f.Tenant == "" && f.Account == "" {
		return nil, errors.New("names no context, subscription, tenant or account")
	}
	return f, nil
}

// countValues returns how many keys have a value in f.
func (f *DirFile) countValues() (n int) {
	for _, v := range []string{f.Context, f.Subscription, f.Tenant, f.Account, f.Cloud, f.Group, f.Location} {
		if v != "" {
			n++
		}
	}
	return n
}

func (f *DirFile) set(line int, key, value string) error {
	field := f.field(key)
	switch {
	case field == nil:
		if w := fmt.Sprintf("unknown key %s", ForeignQuote(key)); !slices.Contains(f.Warnings, w) {
			f.Warnings = append(f.Warnings, w)
		}
		return nil
	case value == "":
		return fmt.Errorf("line %d: %s has no value", line, strings.ToLower(key))
	case *field != "":
		return fmt.Errorf("line %d: a second %s", line, strings.ToLower(key))
	}
	*field = value
	return checkValue(line, "value", value)
}

// checkValue says why text cannot be a value of a context, nor a name for one.
func checkValue(line int, what, text string) error {
	switch {
	case len(text) > ForeignNameLimit:
		return fmt.Errorf("line %d: a %s of more than %d bytes", line, what, ForeignNameLimit)
	case strings.Contains(text, "\t"): // the only control character that plainText allows in a line
		return fmt.Errorf("line %d: a tab within a %s", line, what)
	}
	return nil
}

// plainText says why data is not text that a directory's file may have.
func plainText(data []byte) error {
	switch {
	case len(data) > DirFileLimit:
		return fmt.Errorf("longer than %d bytes", DirFileLimit)
	case slices.Contains(data, 0):
		return errors.New("has a NUL byte: not text")
	case !utf8.Valid(data):
		return errors.New("not UTF-8")
	}
	// A terminal hides what is before a carriage return. At the end of a line it is
	// allowed, since Windows puts one there.
	text := strings.TrimSuffix(strings.ReplaceAll(string(TrimBOM(data)), "\r\n", "\n"), "\r")
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return fmt.Errorf("has a control character, %U", r)
		}
		// Invisible characters make a file look like another one.
		if unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\u200c' && r != '\u200d' {
			return fmt.Errorf("has an invisible character, %U", r)
		}
	}
	return nil
}
