package fakeazure

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The kinds of requests that are told apart.
const (
	Authorize     = "authorize"
	DeviceCode    = "devicecode"
	Discovery     = "openid-configuration"
	Graph         = "graph"
	Group         = "resourcegroup"
	Groups        = "resourcegroups"
	Identity      = "identity"
	Instance      = "discovery/instance"
	Metadata      = "metadata/endpoints"
	OIDC          = "oidc"
	OneSub        = "subscription"
	Subscriptions = "subscriptions"
	Tenants       = "tenants"
	Token         = "token"
	UserRealm     = "userrealm"
	Other         = "other"
)

// Request is what the log keeps of a request: no secret, and no query.
type Request struct {
	Time   time.Time
	Kind   string // one of the constants
	Method string
	Host   string
	Path   string
	Tenant string // ID, where one is named by the path or by the token; else "organizations"
	Grant  string // of a token request: authorization_code, client_credentials, device_code, password, refresh_token
	Client string // client ID
	User   string // name of the user, or the client ID of the service principal
	Scope  string // asked for
	Claims bool   // whether it answers a challenge: a token request, or an authorize request after a refusal
	Status int
	Code   int // AADSTS, where refused
}

func (r Request) String() string {
	return strings.Join(strings.Fields(fmt.Sprintln(r.Status, r.Kind, r.Method, r.Host+r.Path, r.Grant, r.Tenant, r.User, r.Scope)), " ")
}

// Requests returns all requests so far.
func (c *Cloud) Requests() []Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.log)
}

// Count returns how many requests of some kinds there were; of all, if none is given.
// Polling for a device code is no token request here: it says nothing about caches.
func (c *Cloud) Count(kinds ...string) int {
	n := 0
	for _, r := range c.Requests() {
		if len(kinds) == 0 || slices.Contains(kinds, r.Kind) && !(r.Kind == Token && r.Code == codePending) {
			n++
		}
	}
	return n
}

// ClearLog forgets the requests so far.
func (c *Cloud) ClearLog() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.log = nil
}

// kindOf tells what a path is for. Graph's paths begin with its version.
func kindOf(path string) string {
	parts := strings.Split(strings.Trim(strings.ToLower(path), "/"), "/")
	rest := strings.Join(parts[1:], "/")
	switch {
	case parts[0] == "subscriptions":
		return armKind(parts)
	case parts[0] == "tenants" && len(parts) == 1:
		return Tenants
	case parts[0] == "v1.0" || parts[0] == "beta":
		return Graph
	case parts[0] == "metadata" && rest == "endpoints":
		return Metadata
	case rest == "discovery/instance":
		return Instance
	case strings.HasPrefix(rest, "userrealm/"):
		return UserRealm
	case rest == "v2.0/.well-known/openid-configuration":
		return Discovery
	case rest == "oauth2/v2.0/authorize":
		return Authorize
	case rest == "oauth2/v2.0/devicecode":
		return DeviceCode
	case rest == "oauth2/v2.0/token":
		return Token
	}
	return Other
}

func armKind(parts []string) string {
	switch {
	case len(parts) == 1:
		return Subscriptions
	case len(parts) == 2:
		return OneSub
	case len(parts) == 3 && parts[2] == "resourcegroups":
		return Groups
	case len(parts) == 4 && parts[2] == "resourcegroups":
		return Group
	}
	return Other
}
