package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

// fromLimit is the most bytes that --from - reads.
const fromLimit = 1 << 20

// readFrom fills in.given from an object on standard input, which is azenv's own or that of
// `az account show`. What the command line has given stays.
func (a *app) readFrom(in *setInput) error {
	a.Piped = isPipe(a.in)
	given := in.given
	data, err := io.ReadAll(io.LimitReader(a.in, fromLimit))
	if err != nil {
		return err
	}
	data, listed, err := chosen(azctx.TrimBOM(data), given["subscription"])
	if err != nil {
		return err
	}
	if listed {
		delete(given, "subscription") // it has picked the object, and the object has the ID
	}
	c, tenantOnly, err := described(data)
	if err != nil {
		return err
	}
	in.words = c
	for flag, v := range map[string]string{
		"subscription": c.Subscription.ID, "tenant": c.Tenant.ID, "account": c.Account.Name, "cloud": c.Cloud,
	} {
		if _, set := given[flag]; !set && v != "" {
			given[flag] = v
		}
	}
	tenantOnly = tenantOnly && given["subscription"] == "" && given["tenant"] != ""
	if !tenantOnly && !azctx.IsGUID(given["subscription"]) {
		return errors.New("standard input: the object has no subscription ID")
	}
	return nil
}

// chosen returns the one object in a list on standard input whose subscription is sub, by
// name or ID. Data that is no list it returns as it is.
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
		_ = json.Unmarshal(raw, &o) // an element that is no object matches nothing
		for _, s := range []string{o.ID, o.Name, o.Label, o.Subscription.ID, o.Subscription.Name} {
			if s != "" && strings.EqualFold(s, sub) {
				found = append(found, raw)
				break
			}
		}
	}
	if len(found) != 1 {
		return nil, true, session.Hint(fmt.Errorf("standard input: a list with %d objects for this subscription, where one is needed", len(found)),
			"azenv list -o json | azenv set NAME --from - --subscription ID")
	}
	return found[0], true, nil
}

// described returns the context that an object describes, which may lack something.
// tenantOnly says that the object is a context without a subscription.
func described(data []byte) (c azctx.Context, tenantOnly bool, err error) {
	var o struct {
		ID              string `json:"id"`
		Name            string `json:"name"`
		State           string `json:"state"`
		SubscriptionID  string `json:"subscriptionId"`
		TenantID        string `json:"tenantId"`
		EnvironmentName string `json:"environmentName"`
		Cloud           string `json:"cloud"`
		User            *struct {
			Name string `json:"name"`
		} `json:"user"`
		Account      azctx.Account       `json:"account"`
		Tenant       azctx.Tenant        `json:"tenant"`
		Subscription *azctx.Subscription `json:"subscription"`
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return c, false, errors.New("standard input: not a JSON object as azenv show -o json prints it")
	}
	if o.User != nil {
		// The object is az's own. azcli's reader knows the names that az has for managed
		// identities and for tenants without subscriptions.
		list := slices.Concat([]byte(`{"subscriptions":[`), data, []byte(`]}`))
		if f, err := azcli.ReadProfile(list); err == nil && len(f.Contexts) == 1 {
			return f.Contexts[0], f.Contexts[0].Subscription.ID == "", nil
		}
		o.Account.Name = cmp.Or(o.Account.Name, o.User.Name)
	}
	text := func(s string) string { return azctx.ForeignText(s, azctx.ForeignTextLimit) }
	sub := azctx.Subscription{ID: cmp.Or(o.SubscriptionID, o.ID), Name: o.Name, State: o.State}
	if o.Subscription != nil {
		sub = *o.Subscription
	}
	c.Subscription = azctx.Subscription{ID: sub.ID, Name: text(sub.Name), State: text(sub.State)}
	c.Tenant = azctx.Tenant{ID: cmp.Or(o.Tenant.ID, o.TenantID), Name: text(o.Tenant.Name), Domain: text(o.Tenant.Domain)}
	c.Account = azctx.Account{Name: o.Account.Name, HomeID: text(o.Account.HomeID)}
	if slices.Contains([]string{azctx.User, azctx.ServicePrincipal, azctx.ManagedIdentity}, o.Account.Type) {
		c.Account.Type = o.Account.Type
	}
	c.Cloud = cmp.Or(o.Cloud, o.EnvironmentName)
	return c, o.Subscription != nil, nil
}
