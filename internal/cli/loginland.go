package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/term"
)

// landing is the second half of a sign-in: what becomes of Azure's answers here.
type landing struct {
	*app
	ctx    context.Context // until nothing waits any more
	in     loginInput
	r      around
	local  bool
	store  *azctx.Store
	cloud  cloud.Cloud
	who    signedInAs
	listed []azure.Listed
	active *azctx.Context // in force so far, nil for none
}

// land keeps the sign-in, makes contexts, and puts one in force.
func (l *landing) land() error {
	found := l.found()
	l.tellTrouble()
	chose := l.choose(&found)
	if l.ctx.Err() != nil {
		return exitCode(exitInterrupted)
	}
	all := len(found.Contexts)
	found = limited(found, l.in.populate)
	signal.Ignore(os.Interrupt) // nothing waits any more
	if err := l.who.keepTokens(context.Background(), tokenRoot(l.store.Dirs.State), l.cloud.Scope()); err != nil {
		return err
	}
	m, err := l.merge(found)
	if err != nil {
		return err
	}
	for _, w := range m.Warnings {
		l.say("warning: %s", w)
	}
	l.say("signed in as %s: %s", l.who.account.Name, l.summary(m))
	if l.local {
		l.say("this sign-in and its contexts live in this shell only")
	}
	switch {
	case chose != nil:
		return errors.Join(l.lookAgain(), chose)
	case m.Current != "":
		return l.takeStored(azctx.Pick{ID: m.Current, Hold: l.in.global})
	case all > 0 && !l.in.again:
		l.say("none of them is put in force, since nobody said which")
		l.say("hint: azenv use NAME, or azenv list")
	}
	return l.lookAgain()
}

// found are the contexts of what was listed.
func (l *landing) found() azctx.Found {
	f := azctx.Found{Current: -1}
	context := func(t azure.Tenant) azctx.Context {
		return azctx.Context{Account: l.who.account, Cloud: l.cloud.Name, Tenant: tenantOf(t)}
	}
	for _, t := range l.listed {
		for _, s := range t.Subscriptions {
			c := context(t.Tenant)
			c.Subscription = subscriptionOf(s)
			if azctx.IsGUID(c.Subscription.ID) && azctx.IsGUID(c.Tenant.ID) {
				f.Contexts = append(f.Contexts, c)
			}
		}
	}
	for _, t := range l.listed {
		// One needs a subscription for little, but a context to be signed in.
		if len(f.Contexts) == 0 && t.Err == nil && azctx.IsGUID(t.ID) {
			f.Contexts = append(f.Contexts, context(t.Tenant))
		}
	}
	return f
}

// tellTrouble names the tenants that could not be listed, and what to type about it.
func (l *landing) tellTrouble() {
	for _, t := range l.listed {
		if t.Err != nil {
			l.warn(tenantTrouble(t, l.who.account))
		}
	}
}

// tenantTrouble says why a tenant could not be listed.
func tenantTrouble(t azure.Listed, who azctx.Account) error {
	name := tenantText(tenantOf(t.Tenant))
	err := signInHint(t.Err, &azctx.Context{Account: who, Tenant: azctx.Tenant{ID: t.ID}})
	return fmt.Errorf("tenant %s: %w", name, err)
}

// choose marks the one of found that is to be in force.
func (l *landing) choose(f *azctx.Found) error {
	given := cmp.Or(l.in.subscription, l.who.chosen)
	switch {
	case given != "":
		at := slices.DeleteFunc(indexes(len(f.Contexts)), func(i int) bool { return !isSubscription(f.Contexts[i].Subscription, given) })
		if len(at) == 1 {
			f.Current = at[0]
			return nil
		}
		if l.in.subscription == "" {
			return nil
		}
		return l.notOne(f, at)
	case l.in.again: // what is in force stays
	case len(f.Contexts) == 1:
		f.Current = 0
	case len(f.Contexts) > 1 && term.IsTTY(l.err) && isTerminal(l.app.in):
		names := &azctx.Profile{}
		names.Merge(azctx.Found{Contexts: f.Contexts, Current: -1}, azctx.Source{}, "")
		c := l.picked(names)
		if c == nil {
			l.say("nothing was picked")
			return nil
		}
		f.Current = slices.IndexFunc(f.Contexts, func(o azctx.Context) bool { return o.Identity() == c.Identity() })
	}
	return nil
}

// picked is what is picked of p, nil where nothing is.
func (l *landing) picked(p *azctx.Profile) (c *azctx.Context) {
	done := make(chan *azctx.Context, 1)
	go func() {
		c, _ := l.pick(p) // why nothing was, is on the screen
		done <- c
	}()
	select {
	case c = <-done:
	case <-l.ctx.Done(): // Ctrl-C does not end a read
	}
	return c
}

// notOne says that --subscription means none or several of what was found.
func (l *landing) notOne(f *azctx.Found, at []int) error {
	if len(at) == 0 {
		return hint(fmt.Errorf("%s has no subscription %q here", l.who.account.Name, azctx.CleanLabel(l.in.subscription)), "azenv use NAME, or azenv list")
	}
	e := &azctx.AmbiguousError{Name: l.in.subscription}
	for _, i := range at {
		c := f.Contexts[i]
		e.Labels = append(e.Labels, c.Subscription.Name+" ("+c.Subscription.ID+") in "+tenantText(c.Tenant))
	}
	return hint(e, "azenv use ID, or azenv list")
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// isSubscription says whether s is what was given: a name, an ID, or "name (ID)".
func isSubscription(s azctx.Subscription, given string) bool {
	for _, is := range []string{s.ID, s.Name, s.Name + " (" + s.ID + ")"} {
		if s.ID != "" && strings.EqualFold(is, given) {
			return true
		}
	}
	return false
}

// limited is found with its current context and at most n others; all where n is -1.
func limited(f azctx.Found, n int) azctx.Found {
	if n < 0 {
		return f
	}
	out := azctx.Found{Current: -1, Warnings: f.Warnings}
	for i, c := range f.Contexts {
		switch {
		case i == f.Current:
			out.Current = len(out.Contexts)
		case n == 0:
			continue
		default:
			n--
		}
		out.Contexts = append(out.Contexts, c)
	}
	return out
}

// merge stores what was found.
func (l *landing) merge(found azctx.Found) (m azctx.Merged, err error) {
	err = l.store.Update(func(p *azctx.Profile) error {
		p.RenameAccount(l.cloud.Name, l.who.account)
		m = p.Merge(found, azctx.Source{}, cmp.Or(l.who.base, l.r.base))
		if m.Current != "" && (l.in.global || p.Default == "" && !l.local) {
			p.Default = m.Current
		}
		return nil
	})
	return m, err
}

// summary counts what there is.
func (l *landing) summary(m azctx.Merged) string {
	all, tenants := 0, 0
	for _, t := range l.listed {
		if t.Err == nil {
			tenants++
		}
		all += len(t.Subscriptions)
	}
	return fmt.Sprintf("%s in %s; %s, %d new", counted(all, "subscription"), counted(tenants, "tenant"), counted(m.New+m.Known, "context"), m.New)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
