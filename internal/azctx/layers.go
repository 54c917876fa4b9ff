package azctx

import "errors"

// Layers are the contexts of several views as one: those that live in a shell, and
// before it in the shells around it, and last the user's own, which has the default.
type Layers []*View

// Close closes all views.
func (l Layers) Close() {
	for _, v := range l {
		v.Close()
	}
}

// Of returns the view that has the context with that id, else the user's own.
func (l Layers) Of(id string) *View {
	for _, v := range l[:len(l)-1] {
		if c, err := v.ByID(id); err == nil && c != nil {
			return v
		}
	}
	return l[len(l)-1]
}

// DefaultID implements Contexts.
func (l Layers) DefaultID() string { return l[len(l)-1].DefaultID() }

// ByID implements Contexts.
func (l Layers) ByID(id string) (*Context, error) {
	var errs error
	for _, v := range l {
		c, err := v.ByID(id)
		if c != nil {
			return c, nil
		}
		errs = errors.Join(errs, err)
	}
	return nil, errs
}

// All implements Contexts: what lives in the shell comes first.
func (l Layers) All(name string) ([]*Context, error) {
	var all []*Context
	for _, v := range l {
		found, err := v.All(name)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// Find implements Contexts.
func (l Layers) Find(name string) (*Context, error) {
	if len(l) == 1 || name == "" {
		return l[len(l)-1].Find(name)
	}
	all, err := l.All(name)
	if err != nil {
		return nil, err
	}
	c, err := choose(name, all)
	if c == nil && err == nil {
		return l[len(l)-1].Find(name) // names the nearest
	}
	return c, err
}
