package fakeazure

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Marker is in every secret that a Cloud issues: tokens, codes and the like. The secrets of
// a World should have it, too.
const Marker = "FAKEsecret"

// AzureCLI is the client ID of az, and the one azenv signs in with.
const AzureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// family are the first-party clients that redeem one another's refresh tokens.
var family = map[string]bool{
	AzureCLI:                               true,
	"1950a258-227b-4e31-a9cf-717495945fc2": true, // Azure PowerShell
}

// defaultLife is that of an access token.
const defaultLife = 75 * time.Minute

// refreshToken is a refresh token that was issued.
type refreshToken struct {
	identity
	client string
	// signedInAt is the tenant whose authority the user signed in at, which is what
	// multi-factor authentication there was for.
	signedInAt string
	revoked    int // the AADSTS code that it is refused with from now on
}

// accessToken is an access token that was issued.
type accessToken struct {
	identity
	tenant   string
	audience string
	expires  time.Time
	revoked  bool
}

func secret(kind string) string { return Marker + "-" + kind + "-" + randomHex(16) }

func randomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

func guid() string { return asGUID(randomHex(16)) }

func asGUID(hex string) string {
	return strings.Join([]string{hex[:8], hex[8:12], "4" + hex[13:16], "8" + hex[17:20], hex[20:32]}, "-")
}

// guestOID is what a user is called in a tenant: another oid than at home.
func guestOID(id identity, tenant string) string {
	if id.app || tenant == id.home {
		return id.oid
	}
	return asGUID(fmt.Sprintf("%x", sha256.Sum256([]byte(id.oid+tenant))))
}

// jwt looks like a signed token; its signature is where the marker is.
func jwt(kind string, claims map[string]any) string {
	part := func(v any) string {
		data, _ := json.Marshal(v) // of strings and numbers
		return base64.RawURLEncoding.EncodeToString(data)
	}
	return part(map[string]string{"typ": "JWT", "alg": "RS256", "kid": "fake"}) + "." + part(claims) + "." + secret(kind)
}

// mintAccess issues an access token for a resource in a tenant.
func (c *Cloud) mintAccess(p *principal, tenant, client, resource, scp string) (token string, life time.Duration) {
	life = c.world.TokenLife
	if life == 0 {
		life = defaultLife
	}
	now := time.Now()
	claims := map[string]any{
		"aud": resource, "iss": "https://sts.windows.net/" + tenant + "/", "iat": now.Unix(), "nbf": now.Unix() - 300,
		"exp": now.Add(life).Unix(), "appid": client, "oid": guestOID(p.identity, tenant), "tid": tenant, "ver": "1.0",
	}
	if p.app {
		claims["idtyp"] = "app"
		for _, s := range c.world.ServicePrincipals {
			if s.ClientID == p.oid && s.Tenant == p.home && s.OID != "" {
				claims["oid"] = s.OID
			}
		}
	} else {
		claims["upn"], claims["unique_name"], claims["scp"] = p.name, p.name, scp
	}
	token = jwt("AT", claims)
	c.access[token] = &accessToken{p.identity, tenant, resource, now.Add(life), false}
	return token, life
}

func mintID(p *principal, tenant string, g *grant) string {
	now := time.Now().Unix()
	claims := map[string]any{
		"aud": g.req.Client, "iss": "https://" + g.r.Host + "/" + tenant + "/v2.0", "iat": now, "nbf": now - 300, "exp": now + 3600,
		"name": p.name, "oid": guestOID(p.identity, tenant), "preferred_username": p.name,
		"sub": "sub-" + guestOID(p.identity, tenant), "tid": tenant, "ver": "2.0",
	}
	if g.nonce != "" { // which MSAL for Python compares with its own
		claims["nonce"] = g.nonce
	}
	return jwt("ID", claims)
}

// Revoke makes the refresh tokens of a user useless, with the AADSTS code that they are
// refused with: 50173 after a change of the password or revokeSignInSessions, 700082 after
// 90 idle days. ARM then challenges the user's access tokens, as it does with continuous
// access evaluation. A later sign-in is not concerned.
func (c *Cloud) Revoke(user string, code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.world.user(user)
	if u == nil {
		return
	}
	id := identity{u.OID, u.Home, false}
	for _, t := range c.refresh {
		if t.identity == id {
			t.revoked = code
		}
	}
	for _, t := range c.access {
		if t.identity == id {
			t.revoked = true
		}
	}
}

// Live says whose token a string is, and whether it would be taken now. It is for tests
// that find one in a file.
func (c *Cloud) Live(token string) (user string, live bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.refresh[token]; t != nil {
		if p := c.world.principal(t.identity); p != nil {
			return p.name, t.revoked == 0
		}
	}
	if t := c.access[token]; t != nil {
		if p := c.world.principal(t.identity); p != nil {
			return p.name, !t.revoked && time.Now().Before(t.expires)
		}
	}
	return "", false
}
