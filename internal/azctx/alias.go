package azctx

import (
	"maps"
	"slices"
	"strings"
)

// In one shell names and labels are never two alike, though every profile only tells
// its own apart: a shell's contexts are told from the stored ones when they are made,
// but another shell may store a namesake later, and a shell inside may have its own in
// place of one of the shell around it. So what lives nearest has its name and its label
// there. A context further away that has one of these is in its shade: it loses that
// name and is shown by a label that nothing else has, NAME@TENANT (SUBSCRIPTION). Both
// are as seen from that shell only; no profile is changed by it. The rule is here, and
// Layers and Stack both follow it.

// alias is what a context that is in the alias of others goes by.
type alias struct {
	label    string
	nameless bool // the given name is another's here
}

// aliases are those of the contexts with these ids.
type aliases map[string]alias

// asSeen returns c as it is seen.
func (s aliases) asSeen(c *Context) *Context {
	in, ok := s[c.ID]
	if !ok {
		return c
	}
	seen := *c
	seen.Label = in.label
	if in.nameless {
		seen.Name = ""
	}
	return &seen
}

// labelled returns the id of the context that has its label from its shade, empty for
// none.
func (s aliases) labelled(label string) string {
	for id, in := range s {
		if fold(in.label) == fold(label) {
			return id
		}
	}
	return ""
}

// namesakes finds the contexts of the farthest profile that have a name or label.
type namesakes func(name string) ([]*Context, error)

// aliasesOf returns the shades in which contexts are of those in near, the nearest
// first, and those that far finds, which lie behind them.
func aliasesOf(near []*Profile, far namesakes) (aliases, error) {
	s, nearer := aliases{}, labeler{}
	var hidden []*Context
	hide := func(c *Context) {
		in := alias{label: c.Label, nameless: nearer.has(c.Name)}
		if nearer.has(c.Label) {
			in.label = "" // to be found below, when all that is taken is known
		}
		if _, known := s[c.ID]; !known && (in.nameless || in.label == "") {
			s[c.ID] = in
			hidden = append(hidden, c)
		}
	}
	for _, p := range near {
		for i := range p.Contexts {
			hide(&p.Contexts[i])
		}
		nearer.claimAll(p.Contexts)
	}
	for _, name := range slices.Sorted(maps.Keys(nearer)) {
		found, err := far(name)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			hide(c)
		}
	}
	taken := nearer
	taken.claim(SealedLabel)
	for _, c := range hidden {
		in := s[c.ID]
		if in.label != "" {
			continue
		}
		var err error
		if in.label, err = c.apart(taken, far); err != nil {
			return nil, err
		}
		taken.claim(in.label)
		s[c.ID] = in
	}
	return s, nil
}

// apart returns a label for c that is neither taken nor one that far finds. It says which
// subscription c is, so that whatever comes and goes it does not come to mean another one.
func (c *Context) apart(taken labeler, far namesakes) (string, error) {
	name, tail := c.Label, "@"+c.Tenant.short()
	if plain := c.plainLabel(); strings.HasPrefix(fold(name), fold(plain)+"@") {
		name = plain // a label that was told apart before
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

// namesakes reads p once, for many names.
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

// namesakes asks the index, or reads the profile where there is none or many names
// will be asked for.
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

// Stack returns the contexts of several profiles as one profile, the nearest first, as
// Layers does of views. The last is the user's own, which has the default. It is for
// looking things up: nothing that is changed in it is kept.
func Stack(profiles ...*Profile) *Profile {
	last := profiles[len(profiles)-1]
	all := &Profile{Default: last.Default, Autosave: last.Autosave}
	empty := func(p *Profile) bool { return len(p.Contexts) == 0 }
	if some := slices.DeleteFunc(slices.Clone(profiles), empty); len(some) == 1 { // in nobody's shade
		all.Contexts = slices.Clone(some[0].Contexts)
		return all
	}
	near := slices.DeleteFunc(slices.Clone(profiles[:len(profiles)-1]), empty)
	var s aliases
	if len(near) > 0 {
		s, _ = aliasesOf(near, last.namesakes()) // it fails where the last one does, which is in memory
	}
	for _, p := range append(near, last) {
		for i := range p.Contexts {
			all.Contexts = append(all.Contexts, *s.asSeen(&p.Contexts[i]))
		}
	}
	return all
}
