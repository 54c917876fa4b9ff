package session

import (
	"errors"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// Known is all that is known in a shell, in memory, and which of it is in force. It is
// for commands that go through all contexts; one context is found by Session.Find.
type Known struct {
	Here   *azctx.Profile   // what lives in this very shell
	Outer  []*azctx.Profile // what lives in those around it, the nearest first
	Stored *azctx.Profile   // the user's contexts
	Saves  bool             // what is new is stored
	Scope  azctx.Scope      // for whom that is so
	Active string           // id of the context in force, empty for none
	Base   string           // the folder of az that this shell is about, as in Context.Base
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

// All is every context as it is seen here, those of the shells first.
func (k Known) All() *azctx.Profile {
	return azctx.Stack(slices.Concat([]*azctx.Profile{k.Here}, k.Outer, []*azctx.Profile{k.Stored})...)
}

// Own is what lives in this shell and those around it.
func (k Known) Own() *azctx.Profile {
	return azctx.Stack(slices.Concat([]*azctx.Profile{k.Here}, k.Outer)...)
}

// Beyond is what does not live in this very shell.
func (k Known) Beyond() *azctx.Profile {
	return azctx.Stack(append(slices.Clone(k.Outer), k.Stored)...)
}

// With is r, with p in place of what was read of its store before.
func (k Known) With(p *azctx.Profile, local bool) Known {
	if local {
		k.Here = p
	} else {
		k.Stored = p
	}
	return k
}

// Finder finds contexts of one store by what they go by here, whatever is to be done with
// them: a name that is another's here means none of these.
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

// Seen words an error about a context as that is seen here.
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

// Kept is every context as it is kept, whatever it is called here.
func (k Known) Kept() *azctx.Profile {
	p := &azctx.Profile{}
	for _, of := range slices.Concat([]*azctx.Profile{k.Here}, k.Outer, []*azctx.Profile{k.Stored}) {
		p.Contexts = append(p.Contexts, of.Contexts...)
	}
	return p
}

// Already returns the context of a shell around this one that is c; what differs from
// it lives in this shell.
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

// Others are the contexts beyond this shell whose names and labels what is made in it
// does without, but for name, which it takes over from a shell around it.
func (k Known) Others(name string) *azctx.Profile {
	p := k.Beyond()
	if k.Own().Called(name) != nil {
		p.Contexts = slices.DeleteFunc(p.Contexts, func(c azctx.Context) bool {
			return strings.EqualFold(c.Name, name) || strings.EqualFold(c.Label, name)
		})
	}
	return p
}
