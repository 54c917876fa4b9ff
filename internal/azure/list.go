package azure

import (
	"context"
	"strings"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armsubscriptions/v2"
)

// Tenant is a tenant that an account is in. Name and Domain may be empty.
type Tenant struct{ ID, Name, Domain string }

// Subscription is a subscription that an account has. Tenant is the tenant of the token by
// which it was listed. The IDs are in lower case.
type Subscription struct{ ID, Name, State, Tenant string }

// Listed is a tenant with its subscriptions. Err, an *Error, says why they could not be
// listed.
type Listed struct {
	Tenant
	Subscriptions []Subscription
	Err           error
}

// atOnce is how many tenants are asked at the same time.
const atOnce = 64

// credential is an account in one tenant, for the resource manager's client.
type credential struct {
	s      *Service
	of     Account
	tenant string
}

// GetToken implements azcore.TokenCredential. azcore passes the claims of a challenge.
func (c credential) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	tok, err := c.of.Token(ctx, Request{Tenant: c.tenant, Scope: c.s.cloud.scope(), Claims: o.Claims})
	return azcore.AccessToken{Token: tok.Secret, ExpiresOn: tok.Expires}, err
}

// options are the options of the resource manager's clients. They do not try again, since
// Service.Do does.
func (s *Service) options() *arm.ClientOptions {
	return &arm.ClientOptions{
		DisableRPRegistration: true,
		ClientOptions: policy.ClientOptions{
			Transport: s, Retry: policy.RetryOptions{MaxRetries: -1}, Telemetry: policy.TelemetryOptions{ApplicationID: "azenv"},
			Cloud: cloud.Configuration{
				ActiveDirectoryAuthorityHost: s.cloud.Authority,
				Services:                     map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {Endpoint: s.cloud.Manager, Audience: s.cloud.Audience}},
			},
		},
	}
}

// Tenants lists the tenants that an account is in.
func (s *Service) Tenants(ctx context.Context, a Account) (all []Tenant, err error) {
	c, err := armsubscriptions.NewTenantsClient(credential{s, a, ""}, s.options())
	if err != nil {
		return nil, s.explain(err, "")
	}
	for pages := c.NewListPager(nil); pages.More(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, s.explain(ended(ctx, err), "")
		}
		for _, t := range page.Value {
			all = append(all, Tenant{lower(t.TenantID), text(t.DisplayName), text(t.DefaultDomain)})
		}
	}
	return all, nil
}

// Subscriptions lists the subscriptions that an account has in a tenant.
func (s *Service) Subscriptions(ctx context.Context, a Account, tenant string) (all []Subscription, err error) {
	c, err := armsubscriptions.NewClient(credential{s, a, tenant}, s.options())
	if err != nil {
		return nil, s.explain(err, tenant)
	}
	for pages := c.NewListPager(nil); pages.More(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, s.explain(ended(ctx, err), tenant)
		}
		for _, sub := range page.Value {
			state := ""
			if sub.State != nil {
				state = string(*sub.State)
			}
			all = append(all, Subscription{lower(sub.SubscriptionID), text(sub.DisplayName), state, tenant})
		}
	}
	return all, nil
}

// Discover lists the given tenants, or all if tenants is nil, and their subscriptions. It
// asks many tenants at a time; the result is in the order of the tenants. progress, if it
// is not nil, is called after each tenant, one call at a time. An error says that nothing
// at all could be listed.
func (s *Service) Discover(ctx context.Context, a Account, tenants []string, progress func(done, of int)) ([]Listed, error) {
	known, err := s.Tenants(ctx, a)
	if err != nil && tenants == nil {
		return nil, err
	}
	all := make([]Listed, 0, len(known))
	for _, t := range known {
		if tenants == nil || named(t, tenants) {
			all = append(all, Listed{Tenant: t})
		}
	}
	for _, name := range tenants {
		if !anyNamed(known, name) { // there is no list, or the tenant is not in it
			all = append(all, Listed{Tenant: Tenant{ID: strings.ToLower(name)}})
		}
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	slots, done := make(chan struct{}, atOnce), 0
	for i := range all {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			t := &all[i]
			t.Subscriptions, t.Err = s.Subscriptions(ctx, a, t.ID)
			mu.Lock()
			defer mu.Unlock()
			if done++; progress != nil {
				progress(done, len(all))
			}
		})
	}
	group.Wait()
	return all, nil
}

// named says whether t is one of tenants, by ID or domain.
func named(t Tenant, tenants []string) bool {
	for _, name := range tenants {
		if strings.EqualFold(t.ID, name) || t.Domain != "" && strings.EqualFold(t.Domain, name) {
			return true
		}
	}
	return false
}

func anyNamed(known []Tenant, name string) bool {
	for _, t := range known {
		if named(t, []string{name}) {
			return true
		}
	}
	return false
}

// ended returns the error of ctx if ctx has ended, since that has caused err; else err.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func lower(s *string) string { return strings.ToLower(text(s)) }
