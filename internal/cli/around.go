package cli

import (
	"errors"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
)

// around is all that is known in a shell, in memory, and which of it is in force.
type around struct {
	stored, own *azctx.Profile // the user's contexts, and those of this and outer shells
	saves       bool           // what is new is stored
	scope       azctx.Scope    // for whom that is so
	active      string         // id of the context in force, empty for none
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
	r.active = o.State.Active
	if r.stored, err = s.store.Load(); err != nil {
		return r, err
	}
	r.own = &azctx.Profile{}
	r.saves, r.scope = r.stored.Autosave != azctx.AutosaveOff, azctx.ScopeUser
	for i := len(s.req.Keep) - 1; i >= 0; i-- {
		dir := filepath.Join(s.dirs.Run, s.req.Keep[i])
		p, err := s.shelfAt(dir).Load()
		if err != nil {
			return r, err
		}
		r.own = p.Beside(r.own)
		if text, ok := recall(dir, noteAutosave); ok {
			r.saves, r.scope = text != azctx.AutosaveOff, azctx.ScopeProcess
		}
	}
	return r, nil
}

// all is every context, those of the shells first.
func (r around) all() *azctx.Profile { return r.own.Beside(r.stored) }

// with is all, with p in place of what was read of its shelf before.
func (r around) with(p *azctx.Profile, local bool) *azctx.Profile {
	if local {
		return p.Beside(r.all())
	}
	return r.own.Beside(p)
}

// errLocalDefault says that new shells could not find what would be their default.
var errLocalDefault = hint(errors.New("what lives in this shell only can be no default"), "azenv autosave on")

// shelfFor is the store that in changes: where autosave is off and the context is
// new, or lives in this shell, that of this shell.
func (a *app) shelfFor(in setInput, r around) (*azctx.Store, bool, error) {
	c, err := in.context(r.all(), r.active)
	if err != nil {
		return nil, false, err
	}
	local := r.own.Holds(&c) || !r.saves && !r.stored.Holds(&c)
	if local && in.global {
		return nil, false, errLocalDefault
	}
	store, err := a.shelf(local)
	return store, local, err
}
