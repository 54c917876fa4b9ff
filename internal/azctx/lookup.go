package azctx

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xrash/smetrics"
)

// Contexts is where contexts are looked up: a Profile in memory, or a View that
// reads only what is asked for.
type Contexts interface {
	// DefaultID is the id of the default context, empty for none.
	DefaultID() string
	// ByID returns the context with that id, nil where there is none.
	ByID(id string) (*Context, error)
	// Find returns the one context that name means. Its errors are
	// *NotFoundError and *AmbiguousError.
	Find(name string) (*Context, error)
	// All returns every context that goes by name, the oldest first, none being no
	// error; all there are for an empty name.
	All(name string) ([]*Context, error)
}

// ErrNoName is returned by Find for an empty name.
var ErrNoName = errors.New("no context named")

// NotFoundError says that no context goes by a name; Nearest is the label most
// like it, empty where none is alike.
type NotFoundError struct{ Name, Nearest string }

func (e *NotFoundError) Error() string { return fmt.Sprintf("no context %q", CleanLabel(e.Name)) }

// AmbiguousError says that a name means several places; Labels tell them apart.
type AmbiguousError struct {
	Name   string
	Labels []string
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q is ambiguous: it means %s", CleanLabel(e.Name), e.list())
}

// list is the labels, or the first of many.
func (e *AmbiguousError) list() string {
	const show = 8
	labels, more := e.Labels, ""
	if len(labels) > show {
		more = fmt.Sprintf(" and %d more", len(labels)-show)
		labels = labels[:show]
	}
	return strings.Join(labels, ", ") + more
}

// rank says how name means c: own for its name, label or full name, which
// outrank what it shares with others, its subscription's name or ID. Last comes what is
// displayed of one of these, where that is not what it is.
type rank int

const (
	notAtAll rank = iota
	own
	shared
	displayed
)

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

// choose picks the one context that is meant among those that go by name, oldest
// first; nil where there are none.
func choose(name string, found []*Context) (*Context, error) {
	for _, r := range []rank{own, shared, displayed} {
		var of []*Context
		for _, c := range found {
			if c.goesBy(name) == r {
				of = append(of, c)
			}
		}
		if len(of) > 0 {
			return oneIdentity(name, of)
		}
	}
	return nil, nil
}

// oneIdentity returns the context without defaults, else the oldest, of contexts
// that are all the same place, and an error where they are several places.
func oneIdentity(name string, of []*Context) (*Context, error) {
	pick, several := of[0], false
	labels := make([]string, len(of))
	for i, c := range of {
		labels[i] = c.Label
		several = several || c.Identity() != of[0].Identity()
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

// nearest returns the label most like name, empty where none is alike.
func (p *Profile) nearest(name string) string {
	const alike = 0.8 // below it, Jaro-Winkler's best guess is no help to anybody
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
