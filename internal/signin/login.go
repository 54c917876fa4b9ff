package signin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/tokens"
)

// Options say how to sign in, and what to do then. Most are flags of azenv login.
type Options struct {
	User                  string // the user who must sign in; empty for anybody
	Browser, Device, AsAz bool
	App                   string // a service principal's client ID
	Method                Method
	LetAz                 bool
	Managed               bool
	Identity              string
	Tenant, Cloud, Scope  string
	Subscription          string
	Populate              int // the most contexts to make beside the current one; -1 for all
	Global, Local         bool
	Again                 bool // no account was given: that of the context in force signs in again
}

// Person says how to reach the person who typed the command, while a sign-in waits.
type Person struct {
	Terminal bool                   // the person can answer on a terminal
	Browser  bool                   // the person would see a web page
	Open     func(url string) error // shows a web page
	Code     func(url, code string) // shows a code that is to be entered at url
	Progress Progress
}

// Progress shows how far a command has got. A nil Progress shows nothing.
type Progress interface {
	Step(done, of int, what string)
	End()
}

// signedIn is the result of a sign-in: who signed in, and what is to be kept.
type signedIn struct {
	account azctx.Account
	from    azure.Account
	acct    tokens.Account // the zero value for a managed identity
	method  Method
	entry   *tokens.Entry // for az, of a service principal
	tenants []string      // the tenants to list; nil for all
	base    string        // the az folder that the account is from, if any
	chosen  string        // the ID of the subscription that az has selected there
}

// Login is a sign-in that succeeded. Keep stores it; before that nothing is kept.
type Login struct {
	// Troubles are errors that did not end the sign-in, such as a tenant that could not be
	// listed. Each has a hint.
	Troubles []error

	s      *session.Session
	in     Options
	known  session.Known
	local  bool // new contexts live in this shell only
	store  *azctx.Store
	cloud  cloud.Cloud
	who    signedIn
	listed []azure.Listed
	found  azctx.Found    // the contexts of what was listed
	active *azctx.Context // the one in force before the sign-in, nil for none
}

// Start signs in, and asks Azure which tenants and subscriptions there are. It keeps
// nothing, so Ctrl-C leaves nothing behind until Keep is called.
func Start(ctx context.Context, s *session.Session, in Options, person Person) (*Login, error) {
	k, err := s.Known()
	if err != nil {
		return nil, err
	}
	if !k.Saves && in.Global {
		return nil, session.Hint(fmt.Errorf("autosave is off: %w", session.ErrLocalDefault), "%sazenv login --global", s.AutosaveOn(k))
	}
	l := &Login{s: s, known: k, local: in.Local || !k.Saves}
	if l.store, err = s.StoreFor(l.local); err != nil {
		return nil, err
	}
	l.active = syncBeforeLogin(s, k.Active)
	in.renew(s, l.active)
	l.in = in
	if l.cloud, err = s.Cloud(cmp.Or(in.Cloud, cloudOfUser(k, in.User))); err != nil {
		return nil, err
	}
	svc := connect(s, l.cloud)
	w := &way{s: s, in: in, svc: svc, cloud: l.cloud, person: person, known: k}
	if l.who, err = w.signIn(ctx); err != nil {
		return nil, withHint(err, &azctx.Context{Account: l.who.account, Tenant: azctx.Tenant{ID: in.Tenant}})
	}
	l.listed, err = discover(ctx, svc, l.who.from, l.who.tenants, person.Progress)
	if ctx.Err() != nil {
		return nil, ErrInterrupted
	}
	of := &azctx.Context{Account: l.who.account}
	if err != nil {
		l.trouble(fmt.Errorf("nothing could be listed: %w", withHint(err, of)))
	}
	if err := l.firstToken(ctx); err != nil {
		l.trouble(withHint(err, of))
	}
	for _, t := range l.listed {
		if t.Err != nil {
			l.trouble(tenantTrouble(t, l.who.account))
		}
	}
	l.found = l.contexts()
	return l, nil
}

func (l *Login) trouble(err error) { l.Troubles = append(l.Troubles, err) }

// discover asks Azure for the subscriptions of an account in these tenants, or in all if
// tenants is nil.
func discover(ctx context.Context, svc *azure.Service, from azure.Account, tenants []string, p Progress) ([]azure.Listed, error) {
	if p == nil {
		return svc.Discover(ctx, from, tenants, nil)
	}
	defer p.End()
	return svc.Discover(ctx, from, tenants, func(done, of int) { p.Step(done, of, "tenants are listed") })
}

// syncBeforeLogin enters the context with that id, and returns it, nil for none. If az was
// signed out in it, azenv must learn that now: after the sign-in that follows, it would
// take the account away again.
func syncBeforeLogin(s *session.Session, active string) *azctx.Context {
	if active == "" {
		return nil
	}
	c, err := s.ByID(active)
	if err != nil || c == nil {
		return nil
	}
	_ = s.Enter(c) // an error shows when the shell enters it
	return c
}

// renew fills in the options if no account was given. The account of the context in force
// then signs in again, by its method.
func (in *Options) renew(s *session.Session, active *azctx.Context) {
	if !in.Again || active == nil {
		in.Again = false
		return
	}
	in.Cloud, in.Tenant = active.Cloud, active.Tenant.ID
	switch active.Account.Type {
	case azctx.ManagedIdentity:
		in.Managed, in.Identity = true, identityID(active.Account.Name)
		return
	case azctx.ServicePrincipal:
		in.App = active.Account.Name
	default:
		in.User = active.Account.Name
	}
	t := s.Tokens(active)
	method := readMethod(t.Account(), append([]string{t.Stores.Shared}, t.Stores.Lent...)...)
	in.Method, in.LetAz = method, in.LetAz || method.LetAz
}

// cloudOfUser is the cloud of the first context of a user, else the public cloud.
func cloudOfUser(k session.Known, user string) string {
	all := k.All()
	for i := range all.Contexts {
		if c := &all.Contexts[i]; user != "" && strings.EqualFold(c.Account.Name, user) {
			return c.Cloud
		}
	}
	return cloud.Public
}

// way has what every way to sign in needs.
type way struct {
	s      *session.Session
	in     Options
	svc    *azure.Service
	cloud  cloud.Cloud
	person Person
	known  session.Known
}

// signIn signs in by the way that the options ask for.
func (w *way) signIn(ctx context.Context) (signedIn, error) {
	switch {
	case w.in.Managed:
		return w.managed(ctx)
	case w.in.AsAz:
		return w.asAz()
	case w.in.App != "":
		return w.app(ctx)
	}
	return w.user(ctx)
}

// user lets a person sign in, in a browser or by a device code.
func (w *way) user(ctx context.Context) (who signedIn, err error) {
	in := w.in
	who.account = azctx.Account{Name: in.User, Type: azctx.User}
	ask := azure.Ask{ClientID: in.Method.ClientID, Tenant: in.Tenant, Hint: in.User, Scope: in.Scope, Claims: in.Method.Claims[in.Tenant]}
	if !in.Browser && !in.Device && !w.person.Terminal {
		return who, session.Hint(errors.New("there is no terminal, so nobody is asked to sign in"), "azenv login --device-code, or azenv login --service-principal: azenv login --help")
	}
	if in.Browser || !in.Device && w.person.Browser {
		ask.Open = w.person.Open
	} else {
		ask.Show = func(d azure.DeviceCode) error {
			w.person.Code(d.URL, d.Code)
			return nil
		}
	}
	u, err := w.svc.SignIn(ctx, ask)
	if err != nil {
		return who, err
	}
	is := u.Who()
	if in.User != "" && !strings.EqualFold(is.Name, in.User) && !w.sameHome(in.User, is.HomeID) {
		return who, session.Hint(fmt.Errorf("signed in as %s, not as %s: nothing is kept", is.Name, in.User), "azenv login %s", session.Arg(is.Name))
	}
	who.account = azctx.Account{Name: is.Name, Type: azctx.User, HomeID: is.HomeID}
	who.from, who.acct = u, tokens.Account{Env: w.cloud.Host(), HomeID: is.HomeID}
	who.method = Method{ClientID: in.Method.ClientID}
	if in.Tenant != "" {
		who.tenants = []string{in.Tenant}
	}
	return who, nil
}

// sameHome says whether the contexts have the account of that home id under name. The
// user's name may have changed in Azure since.
func (w *way) sameHome(name, homeID string) bool {
	all := w.known.All()
	for i := range all.Contexts {
		of := all.Contexts[i].Account
		if strings.EqualFold(of.Name, name) && of.HomeID != "" {
			return strings.EqualFold(of.HomeID, homeID)
		}
	}
	return false
}

// managed signs in as a managed identity of this machine.
func (w *way) managed(ctx context.Context) (who signedIn, err error) {
	who.account = azctx.Account{Name: "systemAssignedIdentity", Type: azctx.ManagedIdentity}
	if w.in.Identity != "" {
		who.account.Name = "userAssignedIdentity/" + w.in.Identity
	}
	if who.from, err = w.svc.Managed(w.in.Identity); err != nil {
		return who, err
	}
	tok, err := who.from.Token(ctx, azure.Request{Scope: w.in.Scope})
	if tok.Tenant != "" {
		who.tenants = []string{tok.Tenant}
	}
	return who, err
}
