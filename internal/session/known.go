package session

import (
	"errors"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// Known has all contexts that a shell knows, read into memory, and says which one is in
// force. It is for commands that need all contexts; Session.Find finds a single one.
type Known struct {
	Here   *azctx.Profile   // the contexts that live in this very shell
	Outer  []*azctx.Profile // those that live in the shells around it, the nearest shell first
	Stored *azctx.Profile   // the user's contexts
	Saves  bool             // autosave is on: new contexts are stored
	Scope  azctx.Scope      // the scope of that setting
	Active string           // id of the context in force, empty for none
	Base   string           // the base for new contexts of this shell, as in Context.Base
}

// Known reads all contexts.
func (s *Session) Known() (Known, error) {
	if s.known != nil {
		return *s.known, nil
	}
	if s.stale {
		s.gather(s.req.Event)
	}
	k, err := s.readKnown()
	if err == nil {
		s.known = &k
	}
	return k, err
}

func (s *Session) readKnown() (k Known, err error) {
	if s.req.Err != nil {
		return k, s.req.Err
	}
	o, err := s.Resolve()
	if err != nil {
		return k, err
	}
	k.Active, k.Base = o.State.Active, s.shellBase(o.Context)
	if k.Stored, err = s.Store.Load(); err != nil {
		return k, err
	}
	k.Here = &azctx.Profile{}
	k.Saves, k.Scope = k.Stored.Autosave != azctx.AutosaveOff, azctx.ScopeUser
	for i := len(s.req.Keep) - 1; i >= 0; i-- {
		key := s.req.Keep[i]
		p, err := s.OwnStore(key).Load()
		if err != nil {
			return k, err
		}
		if s.req.Owner.PID != 0 && key == runKey(s.req.Owner) {
			k.Here = p
		} else {
			k.Outer = slices.Insert(k.Outer, 0, p)
		}
		if saves, ok := s.OwnAutosave(key); ok {
			k.Saves, k.Scope = saves, azctx.ScopeProcess
		}
	}
	return k, nil
}

// All has every context, by the names of this shell. Those that live in a shell come
// first.
func (k Known) All() *azctx.Profile {
	return azctx.Stack(slices.Concat([]*azctx.Profile{k.Here}, k.Outer, []*azctx.Profile{k.Stored})...)
}

// Own has the contexts that live in this shell and in those around it.
func (k Known) Own() *azctx.Profile {
	return azctx.Stack(slices.Concat([]*azctx.Profile{k.Here}, k.Outer)...)
}

// Beyond has the contexts that do not live in this very shell.
func (k Known) Beyond() *azctx.Profile {
	return azctx.Stack(append(slices.Clone(k.Outer), k.Stored)...)
}

// With returns k with p as the profile of this shell, if local, or as the user's profile.
func (k Known) With(p *azctx.Profile, local bool) Known {
	if local {
		k.Here = p
	} else {
		k.Stored = p
	}
	return k
}

// Finder returns a function that finds contexts of one store: this shell's own, if local,
// or the user's. It takes the names that contexts have in this shell. If such a name means
// a context of another store, the function finds none.
func (k Known) Finder(local bool) func(name string) (*azctx.Context, error) {
	p, all := k.Stored, k.All()
	if local {
		p = k.Here
	}
	return func(name string) (*azctx.Context, error) {
		c := all.Called(name)
		if c == nil {
			found, err := p.Find(name)
			if err != nil {
				return nil, err
			}
			return all.ByID(found.ID)
		}
		if on, _ := p.ByID(c.ID); on == nil {
			return nil, &azctx.NotFoundError{Name: name}
		}
		return c, nil
	}
}

// Seen returns err, in which contexts are called by their names in this shell.
func (k Known) Seen(err error) error {
	var taken *azctx.TakenError
	var name *azctx.NameTakenError
	by := func(c **azctx.Context) {
		if seen, _ := k.All().ByID((*c).ID); seen != nil {
			*c = seen
		}
	}
	switch {
	case errors.As(err, &taken):
		by(&taken.By)
	case errors.As(err, &name):
		by(&name.By)
	}
	return err
}

// Kept has every context as it is stored, which may have another name in this shell.
func (k Known) Kept() *azctx.Profile {
	p := &azctx.Profile{}
	for _, of := range slices.Concat([]*azctx.Profile{k.Here}, k.Outer, []*azctx.Profile{k.Stored}) {
		p.Contexts = append(p.Contexts, of.Contexts...)
	}
	return p
}

// Already returns the context of a shell around this one that is the same as c, nil for
// none. Then c need not be made once more in this shell.
func (k Known) Already(c *azctx.Context) *azctx.Context {
	if k.Here.Holds(c) {
		return nil
	}
	all, first := k.Own(), len(k.Here.Contexts)
	for i := range all.Contexts[first:] {
		o := &all.Contexts[first+i]
		called := c.Name == "" || strings.EqualFold(o.Name, c.Name) || strings.EqualFold(o.Label, c.Name)
		if called && o.Identity() == c.Identity() && o.SameDefaults(c) && o.Protected == c.Protected && o.Reach == c.Reach {
			return o
		}
	}
	return nil
}

// Others are the contexts whose names and labels a new context of this shell must avoid:
// all that do not live in this shell. If name is the name of a context in a shell around
// this one, that context is left out, since the new one takes its name over.
func (k Known) Others(name string) *azctx.Profile {
	p := k.Beyond()
	if k.Own().Called(name) != nil {
		p.Contexts = slices.DeleteFunc(p.Contexts, func(c azctx.Context) bool {
			return strings.EqualFold(c.Name, name) || strings.EqualFold(c.Label, name)
		})
	}
	return p
}
