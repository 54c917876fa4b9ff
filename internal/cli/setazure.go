package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/signin"
)

// askAzure asks Azure for what neither the user nor a context here tells: the subscription
// of a name, or the tenant of a subscription. If there is no account to ask with, it does
// nothing; a later step then says what is missing.
func (a *app) askAzure(s *session.Session, in *setInput, k session.Known) error {
	sub := in.given["subscription"]
	if _, id, ok := nameAndID(sub); ok {
		sub = id
		in.given["subscription"] = id
	}
	all := k.All()
	if sub == "" || in.knows(all, sub) || azctx.IsGUID(sub) && in.given["tenant"] != "" {
		return nil
	}
	c := in.asker(all, k.Active)
	if c == nil {
		return nil
	}
	found, partial, err := a.reachable(s, c, sub, in.given["tenant"])
	switch {
	case errors.As(err, new(exitCode)), errors.Is(err, signin.ErrInterrupted):
		return err
	case err != nil && azctx.IsGUID(sub):
		return session.Hint(fmt.Errorf("no context here has this subscription, so its tenant is not known, and Azure cannot be asked: %w", err),
			"%s --tenant ID", in.again(&azctx.Context{Subscription: azctx.Subscription{ID: sub}}))
	case err != nil:
		return fmt.Errorf("no context here has a subscription called %q, and Azure cannot be asked: %w", azctx.CleanLabel(sub), err)
	case len(found) > 1:
		e := &azctx.AmbiguousError{Name: sub}
		for _, f := range found {
			e.Labels = append(e.Labels, f.Name+" ("+f.ID+") in "+f.Tenant.Text())
		}
		return session.Hint(e, "azenv set %s --subscription ID --tenant ID", session.Arg(in.name))
	case len(found) == 0:
		where := ""
		if partial {
			where = ", and not all of its tenants could be listed"
		}
		return session.Hint(fmt.Errorf("no context here has the subscription %q, and %s cannot reach it%s", azctx.CleanLabel(sub), c.Account.Name, where),
			"azenv subscriptions")
	}
	f := found[0]
	in.given["subscription"], in.given["tenant"], in.given["account"] = f.ID, f.Tenant.ID, c.Account.Name
	in.given["cloud"] = c.Cloud
	in.words = azctx.Context{Subscription: f.Subscription, Tenant: f.Tenant, Account: f.Account}
	return nil
}

// nameAndID reads "name (ID)". azenv subscriptions -o name prints such lines, and full names
// have that form.
func nameAndID(s string) (name, id string, ok bool) {
	name, rest, ok := cutLast(s, " (")
	id = strings.TrimSuffix(rest, ")")
	return name, id, ok && id != rest && azctx.IsGUID(id)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// knows says whether a context of p has all that set needs to know of a subscription.
func (in *setInput) knows(p *azctx.Profile, sub string) bool {
	for i := range p.Contexts {
		c := &p.Contexts[i]
		if c.Subscription.ID == "" {
			continue
		}
		if strings.EqualFold(c.Subscription.ID, sub) || strings.EqualFold(c.Subscription.Name, sub) && in.fits(c) {
			return true
		}
	}
	return false
}

// asker is a context whose account is used to ask Azure. It is one of the given account,
// else the one in force, else nil.
func (in *setInput) asker(p *azctx.Profile, active string) *azctx.Context {
	account, cloud := in.given["account"], in.given["cloud"]
	for i := range p.Contexts {
		c := &p.Contexts[i]
		same := strings.EqualFold(c.Account.Name, account)
		if account == "" {
			same = c.ID == active
		}
		if same && (cloud == "" || strings.EqualFold(c.Cloud, cloud)) {
			return c
		}
	}
	return nil
}

// reachable are the subscriptions that sub means, of all that c's account has in Azure.
// partial says that not all tenants could be listed.
func (a *app) reachable(s *session.Session, c *azctx.Context, sub, tenant string) (found []signin.Live, partial bool, err error) {
	g, err := signin.Open(s, c)
	if err != nil {
		return nil, false, err
	}
	var tenants []string
	if tenant != "" {
		tenants = []string{tenant}
	}
	reached, err := a.askReached(g, tenants)
	return reached.Means(sub), len(reached.Troubles) > 0, err
}
