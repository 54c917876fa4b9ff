package signin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/tokens"
)

// Signer gets tokens of a context's account without asking any person. It is an
// azure.Account. Its methods call keep once they have new tokens.
type Signer struct {
	// Warnings are errors that did not end anything.
	Warnings []error

	s      *session.Session
	c      *azctx.Context
	cloud  cloud.Cloud
	svc    *azure.Service
	acct   tokens.Account // the zero value for a managed identity
	shared string         // the folder that has the account's tokens
	method Method
	client string // the application that tokens are issued to

	mu      sync.Mutex
	account azure.Account // nil until a token must be got
}

// Open enters c, so that its account's cache has the newest tokens of az, and returns a
// Signer for c.
func Open(s *session.Session, c *azctx.Context) (*Signer, error) {
	cl, err := s.Cloud(c.Cloud)
	if err != nil {
		return nil, err
	}
	g := &Signer{s: s, c: c, cloud: cl, svc: connect(s, cl)}
	if c.Account.Type == azctx.ManagedIdentity {
		g.account, err = g.svc.Managed(identityID(c.Account.Name))
		return g, err
	}
	if err := s.Enter(c); err != nil {
		return nil, err
	}
	t := s.Tokens(c)
	g.acct, g.shared = t.Account(), t.Stores.Shared
	g.acct.Env = cl.Host() // with its port, which MSAL for Go needs
	g.method = readMethod(g.acct, append([]string{g.shared}, t.Stores.Lent...)...)
	g.client = cmp.Or(g.method.ClientID, azure.AzureCLI)
	if g.acct.ClientID != "" {
		g.client = g.acct.ClientID
	} else if g.acct.HomeID == "" {
		return nil, g.signedOut("is not signed in here")
	}
	out, err := tokens.SignedOut(g.shared, g.acct)
	if err == nil && out {
		err = g.signedOut("was signed out")
	}
	return g, err
}

// signedOut is an error that says that the account must sign in, and by which command.
func (g *Signer) signedOut(what string) error {
	line := "azenv login " + session.Arg(g.c.Account.Name) + " --tenant " + g.c.Tenant.ID
	if g.c.Account.Type == azctx.ServicePrincipal {
		line = appLogin(g.c)
	}
	return session.Hint(fmt.Errorf("%s %s", g.c.Account.Name, what), "%s", line)
}

// identityID is Azure's ID of the managed identity that contexts know by name. It is empty
// for the system-assigned one.
func identityID(name string) string {
	_, id, _ := strings.Cut(name, "/")
	if id == "" && azctx.IsGUID(name) {
		return name // contexts from Az PowerShell have the ID as the name
	}
	return id
}

// Tenant is the ID of the context's tenant. Tokens are for it if no other is named.
func (g *Signer) Tenant() string { return g.c.Tenant.ID }

// Subscription is the ID of the context's subscription, empty for none.
func (g *Signer) Subscription() string { return g.c.Subscription.ID }

// Get returns one token, and keeps new tokens that it had to get. An empty tenant means
// the context's, an empty scope the resource manager's.
func (g *Signer) Get(ctx context.Context, tenant, scope string) (azure.Token, error) {
	tok, err := g.Token(ctx, azure.Request{Tenant: tenant, Scope: scope})
	if err == nil {
		g.warn(g.keep()) // even if that fails, the token is good
	}
	return tok, err
}

// warn adds a warning. Several goroutines may call it at once.
func (g *Signer) warn(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil {
		g.Warnings = append(g.Warnings, err)
	}
}

// full is r, with the context's tenant and the resource manager's scope if it has none.
func (g *Signer) full(r azure.Request) azure.Request {
	r.Tenant, r.Scope = cmp.Or(r.Tenant, g.c.Tenant.ID), cmp.Or(r.Scope, g.cloud.Scope())
	return r
}

// Token returns a token from the account's cache if one is still good, else it gets one.
func (g *Signer) Token(ctx context.Context, r azure.Request) (azure.Token, error) {
	r = g.full(r)
	account, held, err := g.ready(r)
	if err != nil || held.Secret != "" {
		return held, err
	}
	tok, err := account.Token(ctx, r)
	if err != nil {
		g.remember(r, err)
		return tok, withHint(err, g.c)
	}
	if g.acct.ClientID != "" {
		h := tokens.Held{Want: tokens.Want{Client: g.client, Tenant: cmp.Or(tok.Tenant, r.Tenant), Scope: r.Scope}, Secret: tok.Secret, Expires: tok.Expires}
		err := tokens.SaveApp(g.shared, g.acct, h, false, time.Now())
		if errors.Is(err, tokens.ErrSignedOut) {
			return azure.Token{}, g.signedOut("was signed out")
		}
		g.warn(err) // even if it was not saved, the token is good
	}
	return tok, nil
}

// ready returns a token from the account's cache, else an azure.Account that can get one.
func (g *Signer) ready(r azure.Request) (azure.Account, azure.Token, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.account != nil {
		return g.account, azure.Token{}, nil
	}
	if r.Claims == "" {
		want := tokens.Want{Client: g.client, Tenant: r.Tenant, Scope: r.Scope}
		h, ok, err := tokens.Find(g.shared, g.acct, want, time.Now())
		if err != nil {
			return nil, azure.Token{}, session.Hint(err, "azenv login %s", session.Arg(g.c.Account.Name))
		}
		if ok {
			return nil, azure.Token{Secret: h.Secret, Expires: h.Expires, Scope: r.Scope, Tenant: r.Tenant}, nil
		}
	}
	var err error
	g.account, err = g.open()
	return g.account, azure.Token{}, err
}

// open makes the azure.Account, from the tokens or the method that are kept.
func (g *Signer) open() (azure.Account, error) {
	if g.acct.ClientID != "" {
		return g.openApp()
	}
	data, err := tokens.Load(g.shared, g.acct)
	if err != nil {
		return nil, session.Hint(err, "azenv login %s", session.Arg(g.c.Account.Name))
	}
	u, err := g.svc.User(g.client, g.acct.HomeID, data)
	if err != nil {
		return nil, withHint(err, g.c)
	}
	return u, nil
}

// openApp makes the azure.Account of a service principal, by its method or, if it has none,
// by the credential that az has.
func (g *Signer) openApp() (azure.Account, error) {
	var app azure.App
	var err error
	if g.method.Way != "" {
		app, err = credential(g.s, g.svc, g.method)
	} else {
		app, err = g.credentialOfAz()
	}
	if err != nil {
		return nil, err
	}
	app.ClientID, app.Tenant = g.acct.ClientID, g.c.Tenant.ID
	account, err := g.svc.App(app)
	return account, withHint(err, g.c)
}

// credentialOfAz is the credential by which az signs the service principal in.
func (g *Signer) credentialOfAz() (app azure.App, err error) {
	e, ok, err := tokens.FindEntry(g.s.Az(g.c).Dir, g.acct)
	if err != nil {
		return app, err
	}
	if !ok || e.Certificate == "" && e.Assertion == "" && e.Secret == "" {
		return app, g.signedOut("is not signed in here")
	}
	return credentialOf(e)
}

// remember keeps the claims of a request that failed in the method. The next sign-in must
// meet them, so that the request succeeds afterwards.
func (g *Signer) remember(r azure.Request, err error) {
	var e *azure.Error
	if !errors.As(err, &e) || e.Claims == "" || g.acct.HomeID == "" {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.method = g.method.withClaims(r.Tenant, e.Claims)
	_ = g.method.write(g.acct, g.shared) // if this fails, the next sign-in does not ask for the claims
}

// keep writes tokens that were renewed into the account's cache, and gives them to az in
// the context.
func (g *Signer) keep() error {
	u, ok := g.account.(*azure.User)
	if !ok && g.acct.ClientID == "" || ok && !u.Changed() || g.account == nil {
		return nil
	}
	if ok {
		data, err := u.Cache()
		if err != nil {
			return err
		}
		_, err = tokens.Save(g.shared, g.acct, data, false, time.Now())
		if errors.Is(err, tokens.ErrSignedOut) {
			return g.signedOut("was signed out")
		}
		if err != nil {
			return err
		}
	}
	return g.s.EnterAgain(g.c)
}
