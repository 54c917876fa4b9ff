package cli

import (
	"errors"
	"path/filepath"
	"slices"

	"github.com/azenv/azenv/internal/azctx"
)

// around is all that is known in a shell, in memory, and which of it is in force.
type around struct {
	here   *azctx.Profile   // what lives in this very shell
	outer  []*azctx.Profile // what lives in those around it, the nearest first
	stored *azctx.Profile   // the user's contexts
	saves  bool             // what is new is stored
	scope  azctx.Scope      // for whom that is so
	active string           // id of the context in force, empty for none
	base   string           // the folder of az that this shell is about, as in Context.Base
}

func (a *app) around() (r around, err error) {
	s := a.open(azctx.Look)
	defer s.close()
	if s.req.Err != nil {
		return r, s.req.Err
	}
	o, err := s.resolve(azctx.Pick{})
	if err != nil {
		return r, err
	}
	r.active, r.base = o.State.Active, s.shellBase(o.Context)
	if r.stored, err = s.store.Load(); err != nil {
		return r, err
	}
	r.here = &azctx.Profile{}
	r.saves, r.scope = r.stored.Autosave != azctx.AutosaveOff, azctx.ScopeUser
	for i := len(s.req.Keep) - 1; i >= 0; i-- {
		dir := filepath.Join(s.dirs.Run, s.req.Keep[i])
		p, err := s.shelfAt(dir).Load()
		if err != nil {
			return r, err
		}
		if s.req.Owner.PID != 0 && s.req.Keep[i] == runKey(s.req.Owner) {
			r.here = p
		} else {
			r.outer = slices.Insert(r.outer, 0, p)
		}
		if text, ok := recall(dir, noteAutosave); ok {
			r.saves, r.scope = text != azctx.AutosaveOff, azctx.ScopeProcess
		}
	}
	return r, nil
}

// all is every context as it is seen here, those of the shells first.
func (r around) all() *azctx.Profile {
	return azctx.Stack(slices.Concat([]*azctx.Profile{r.here}, r.outer, []*azctx.Profile{r.stored})...)
}

// own is what lives in this shell and those around it.
func (r around) own() *azctx.Profile {
	return azctx.Stack(slices.Concat([]*azctx.Profile{r.here}, r.outer)...)
}

// beyond is what does not live in this very shell.
func (r around) beyond() *azctx.Profile {
	return azctx.Stack(append(slices.Clone(r.outer), r.stored)...)
}

// with is r, with p in place of what was read of its shelf before.
func (r around) with(p *azctx.Profile, local bool) around {
	if local {
		r.here = p
	} else {
		r.stored = p
	}
	return r
}

// finder finds contexts on one shelf by what they go by here, whatever is to be done with
// them: a name that is another's here means none of these.
func (r around) finder(local bool) func(name string) (*azctx.Context, error) {
	p, all := r.stored, r.all()
	if local {
		p = r.here
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

// seen words an error about a context as that is seen here.
func (r around) seen(err error) error {
	var taken *azctx.TakenError
	var name *azctx.NameTakenError
	by := func(c **azctx.Context) {
		if seen, _ := r.all().ByID((*c).ID); seen != nil {
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

// kept is every context as it is kept, whatever it is called here.
func (r around) kept() *azctx.Profile {
	p := &azctx.Profile{}
	for _, of := range slices.Concat([]*azctx.Profile{r.here}, r.outer, []*azctx.Profile{r.stored}) {
		p.Contexts = append(p.Contexts, of.Contexts...)
	}
	return p
}
