package fakeazure

import (
	"crypto/rsa"
	"slices"
	"strings"
	"time"
)

// World is what a Cloud plays. Lists are answered in the order in which they stand here.
type World struct {
	Tenants           []Tenant
	Subscriptions     []Subscription
	Users             []User
	ServicePrincipals []ServicePrincipal
	Refusals          []Refusal

	// AtBrowser is the name of the user who approves device codes and authorize
	// requests as soon as they are made; nobody if empty. Declines makes this user
	// press Cancel.
	AtBrowser string
	Declines  bool

	TokenLife time.Duration // of access tokens; 0 is a bit over an hour
	Latency   time.Duration // before each answer
	PageSize  int           // of lists; 0 is all in one page
	// Skew is how far the clock here is ahead of that of who asks.
	Skew time.Duration
	// MachineSecret is what a Machine asks for.
	MachineSecret string
}

// Tenant is a directory of Entra ID.
type Tenant struct {
	ID     string
	Name   string
	Domain string
	// MFA, if not 0, is the AADSTS code (50076 or 50079) by which the tenant refuses
	// refresh tokens of a sign-in that was not made at this very tenant.
	MFA int
}

// Subscription belongs to a tenant and is seen by those who have it.
type Subscription struct {
	ID        string
	Name      string
	Tenant    string
	State     string   // "Enabled" if empty
	ManagedBy []string // tenants that see it besides its own
	Groups    []string // names of resource groups
}

// User is a person. OID and Home are the identity; the Name may change.
type User struct {
	Name          string
	OID           string
	Home          string
	Password      string
	Tenants       []string // where the user is a guest, besides Home
	Subscriptions []string // by ID; nil is all in the tenants seen
}

// ServicePrincipal is an application in one tenant. It proves itself by its secret, by an
// assertion signed with its key, or by one of the federated assertions as it stands.
type ServicePrincipal struct {
	ClientID      string
	OID           string // ClientID if empty
	Tenant        string
	Secret        string
	Key           *rsa.PublicKey
	Federated     []string
	Subscriptions []string // as in User
	// System says that it is the machine's own identity; one that is assigned to the
	// machine has a ResourceID.
	System     bool
	ResourceID string
}

// Refusal refuses the token requests that match all its fields that are not empty.
type Refusal struct {
	Tenant   string
	User     string
	Client   string
	Grant    string // as in Request
	Resource string // a part of the scope asked for
	Code     int    // AADSTS
}

func (f Refusal) matches(tenant, user, client, grant, scope string) bool {
	same := func(want, got string) bool { return want == "" || strings.EqualFold(want, got) }
	return same(f.Tenant, tenant) && same(f.User, user) && same(f.Client, client) &&
		same(f.Grant, grant) && strings.Contains(scope, f.Resource)
}

// tenant finds a tenant by ID or domain.
func (w *World) tenant(name string) *Tenant {
	for i, t := range w.Tenants {
		if strings.EqualFold(t.ID, name) || strings.EqualFold(t.Domain, name) {
			return &w.Tenants[i]
		}
	}
	return nil
}

func (w *World) user(name string) *User {
	for i, u := range w.Users {
		if strings.EqualFold(u.Name, name) {
			return &w.Users[i]
		}
	}
	return nil
}

// principal returns who is meant, as the world is now; nil if gone.
func (w *World) principal(id identity) *principal {
	for _, u := range w.Users {
		if !id.app && u.OID == id.oid && u.Home == id.home {
			tenants := u.Tenants
			if !slices.Contains(tenants, u.Home) {
				tenants = append([]string{u.Home}, tenants...)
			}
			return &principal{id, u.Name, tenants, u.Subscriptions}
		}
	}
	for _, s := range w.ServicePrincipals {
		if id.app && s.ClientID == id.oid && s.Tenant == id.home {
			return &principal{id, s.ClientID, []string{s.Tenant}, s.Subscriptions}
		}
	}
	return nil
}

// identity tells a user or a service principal from all others, whatever their names. An
// app's oid here is its client ID.
type identity struct {
	oid, home string
	app       bool
}

// principal is a user or a service principal who asks for something.
type principal struct {
	identity
	name          string
	tenants       []string
	subscriptions []string
}

// sees says whether a subscription is in the lists of a principal in a tenant.
func (p *principal) sees(s Subscription, tenant string) bool {
	return (s.Tenant == tenant || slices.Contains(s.ManagedBy, tenant)) && p.has(s)
}

func (p *principal) has(s Subscription) bool {
	return p.subscriptions == nil || slices.Contains(p.subscriptions, s.ID)
}
