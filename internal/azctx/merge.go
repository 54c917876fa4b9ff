package azctx

import (
	"cmp"
	"fmt"
	"slices"
)

// Merged counts what Merge did. Current is the id of the found file's current
// context, empty for none.
type Merged struct {
	New, Known, Stale int
	Current           string
	Warnings          []string
}

// Merge takes over what was found in src. It finds contexts by identity, so it can be
// repeated. A known context keeps its id, name and label; a new one gets them. A context
// that src no longer has is marked stale, unless another source has it. A src without a
// kind stands for what Azure itself listed, and is not noted as a source. base is the az
// configuration folder that new contexts belong to, if any.
func (p *Profile) Merge(found Found, src Source, base string) Merged {
	m := Merged{Warnings: found.Warnings}
	indexed := p.indexByIdentity(len(found.Contexts))
	here := make(map[string]bool, len(found.Contexts)) // ids that src has now
	first := len(p.Contexts)
	var taken labeler // made when a name is asked for
	for n := range found.Contexts {
		f := &found.Contexts[n]
		i, known := indexed.find(p, f)
		switch {
		case known && here[p.Contexts[i].ID]:
			if f.Name != "" && fold(f.Name) != fold(p.Contexts[i].Name) {
				m.Warnings = append(m.Warnings, fmt.Sprintf("%q is the same place as %q: not taken twice",
					CleanLabel(f.Name), CleanLabel(p.Contexts[i].FullName())))
			}
		case known:
			m.Known++
			p.Contexts[i].refresh(f)
			if f.Name == "" || p.Contexts[i].Name != "" {
				break
			}
			if taken == nil {
				taken = labels(p.Contexts, p.beside)
			}
			if taken.free(f.Name) {
				p.Contexts[i].Name = f.Name // it is found by this name, too; its label stays
				taken.claim(f.Name)
			}
		default:
			m.New++
			i = len(p.Contexts)
			c := *f
			c.ID, c.Label, c.Sources, c.Stale = NewID(), "", nil, false
			p.Contexts = append(slices.Grow(p.Contexts, len(found.Contexts)-n), c)
			indexed.add(&p.Contexts[i], i)
			if taken != nil {
				taken.claim(c.Name)
			}
		}
		c := &p.Contexts[i]
		c.seenIn(src)
		if c.Base == "" {
			c.Base = base
		}
		here[c.ID] = true
		if n == found.Current {
			m.Current = c.ID
		}
	}
	p.shareTenants()
	m.Warnings = append(m.Warnings, p.label(first)...)
	if src.Kind != "" {
		m.Stale = p.markStale(src, here)
	}
	return m
}

// byIdentity has the indices in a profile of the contexts of each identity.
type byIdentity map[Identity][]int

// indexByIdentity indexes p's contexts. It makes room for at least that many identities.
func (p *Profile) indexByIdentity(room int) byIdentity {
	b := make(byIdentity, max(len(p.Contexts), room))
	for i := range p.Contexts {
		b.add(&p.Contexts[i], i)
	}
	return b
}

func (b byIdentity) add(c *Context, i int) { b[c.Identity()] = append(b[c.Identity()], i) }

// find returns the index in p of the context that f stands for. If f has no defaults, it
// stands for the context without them, else for the oldest.
func (b byIdentity) find(p *Profile, f *Context) (int, bool) {
	same := b[f.Identity()]
	for _, i := range same {
		if p.Contexts[i].SameDefaults(f) {
			return i, true
		}
	}
	if len(same) > 0 && !f.HasDefaults() {
		return same[0], true
	}
	return 0, false
}

// refresh takes over from f what a source may change: names of Azure's and flags, never
// the identity, the label or a given name.
func (c *Context) refresh(f *Context) {
	set := func(to *string, from string) {
		if from != "" {
			*to = from
		}
	}
	set(&c.Subscription.Name, f.Subscription.Name)
	set(&c.Subscription.State, f.Subscription.State)
	set(&c.Tenant.Name, f.Tenant.Name)
	set(&c.Tenant.Domain, f.Tenant.Domain)
	set(&c.Account.Type, f.Account.Type)
	set(&c.Account.HomeID, f.Account.HomeID)
	c.Protected = c.Protected || f.Protected
}

// shareTenants gives every context the name and domain that any context has for its
// tenant.
func (p *Profile) shareTenants() {
	known := map[string]Tenant{}
	for i := range p.Contexts {
		t := p.Contexts[i].Tenant
		k := known[t.ID]
		known[t.ID] = Tenant{ID: t.ID, Name: cmp.Or(t.Name, k.Name), Domain: cmp.Or(t.Domain, k.Domain)}
	}
	for i := range p.Contexts {
		t := &p.Contexts[i].Tenant
		k := known[t.ID]
		t.Name, t.Domain = cmp.Or(t.Name, k.Name), cmp.Or(t.Domain, k.Domain)
	}
}

func (c *Context) seenIn(src Source) {
	c.Stale = false
	if src.Kind == "" || slices.Contains(c.Sources, src) {
		return
	}
	c.Sources = append(c.Sources, src)
}

// markStale removes src from the contexts that it no longer has. It returns how many of
// them became stale by that.
func (p *Profile) markStale(src Source, here map[string]bool) int {
	n := 0
	for i := range p.Contexts {
		c := &p.Contexts[i]
		if here[c.ID] || len(c.Sources) == 0 {
			continue
		}
		kept := make([]Source, 0, len(c.Sources))
		for _, s := range c.Sources {
			if s != src {
				kept = append(kept, s)
			}
		}
		if c.Sources = kept; len(kept) == 0 {
			c.Stale = true
			n++
		}
	}
	return n
}

// label gives labels to the contexts from index first on, which are all new. If several of
// them would have the same label, none gets it: the order of a file must not decide which
// of them a name means.
func (p *Profile) label(first int) (warnings []string) {
	taken := labels(p.Contexts[:first], p.beside)
	fresh := p.Contexts[first:]
	wanted := make(map[string]int, len(fresh))
	plains := make([]string, len(fresh))
	for i := range fresh {
		c := &fresh[i]
		if c.Name != "" && !taken.free(c.Name) {
			warnings = append(warnings, fmt.Sprintf("the name %q is taken: left out", CleanLabel(c.Name)))
			c.Name = ""
		}
		if c.Name != "" {
			taken.claim(c.Name)
		}
		plains[i] = c.plainLabel()
		wanted[fold(plains[i])]++
	}
	for i := range fresh {
		c := &fresh[i]
		plain := plains[i]
		switch {
		case c.Name == plain: // this context claimed it above
			c.Label = plain
		case wanted[fold(plain)] == 1 && taken.free(plain):
			taken.take(c, []string{plain})
		default:
			taken.take(c, c.qualified())
		}
	}
	return warnings
}
