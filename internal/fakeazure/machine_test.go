package fakeazure

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestMachine(t *testing.T) {
	c := New(World{MachineSecret: Marker + "-machine", Tenants: []Tenant{{ID: "t"}}, ServicePrincipals: []ServicePrincipal{
		{ClientID: "own", Tenant: "t", System: true}, {ClientID: "assigned", Tenant: "t", ResourceID: "/subscriptions/s/x"}, {ClientID: "job", Tenant: "t", Federated: []string{"jwt"}},
	}})
	s := httptest.NewServer(c.Machine())
	defer s.Close()
	ask := func(path, header, value string) (int, map[string]any) {
		req, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(header, value)
		resp, err := s.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body := map[string]any{}
		json.NewDecoder(resp.Body).Decode(&body)
		return resp.StatusCode, body
	}
	for query, want := range map[string]string{"": "own", "&client_id=ASSIGNED": "assigned", "&mi_res_id=/subscriptions/s/x": "assigned"} {
		status, body := ask("/msi/token?resource=https://management.core.windows.net/"+query, identityHeader, Marker+"-machine")
		token, _ := body["access_token"].(string)
		if who, live := c.Live(token); status != 200 || who != want || !live {
			t.Errorf("%s: %d, a token of %q, live: %v", query, status, who, live)
		}
	}
	for _, path := range []string{"/msi/token?client_id=own", "/msi/token?client_id=job"} {
		if status, _ := ask(path, identityHeader, Marker+"-machine"); status != 400 {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _ := ask("/msi/token", identityHeader, "wrong"); status != 401 {
		t.Errorf("a wrong header: %d", status)
	}
	if status, body := ask("/oidc?audience=api://AzureADTokenExchange", "Authorization", bearer+Marker+"-machine"); status != 200 || body["value"] != "jwt" {
		t.Errorf("%d, %v", status, body)
	}
	if status, _ := ask("/oidc", "Authorization", bearer+Marker+"-machine"); status != 401 {
		t.Errorf("without an audience: %d", status)
	}
	if c.Count(Identity) != 6 || c.Count(OIDC) != 2 {
		t.Errorf("%v", c.Requests())
	}
}
