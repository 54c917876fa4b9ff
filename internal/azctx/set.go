package azctx

import (
	"cmp"
	"fmt"
	"slices"
)

// TakenError says that a context of another name already has the same identity, group and
// location. A second one would differ from it in nothing but the name.
type TakenError struct {
	Name string // the name asked for
	By   *Context
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("context %q: %q already is this place, with the same group and location", CleanLabel(e.Name), e.By.Label)
}

// Hint is what to type about it.
func (e *TakenError) Hint() string { return fmt.Sprintf("azenv use %q", e.By.Label) }

// Set stores c and returns it as stored. The Name of c may be empty. replaced is the
// context that lost its name to c, nil for none.
//
// If the name exists, it depends on the identity. If the identity is the same, the
// context is changed and keeps its id. If it is another one, the old context is removed
// and another id takes the name. A new name goes to the context of the same identity that
// has no name yet. Two contexts of one identity differ in group or location.
func (p *Profile) Set(c Context) (stored, replaced *Context, err error) {
	namesake := p.indexByName(c.Name)
	same := namesake >= 0 && p.Contexts[namesake].Identity() == c.Identity()
	i, err := namesake, p.clash(&c, namesake)
	if !same {
		i, err = p.indexToChange(&c, namesake)
	}
	if err != nil {
		return nil, nil, err
	}
	if namesake >= 0 && !same {
		old := p.Contexts[namesake]
		replaced = &old
		p.Contexts = slices.Delete(p.Contexts, namesake, namesake+1)
		if p.Default == old.ID {
			p.Default = ""
		}
		if i > namesake {
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

// indexByName returns the index of the context with that name or label, -1 for none.
func (p *Profile) indexByName(name string) int {
	return slices.IndexFunc(p.Contexts, func(o Context) bool { return o.isCalled(name) })
}

// indexToChange returns the index of the context that becomes c, -1 if c is a new one.
// namesake is the index of the context that has the name of c and another identity, -1 if
// no context has that name.
func (p *Profile) indexToChange(c *Context, namesake int) (int, error) {
	same, unnamed := -1, -1
	for i := range p.Contexts {
		o := &p.Contexts[i]
		if i == namesake || o.Identity() != c.Identity() {
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

// clash returns an error if the context at index i, changed into c, would be the double
// of another one. It returns nil for an i of -1.
func (p *Profile) clash(c *Context, i int) error {
	for k := range p.Contexts {
		if o := &p.Contexts[k]; i >= 0 && k != i && o.Identity() == c.Identity() && o.SameDefaults(c) {
			return &TakenError{c.Name, o}
		}
	}
	return nil
}
