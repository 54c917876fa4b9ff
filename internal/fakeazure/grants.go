package fakeazure

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// deviceGrant is the long name of the grant by device code.
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// grant is a token request on its way through the checks.
type grant struct {
	r      *http.Request
	req    *Request
	form   url.Values
	tenant string // "" is the user's home
	nonce  string // of the authorize request
}

// token is the token endpoint.
func (c *Cloud) token(r *http.Request, req *Request, segment string) answer {
	g := &grant{r: r, req: req, form: r.PostForm}
	req.Grant, req.Client, req.Scope = g.form.Get("grant_type"), g.form.Get("client_id"), g.form.Get("scope")
	req.Claims = strings.Contains(g.form.Get("claims"), "nbf") // clients always send what they are capable of
	if req.Grant == deviceGrant {
		req.Grant = "device_code"
	}
	var known bool
	if g.tenant, known = c.authority(segment); !known {
		return refuse(req, codeUnknownTenant, segment)
	}
	req.Tenant = named(g.tenant)
	switch req.Grant {
	case "authorization_code":
		return c.byCode(g)
	case "client_credentials":
		return c.byCredential(g)
	case "device_code":
		return c.byDevice(g)
	case "password":
		return c.byPassword(g)
	case "refresh_token":
		return c.byRefresh(g)
	}
	return refuse(req, codeBadRequest, "grant_type")
}

func (c *Cloud) byCode(g *grant) answer {
	code := c.codes[g.form.Get("code")]
	if code == nil || code.client != g.req.Client || code.redirect != g.form.Get("redirect_uri") ||
		code.challenge != "" && !proves(g.form.Get("code_verifier"), code.challenge) {
		return refuse(g.req, codeBadGrant, "")
	}
	delete(c.codes, g.form.Get("code"))
	g.nonce = code.nonce
	return c.signIn(g, code.identity, code.scope)
}

func (c *Cloud) byDevice(g *grant) answer {
	name := g.form.Get("device_code")
	d := c.devices[name]
	switch {
	case d == nil || d.client != g.req.Client || time.Now().After(d.expires):
		return refuse(g.req, codeExpiredCode, "")
	case d.by == nil:
		return refuse(g.req, codePending, "")
	case d.declined:
		a := refuse(g.req, codeDeclined, "")
		body := a.body.(refused)
		body.Error = "authorization_declined"
		a.body = body
		return a
	}
	delete(c.devices, name)
	return c.signIn(g, *d.by, d.scope)
}

func (c *Cloud) byPassword(g *grant) answer {
	u := c.world.user(g.form.Get("username"))
	if u == nil {
		return refuse(g.req, codeNoSuchUser, g.form.Get("username"))
	}
	if u.Password == "" || u.Password != g.form.Get("password") {
		return refuse(g.req, codeBadPassword, "")
	}
	return c.signIn(g, identity{u.OID, u.Home, false}, "")
}

// signIn ends the grants at which the user was present. Where the request names no scope,
// it is the one that was asked for when the sign-in began.
func (c *Cloud) signIn(g *grant, id identity, scope string) answer {
	if g.req.Scope == "" {
		g.req.Scope = scope
	}
	p := c.world.principal(id)
	if p == nil {
		return refuse(g.req, codeNoSuchUser, id.oid)
	}
	at := g.tenant
	if at == "" {
		at = p.home
	}
	return c.issue(g, p, at)
}

func (c *Cloud) byRefresh(g *grant) answer {
	t := c.refresh[g.form.Get("refresh_token")]
	if t == nil || t.client != g.req.Client && !(family[t.client] && family[g.req.Client]) {
		return refuse(g.req, codeBadGrant, "")
	}
	p := c.world.principal(t.identity)
	if p == nil {
		return refuse(g.req, codeNoSuchUser, t.oid)
	}
	g.req.User = p.name
	if t.revoked != 0 {
		return refuse(g.req, t.revoked, "")
	}
	return c.issue(g, p, t.signedInAt)
}

// issue answers with all that a user gets.
func (c *Cloud) issue(g *grant, p *principal, signedInAt string) answer {
	g.req.User = p.name
	tenant := g.tenant
	if tenant == "" {
		tenant = p.home
	}
	if !slices.Contains(p.tenants, tenant) {
		return refuse(g.req, codeNotInTenant, p.name)
	}
	if code := c.refusal(g, tenant); code != 0 {
		return refuse(g.req, code, g.req.Client)
	}
	if t := c.world.tenant(tenant); t != nil && t.MFA != 0 && !strings.EqualFold(signedInAt, tenant) {
		return refuse(g.req, t.MFA, "")
	}
	resource, granted := granted(g.req.Scope)
	access, life := c.mintAccess(p, tenant, g.req.Client, resource, "user_impersonation")
	refresh := secret("RT")
	c.refresh[refresh] = &refreshToken{p.identity, g.req.Client, signedInAt, 0}
	body := map[string]any{
		"token_type": "Bearer", "scope": granted, "expires_in": int(life / time.Second), "ext_expires_in": int(life / time.Second),
		"access_token": access, "refresh_token": refresh, "id_token": mintID(p, tenant, g),
		"client_info": clientInfo(p.oid, p.home),
	}
	if family[g.req.Client] {
		body["foci"] = "1"
	}
	return ok(body)
}

// refusal returns the code that the world has for a request, if any.
func (c *Cloud) refusal(g *grant, tenant string) int {
	for _, f := range c.world.Refusals {
		if f.matches(tenant, g.req.User, g.req.Client, g.req.Grant, g.req.Scope) {
			return f.Code
		}
	}
	return 0
}

// granted tells what a scope asks for and how Entra words what it gives: of a resource's
// ".default" it names the permission, too, and of what OpenID adds, nothing.
func granted(scope string) (resource, granted string) {
	var out []string
	for _, s := range strings.Fields(scope) {
		switch s {
		case "openid", "profile", "offline_access", "email":
			continue
		}
		if of, all := strings.CutSuffix(s, "/.default"); all {
			resource = of
			out = append(out, of+"/user_impersonation")
		} else if i := strings.LastIndexByte(s, '/'); i > 0 && resource == "" {
			resource = s[:i]
		}
		out = append(out, s)
	}
	if resource == "" {
		resource = "https://graph.microsoft.com"
	}
	return resource, strings.Join(out, " ")
}

func clientInfo(oid, home string) string {
	data, _ := json.Marshal(map[string]string{"uid": oid, "utid": home}) // of strings
	return base64.RawURLEncoding.EncodeToString(data)
}
