package azctx

import (
	"fmt"
	"slices"
)

// NameTakenError says that another context goes by a name already.
type NameTakenError struct {
	Name string
	By   *Context
}

func (e *NameTakenError) Error() string {
	return fmt.Sprintf("name %q: context %q has it", CleanLabel(e.Name), e.By.Label)
}

// Hint is what to type about it.
func (e *NameTakenError) Hint() string { return fmt.Sprintf("azenv show %q", e.By.Label) }

// Rename gives the context with that id a name, which becomes its label, too. The id
// stays, so all that refers to it is still right.
func (p *Profile) Rename(id, name string) (*Context, error) {
	i := p.indexByID(id)
	if i < 0 {
		return nil, &NotFoundError{Name: id}
	}
	for k, o := range slices.Concat(p.Contexts, p.beside) {
		if k != i && o.isCalled(name) {
			return nil, &NameTakenError{name, &o}
		}
	}
	c := &p.Contexts[i]
	c.Name, c.Label = name, ""
	taken := labels(p.Contexts, p.beside)
	delete(taken, fold(name)) // its own
	taken.take(c, append([]string{name}, c.qualified()...))
	return c, nil
}

// RenameAccount gives the contexts of an account in a cloud the name that the account has
// now. The account is known by its HomeID.
func (p *Profile) RenameAccount(cloud string, is Account) {
	for i := range p.Contexts {
		c := &p.Contexts[i]
		if is.HomeID != "" && fold(c.Account.HomeID) == fold(is.HomeID) && fold(c.Cloud) == fold(cloud) && fold(c.Account.Name) != fold(is.Name) {
			c.Account.Name = is.Name
		}
	}
}

// Avoid makes p give no new context a name or label that o has.
func (p *Profile) Avoid(o *Profile) { p.beside = append(p.beside, o.Contexts...) }

// Called returns the context with that name or label, nil for none.
func (p *Profile) Called(name string) *Context {
	if i := p.indexByName(name); i >= 0 {
		return &p.Contexts[i]
	}
	return nil
}

// Holds says whether Set would change or replace a context of p for c, and not add a new
// one.
func (p *Profile) Holds(c *Context) bool {
	if p.indexByName(c.Name) >= 0 {
		return true
	}
	i, err := p.indexToChange(c, -1)
	return i >= 0 || err != nil
}

// Unknown returns the part of found that p does not have. current is the id of the
// context in p that is found's current one, empty for none.
func (p *Profile) Unknown(found Found) (rest Found, current string) {
	known := p.indexByIdentity(0)
	rest = Found{Current: -1, Warnings: found.Warnings}
	for i := range found.Contexts {
		f := &found.Contexts[i]
		k, ok := known.find(p, f)
		switch {
		case !ok && i == found.Current:
			rest.Current = len(rest.Contexts)
		case ok && i == found.Current:
			current = p.Contexts[k].ID
		}
		if !ok {
			rest.Contexts = append(rest.Contexts, *f)
		}
	}
	return rest, current
}

// Remove removes the contexts with these ids. It says whether the default was one of
// them: then there is no default any more.
func (p *Profile) Remove(ids ...string) (wasDefault bool) {
	p.Contexts = slices.DeleteFunc(p.Contexts, func(c Context) bool { return slices.Contains(ids, c.ID) })
	if slices.Contains(ids, p.Default) {
		p.Default, wasDefault = "", p.Default != ""
	}
	return wasDefault
}

// indexByID returns the index of the context with that id, -1 for none.
func (p *Profile) indexByID(id string) int {
	return slices.IndexFunc(p.Contexts, func(c Context) bool { return c.ID == id })
}

// Portable returns the contexts with these ids in a form that another machine can load:
// without references to files of this one. If current is one of them, it becomes the
// default of the result.
func (p *Profile) Portable(ids []string, current string) *Profile {
	out := &Profile{}
	for _, c := range p.Contexts {
		if !slices.Contains(ids, c.ID) {
			continue
		}
		c.Base, c.Sources, c.Stale = "", nil, false
		out.Contexts = append(out.Contexts, c)
		if c.ID == current {
			out.Default = current
		}
	}
	return out
}
