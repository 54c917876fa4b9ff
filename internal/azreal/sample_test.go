//go:build linux

package azreal

import "github.com/azenv/azenv/internal/fakeazure"

// The sample: a user at home in one tenant and guest in another, and a service principal.
const (
	tenantA = "11111111-0000-4000-8000-00000000000a"
	tenantB = "11111111-0000-4000-8000-00000000000b"
	subDev  = "22222222-0000-4000-8000-000000000001"
	subProd = "22222222-0000-4000-8000-000000000002"
	subTwo  = "22222222-0000-4000-8000-000000000003"
	oid     = "33333333-0000-4000-8000-000000000001"
	user    = "ops@contoso.example"
)

var app = fakeazure.ServicePrincipal{
	ClientID: "44444444-0000-4000-8000-000000000001", OID: "44444444-0000-4000-8000-0000000000ff", Tenant: tenantB,
	Secret: fakeazure.Marker + "-of-the-app",
}

func sample() fakeazure.World {
	return fakeazure.World{
		Tenants: []fakeazure.Tenant{{ID: tenantA, Name: "Contoso", Domain: "contoso.example"}, {ID: tenantB, Name: "Fabrikam", Domain: "fabrikam.example"}},
		Subscriptions: []fakeazure.Subscription{
			{ID: subDev, Name: "Dev", Tenant: tenantA, Groups: []string{"rg-dev"}}, {ID: subProd, Name: "Prod", Tenant: tenantA}, {ID: subTwo, Name: "Two", Tenant: tenantB, Groups: []string{"rg-two"}},
		},
		Users:             []fakeazure.User{{Name: user, OID: oid, Home: tenantA, Tenants: []string{tenantB}}},
		ServicePrincipals: []fakeazure.ServicePrincipal{app},
	}
}
