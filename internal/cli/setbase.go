package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
)

// base is what `set` starts from: the context of that name, the contexts that
// have the subscription, or nothing but an ID.
func (in setInput) base(p *azctx.Profile) (azctx.Context, error) {
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
			return azctx.Context{}, hint(fmt.Errorf("no context here has a subscription called %q: give its ID", azctx.CleanLabel(sub)), "azenv list")
		}
		c := azctx.Context{Subscription: azctx.Subscription{ID: strings.ToLower(sub)}}
		for i := range p.Contexts { // the same subscription, of another account
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
		return azctx.Context{}, hint(e, "azenv set %s --subscription ID --tenant ID --account USER", quoteArg(in.name))
	}
	c := *first
	c.Group, c.Location, c.Protected = "", "", false
	if own, err := p.Find(in.name); in.name != "" && err == nil && own.Identity() == first.Identity() {
		c = *own
	}
	return c, nil
}

// fits says whether c is of the tenant, account and cloud that were given.
func (in setInput) fits(c *azctx.Context) bool {
	for flag, has := range map[string]string{"tenant": c.Tenant.ID, "account": c.Account.Name, "cloud": c.Cloud} {
		if v, ok := in.given[flag]; ok && !strings.EqualFold(v, has) {
			return false
		}
	}
	return true
}

// withoutSubscription is base where none was given: a context to be changed, or a
// tenant-only one to be made.
func (in setInput) withoutSubscription(p *azctx.Profile) (azctx.Context, error) {
	if in.name != "" {
		c, err := p.Find(in.name)
		var missing *azctx.NotFoundError
		switch {
		case err == nil && in.given["tenant"] == "" && in.given["account"] == "" && in.given["cloud"] == "":
			return *c, nil
		case errors.As(err, &missing) && in.given["tenant"] == "":
			return azctx.Context{}, hint(fmt.Errorf("%w, and no --subscription to make it from", err), "azenv set %s --subscription ID", quoteArg(in.name))
		case err != nil && !errors.As(err, &missing):
			return azctx.Context{}, err
		}
	}
	return azctx.Context{}, nil
}

// accountOf is the account of that name, as p knows it.
func accountOf(p *azctx.Profile, name string) azctx.Account {
	for i := range p.Contexts {
		if strings.EqualFold(p.Contexts[i].Account.Name, name) {
			return p.Contexts[i].Account
		}
	}
	kind := azctx.User
	if azctx.IsGUID(name) {
		kind = azctx.ServicePrincipal
	}
	return azctx.Account{Name: name, Type: kind}
}

func cloudOf(name string) (string, error) {
	c, err := environ.CloudOf(name)
	return c.Name, err
}

// quoteArg quotes an argument in a hint where a shell would need it.
func quoteArg(s string) string {
	if s == "" || strings.ContainsAny(s, " ()[]&") {
		return fmt.Sprintf("%q", s)
	}
	return s
}

// chosen returns the one object that a list on standard input has for the
// subscription sub, by name or ID; what is no list it returns as it is.
func chosen(data []byte, sub string) (one []byte, listed bool, err error) {
	var list []json.RawMessage
	if json.Unmarshal(data, &list) != nil {
		return data, false, nil
	}
	var found []json.RawMessage
	for _, raw := range list {
		var o struct {
			ID           string             `json:"id"`
			Name         string             `json:"name"`
			Label        string             `json:"label"`
			Subscription azctx.Subscription `json:"subscription"`
		}
		_ = json.Unmarshal(raw, &o) // what is no object matches nothing
		for _, s := range []string{o.ID, o.Name, o.Label, o.Subscription.ID, o.Subscription.Name} {
			if s != "" && strings.EqualFold(s, sub) {
				found = append(found, raw)
				break
			}
		}
	}
	if len(found) != 1 {
		return nil, true, hint(fmt.Errorf("standard input: a list with %d objects for this subscription, where one is needed", len(found)),
			"azenv list -o json | azenv set NAME --from - --subscription ID")
	}
	return found[0], true, nil
}

// fromLimit is the most bytes read by --from -.
const fromLimit = 1 << 20

// readFrom fills given from an object on standard input: azenv's own, or az's of
// `az account show`, in which tenant and account are called otherwise. What the
// command line gives stays.
func (a *app) readFrom(in *setInput) error {
	a.stdinRead = true
	given := in.given
	data, err := io.ReadAll(io.LimitReader(a.in, fromLimit))
	if err != nil {
		return err
	}
	var o struct {
		ID              string `json:"id"`
		Name            string `json:"name"`
		SubscriptionID  string `json:"subscriptionId"`
		TenantID        string `json:"tenantId"`
		TenantName      string `json:"tenantDisplayName"`
		TenantDomain    string `json:"tenantDefaultDomain"`
		EnvironmentName string `json:"environmentName"`
		Cloud           string `json:"cloud"`
		User            struct {
			Name string `json:"name"`
		} `json:"user"`
		Account      azctx.Account       `json:"account"`
		Tenant       azctx.Tenant        `json:"tenant"`
		Subscription *azctx.Subscription `json:"subscription"`
	}
	data = azctx.TrimBOM(data)
	one, listed, err := chosen(data, given["subscription"])
	if err != nil {
		return err
	}
	if data = one; listed {
		delete(given, "subscription") // it has done its work; the object has the ID
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return errors.New("standard input: not a JSON object as azenv show -o json prints it")
	}
	sub := azctx.Subscription{ID: cmp.Or(o.SubscriptionID, o.ID), Name: o.Name}
	if o.Subscription != nil {
		sub = *o.Subscription
	}
	in.words = azctx.Context{
		Subscription: azctx.Subscription{Name: azctx.ForeignText(sub.Name, azctx.ForeignTextLimit)},
		Tenant: azctx.Tenant{
			Name:   azctx.ForeignText(cmp.Or(o.Tenant.Name, o.TenantName), azctx.ForeignTextLimit),
			Domain: azctx.ForeignText(cmp.Or(o.Tenant.Domain, o.TenantDomain), azctx.ForeignTextLimit),
		},
	}
	for flag, v := range map[string]string{
		"subscription": sub.ID,
		"tenant":       cmp.Or(o.Tenant.ID, o.TenantID),
		"account":      cmp.Or(o.Account.Name, o.User.Name),
		"cloud":        cmp.Or(o.Cloud, o.EnvironmentName),
	} {
		if _, set := given[flag]; !set && v != "" {
			given[flag] = v
		}
	}
	tenantOnly := o.Subscription != nil && given["subscription"] == "" && given["tenant"] != ""
	if !tenantOnly && !azctx.IsGUID(given["subscription"]) {
		return errors.New("standard input: the object has no subscription ID")
	}
	return nil
}
