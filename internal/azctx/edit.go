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
// stays, so whatever refers to it goes on.
func (p *Profile) Rename(id, name string) (*Context, error) {
	i := p.at(id)
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

// RenameAccount gives the contexts of an account in a cloud, which its HomeID tells, the
// name that it has now.
func (p *Profile) RenameAccount(cloud string, is Account) {
	for i := range p.Contexts {
		c := &p.Contexts[i]
		if is.HomeID != "" && fold(c.Account.HomeID) == fold(is.HomeID) && fold(c.Cloud) == fold(cloud) && fold(c.Account.Name) != fold(is.Name) {
			c.Account.Name = is.Name
		}
	}
}

// Avoid keeps the names and labels of o from contexts that p gets.
func (p *Profile) Avoid(o *Profile) { p.beside = append(p.beside, o.Contexts...) }

// Called returns the context whose name or label that is, nil for none.
func (p *Profile) Called(name string) *Context {
	if i := p.called(name); i >= 0 {
		return &p.Contexts[i]
	}
	return nil
}

// Holds says whether Set would change a context of p for c, or replace one, rather
// than make another.
func (p *Profile) Holds(c *Context) bool {
	if p.called(c.Name) >= 0 {
		return true
	}
	i, err := p.slot(c, -1)
	return i >= 0 || err != nil
}

// Unknown returns of found what p does not have, and the id of the context in p that
// is found's current one, empty for none.
func (p *Profile) Unknown(found Found) (rest Found, current string) {
	at := p.indexByIdentity(0)
	rest = Found{Current: -1, Warnings: found.Warnings}
	for i := range found.Contexts {
		f := &found.Contexts[i]
		k, known := at.find(p, f)
		switch {
		case !known && i == found.Current:
			rest.Current = len(rest.Contexts)
		case known && i == found.Current:
			current = p.Contexts[k].ID
		}
		if !known {
			rest.Contexts = append(rest.Contexts, *f)
		}
	}
	return rest, current
}

// Remove takes the contexts with these ids away and says whether the default was one
// of them: then there is none.
func (p *Profile) Remove(ids ...string) (wasDefault bool) {
	p.Contexts = slices.DeleteFunc(p.Contexts, func(c Context) bool { return slices.Contains(ids, c.ID) })
	if slices.Contains(ids, p.Default) {
		p.Default, wasDefault = "", p.Default != ""
	}
	return wasDefault
}

// at returns the place of the context with that id, -1 for none.
func (p *Profile) at(id string) int {
	return slices.IndexFunc(p.Contexts, func(c Context) bool { return c.ID == id })
}

// Portable returns the contexts with these ids as another machine can load them: with
// no reference to files of this one. current, if it is one of them, is the file's
// current context.
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
