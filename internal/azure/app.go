package azure

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/azenv/azenv/internal/home"
)

// App is a service principal, with one of Secret, Certificate and Assertion.
type App struct {
	ClientID, Tenant string // Tenant is a GUID or a domain
	Secret           string
	Certificate      *Certificate
	SendChain        bool // send the certificate along: subject name and issuer decide
	Assertion        func(context.Context) (string, error)
}

// Certificate is one with its key.
type Certificate struct {
	certs []*x509.Certificate
	key   crypto.PrivateKey
}

// ReadCertificate reads PEM, or PKCS#12 of any age: azidentity reads none whose MAC is by
// SHA-256, as OpenSSL 3 writes them. Its errors are *Error.
func ReadCertificate(data []byte, password string) (*Certificate, error) {
	if bytes.Contains(data, []byte("-----BEGIN")) {
		if bytes.Contains(data, []byte("ENCRYPTED")) {
			return nil, &Error{Problem: BadCertificate, msg: "the certificate's key is encrypted: give it as PKCS#12, with --certificate-password"}
		}
		certs, key, err := azidentity.ParseCertificates(data, nil)
		if err != nil {
			return nil, &Error{Problem: BadCertificate, msg: "the certificate cannot be read: PEM needs a key and a certificate in one file", err: err}
		}
		return &Certificate{certs, key}, nil
	}
	key, cert, chain, err := pkcs12.DecodeChain(data, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return nil, &Error{Problem: WrongPassword, msg: "the certificate's password is wrong, or missing", err: err}
	case err != nil:
		return nil, &Error{Problem: BadCertificate, msg: "the certificate cannot be read: it is neither PEM nor PKCS#12", err: err}
	}
	return &Certificate{append([]*x509.Certificate{cert}, chain...), key}, nil
}

// App makes an account of a service principal. Nobody is asked before its first token.
func (s *Service) App(a App) (Account, error) {
	var cred azcore.TokenCredential
	var err error
	discovery, tenants := !s.cloud.Discovery, []string{"*"}
	switch o := s.options().ClientOptions; {
	case a.Certificate != nil:
		if end := a.Certificate.certs[0].NotAfter; time.Now().After(end) {
			return nil, &Error{Problem: ExpiredCertificate, msg: "the certificate expired on " + end.Format("2006-01-02")}
		}
		cred, err = azidentity.NewClientCertificateCredential(a.Tenant, a.ClientID, a.Certificate.certs, a.Certificate.key, &azidentity.ClientCertificateCredentialOptions{
			ClientOptions: o, DisableInstanceDiscovery: discovery, AdditionallyAllowedTenants: tenants, SendCertificateChain: a.SendChain})
	case a.Assertion != nil:
		cred, err = azidentity.NewClientAssertionCredential(a.Tenant, a.ClientID, a.Assertion, &azidentity.ClientAssertionCredentialOptions{
			ClientOptions: o, DisableInstanceDiscovery: discovery, AdditionallyAllowedTenants: tenants})
	default:
		cred, err = azidentity.NewClientSecretCredential(a.Tenant, a.ClientID, a.Secret, &azidentity.ClientSecretCredentialOptions{
			ClientOptions: o, DisableInstanceDiscovery: discovery, AdditionallyAllowedTenants: tenants})
	}
	if err != nil {
		return nil, s.explain(err, a.Tenant)
	}
	return &machine{s: s, cred: cred, tenant: strings.ToLower(a.Tenant)}, nil
}

// Managed makes an account of this machine's identity: the system's for no id, else the
// one with that client ID, or resource ID where it begins with a slash.
func (s *Service) Managed(id string) (Account, error) {
	o := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: s.options().ClientOptions}
	switch {
	case strings.HasPrefix(id, "/"):
		o.ID = azidentity.ResourceID(id)
	case id != "":
		o.ID = azidentity.ClientID(id)
	}
	cred, err := azidentity.NewManagedIdentityCredential(o)
	if err != nil {
		return nil, s.explain(err, "")
	}
	return &machine{s: s, cred: cred, local: true}, nil
}

// machine is an account that no person stands behind.
type machine struct {
	s      *Service
	cred   azcore.TokenCredential
	tenant string // its own, as it was given
	local  bool   // a managed identity, of one tenant

	mu sync.Mutex
	id string // its own tenant's GUID, once there is a token
}

// Token implements Account. azidentity keeps tokens for as long as this process lives.
func (m *machine) Token(ctx context.Context, r Request) (Token, error) {
	r = m.s.orDefault(r)
	m.mu.Lock()
	own := m.local || r.Tenant == m.tenant || r.Tenant == m.id
	m.mu.Unlock()
	o := policy.TokenRequestOptions{Scopes: []string{r.Scope}, Claims: r.Claims, EnableCAE: !m.local}
	if m.local {
		o.Claims = ""
	}
	if !own {
		o.TenantID = r.Tenant // azidentity keeps tokens by what it is called
	}
	tok, err := m.cred.GetToken(ctx, o)
	if err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		err = m.s.explain(err, cmp.Or(r.Tenant, m.tenant))
		if e := (*Error)(nil); m.local && errors.As(err, &e) && e.Problem != Interrupted {
			e.Problem, e.msg = NoIdentity, "this machine has no such managed identity: "+e.msg
		}
		return Token{}, err
	}
	tenant := tenantIn(tok.Token)
	if own || r.Tenant == "" {
		m.mu.Lock()
		m.id = tenant
		m.mu.Unlock()
	}
	return Token{Secret: tok.Token, Expires: tok.ExpiresOn, Scope: r.Scope, Tenant: tenant}, nil
}

// tenantIn is the tenant that an access token says it is for; empty where it is no JWT.
func tenantIn(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Tenant string `json:"tid"`
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	return strings.ToLower(claims.Tenant)
}

// assertionLimit is the most bytes of a federated token.
const assertionLimit = 1 << 16

// FederatedFile reads another provider's token from a file each time it is needed, since
// who puts it there renews it.
func FederatedFile(path string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		data, _, err := home.ReadSmall(path, assertionLimit)
		if err != nil {
			return "", err
		}
		token := strings.TrimSpace(string(data))
		if token == "" {
			return "", fmt.Errorf("%s: no token in it", path)
		}
		return token, nil
	}
}

// GitHub gets the token of the GitHub Actions job that this runs in. getenv knows the
// variables that a job with the permission id-token: write has.
// https://docs.github.com/actions/reference/security/oidc
func (s *Service) GitHub(getenv func(string) string) (func(context.Context) (string, error), error) {
	address, bearer := getenv("ACTIONS_ID_TOKEN_REQUEST_URL"), getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
	if address == "" || bearer == "" {
		return nil, &Error{Problem: BadAssertion, msg: "this is no GitHub Actions job with the permission id-token: write"}
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, &Error{Problem: BadAssertion, msg: "ACTIONS_ID_TOKEN_REQUEST_URL is no address"}
	}
	q := u.Query()
	q.Set("audience", "api://AzureADTokenExchange")
	u.RawQuery = q.Encode()
	return func(ctx context.Context) (string, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return "", err
		}
		req.Header.Set("Authorization", "Bearer "+bearer)
		resp, err := s.Do(req)
		if err != nil {
			return "", s.explain(err, "")
		}
		defer resp.Body.Close()
		var reply struct {
			Value string `json:"value"`
		}
		if err := json.NewDecoder(io.LimitReader(resp.Body, assertionLimit)).Decode(&reply); err != nil || reply.Value == "" {
			return "", &Error{Problem: BadAssertion, msg: fmt.Sprintf("GitHub gave no token: it answered %d", resp.StatusCode)}
		}
		return reply.Value, nil
	}, nil
}
