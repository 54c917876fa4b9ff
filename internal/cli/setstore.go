package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// onShelf says whether set works on what lives in this shell, rather than on what is
// stored: where what is called so lives, else where what is that place does, and for
// what is new as autosave says. A stored context that is called otherwise in this shell
// is called by its own name from here on.
func (in *setInput) onShelf(r around) (local bool, err error) {
	all := r.all()
	if c := all.Called(in.name); c != nil {
		on, _ := r.stored.ByID(c.ID)
		if on != nil && r.stored.Called(in.name) == nil {
			in.name = on.Label
		}
		return on == nil, nil
	}
	c, err := in.context(all, r.active)
	return r.own().Holds(&c) || !r.saves && !r.stored.Holds(&c), err
}

// already returns the context of a shell around this one that is what set asks for; what
// differs from it lives in this shell.
func (r around) already(c *azctx.Context) *azctx.Context {
	if r.here.Holds(c) {
		return nil
	}
	all, first := r.own(), len(r.here.Contexts)
	for i := range all.Contexts[first:] {
		o := &all.Contexts[first+i]
		called := c.Name == "" || strings.EqualFold(o.Name, c.Name) || strings.EqualFold(o.Label, c.Name)
		if called && o.Identity() == c.Identity() && o.SameDefaults(c) && o.Protected == c.Protected && o.Reach == c.Reach {
			return o
		}
	}
	return nil
}

// others are the contexts beyond this shell whose names and labels what is made in it
// does without, but for name, which it takes over from a shell around it.
func (r around) others(name string) *azctx.Profile {
	p := r.beyond()
	if r.own().Called(name) != nil {
		p.Contexts = slices.DeleteFunc(p.Contexts, func(c azctx.Context) bool {
			return strings.EqualFold(c.Name, name) || strings.EqualFold(c.Label, name)
		})
	}
	return p
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

// store makes or changes the context in p, one shelf.
func (in setInput) store(p *azctx.Profile, r around, local bool) (did setDone, err error) {
	r = r.with(p, local)
	all := r.all()
	if !local {
		all = azctx.Stack(p, r.own()) // by name, that of p is meant: see onShelf
	}
	c, err := in.context(all, r.active)
	if err != nil {
		return did, r.seen(err)
	}
	c.Base = in.azBase(all, &c, r.base)
	if local {
		p.Avoid(r.others(c.Name))
	}
	before := p.Default
	stored, replaced, err := p.Set(c)
	if err != nil {
		return did, r.seen(err)
	}
	if in.global {
		p.Default = stored.ID
	}
	did = setDone{id: stored.ID, label: stored.Label, wasDefault: before != "" && p.Default == ""}
	if replaced != nil {
		did.replaced = replaced.ID
	}
	if seen, _ := r.all().ByID(stored.ID); seen != nil {
		did.label = seen.Label
	}
	return did, nil
}
