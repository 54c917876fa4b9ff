package azctx

import "fmt"

// TakenError says that a place already has a context of another name, so that a
// second one would differ from it in nothing.
type TakenError struct {
	Name string // the name asked for
	By   *Context
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("context %q: %q already is this place, with the same group and location", CleanLabel(e.Name), e.By.Label)
}

// Set stores c, whose Name may be empty, and returns it as stored, with replaced
// telling the context that lost its name to it, if any.
//
// A name that exists keeps its id while it stays the same place; at another place
// it is replaced, under a new id. A new name goes to the context of that place
// that has none yet; a second context of one place differs in group or location.
func (p *Profile) Set(c Context) (stored, replaced *Context, err error) {
	i, err := p.slot(&c)
	if err != nil {
		return nil, nil, err
	}
	if i >= 0 && p.Contexts[i].Identity() != c.Identity() {
		old := p.Contexts[i]
		p.Contexts = append(p.Contexts[:i], p.Contexts[i+1:]...)
		replaced, i = &old, -1
	}
	if i < 0 {
		c.ID, c.Label = NewID(), ""
		p.Contexts = append(p.Contexts, c)
		p.label(len(p.Contexts) - 1)
		stored = &p.Contexts[len(p.Contexts)-1]
		if replaced != nil && p.Default == replaced.ID {
			p.Default = ""
		}
		return stored, replaced, nil
	}
	stored = &p.Contexts[i]
	stored.refresh(&c)
	stored.Group, stored.Location, stored.Protected = c.Group, c.Location, c.Protected
	if stored.Name == "" && c.Name != "" {
		stored.Name, stored.Label = c.Name, ""
		taken := labels(p.Contexts)
		taken.take(stored, append([]string{c.Name}, stored.qualified()...))
	}
	return stored, nil, nil
}

// slot returns the place in p that c is to be stored in, -1 for a new one.
func (p *Profile) slot(c *Context) (int, error) {
	same, unnamed := -1, -1
	for i := range p.Contexts {
		o := &p.Contexts[i]
		if c.Name != "" && (fold(o.Name) == fold(c.Name) || fold(o.Label) == fold(c.Name)) {
			return i, p.clash(c, i)
		}
		if o.Identity() != c.Identity() {
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
	case c.Name != "" && unnamed >= 0:
		return unnamed, nil
	}
	return -1, nil
}

// clash returns an error where changing the context at place i into c would make
// it the double of another.
func (p *Profile) clash(c *Context, i int) error {
	for k := range p.Contexts {
		if o := &p.Contexts[k]; k != i && o.Identity() == c.Identity() && o.SameDefaults(c) {
			return &TakenError{c.Name, o}
		}
	}
	return nil
}
