package cli

import (
	"cmp"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

// isLocal says whether set works on what lives in this shell, rather than on what is
// stored: where what is called so lives, else where a context of the same identity lives, and for
// what is new as autosave says. A stored context that is called otherwise in this shell
// is called by its own name from here on.
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

// setDone is what became of what set was asked for.
type setDone struct {
	id, label  string
	replaced   string // id of the context that lost its name, empty for none
	wasDefault bool
}

// azBase is the folder of az that c derives from, where the shell is about another one
// than the usual. What exists keeps its own; what is new, if like another context, is of
// the shell's.
func (in setInput) azBase(all *azctx.Profile, c *azctx.Context, shell string) string {
	if own, err := all.Find(in.name); err == nil && own.ID == c.ID {
		return cmp.Or(c.Base, shell)
	}
	return cmp.Or(shell, c.Base)
}

// store makes or changes the context in p, the profile of one store.
func (in setInput) store(p *azctx.Profile, k session.Known, local bool) (did setDone, err error) {
	k = k.With(p, local)
	all := k.All()
	if !local {
		all = azctx.Stack(p, k.Own()) // by name, that of p is meant: see isLocal
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
