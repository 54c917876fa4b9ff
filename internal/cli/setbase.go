package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

// startFrom returns the context that set then changes. Without --subscription it is the
// context of that name. Else it is a context of that subscription, or a new one that has
// only the subscription's ID.
func (in setInput) startFrom(p *azctx.Profile) (azctx.Context, error) {
	sub, ok := in.given["subscription"]
	if !ok {
		return in.withoutSubscription(p)
	}
	var found []*azctx.Context
	for i := range p.Contexts {
		c := &p.Contexts[i]
		if in.fits(c) && (strings.EqualFold(c.Subscription.ID, sub) || strings.EqualFold(c.Subscription.Name, sub)) && c.Subscription.ID != "" {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		if !azctx.IsGUID(sub) {
			return azctx.Context{}, session.Hint(fmt.Errorf("no context here has a subscription called %q: give its ID", azctx.CleanLabel(sub)), "azenv list")
		}
		c := azctx.Context{Subscription: azctx.Subscription{ID: strings.ToLower(sub)}}
		for i := range p.Contexts { // another account may have the same subscription
			if p.Contexts[i].Subscription.ID == c.Subscription.ID {
				c.Subscription, c.Tenant, c.Cloud = p.Contexts[i].Subscription, p.Contexts[i].Tenant, p.Contexts[i].Cloud
			}
		}
		return c, nil
	}
	first := found[0]
	e := &azctx.AmbiguousError{Name: sub}
	several := false
	for _, c := range found {
		several = several || c.Identity() != first.Identity()
		e.Labels = append(e.Labels, c.Label)
	}
	if several {
		return azctx.Context{}, session.Hint(e, "azenv set %s --subscription ID --tenant ID --account USER", session.Arg(in.name))
	}
	c := *first
	c.Group, c.Location, c.Protected, c.Reach = "", "", false, ""
	own, err := p.Find(in.name)
	// Find also takes a subscription's name, so it may have found a context of another name.
	if err == nil && own.Identity() == first.Identity() && (own.Name == "" || strings.EqualFold(own.Name, in.name) || strings.EqualFold(own.Label, in.name)) {
		c = *own
	}
	return c, nil
}

// fits says whether c has the tenant, account and cloud that were given.
func (in setInput) fits(c *azctx.Context) bool {
	for flag, has := range map[string]string{"tenant": c.Tenant.ID, "account": c.Account.Name, "cloud": c.Cloud} {
		if v, ok := in.given[flag]; ok && !strings.EqualFold(v, has) {
			return false
		}
	}
	return true
}

// withoutSubscription is startFrom if no subscription was given. It returns a context to
// change, or an empty one, from which a context of a tenant alone is made.
func (in setInput) withoutSubscription(p *azctx.Profile) (azctx.Context, error) {
	if in.name != "" {
		c, err := p.Find(in.name)
		var missing *azctx.NotFoundError
		switch {
		case err == nil && in.given["tenant"] == "" && in.given["account"] == "" && in.given["cloud"] == "":
			return *c, nil
		case errors.As(err, &missing) && in.given["tenant"] == "":
			return azctx.Context{}, session.Hint(fmt.Errorf("%w, and no --subscription to make it from", err), "azenv set %s --subscription ID", session.Arg(in.name))
		case err != nil && !errors.As(err, &missing):
			return azctx.Context{}, err
		}
	}
	return azctx.Context{}, nil
}

// accountOf is the account of that name, as a context of p has it, else as said has it,
// else a new one.
func accountOf(p *azctx.Profile, name string, said azctx.Account) azctx.Account {
	for i := range p.Contexts {
		if strings.EqualFold(p.Contexts[i].Account.Name, name) {
			return p.Contexts[i].Account
		}
	}
	if said.Type != "" && strings.EqualFold(said.Name, name) {
		return said
	}
	kind := azctx.User
	if azctx.IsGUID(name) {
		kind = azctx.ServicePrincipal
	}
	return azctx.Account{Name: name, Type: kind}
}
