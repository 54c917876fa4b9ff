package azctx

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/home"
)

// Nearest is what decides in a directory: the nearest .azcontext from there upwards,
// or none.
type Nearest struct {
	Path    string   // of the file, empty for none
	Passed  []string // nearer paths, nearest first, at which there is no file
	Text    []byte   // the file's contents, nil if they could not be read
	File    *DirFile // nil if Err is set
	Err     error    // why the file is rejected
	Trust   Trust
	TrustAt string // the file in Trusted.Dir that gives the trust: without it the trust ends
	DenyAt  string // the file that would end the trust, too, if it were made
}

// Print is a mark of the file's path and contents. Without a file it is empty.
func (p *Nearest) Print() string {
	if p.Path == "" {
		return ""
	}
	text := p.Path + "\x00" + string(essence(p.Text))
	if p.Err != nil {
		text += "\x00" + p.Err.Error()
	}
	return Mark(&text)
}

// essence is text without the newlines at its end. They have no meaning, and not every
// shell can compare them.
func essence(text []byte) []byte { return bytes.TrimRight(text, "\n") }

// FindNearest looks for the .azcontext that decides in dir. dir is absolute, and written
// as the shell writes it; it need not exist any more. A file that cannot be read or is not
// a regular one decides, too, with Err: the files above it do not count.
func (t Trusted) FindNearest(dir string) Nearest {
	p := Nearest{}
	for dir = filepath.Clean(dir); ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, DirFileName)
		// A file that Lstat cannot see does not exist: the shells' own tests say so, too.
		if _, err := os.Lstat(path); err == nil {
			p.Path = path
			break
		}
		p.Passed = append(p.Passed, path)
		if dir == filepath.Dir(dir) {
			return p
		}
	}
	if p.Text, p.Err = readDirFile(p.Path); p.Err == nil {
		p.File, p.Err = ParseDirFile(p.Text)
	}
	if p.Err == nil {
		p.Trust, p.TrustAt, p.DenyAt = t.trustIn(p.Path, p.Text)
	}
	return p
}

// readDirFile reads a file that may be anything. If it is too long, it returns just enough
// of it to see that.
func readDirFile(path string) ([]byte, error) {
	data, _, err := home.ReadSmall(path, DirFileLimit)
	var long home.TooLong
	switch {
	case errors.As(err, &long):
		return data, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("a link to nothing")
	}
	return data, home.Cause(err)
}

// below says whether dir is the folder of file, or lies below it.
func below(dir, file string) bool {
	rel, err := filepath.Rel(filepath.Dir(file), dir)
	return err == nil && filepath.IsLocal(rel)
}

// deeper says whether file a lies in a folder below that of b.
func deeper(a, b string) bool {
	return a != "" && below(filepath.Dir(a), b) && filepath.Dir(a) != filepath.Dir(b)
}

// DirFileText returns the text of a .azcontext that means c in every shell, whatever c is
// called there.
func (c *Context) DirFileText() string {
	text := ""
	for _, f := range []field{
		{"subscription", c.Subscription.ID}, {"tenant", c.Tenant.ID}, {"account", c.Account.Name},
		{"cloud", c.Cloud}, {"group", c.Group}, {"location", c.Location},
	} {
		if f.value != "" {
			text += f.key + " = " + f.value + "\n"
		}
	}
	return text
}

// Wants says in a few words which context f asks for.
func (f *DirFile) Wants() string {
	return listed(field{"", f.Context}, field{"subscription", f.Subscription}, field{"tenant", f.Tenant},
		field{"account", f.Account}, field{"cloud", f.Cloud})
}

// Says says in a few words all that f has: what Wants says, and the defaults.
func (f *DirFile) Says() string {
	return strings.TrimSuffix(f.Wants()+", "+listed(field{"group", f.Group}, field{"location", f.Location}), ", ")
}

type field struct{ key, value string }

// listed names the fields that have a value, cleaned.
func listed(fields ...field) string {
	var parts []string
	for _, f := range fields {
		if f.value != "" {
			parts = append(parts, strings.TrimSpace(f.key+" "+CleanLabel(f.value)))
		}
	}
	return strings.Join(parts, ", ")
}

// Choose returns the one context that f means, with f's own group and location. Its
// errors are those of Find, and one that the context does not fit f's other lines.
func (f *DirFile) Choose(contexts Contexts) (*Context, error) {
	found, err := contexts.All(cmp.Or(f.Context, f.Subscription))
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(c *Context) bool { return !f.fits(c) })
	var c *Context
	if f.Context == "" {
		c, err = f.pick(found)
	} else if c, err = choose(f.Context, found); c == nil && err == nil {
		if c, err = contexts.Find(f.Context); err == nil {
			err = fmt.Errorf("context %q is another place than the file's other lines say", c.Label)
		}
	}
	if err != nil {
		return nil, err
	}
	with := *c
	if f.Group != "" {
		with.Group = f.Group
	}
	if f.Location != "" {
		with.Location = f.Location
	}
	return &with, nil
}

// pick takes one of the contexts that fit. If f names no subscription, a context without
// one comes before those that have one.
func (f *DirFile) pick(found []*Context) (*Context, error) {
	var tenantOnly, same []*Context
	for _, c := range found {
		if c.Subscription.ID == "" && f.Subscription == "" {
			tenantOnly = append(tenantOnly, c)
		}
	}
	if len(tenantOnly) > 0 {
		found = tenantOnly
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no context has %s", f.Wants())
	}
	for _, c := range found {
		if (f.Group != "" || f.Location != "") && fold(c.Group) == fold(f.Group) && fold(c.Location) == fold(f.Location) {
			same = append(same, c)
		}
	}
	one, err := oneIdentity("", found)
	if several := (*AmbiguousError)(nil); errors.As(err, &several) {
		return nil, fmt.Errorf("%s is several contexts: %s", f.Wants(), several.list())
	}
	if len(same) > 0 {
		one = same[0]
	}
	return one, err
}

// fits says whether c has the subscription, tenant, account and cloud that f names.
func (f *DirFile) fits(c *Context) bool {
	is := func(want string, of ...string) bool {
		for _, s := range of {
			if want == "" || s != "" && fold(s) == fold(want) {
				return true
			}
		}
		return false
	}
	return is(f.Subscription, c.Subscription.ID, c.Subscription.Name) &&
		is(f.Tenant, c.Tenant.ID, c.Tenant.Domain, c.Tenant.Name) &&
		is(f.Account, c.Account.Name) && is(f.Cloud, c.Cloud)
}
