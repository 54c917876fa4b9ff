package azctx

import (
	"cmp"
	"fmt"
	"slices"
)

// TakenError says that a place already has a context of another name, so that a
// second one would differ from it in nothing.
type TakenError struct {
	Name string // the name asked for
	By   *Context
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("context %q: %q already is this place, with the same group and location", CleanLabel(e.Name), e.By.Label)
}

// Hint is what to type about it.
func (e *TakenError) Hint() string { return fmt.Sprintf("azenv use %q", e.By.Label) }

// Set stores c, whose Name may be empty, and returns it as stored, with replaced
// telling the context that lost its name to it, if any.
//
// A name that exists keeps its id while it stays the same place; at another place
// its context is removed, and another id takes the name. A new name goes to the
// context of that place that has none yet; a second context of one place differs
// in group or location.
func (p *Profile) Set(c Context) (stored, replaced *Context, err error) {
	was := p.called(c.Name)
	same := was >= 0 && p.Contexts[was].Identity() == c.Identity()
	i, err := was, p.clash(&c, was)
	if !same {
		i, err = p.slot(&c, was)
	}
	if err != nil {
		return nil, nil, err
	}
	if was >= 0 && !same {
		old := p.Contexts[was]
		replaced = &old
		p.Contexts = slices.Delete(p.Contexts, was, was+1)
		if p.Default == old.ID {
			p.Default = ""
		}
		if i > was {
			i--
		}
	}
	if i < 0 {
		c.ID, c.Label = NewID(), ""
		p.Contexts = append(p.Contexts, c)
		p.label(len(p.Contexts) - 1)
		return &p.Contexts[len(p.Contexts)-1], replaced, nil
	}
	stored = &p.Contexts[i]
	stored.refresh(&c)
	stored.Group, stored.Location, stored.Protected, stored.Reach = c.Group, c.Location, c.Protected, c.Reach
	stored.Base = cmp.Or(stored.Base, c.Base)
	if stored.Name == "" && c.Name != "" {
		stored.Label = ""
		taken := labels(p.Contexts, p.beside)
		stored.Name = c.Name
		taken.take(stored, append([]string{c.Name}, stored.qualified()...))
	}
	return stored, replaced, nil
}

// called returns the place of the context with that name or label, -1 for none.
func (p *Profile) called(name string) int {
	return slices.IndexFunc(p.Contexts, func(o Context) bool { return o.isCalled(name) })
}

// slot returns the place in p that c goes to, -1 for a new one, where no context
// but the one at place was, which is another place, has its name.
func (p *Profile) slot(c *Context, was int) (int, error) {
	same, unnamed := -1, -1
	for i := range p.Contexts {
		o := &p.Contexts[i]
		if i == was || o.Identity() != c.Identity() {
			continue
		}
		if o.Name == "" && unnamed < 0 {
			unnamed = i
		}
		if o.SameDefaults(c) {
			same = i
		}
	}
	switch {
	case same >= 0 && (c.Name == "" || p.Contexts[same].Name == ""):
		return same, nil
	case same >= 0:
		return -1, &TakenError{c.Name, &p.Contexts[same]}
	case c.Name != "":
		return unnamed, nil
	}
	return -1, nil
}

// clash returns an error where changing the context at place i, if any, into c
// would make it the double of another.
func (p *Profile) clash(c *Context, i int) error {
	for k := range p.Contexts {
		if o := &p.Contexts[k]; i >= 0 && k != i && o.Identity() == c.Identity() && o.SameDefaults(c) {
			return &TakenError{c.Name, o}
		}
	}
	return nil
}
