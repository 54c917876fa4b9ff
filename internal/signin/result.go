package signin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/session"
)

// contexts are the contexts of the subscriptions that were listed. If there are none, each
// tenant gets a context.
func (l *Login) contexts() azctx.Found {
	f := azctx.Found{Current: -1}
	in := func(t azure.Tenant) azctx.Context {
		return azctx.Context{Account: l.who.account, Cloud: l.cloud.Name, Tenant: tenantOf(t)}
	}
	for _, t := range l.listed {
		for _, s := range t.Subscriptions {
			c := in(t.Tenant)
			c.Subscription = subscriptionOf(s)
			if azctx.IsGUID(c.Subscription.ID) && azctx.IsGUID(c.Tenant.ID) {
				f.Contexts = append(f.Contexts, c)
			}
		}
	}
	for _, t := range l.listed {
		// Much works without a subscription, but nobody is signed in without a context.
		if len(f.Contexts) == 0 && t.Err == nil && azctx.IsGUID(t.ID) {
			f.Contexts = append(f.Contexts, in(t.Tenant))
		}
	}
	return f
}

// Choose marks the context that is to be in force. It is the one of --subscription, else
// the one that az has selected, else the only one, else the one that pick returns. pick
// may be nil, and returns nil if nothing was picked. Choose fails if --subscription means
// no subscription or several; the sign-in is still good.
func (l *Login) Choose(pick func(*azctx.Profile) *azctx.Context) error {
	f := &l.found
	given := cmp.Or(l.in.Subscription, l.who.chosen)
	switch {
	case given != "":
		at := slices.DeleteFunc(indexes(len(f.Contexts)), func(i int) bool { return !IsSubscription(f.Contexts[i].Subscription, given) })
		if len(at) == 1 {
			f.Current = at[0]
			return nil
		}
		if l.in.Subscription == "" {
			return nil
		}
		return l.notOne(at)
	case l.in.Again: // the context in force stays
	case len(f.Contexts) == 1:
		f.Current = 0
	case len(f.Contexts) > 1 && pick != nil:
		names := &azctx.Profile{}
		names.Merge(azctx.Found{Contexts: f.Contexts, Current: -1}, azctx.Source{}, "")
		if c := pick(names); c != nil {
			f.Current = slices.IndexFunc(f.Contexts, func(o azctx.Context) bool { return o.Identity() == c.Identity() })
		}
	}
	return nil
}

// notOne is the error for a --subscription that means none or several of the contexts
// that were found.
func (l *Login) notOne(at []int) error {
	if len(at) == 0 {
		return session.Hint(fmt.Errorf("%s has no subscription %q here", l.who.account.Name, azctx.CleanLabel(l.in.Subscription)), "azenv use NAME, or azenv list")
	}
	e := &azctx.AmbiguousError{Name: l.in.Subscription}
	for _, i := range at {
		c := l.found.Contexts[i]
		e.Labels = append(e.Labels, c.Subscription.Name+" ("+c.Subscription.ID+") in "+c.Tenant.Text())
	}
	return session.Hint(e, "azenv use ID, or azenv list")
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// IsSubscription says whether given means s. It may be a name, an ID, or "name (ID)".
func IsSubscription(s azctx.Subscription, given string) bool {
	for _, is := range []string{s.ID, s.Name, s.Name + " (" + s.ID + ")"} {
		if s.ID != "" && strings.EqualFold(is, given) {
			return true
		}
	}
	return false
}

// limited returns f with its current context and at most n others; -1 means all.
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

// Kept says what became of a sign-in.
type Kept struct {
	Account  azctx.Account
	Local    bool // its contexts and tokens live in this shell only
	Current  string
	Warnings []string
	// These count what Azure has, and the contexts that were made of it.
	Subscriptions, Tenants, Contexts, New int
	// Unchosen says that there are contexts, but nobody chose one of them.
	Unchosen bool
}

// Keep stores the sign-in and makes contexts. All answers from the network are in already.
func (l *Login) Keep() (k Kept, err error) {
	if err := l.who.keepTokens(context.Background(), session.TokenRoot(l.store.Dirs.State), l.cloud.Scope()); err != nil {
		return k, withHint(err, &azctx.Context{Account: l.who.account})
	}
	var m azctx.Merged
	err = l.s.Update(l.store, func(p *azctx.Profile) error {
		p.RenameAccount(l.cloud.Name, l.who.account)
		m = p.Merge(limited(l.found, l.in.Populate), azctx.Source{}, cmp.Or(l.who.base, l.known.Base))
		if m.Current != "" && (l.in.Global || p.Default == "" && !l.local) {
			p.Default = m.Current
		}
		return nil
	})
	if err != nil {
		return k, err
	}
	k = Kept{Account: l.who.account, Local: l.local, Current: m.Current, Warnings: m.Warnings, Contexts: m.New + m.Known, New: m.New}
	for _, t := range l.listed {
		if t.Err == nil {
			k.Tenants++
		}
		k.Subscriptions += len(t.Subscriptions)
	}
	k.Unchosen = k.Current == "" && len(l.found.Contexts) > 0 && !l.in.Again
	return k, nil
}
