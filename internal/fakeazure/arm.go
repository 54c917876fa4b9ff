package fakeazure

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Challenge makes ARM answer the next n requests with a challenge, as continuous access
// evaluation does: the client is to get a new token with the claims that it is told.
func (c *Cloud) Challenge(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cae = n
}

// arm answers where a token is needed.
func (c *Cloud) arm(r *http.Request, req *Request, segments []string) answer {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t := c.access[token]
	if t == nil || time.Now().After(t.expires) {
		return c.unauthorized(r, segments)
	}
	p := c.world.principal(t.identity)
	if p == nil {
		return c.unauthorized(r, segments)
	}
	req.Tenant, req.User = t.tenant, p.name
	if c.cae > 0 || t.revoked {
		c.cae = max(0, c.cae-1)
		return challenge(r)
	}
	if req.Kind == Graph {
		return c.graph(p, t, segments)
	}
	if !strings.HasPrefix(t.audience, "https://management.core.windows.net") && !strings.HasPrefix(t.audience, "https://management.azure.com") &&
		strings.TrimSuffix(t.audience, "/") != "https://"+r.Host {
		return armError(http.StatusUnauthorized, "InvalidAuthenticationTokenAudience",
			"The access token has been obtained for wrong audience or resource '"+t.audience+"'.")
	}
	switch req.Kind {
	case Tenants:
		return c.page(r, c.tenants(r, p))
	case Subscriptions:
		return c.page(r, c.subscriptions(r, p, t.tenant))
	}
	return c.subscription(r, req, p, t.tenant, segments)
}

// unauthorized tells the tenant of the subscription that was asked for, as ARM does.
func (c *Cloud) unauthorized(r *http.Request, segments []string) answer {
	tenant := common
	if len(segments) > 1 {
		for _, s := range c.world.Subscriptions {
			if strings.EqualFold(s.ID, segments[1]) {
				tenant = s.Tenant
			}
		}
	}
	a := armError(http.StatusUnauthorized, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing or the access token is invalid.")
	a.header = map[string]string{"WWW-Authenticate": fmt.Sprintf(
		`Bearer authorization_uri="https://%s/%s", error="invalid_token", error_description="The access token is missing or invalid."`, loginHost(r), tenant)}
	return a
}

func challenge(r *http.Request) answer {
	claims := fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, time.Now().Unix())
	a := armError(http.StatusUnauthorized, "AuthenticationFailed", "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp")
	a.header = map[string]string{"WWW-Authenticate": fmt.Sprintf(
		`Bearer realm="", authorization_uri="https://%s/common/oauth2/authorize", error="insufficient_claims", claims="%s"`,
		loginHost(r), base64.StdEncoding.EncodeToString([]byte(claims)))}
	return a
}

// loginHost is where a client that asked ARM by some name finds Entra ID.
func loginHost(r *http.Request) string {
	if r.Host == "management.azure.com" {
		return "login.microsoftonline.com"
	}
	return r.Host
}

func (c *Cloud) tenants(r *http.Request, p *principal) (out []any) {
	for _, id := range p.tenants {
		t := c.world.tenant(id)
		if t == nil {
			continue
		}
		m := map[string]any{"id": "/tenants/" + t.ID, "tenantId": t.ID}
		if r.Form.Get("api-version") > "2018" {
			m["countryCode"], m["displayName"], m["domains"] = "NL", t.Name, []string{t.Domain}
			m["tenantCategory"] = "Home"
			if t.ID != p.home {
				m["tenantCategory"] = "ManagedBy"
			}
		}
		if r.Form.Get("api-version") > "2020" {
			m["defaultDomain"], m["tenantType"] = t.Domain, "AAD"
		}
		out = append(out, m)
	}
	return out
}

func (c *Cloud) subscriptions(r *http.Request, p *principal, tenant string) (out []any) {
	for _, s := range c.world.Subscriptions {
		if p.sees(s, tenant) {
			out = append(out, subscription(s, r.Form.Get("api-version")))
		}
	}
	return out
}

func subscription(s Subscription, version string) map[string]any {
	state := s.State
	if state == "" {
		state = "Enabled"
	}
	m := map[string]any{
		"id": "/subscriptions/" + s.ID, "subscriptionId": s.ID, "displayName": s.Name, "state": state,
		"authorizationSource":  "RoleBased",
		"subscriptionPolicies": map[string]string{"locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off"},
	}
	if version > "2018" {
		managed := []any{}
		for _, t := range s.ManagedBy {
			managed = append(managed, map[string]string{"tenantId": t})
		}
		m["tenantId"], m["managedByTenants"] = s.Tenant, managed
	}
	return m
}

// subscription answers for what is below one subscription.
func (c *Cloud) subscription(r *http.Request, req *Request, p *principal, tenant string, segments []string) answer {
	i := slices.IndexFunc(c.world.Subscriptions, func(s Subscription) bool { return strings.EqualFold(s.ID, segments[1]) })
	if i < 0 || !p.has(c.world.Subscriptions[i]) {
		return armError(http.StatusNotFound, "SubscriptionNotFound", "The subscription '"+segments[1]+"' could not be found.")
	}
	s := c.world.Subscriptions[i]
	if !p.sees(s, tenant) {
		return armError(http.StatusUnauthorized, "InvalidAuthenticationTokenTenant",
			"The access token is from the wrong issuer. It must match the tenant associated with this subscription.")
	}
	if req.Kind == OneSub {
		return ok(subscription(s, r.Form.Get("api-version")))
	}
	var groups []any
	for _, name := range s.Groups {
		g := map[string]any{
			"id": "/subscriptions/" + s.ID + "/resourceGroups/" + name, "name": name, "type": "Microsoft.Resources/resourceGroups",
			"location": "westeurope", "properties": map[string]string{"provisioningState": "Succeeded"},
		}
		if req.Kind == Group && strings.EqualFold(name, segments[3]) {
			return ok(g)
		}
		groups = append(groups, g)
	}
	if req.Kind == Group {
		return armError(http.StatusNotFound, "ResourceGroupNotFound", "Resource group '"+segments[3]+"' could not be found.")
	}
	return c.page(r, groups)
}

// page answers with one page of a list and says where the next one is.
func (c *Cloud) page(r *http.Request, list []any) answer {
	from, _ := strconv.Atoi(r.Form.Get("$skiptoken"))
	from = min(max(from, 0), len(list))
	body := map[string]any{"value": append([]any{}, list[from:]...)}
	if size := c.world.PageSize; size > 0 && from+size < len(list) {
		body["value"] = list[from : from+size]
		next := url.URL{Scheme: "https", Host: r.Host, Path: r.URL.Path}
		next.RawQuery = url.Values{"api-version": {r.Form.Get("api-version")}, "$skiptoken": {strconv.Itoa(from + size)}}.Encode()
		body["nextLink"] = next.String()
	}
	return ok(body)
}

// graph knows who is signed in, and no more.
func (c *Cloud) graph(p *principal, t *accessToken, segments []string) answer {
	if len(segments) != 2 || segments[1] != "me" || p.app {
		return notFound(strings.Join(segments, "/"))
	}
	return ok(map[string]any{"id": guestOID(p.identity, t.tenant), "userPrincipalName": p.name, "displayName": p.name})
}
