package azure

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/cache"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"
)

// Ask says how a person is asked to sign in.
type Ask struct {
	ClientID string // empty for AzureCLI
	Tenant   string // GUID or domain; empty for the user's own
	Hint     string // the user's name
	Claims   string // the claims that the sign-in must meet
	Scope    string // empty for the resource manager
	// Open shows a page in a browser. The sign-in is then the code flow with PKCE, whose
	// answer comes back to a loopback address. If Open is nil, Show shows a device code.
	Open func(url string) error
	Show func(DeviceCode) error
}

// DeviceCode is a code that somebody enters at URL, on any device.
type DeviceCode struct {
	URL, Code string
	Expires   time.Time
}

// Who says who a user is. HomeID is MSAL's home account id (object.tenant), Tenant the
// GUID of the home tenant.
type Who struct{ HomeID, Name, Tenant string }

// User is a person who signed in, with the tokens of that sign-in.
type User struct {
	s       *Service
	client  public.Client
	memory  *memory
	account public.Account
	who     Who
	// first is the token of the sign-in itself, if it is for the user's own tenant. MSAL
	// keeps it as a token of no tenant, and would ask for another one.
	first Token
}

// memory is MSAL's cache in this process. It reads data once; all returns its contents
// at the end.
type memory struct {
	data    []byte // the cache that it was made from
	read    bool
	all     cache.Marshaler
	changed atomic.Bool
}

// Replace implements cache.ExportReplace.
func (m *memory) Replace(_ context.Context, u cache.Unmarshaler, _ cache.ReplaceHints) error {
	if m.read || m.data == nil {
		return nil
	}
	m.read = true
	return u.Unmarshal(m.data)
}

// Export implements cache.ExportReplace.
func (m *memory) Export(_ context.Context, all cache.Marshaler, _ cache.ExportHints) error {
	m.all = all
	m.changed.Store(true)
	return nil
}

// userClient makes MSAL's client. It declares that it understands claims challenges. az
// declares the same, so both can use the same tokens.
func (s *Service) userClient(clientID string, m *memory) (public.Client, error) {
	return public.New(cmp.Or(clientID, AzureCLI),
		public.WithAuthority(s.cloud.Authority+"/organizations"), public.WithCache(m), public.WithHTTPClient(s),
		public.WithInstanceDiscovery(s.cloud.Discovery), public.WithClientCapabilities([]string{"CP1"}))
}

// SignIn asks a person to sign in. Its errors are *Error.
func (s *Service) SignIn(ctx context.Context, ask Ask) (*User, error) {
	u := &User{s: s, memory: &memory{}}
	var err error
	if u.client, err = s.userClient(ask.ClientID, u.memory); err != nil {
		return nil, s.explain(err, ask.Tenant)
	}
	scopes := []string{cmp.Or(ask.Scope, s.cloud.scope())}
	var res public.AuthResult
	if ask.Open != nil {
		res, err = u.byBrowser(ctx, scopes, ask)
	} else {
		res, err = u.byCode(ctx, scopes, ask)
	}
	if err == nil && res.Account.HomeAccountID == "" {
		err = errors.New("the answer does not say who signed in")
	}
	if err != nil {
		if ctx.Err() != nil {
			err = ctx.Err() // MSAL may have made another error of it
		}
		return nil, s.explain(err, ask.Tenant)
	}
	u.is(res.Account)
	if ask.Tenant == "" {
		u.first = Token{Secret: res.AccessToken, Expires: res.ExpiresOn, Scope: scopes[0], Tenant: strings.ToLower(u.who.Tenant)}
	}
	return u, nil
}

func (u *User) is(a public.Account) {
	u.account = a
	_, tenant, _ := strings.Cut(a.HomeAccountID, ".")
	u.who = Who{HomeID: a.HomeAccountID, Name: a.PreferredUsername, Tenant: tenant}
}

func (u *User) byBrowser(ctx context.Context, scopes []string, ask Ask) (public.AuthResult, error) {
	opts := []public.AcquireInteractiveOption{public.WithOpenURL(ask.Open)}
	if ask.Tenant != "" {
		opts = append(opts, public.WithTenantID(ask.Tenant))
	}
	if ask.Claims != "" {
		opts = append(opts, public.WithClaims(ask.Claims))
	}
	if ask.Hint != "" {
		opts = append(opts, public.WithLoginHint(ask.Hint))
	}
	return u.client.AcquireTokenInteractive(ctx, scopes, opts...)
}

func (u *User) byCode(ctx context.Context, scopes []string, ask Ask) (res public.AuthResult, err error) {
	var opts []public.AcquireByDeviceCodeOption
	if ask.Tenant != "" {
		opts = append(opts, public.WithTenantID(ask.Tenant))
	}
	if ask.Claims != "" {
		opts = append(opts, public.WithClaims(ask.Claims))
	}
	code, err := u.client.AcquireTokenByDeviceCode(ctx, scopes, opts...)
	if err != nil {
		return res, err
	}
	if err := ask.Show(DeviceCode{code.Result.VerificationURL, code.Result.UserCode, code.Result.ExpiresOn}); err != nil {
		return res, err
	}
	return code.AuthenticationResult(ctx)
}

// User makes an account from tokens that an earlier process kept. cache is MSAL's JSON, in
// which the authority's host has its port; home is the home account id. No person is
// asked.
func (s *Service) User(clientID, home string, cache []byte) (*User, error) {
	u := &User{s: s, memory: &memory{data: cache}}
	var err error
	if u.client, err = s.userClient(clientID, u.memory); err != nil {
		return nil, s.explain(err, "")
	}
	all, err := u.client.Accounts(context.Background())
	if err != nil {
		return nil, s.explain(err, "")
	}
	for _, a := range all {
		if strings.EqualFold(a.HomeAccountID, home) {
			u.is(a)
			return u, nil
		}
	}
	return nil, &Error{Problem: NeedsSignIn, msg: "nobody is signed in here"}
}

// Who says who the user is.
func (u *User) Who() Who { return u.who }

// Token implements Account. It returns a token from the cache, or gets one by the refresh
// token.
func (u *User) Token(ctx context.Context, r Request) (Token, error) {
	r = u.s.orDefault(r)
	if r.Tenant == "" && r.Claims == "" && r.Scope == u.first.Scope && time.Now().Before(u.first.Expires) {
		return u.first, nil
	}
	tenant := cmp.Or(r.Tenant, u.who.Tenant)
	opts := []public.AcquireSilentOption{public.WithSilentAccount(u.account), public.WithTenantID(tenant)}
	if r.Claims != "" {
		opts = append(opts, public.WithClaims(r.Claims))
	}
	res, err := u.client.AcquireTokenSilent(ctx, []string{r.Scope}, opts...)
	if err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return Token{}, u.s.explain(err, tenant)
	}
	if res.IDToken.TenantID != "" {
		tenant = res.IDToken.TenantID
	}
	return Token{Secret: res.AccessToken, Expires: res.ExpiresOn, Scope: r.Scope, Tenant: strings.ToLower(tenant)}, nil
}

// Changed says whether the cache has changed since the User was made.
func (u *User) Changed() bool { return u.memory.changed.Load() }

// Cache returns all tokens of the User, as MSAL's JSON.
func (u *User) Cache() ([]byte, error) {
	if u.memory.all == nil {
		return u.memory.data, nil
	}
	return u.memory.all.Marshal()
}
