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

// App is a service principal. It has one of Secret, Certificate and Assertion.
type App struct {
	ClientID, Tenant string // Tenant is a GUID or a domain
	Secret           string
	Certificate      *Certificate
	SendChain        bool // send the certificate along, for applications that check subject name and issuer
	Assertion        func(context.Context) (string, error)
}

// Certificate is a certificate with its chain and its key.
type Certificate struct {
	certs []*x509.Certificate
	key   crypto.PrivateKey
}

// ReadCertificate reads PEM or PKCS#12. It does not leave PKCS#12 to azidentity, which
// cannot read a file with a SHA-256 MAC, as OpenSSL 3 writes it. Its errors are *Error.
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

// App makes the account of a service principal. It sends no request before the first token
// is wanted.
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

// Managed makes the account of a managed identity of this machine. An empty id means the
// system-assigned one. An id that begins with a slash is a resource ID, any other a
// client ID.
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

// machine is an account that is no person: a service principal or a managed identity.
type machine struct {
	s      *Service
	cred   azcore.TokenCredential
	tenant string // its own tenant, as it was given
	local  bool   // it is a managed identity, which has one tenant only

	mu sync.Mutex
	id string // the GUID of its own tenant, known after the first token
}

// Token implements Account. azidentity keeps tokens in memory while this process runs.
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
		o.TenantID = r.Tenant // for its own tenant none is given, since azidentity keeps tokens by that name
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

// tenantIn is the tenant that an access token names; empty if the token is no JWT.
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

// assertionLimit is the most bytes that a federated token may have.
const assertionLimit = 1 << 16

// FederatedFile returns a function that reads another provider's token from a file. It
// reads the file each time, since the provider renews the token in it.
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

// GitHub returns a function that gets a token for the GitHub Actions job that azenv runs in.
// getenv returns variables; a job with the permission id-token: write has the needed ones.
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
