package azctx

import (
	"maps"
	"slices"
	"strings"
)

// In one shell no two contexts have the same name or label. A profile only keeps its own
// contexts apart, and that is not enough. The contexts of a shell are kept apart from the
// stored ones when they are made, but another shell may store a namesake later. A shell
// inside may have a context with the name of one in the shell around it.
//
// So the nearest context has the name and the label. A context further away loses a name
// that a nearer one has. It is shown by an alias if a nearer one has its label: a label
// that nothing else has, NAME@TENANT (SUBSCRIPTION). This holds in that shell only; no
// profile is changed by it. The rule is here, and Layers and Stack both follow it.

// alias is what a context goes by if a nearer one has its name or label.
type alias struct {
	label    string
	nameless bool // a nearer context has the given name
}

// aliases are the aliases of contexts, by id.
type aliases map[string]alias

// asSeen returns c as this shell shows it.
func (s aliases) asSeen(c *Context) *Context {
	a, ok := s[c.ID]
	if !ok {
		return c
	}
	seen := *c
	seen.Label = a.label
	if a.nameless {
		seen.Name = ""
	}
	return &seen
}

// idOf returns the id of the context whose alias has that label, empty for none.
func (s aliases) idOf(label string) string {
	for id, a := range s {
		if fold(a.label) == fold(label) {
			return id
		}
	}
	return ""
}

// namesakes finds the contexts of the farthest profile that have a name or label.
type namesakes func(name string) ([]*Context, error)

// aliasesOf returns the aliases of the contexts in near, the nearest profile first, and in
// the farthest profile, which far looks into.
func aliasesOf(near []*Profile, far namesakes) (aliases, error) {
	s, nearer := aliases{}, labeler{}
	var renamed []*Context
	compare := func(c *Context) {
		a := alias{label: c.Label, nameless: nearer.has(c.Name)}
		if nearer.has(c.Label) {
			a.label = "" // it is made below, when all labels that are taken are known
		}
		if _, known := s[c.ID]; !known && (a.nameless || a.label == "") {
			s[c.ID] = a
			renamed = append(renamed, c)
		}
	}
	for _, p := range near {
		for i := range p.Contexts {
			compare(&p.Contexts[i])
		}
		nearer.claimAll(p.Contexts)
	}
	for _, name := range slices.Sorted(maps.Keys(nearer)) {
		found, err := far(name)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			compare(c)
		}
	}
	taken := nearer
	taken.claim(SealedLabel)
	for _, c := range renamed {
		a := s[c.ID]
		if a.label != "" {
			continue
		}
		var err error
		if a.label, err = c.uniqueLabel(taken, far); err != nil {
			return nil, err
		}
		taken.claim(a.label)
		s[c.ID] = a
	}
	return s, nil
}

// uniqueLabel returns a label for c that is not taken and that far does not find. The
// label has the subscription of c, so it never comes to mean another context when
// contexts are added or removed.
func (c *Context) uniqueLabel(taken labeler, far namesakes) (string, error) {
	name, tail := c.Label, "@"+c.Tenant.short()
	if plain := c.plainLabel(); strings.HasPrefix(fold(name), fold(plain)+"@") {
		name = plain // the label has a tail already
	}
	tails := []string{tail, tail + " (" + c.Account.Name + ")"}
	if id := c.Subscription.ID; id != "" {
		tails = []string{tail + " (" + id[:8] + ")", tail + " (" + id[:8] + " " + c.Account.Name + ")"}
	}
	tries := withTails(name, tails)
	for n := 1; ; n++ {
		label := CleanLabel(tries[min(n, len(tries))-1])
		if n > len(tries) {
			label = numbered(label, n-len(tries)+1)
		}
		found, err := far(label)
		if err != nil {
			return "", err
		}
		if len(found) == 0 && taken.free(label) {
			return label, nil
		}
	}
}

// isCalled says whether name is c's name or label.
func (c *Context) isCalled(name string) bool {
	return name != "" && (fold(c.Name) == fold(name) || fold(c.Label) == fold(name))
}

// namesakes goes through p once, and then answers for many names.
func (p *Profile) namesakes() namesakes {
	by := make(map[string][]*Context, len(p.Contexts))
	for i := range p.Contexts {
		c := &p.Contexts[i]
		by[fold(c.Label)] = append(by[fold(c.Label)], c)
		if c.Name != "" && fold(c.Name) != fold(c.Label) {
			by[fold(c.Name)] = append(by[fold(c.Name)], c)
		}
	}
	return func(name string) ([]*Context, error) { return by[fold(name)], nil }
}

// namesakes asks the index. It reads the profile if there is no index, or if it will be
// asked for many names.
func (v *View) namesakes(many bool) (namesakes, error) {
	if v.index == nil || many {
		p, err := v.whole()
		if err != nil {
			return nil, err
		}
		return p.namesakes(), nil
	}
	var read namesakes
	return func(name string) ([]*Context, error) {
		if read != nil {
			return read(name)
		}
		found, err := v.index.find(nameKey(name))
		if err != nil { // damaged
			if read, err = v.namesakes(true); err != nil {
				return nil, err
			}
			return read(name)
		}
		return slices.DeleteFunc(found, func(c *Context) bool { return !c.isCalled(name) }), nil
	}, nil
}

// Stack joins the contexts of several profiles into one, the nearest first, as Layers does
// with views. The last profile is the user's own, which has the default. The result is
// only for looking up: a change in it is not kept.
func Stack(profiles ...*Profile) *Profile {
	last := profiles[len(profiles)-1]
	all := &Profile{Default: last.Default, Autosave: last.Autosave}
	empty := func(p *Profile) bool { return len(p.Contexts) == 0 }
	if some := slices.DeleteFunc(slices.Clone(profiles), empty); len(some) == 1 { // nobody needs an alias
		all.Contexts = slices.Clone(some[0].Contexts)
		return all
	}
	near := slices.DeleteFunc(slices.Clone(profiles[:len(profiles)-1]), empty)
	var s aliases
	if len(near) > 0 {
		s, _ = aliasesOf(near, last.namesakes()) // last is in memory, so this cannot fail
	}
	for _, p := range append(near, last) {
		for i := range p.Contexts {
			all.Contexts = append(all.Contexts, *s.asSeen(&p.Contexts[i]))
		}
	}
	return all
}
