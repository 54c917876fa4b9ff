package azctx

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xrash/smetrics"
)

// Contexts looks contexts up. It is a Profile in memory, or a View or Layers, which read
// only what is asked for.
type Contexts interface {
	// DefaultID is the id of the default context, empty for none.
	DefaultID() string
	// ByID returns the context with that id, nil where there is none.
	ByID(id string) (*Context, error)
	// Find returns the one context that name means. Its errors are
	// *NotFoundError and *AmbiguousError.
	Find(name string) (*Context, error)
	// All returns every context that goes by name, the oldest first, and for an empty
	// name all that there are. It is no error if there is none.
	All(name string) ([]*Context, error)
}

// ErrNoName is returned by Find for an empty name.
var ErrNoName = errors.New("no context named")

// NotFoundError says that no context goes by a name. Nearest is the label that is most
// like it, empty if none is.
type NotFoundError struct{ Name, Nearest string }

func (e *NotFoundError) Error() string { return fmt.Sprintf("no context %q", CleanLabel(e.Name)) }

// AmbiguousError says that a name means contexts of several identities. Labels has their
// labels.
type AmbiguousError struct {
	Name   string
	Labels []string
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q is ambiguous: it means %s", CleanLabel(e.Name), e.list())
}

// list returns the labels, or the first ones of many.
func (e *AmbiguousError) list() string {
	const show = 8
	labels, more := e.Labels, ""
	if len(labels) > show {
		more = fmt.Sprintf(" and %d more", len(labels)-show)
		labels = labels[:show]
	}
	return strings.Join(labels, ", ") + more
}

// rank says how well a name fits a context. After notAtAll the best comes first.
type rank int

const (
	notAtAll  rank = iota
	own            // its name, label or full name
	shared         // its subscription's name or ID, which other contexts may have, too
	displayed      // the text that is displayed instead of one of these
)

// goesBy says how well name fits c.
func (c *Context) goesBy(name string) rank {
	is := func(s string) bool { return s != "" && fold(s) == fold(name) }
	switch {
	case is(c.Name), is(c.Label), is(c.FullName()) && c.FullName() != c.Subscription.ID:
		return own
	case is(c.Subscription.Name), is(c.Subscription.ID):
		return shared
	case displays(c.Name, name), displays(c.FullName(), name), displays(c.Subscription.Name, name):
		return displayed
	}
	return notAtAll
}

// choose picks the context that name means among those that go by name, which come oldest
// first. It returns nil if there is none.
func choose(name string, found []*Context) (*Context, error) {
	for _, r := range []rank{own, shared, displayed} {
		var fit []*Context
		for _, c := range found {
			if c.goesBy(name) == r {
				fit = append(fit, c)
			}
		}
		if len(fit) > 0 {
			return oneIdentity(name, fit)
		}
	}
	return nil, nil
}

// oneIdentity picks one of several contexts of the same identity: the one without
// defaults, else the oldest. It returns an error if they have several identities.
func oneIdentity(name string, found []*Context) (*Context, error) {
	pick, several := found[0], false
	labels := make([]string, len(found))
	for i, c := range found {
		labels[i] = c.Label
		several = several || c.Identity() != found[0].Identity()
		if pick.HasDefaults() && !c.HasDefaults() {
			pick = c
		}
	}
	if several {
		return nil, &AmbiguousError{name, labels}
	}
	return pick, nil
}

// DefaultID implements Contexts.
func (p *Profile) DefaultID() string { return p.Default }

// ByID implements Contexts; its error is always nil.
func (p *Profile) ByID(id string) (*Context, error) {
	for i := range p.Contexts {
		if p.Contexts[i].ID == id {
			return &p.Contexts[i], nil
		}
	}
	return nil, nil
}

// Find implements Contexts.
func (p *Profile) Find(name string) (*Context, error) {
	if name == "" {
		return nil, ErrNoName
	}
	found, _ := p.All(name)
	c, err := choose(name, found)
	if c == nil && err == nil {
		err = &NotFoundError{name, p.nearest(name)}
	}
	return c, err
}

// All implements Contexts; its error is always nil.
func (p *Profile) All(name string) ([]*Context, error) {
	var found []*Context
	for i := range p.Contexts {
		if c := &p.Contexts[i]; name == "" || c.goesBy(name) != notAtAll {
			found = append(found, c)
		}
	}
	return found, nil
}

// nearest returns the label that is most like name, empty if none is.
func (p *Profile) nearest(name string) string {
	const alike = 0.8 // below it, Jaro-Winkler's best guess helps nobody
	best, label := alike, ""
	if len(name) > 4*maxLabel {
		return ""
	}
	for i := range p.Contexts {
		l := p.Contexts[i].Label
		if s := smetrics.JaroWinkler(fold(name), fold(l), 0.7, 4); s > best {
			best, label = s, l
		}
	}
	return label
}
