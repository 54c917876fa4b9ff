package fakeazure

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
)

const (
	tenantA = "11111111-0000-4000-8000-00000000000a"
	tenantB = "11111111-0000-4000-8000-00000000000b"
	subDev  = "22222222-0000-4000-8000-000000000001"
	subProd = "22222222-0000-4000-8000-000000000002"
	subTwo  = "22222222-0000-4000-8000-000000000003"
	oid     = "33333333-0000-4000-8000-000000000001"
	appID   = "44444444-0000-4000-8000-000000000001"
	user    = "ops@contoso.example"
	armAll  = "https://management.core.windows.net//.default"
)

func sample() World {
	return World{
		Tenants: []Tenant{{ID: tenantA, Name: "Contoso", Domain: "contoso.example"}, {ID: tenantB, Name: "Fabrikam", Domain: "fabrikam.example"}},
		Subscriptions: []Subscription{
			{ID: subDev, Name: "Dev", Tenant: tenantA, Groups: []string{"rg-dev"}}, {ID: subProd, Name: "Prod", Tenant: tenantA}, {ID: subTwo, Name: "Two", Tenant: tenantB},
		},
		Users:             []User{{Name: user, OID: oid, Home: tenantA, Password: Marker + "-password", Tenants: []string{tenantB}}},
		ServicePrincipals: []ServicePrincipal{{ClientID: appID, Tenant: tenantB, Secret: Marker + "-app"}},
	}
}

// client speaks to a cloud over TLS as programs do.
type client struct {
	t     *testing.T
	cloud *Cloud
	url   string
	http  *http.Client
}

func newClient(t *testing.T, w World) *client {
	t.Helper()
	cloud := New(w)
	s, err := Start(cloud, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &client{t, cloud, s.URL, s.Client()}
}

// reply is what any endpoint may say.
type reply struct {
	Status  int
	Header  http.Header
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Scope   string
	Foci    string
	Codes   []int `json:"error_codes"`
	Error   any
	Device  string `json:"device_code"`
	Code    string `json:"user_code"`
	Next    string `json:"nextLink"`
	Issuer  string
	Value   []struct {
		ID   string `json:"subscriptionId"`
		Name string `json:"displayName"`
	}
}

func (c *client) do(req *http.Request, err error) reply {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	r := reply{Status: resp.StatusCode, Header: resp.Header}
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		c.t.Fatalf("%s: %v", req.URL, err)
	}
	return r
}

// post sends a form to an endpoint of an authority, as az, unless the form says other.
func (c *client) post(authority, endpoint string, form map[string]string) reply {
	c.t.Helper()
	values := url.Values{"client_id": {AzureCLI}}
	for k, v := range form {
		values.Set(k, v)
	}
	resp, err := c.http.PostForm(c.url+"/"+authority+"/oauth2/v2.0/"+endpoint, values)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	r := reply{Status: resp.StatusCode}
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		c.t.Fatal(err)
	}
	return r
}

// get asks ARM.
func (c *client) get(token, path string) reply {
	c.t.Helper()
	req, err := http.NewRequest("GET", c.url+path, nil)
	if err == nil && token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return c.do(req, err)
}

// signIn signs the sample's user in by device code.
func (c *client) signIn(authority string) reply {
	c.t.Helper()
	c.cloud.Change(func(w *World) { w.AtBrowser = user })
	d := c.post(authority, "devicecode", map[string]string{"scope": armAll})
	return c.post(authority, "token", map[string]string{"grant_type": deviceGrant, "device_code": d.Device})
}

func (c *client) refresh(authority, token string) reply {
	c.t.Helper()
	return c.post(authority, "token", map[string]string{"grant_type": "refresh_token", "refresh_token": token, "scope": armAll + " offline_access"})
}

// refuses fails unless a request was refused with a code.
func (c *client) refuses(r reply, code int) {
	c.t.Helper()
	if r.Access != "" || len(r.Codes) != 1 || r.Codes[0] != code {
		c.t.Errorf("answered %d %v %v, want AADSTS%d", r.Status, r.Codes, r.Error, code)
	}
}

// names are those of a page of subscriptions.
func (r reply) names() (out []string) {
	for _, v := range r.Value {
		out = append(out, v.Name)
	}
	return out
}
