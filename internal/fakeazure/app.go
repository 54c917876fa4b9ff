package fakeazure

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// byCredential is the grant of service principals. They get neither a refresh token nor
// a client_info, and the answer names no scope.
func (c *Cloud) byCredential(g *grant) answer {
	app := c.app(g)
	if app == nil {
		return refuse(g.req, codeUnknownApp, g.req.Client)
	}
	g.req.User = app.ClientID
	switch secret, assertion := g.form.Get("client_secret"), g.form.Get("client_assertion"); {
	case secret == "" && assertion == "":
		return refuse(g.req, codeNoCredential, "")
	case secret != "" && secret != app.Secret:
		return refuse(g.req, codeWrongSecret, app.ClientID)
	case secret == "" && app.Key == nil && !slices.Contains(app.Federated, assertion):
		return refuse(g.req, 700213, "")
	case secret == "" && !slices.Contains(app.Federated, assertion) && c.world.Skew.Abs() > 5*time.Minute:
		return refuse(g.req, codeWrongTime, "")
	case secret == "" && !slices.Contains(app.Federated, assertion) && !signedBy(app, assertion):
		return refuse(g.req, codeBadAssertion, "")
	}
	if code := c.refusal(g, app.Tenant); code != 0 {
		return refuse(g.req, code, app.ClientID)
	}
	p := c.world.principal(identity{app.ClientID, app.Tenant, true})
	resource, _ := granted(g.req.Scope)
	access, life := c.mintAccess(p, app.Tenant, app.ClientID, resource, "")
	return ok(map[string]any{
		"token_type": "Bearer", "expires_in": int(life / time.Second), "ext_expires_in": int(life / time.Second),
		"access_token": access,
	})
}

func (c *Cloud) app(g *grant) *ServicePrincipal {
	for i, s := range c.world.ServicePrincipals {
		if strings.EqualFold(s.ClientID, g.req.Client) && s.Tenant == g.tenant {
			return &c.world.ServicePrincipals[i]
		}
	}
	return nil
}

// signedBy says whether an assertion is a JWT of the service principal, signed with its
// key by RS256 or PS256, and still valid.
func signedBy(app *ServicePrincipal, assertion string) bool {
	parts := strings.Split(assertion, ".")
	if app.Key == nil || len(parts) != 3 {
		return false
	}
	var header struct{ Alg string }
	var claims struct {
		Iss, Sub string
		Exp      float64 // MSAL for Python gives it fractions
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !decode(parts[0], &header) || !decode(parts[1], &claims) {
		return false
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	switch header.Alg {
	case "PS256":
		err = rsa.VerifyPSS(app.Key, crypto.SHA256, sum[:], signature, nil)
	case "RS256":
		err = rsa.VerifyPKCS1v15(app.Key, crypto.SHA256, sum[:], signature)
	default:
		return false
	}
	return err == nil && claims.Iss == app.ClientID && claims.Sub == app.ClientID && float64(time.Now().Unix()) < claims.Exp
}

func decode(part string, v any) bool {
	data, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(data, v) == nil
}
