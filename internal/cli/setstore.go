package cli

import (
	"cmp"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

// isLocal says whether set works on this shell's own store rather than on the profile.
//
// If a context has the name that was given, set works on the store of that context. Else,
// if a context has the same identity, set works on the store of that one. For a new
// context autosave decides. If this shell shows a stored context by an alias, isLocal
// changes in.name to the context's own label.
func (in *setInput) isLocal(k session.Known) (local bool, err error) {
	all := k.All()
	if c := all.Called(in.name); c != nil {
		on, _ := k.Stored.ByID(c.ID)
		if on != nil && k.Stored.Called(in.name) == nil {
			in.name = on.Label
		}
		return on == nil, nil
	}
	c, err := in.context(all, k.Active)
	return k.Own().Holds(&c) || !k.Saves && !k.Stored.Holds(&c), err
}

// setDone says what set has done.
type setDone struct {
	id, label  string
	replaced   string // id of the context that lost its name, empty for none
	wasDefault bool
}

// azBase is the base for c. shell is the shell's own base, empty for the usual one. A
// context that exists keeps its base. A new one gets the shell's base, even if it was made
// from another context that has another base.
func (in setInput) azBase(all *azctx.Profile, c *azctx.Context, shell string) string {
	if own, err := all.Find(in.name); err == nil && own.ID == c.ID {
		return cmp.Or(c.Base, shell)
	}
	return cmp.Or(shell, c.Base)
}

// store makes or changes the context in p, which is this shell's own profile if local, else
// the user's.
func (in setInput) store(p *azctx.Profile, k session.Known, local bool) (did setDone, err error) {
	k = k.With(p, local)
	all := k.All()
	if !local {
		all = azctx.Stack(p, k.Own()) // a name means the context in p first: see isLocal
	}
	c, err := in.context(all, k.Active)
	if err != nil {
		return did, k.Seen(err)
	}
	c.Base = in.azBase(all, &c, k.Base)
	if local {
		p.Avoid(k.Others(c.Name))
	}
	before := p.Default
	stored, replaced, err := p.Set(c)
	if err != nil {
		return did, k.Seen(err)
	}
	if in.global {
		p.Default = stored.ID
	}
	did = setDone{id: stored.ID, label: stored.Label, wasDefault: before != "" && p.Default == ""}
	if replaced != nil {
		did.replaced = replaced.ID
	}
	if seen, _ := k.All().ByID(stored.ID); seen != nil {
		did.label = seen.Label
	}
	return did, nil
}
