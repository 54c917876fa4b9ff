package fakeazure

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestDeviceCode_waitsForApproval(t *testing.T) {
	c := newClient(t, sample())
	d := c.post(organizations, "devicecode", map[string]string{"scope": armAll})
	poll := func() reply {
		return c.post(organizations, "token", map[string]string{"grant_type": deviceGrant, "device_code": d.Device})
	}
	c.refuses(poll(), codePending)
	if err := c.cloud.ApproveDevice(d.Code, user); err != nil {
		t.Fatal(err)
	}
	r := poll()
	if r.Access == "" || r.Refresh == "" || r.Foci != "1" || r.Scope != "https://management.core.windows.net//user_impersonation "+armAll {
		t.Errorf("signed in: %+v", r)
	}
	for _, s := range []string{d.Device, r.Access, r.Refresh} {
		if !strings.Contains(s, Marker) {
			t.Errorf("%q has no marker", s)
		}
	}
	c.refuses(poll(), codeExpiredCode)
	if n := c.cloud.Count(Token); n != 2 {
		t.Errorf("%d token requests counted, want 2 without the polling", n)
	}
}

func TestDeviceCode_declined(t *testing.T) {
	c := newClient(t, sample())
	c.cloud.Change(func(w *World) { w.Declines = true })
	r := c.signIn(organizations)
	c.refuses(r, codeDeclined)
	if r.Error != "authorization_declined" {
		t.Errorf("error %v", r.Error)
	}
}

func TestRefresh(t *testing.T) {
	c := newClient(t, sample())
	first := c.signIn(organizations)
	second := c.refresh(tenantB, first.Refresh)
	if second.Refresh == first.Refresh || second.Access == "" {
		t.Errorf("no rotation: %+v", second)
	}
	if r := c.refresh("fabrikam.example", first.Refresh); r.Access == "" {
		t.Errorf("the old one is refused: %v", r.Codes)
	}
	c.refuses(c.refresh("nowhere.example", first.Refresh), codeUnknownTenant)
	c.refuses(c.refresh(organizations, "unknown"), codeBadGrant)
	c.cloud.Change(func(w *World) { w.Users[0].Tenants = nil })
	c.refuses(c.refresh(tenantB, second.Refresh), codeNotInTenant)

	c.cloud.Revoke(user, codeRevoked)
	c.refuses(c.refresh(organizations, first.Refresh), codeRevoked)
	if _, live := c.cloud.Live(second.Refresh); live {
		t.Error("a revoked token is live")
	}
	again := c.signIn(organizations)
	if who, live := c.cloud.Live(again.Refresh); who != user || !live {
		t.Errorf("a new sign-in: %q, live %t", who, live)
	}
	c.cloud.Revoke(user, codeExpiredToken)
	c.refuses(c.refresh(organizations, again.Refresh), codeExpiredToken)
}

func TestRefusals(t *testing.T) {
	c := newClient(t, sample())
	c.cloud.Change(func(w *World) {
		w.Tenants[1].MFA = 50076
		w.Refusals = []Refusal{{Resource: "vault.azure.net", Code: 65001}}
	})
	home := c.signIn(organizations)
	c.refuses(c.refresh(tenantB, home.Refresh), 50076)
	if r := c.refresh(tenantB, c.signIn(tenantB).Refresh); r.Access == "" {
		t.Errorf("a sign-in at the tenant itself: %v", r.Codes)
	}
	c.refuses(c.post(tenantA, "token", map[string]string{
		"grant_type": "refresh_token", "refresh_token": home.Refresh, "scope": "https://vault.azure.net/.default",
	}), 65001)
}

func TestAuthorizationCode(t *testing.T) {
	verifier := strings.Repeat("v", 43)
	sum := sha256.Sum256([]byte(verifier))
	for _, mode := range []string{"query", "form_post"} {
		t.Run(mode, func(t *testing.T) {
			c := newClient(t, sample())
			got := url.Values{}
			back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r.ParseForm()
				got = r.Form
			}))
			defer back.Close()
			page := c.url + "/organizations/oauth2/v2.0/authorize?" + url.Values{
				"client_id": {AzureCLI}, "redirect_uri": {back.URL}, "response_mode": {mode}, "state": {"a<b>&c"}, "login_hint": {user},
				"scope": {armAll}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
			}.Encode()
			if err := Browse(c.http, page); err != nil {
				t.Fatal(err)
			}
			if got.Get("state") != "a<b>&c" || got.Get("code") == "" {
				t.Fatalf("back came %v", got)
			}
			form := map[string]string{"grant_type": "authorization_code", "code": got.Get("code"), "redirect_uri": back.URL, "code_verifier": "other"}
			c.refuses(c.post(organizations, "token", form), codeBadGrant)
			form["code_verifier"] = verifier
			if r := c.post(organizations, "token", form); r.Access == "" {
				t.Errorf("refused: %v", r.Codes)
			}
			c.refuses(c.post(organizations, "token", form), codeBadGrant)
		})
	}
}

func TestClientCredentials(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, sample())
	c.cloud.Change(func(w *World) {
		w.ServicePrincipals[0].Key, w.ServicePrincipals[0].Federated = &key.PublicKey, []string{"federated"}
	})
	ask := func(field, value string) reply {
		return c.post(tenantB, "token", map[string]string{"grant_type": "client_credentials", "client_id": appID, field: value, "scope": armAll})
	}
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	signed := part(`{"alg":"RS256"}`) + "." + part(fmt.Sprintf(`{"iss":%q,"sub":%q,"exp":%d}`, appID, appID, time.Now().Unix()+60))
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]reply{
		"secret": ask("client_secret", Marker+"-app"), "federated": ask("client_assertion", "federated"),
		"certificate": ask("client_assertion", signed+"."+base64.RawURLEncoding.EncodeToString(signature)),
	} {
		if r.Access == "" || r.Refresh != "" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	c.refuses(ask("client_secret", "wrong"), codeWrongSecret)
	c.refuses(ask("client_assertion", signed+"."+part("nonsense")), codeBadAssertion)
	c.refuses(ask("client_secret", ""), codeNoCredential)
	c.refuses(c.post(tenantA, "token", map[string]string{"grant_type": "client_credentials", "client_id": appID, "client_secret": "x"}), codeUnknownApp)
}
