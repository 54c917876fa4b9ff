package azctx

import (
	"errors"
	"slices"
)

// Layers shows the contexts of several views as one. First come those that live in this
// shell, then those of the shells around it, last the user's own. The user's view has the
// default. No two contexts have the same name or label.
type Layers struct {
	views   []*View // the nearest first
	aliases aliases // nil until they are needed
}

// Layered returns the layers of these views, the nearest first.
func Layered(views ...*View) *Layers { return &Layers{views: views} }

// Close closes all views.
func (l *Layers) Close() {
	if l == nil {
		return
	}
	for _, v := range l.views {
		v.Close()
	}
}

// Local says whether the context with that id lives in a shell only.
func (l *Layers) Local(id string) bool { return l.viewIndex(id) < len(l.views)-1 }

// viewIndex returns the index of the view that has the context with that id. If none has
// it, that is the index of the user's own view.
func (l *Layers) viewIndex(id string) int {
	for i, v := range l.views[:len(l.views)-1] {
		if c, err := v.ByID(id); err == nil && c != nil {
			return i
		}
	}
	return len(l.views) - 1
}

// Of returns the view that has the context with that id, else the user's own.
func (l *Layers) Of(id string) *View { return l.views[l.viewIndex(id)] }

// Watch returns the views that decide whether the context with that id exists and what it
// is called.
func (l *Layers) Watch(id string) []*View { return l.views[:l.viewIndex(id)+1] }

// HasAlias says whether the context with that id is called otherwise here than in the
// profile that keeps it.
func (l *Layers) HasAlias(id string) bool {
	s, err := l.aliased()
	_, ok := s[id]
	return ok && err == nil
}

// User returns the user's own view.
func (l *Layers) User() *View { return l.views[len(l.views)-1] }

// manyNames is a number of contexts in shells. For more of them the user's profile is read
// whole; for fewer its index is asked for each name.
const manyNames = 100

// aliased returns the aliases of the contexts. The profiles of shells are small, so they
// are read whole.
func (l *Layers) aliased() (aliases, error) {
	if l.aliases != nil || len(l.views) == 1 {
		return l.aliases, nil
	}
	n := 0
	var near []*Profile
	for _, v := range l.views[:len(l.views)-1] {
		p, err := v.whole()
		if err != nil {
			return nil, err
		}
		n += len(p.Contexts)
		near = append(near, p)
	}
	far, err := l.User().namesakes(n > manyNames)
	if err == nil {
		l.aliases, err = aliasesOf(near, far)
	}
	return l.aliases, err
}

// seen returns these contexts of view i as this shell shows them.
func (l *Layers) seen(i int, found ...*Context) ([]*Context, error) {
	if i == 0 { // nothing is nearer
		return found, nil
	}
	s, err := l.aliased()
	if err != nil {
		return nil, err
	}
	all := make([]*Context, len(found))
	for i, c := range found {
		all[i] = s.asSeen(c)
	}
	return all, nil
}

// Labels returns the labels of the contexts that have an alias, by id.
func (l *Layers) Labels() (map[string]string, error) {
	s, err := l.aliased()
	labels := make(map[string]string, len(s))
	for id, a := range s {
		labels[id] = a.label
	}
	return labels, err
}

// DefaultID implements Contexts.
func (l *Layers) DefaultID() string { return l.User().DefaultID() }

// ByID implements Contexts.
func (l *Layers) ByID(id string) (*Context, error) {
	var errs error
	for i, v := range l.views {
		c, err := v.ByID(id)
		if c != nil {
			all, err := l.seen(i, c)
			if err != nil {
				return nil, err
			}
			return all[0], nil
		}
		errs = errors.Join(errs, err)
	}
	return nil, errs
}

// All implements Contexts. The contexts that live in the shell come first.
func (l *Layers) All(name string) ([]*Context, error) {
	if len(l.views) == 1 {
		return l.User().All(name)
	}
	var all []*Context
	for i, v := range l.views {
		found, err := v.All(name)
		if err == nil {
			found, err = l.seen(i, found...)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if name == "" {
		return all, nil
	}
	all = slices.DeleteFunc(all, func(c *Context) bool { return c.goesBy(name) == notAtAll })
	s, err := l.aliased()
	if id := s.idOf(name); err == nil && id != "" && !slices.ContainsFunc(all, func(c *Context) bool { return c.ID == id }) {
		var c *Context
		if c, err = l.ByID(id); c != nil {
			all = append(all, c)
		}
	}
	return all, err
}

// Find implements Contexts.
func (l *Layers) Find(name string) (*Context, error) {
	if len(l.views) == 1 || name == "" {
		return l.User().Find(name)
	}
	all, err := l.All(name)
	if err != nil {
		return nil, err
	}
	c, err := choose(name, all)
	if c == nil && err == nil {
		return l.miss(name)
	}
	return c, err
}

// miss returns the error for a name that no context has. The error tells the label that is
// most like it.
func (l *Layers) miss(name string) (*Context, error) {
	all, err := l.All("")
	if err != nil {
		return nil, err
	}
	p := &Profile{}
	for _, c := range all {
		p.Contexts = append(p.Contexts, *c)
	}
	return p.Find(name)
}
