package signin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
)

// Live is a subscription, as Azure has it now.
type Live struct {
	azctx.Subscription
	Tenant  azctx.Tenant
	Account azctx.Account
	Cloud   string
}

// Reached is Azure's answer: the tenants and subscriptions of an account.
type Reached struct {
	Subscriptions []Live
	Tenants       []azctx.Tenant // those that were asked for, or all
	Entered       int            // the number of tenants that could be listed
	Troubles      []error        // why the others could not be listed, each with a hint
}

// Subscriptions asks Azure for the account's subscriptions in these tenants, or in all if
// tenants is nil.
func (g *Signer) Subscriptions(ctx context.Context, tenants []string, p Progress) (r Reached, err error) {
	listed, err := discover(ctx, g.svc, g, tenants, p)
	switch {
	case ctx.Err() != nil:
		return r, ErrInterrupted
	case err != nil:
		return r, withHint(err, g.c)
	}
	g.warn(g.keep())
	account := g.c.Account
	if account.HomeID == "" {
		account.HomeID = g.acct.HomeID
	}
	for _, t := range listed {
		tenant := tenantOf(t.Tenant)
		r.Tenants = append(r.Tenants, tenant)
		if t.Err != nil {
			r.Troubles = append(r.Troubles, tenantTrouble(t, g.c.Account))
			continue
		}
		r.Entered++
		for _, s := range t.Subscriptions {
			r.Subscriptions = append(r.Subscriptions, Live{subscriptionOf(s), tenant, account, g.c.Cloud})
		}
	}
	return r, nil
}

// Tenants asks Azure which tenants the account is in.
func (g *Signer) Tenants(ctx context.Context) (all []azctx.Tenant, err error) {
	listed, err := g.svc.Tenants(ctx, g)
	switch {
	case ctx.Err() != nil:
		return nil, ErrInterrupted
	case err != nil:
		return nil, withHint(err, g.c)
	}
	g.warn(g.keep())
	for _, t := range listed {
		all = append(all, tenantOf(t))
	}
	return all, nil
}

// Means are the subscriptions that given means; see IsSubscription.
func (r Reached) Means(given string) []Live {
	return slices.DeleteFunc(slices.Clone(r.Subscriptions), func(l Live) bool { return !IsSubscription(l.Subscription, given) })
}

// tenantTrouble says why a tenant could not be listed.
func tenantTrouble(t azure.Listed, who azctx.Account) error {
	err := withHint(t.Err, &azctx.Context{Account: who, Tenant: azctx.Tenant{ID: t.ID}})
	return fmt.Errorf("tenant %s: %w", tenantOf(t.Tenant).Text(), err)
}

// cleanText is a text from Azure, as azenv keeps it.
func cleanText(s string) string { return azctx.ForeignText(s, azctx.ForeignTextLimit) }

func tenantOf(t azure.Tenant) azctx.Tenant {
	return azctx.Tenant{ID: strings.ToLower(t.ID), Name: cleanText(t.Name), Domain: cleanText(t.Domain)}
}

func subscriptionOf(s azure.Subscription) azctx.Subscription {
	return azctx.Subscription{ID: strings.ToLower(s.ID), Name: cleanText(s.Name), State: cleanText(s.State)}
}
