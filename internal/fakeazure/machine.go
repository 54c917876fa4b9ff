package fakeazure

import (
	"net/http"
	"strings"
	"time"
)

// The headers by which a machine shows that a request is its own.
const (
	identityHeader = "X-IDENTITY-HEADER"
	bearer         = "Bearer "
)

// Machine serves what a machine in Azure, or a job of GitHub Actions, has beside it, in
// clear on loopback: the identity endpoint of App Service at /msi/token
// (https://learn.microsoft.com/azure/app-service/overview-managed-identity), and GitHub's
// for tokens of a job at /oidc. Both ask for World.MachineSecret. It logs as the Cloud.
func (c *Cloud) Machine() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		req := Request{Time: time.Now(), Method: r.Method, Host: r.Host, Path: r.URL.Path, Kind: Other}
		a := notFound(r.URL.Path)
		switch r.URL.Path {
		case "/msi/token":
			req.Kind = Identity
			a = c.identityToken(r, &req)
		case "/oidc":
			req.Kind = OIDC
			a = c.jobToken(r)
		}
		req.Status = a.status
		c.log = append(c.log, req)
		c.mu.Unlock()
		a.write(w)
	})
}

// identityToken is a token of the machine's own identity, or of one assigned to it.
func (c *Cloud) identityToken(r *http.Request, req *Request) answer {
	q := r.URL.Query()
	if r.Header.Get(identityHeader) != c.world.MachineSecret {
		return answer{status: http.StatusUnauthorized, body: map[string]string{"message": "no such header"}}
	}
	for _, s := range c.world.ServicePrincipals {
		id, resource := q.Get("client_id"), q.Get("mi_res_id")
		switch {
		case id == "" && resource == "" && s.System, id != "" && strings.EqualFold(id, s.ClientID) && s.ResourceID != "",
			resource != "" && strings.EqualFold(resource, s.ResourceID):
		default:
			continue
		}
		p := c.world.principal(identity{s.ClientID, s.Tenant, true})
		req.User, req.Scope, req.Tenant = s.ClientID, q.Get("resource"), s.Tenant
		token, life := c.mintAccess(p, s.Tenant, s.ClientID, strings.TrimSuffix(q.Get("resource"), "/"), "")
		return ok(map[string]any{
			"access_token": token, "resource": q.Get("resource"), "token_type": "Bearer", "client_id": s.ClientID,
			"expires_on": time.Now().Add(life).Unix(),
		})
	}
	return answer{status: http.StatusBadRequest, body: map[string]any{"statusCode": 400, "message": "No managed identity was found for the specified id."}}
}

// jobToken is a token of GitHub's: the first that some service principal takes.
func (c *Cloud) jobToken(r *http.Request) answer {
	if r.Header.Get("Authorization") != bearer+c.world.MachineSecret || r.URL.Query().Get("audience") != "api://AzureADTokenExchange" {
		return answer{status: http.StatusUnauthorized, body: map[string]string{"message": "not of this job"}}
	}
	for _, s := range c.world.ServicePrincipals {
		if len(s.Federated) > 0 {
			return ok(map[string]string{"value": s.Federated[0]})
		}
	}
	return answer{status: http.StatusForbidden, body: map[string]string{"message": "id-token: write is missing"}}
}
