package fakeazure

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The authorities that stand for a user's home tenant.
const organizations, common = "organizations", "common"

// authority returns the tenant that a path names, "" where it is the user's home.
func (c *Cloud) authority(segment string) (tenant string, known bool) {
	if segment == organizations || segment == common {
		return "", true
	}
	if t := c.world.tenant(segment); t != nil {
		return t.ID, true
	}
	return "", false
}

// named is how a tenant is called in the log.
func named(tenant string) string {
	if tenant == "" {
		return organizations
	}
	return tenant
}

func (c *Cloud) discovery(r *http.Request, req *Request, segment string) answer {
	tenant, known := c.authority(segment)
	if !known {
		a := refuse(req, codeUnknownTenant, segment)
		body := a.body.(refused)
		body.Error = "invalid_tenant"
		a.body = body
		return a
	}
	req.Tenant = named(tenant)
	in, issued := tenant, tenant
	if tenant == "" {
		in, issued = segment, "{tenantid}"
	}
	base := "https://" + r.Host + "/"
	return ok(map[string]any{
		"authorization_endpoint":                base + in + "/oauth2/v2.0/authorize",
		"token_endpoint":                        base + in + "/oauth2/v2.0/token",
		"device_authorization_endpoint":         base + in + "/oauth2/v2.0/devicecode",
		"end_session_endpoint":                  base + in + "/oauth2/v2.0/logout",
		"jwks_uri":                              base + in + "/discovery/v2.0/keys",
		"issuer":                                base + issued + "/v2.0",
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"response_types_supported":              []string{"code", "id_token", "code id_token"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt"},
		"tenant_region_scope":                   "EU",
		"cloud_instance_name":                   "microsoftonline.com",
	})
}

// instance knows the aliases of the public cloud, and takes any other host as it is.
func (c *Cloud) instance(r *http.Request) answer {
	asked, _ := url.Parse(r.Form.Get("authorization_endpoint"))
	if asked == nil {
		asked = &url.URL{Host: r.Host}
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(asked.Path, "/"), "/")
	return ok(map[string]any{
		"tenant_discovery_endpoint": "https://" + asked.Host + "/" + tenant + "/v2.0/.well-known/openid-configuration",
		"api-version":               "1.1",
		"metadata": []map[string]any{{
			"preferred_network": "login.microsoftonline.com", "preferred_cache": "login.windows.net",
			"aliases": []string{"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"},
		}},
	})
}

func (c *Cloud) userRealm(segments []string) answer {
	return ok(map[string]any{
		"ver": "1.0", "account_type": "Managed", "domain_name": "contoso.example",
		"cloud_instance_name": "microsoftonline.com", "cloud_audience_urn": "urn:federation:MicrosoftOnline",
		"Login": segments[len(segments)-1],
	})
}

// device is a device code that was issued.
type device struct {
	userCode string
	client   string
	scope    string
	by       *identity // who approved it
	declined bool
	expires  time.Time
}

func (c *Cloud) deviceCode(r *http.Request, req *Request, segment string) answer {
	tenant, known := c.authority(segment)
	if !known {
		return refuse(req, codeUnknownTenant, segment)
	}
	req.Tenant, req.Client, req.Scope = named(tenant), r.PostForm.Get("client_id"), r.PostForm.Get("scope")
	code := secret("DC")
	d := &device{userCode: strings.ToUpper("F" + randomHex(4)), client: req.Client, scope: req.Scope, expires: time.Now().Add(15 * time.Minute)}
	if u := c.world.user(c.world.AtBrowser); u != nil {
		d.by, d.declined = &identity{u.OID, u.Home, false}, c.world.Declines
	}
	c.devices[code] = d
	return ok(map[string]any{
		"device_code": code, "user_code": d.userCode, "expires_in": 900, "interval": 1,
		"verification_uri": "https://microsoft.com/devicelogin",
		"message": "To sign in, use a web browser to open the page https://microsoft.com/devicelogin and enter the code " +
			d.userCode + " to authenticate.",
	})
}

// ApproveDevice is what a user does who enters the code that was shown.
func (c *Cloud) ApproveDevice(userCode, user string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.world.user(user)
	if u == nil {
		return errors.New("there is no user " + user)
	}
	for _, d := range c.devices {
		if d.userCode == userCode {
			d.by = &identity{u.OID, u.Home, false}
			return nil
		}
	}
	return errors.New("there is no device code " + userCode)
}

// authCode is an authorization code that was issued.
type authCode struct {
	identity
	client, scope, redirect, challenge, nonce string
}

var formPost = template.Must(template.New("").Parse(`<html><body onload="document.forms[0].submit()">
<form method="POST" action="{{.Action}}">{{range $name, $value := .Fields}}
<input type="hidden" name="{{$name}}" value="{{index $value 0}}">{{end}}
</form></body></html>
`))

// authorize is the page of the browser: nobody types there, the user of the world or the
// one that is hinted at is taken for signed in.
func (c *Cloud) authorize(r *http.Request, req *Request, segment string) answer {
	tenant, known := c.authority(segment)
	req.Tenant, req.Client, req.Scope = named(tenant), r.Form.Get("client_id"), r.Form.Get("scope")
	u := c.world.user(c.world.AtBrowser)
	if u == nil {
		u = c.world.user(r.Form.Get("login_hint"))
	}
	redirect, err := url.Parse(r.Form.Get("redirect_uri"))
	if !known || u == nil || err != nil || redirect.Host == "" {
		return answer{status: http.StatusBadRequest, page: "<html>Sorry, but we're having trouble signing you in.</html>\n"}
	}
	req.User, req.Claims = u.Name, strings.Contains(r.Form.Get("claims"), "capolids")
	fields := url.Values{"state": {r.Form.Get("state")}}
	if c.world.Declines {
		fields.Set("error", "access_denied")
		fields.Set("error_description", "AADSTS65004: User declined to consent to access the app.")
	} else {
		code := secret("CODE")
		c.codes[code] = &authCode{
			identity{u.OID, u.Home, false}, req.Client, req.Scope,
			r.Form.Get("redirect_uri"), r.Form.Get("code_challenge"), r.Form.Get("nonce"),
		}
		fields.Set("code", code)
		fields.Set("client_info", clientInfo(u.OID, u.Home))
	}
	if r.Form.Get("response_mode") == "form_post" {
		var page strings.Builder
		formPost.Execute(&page, map[string]any{"Action": redirect.String(), "Fields": fields}) // into memory
		return answer{status: http.StatusOK, page: page.String()}
	}
	redirect.RawQuery = fields.Encode()
	return answer{status: http.StatusFound, header: map[string]string{"Location": redirect.String()}}
}

// proves says whether a verifier is the one that a challenge was made of (PKCE, S256).
func proves(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return challenge == base64.RawURLEncoding.EncodeToString(sum[:])
}
