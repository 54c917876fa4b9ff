package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/term"
	"github.com/azenv/azenv/internal/tokens"
)

// signedInAs is who a sign-in brought, with what is to be kept of it.
type signedInAs struct {
	account azctx.Account
	from    azure.Account
	acct    tokens.Account // the zero value for a managed identity
	note    signInNote
	entry   *tokens.Entry // for az, of a service principal
	tenants []string      // to be listed; all where it is nil
	base    string        // the az folder that it is from, if any
	chosen  string        // the subscription that az has selected
}

// login signs in, and keeps nothing before Azure has answered all: until then Ctrl-C
// leaves nothing behind.
func (a *app) login(in loginInput) error {
	a.sweep()
	r, err := a.around()
	if err != nil {
		return err
	}
	if !r.saves && in.global {
		return hint(fmt.Errorf("autosave is off: %w", errLocalDefault), "%sazenv login --global", a.autosaveOn(r))
	}
	local := in.local || !r.saves
	store, err := a.shelf(local)
	if err != nil {
		return err
	}
	active := a.settle(r.active)
	in.renew(active, a)
	cl, err := a.cloudOf(cmp.Or(in.cloud, a.cloudOfUser(r, in.user)))
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	svc := a.connect(cl)
	who, err := a.signIn(ctx, in, svc, cl, tokenRoot(store.Dirs.State))
	if err != nil {
		return signInHint(err, &azctx.Context{Account: who.account, Tenant: azctx.Tenant{ID: in.tenant}})
	}
	listed, err := svc.Discover(ctx, who.from, who.tenants, a.progress("tenants are listed"))
	a.endProgress()
	if ctx.Err() != nil {
		return exitCode(exitInterrupted)
	}
	if err != nil {
		a.warn(fmt.Errorf("nothing could be listed: %w", signInHint(err, &azctx.Context{Account: who.account})))
	}
	a.firstToken(ctx, in, who, listed)
	l := &landing{app: a, ctx: ctx, in: in, r: r, local: local, store: store, cloud: cl, who: who, listed: listed, active: active}
	return l.land()
}

// settle takes up what az did in the context with that id, so that a sign-out there comes
// before the sign-in that follows, and returns the context, nil for none.
func (a *app) settle(active string) *azctx.Context {
	if active == "" {
		return nil
	}
	s := a.open(azctx.Look)
	defer s.close()
	if s.req.Err != nil {
		return nil
	}
	c, err := s.req.Contexts.ByID(active)
	if err != nil || c == nil {
		return nil
	}
	s.enters = true
	s.enter(c, false) // what is wrong there is told when the shell enters it
	return c
}

// renew makes a sign-in of which nothing was said that of the context in force.
func (in *loginInput) renew(active *azctx.Context, a *app) {
	if !in.again || active == nil {
		in.again = false
		return
	}
	in.cloud, in.tenant = active.Cloud, active.Tenant.ID
	switch active.Account.Type {
	case azctx.ManagedIdentity:
		in.managed, in.identity = true, identityID(active.Account.Name)
		return
	case azctx.ServicePrincipal:
		in.app = active.Account.Name
	default:
		in.user = active.Account.Name
	}
	s := a.open(azctx.Look)
	defer s.close()
	t := s.tokensOf(active)
	note := readNote(t.account(), append([]string{t.places.Shared}, t.places.Lent...)...)
	in.note, in.letAz = note, in.letAz || note.LetAz
}

// cloudOfUser is the cloud that contexts have a user in, else the public one.
func (a *app) cloudOfUser(r around, user string) string {
	all := r.all()
	for i := range all.Contexts {
		if c := &all.Contexts[i]; user != "" && strings.EqualFold(c.Account.Name, user) {
			return c.Cloud
		}
	}
	return cloud.Public
}

// signIn signs in in the way that in says.
func (a *app) signIn(ctx context.Context, in loginInput, svc *azure.Service, cl cloud.Cloud, shared string) (who signedInAs, err error) {
	switch {
	case in.managed:
		return a.signInManaged(ctx, in, svc)
	case in.asAz:
		return a.signInAsAz(in, svc, cl)
	case in.app != "":
		return a.signInApp(ctx, in, svc, cl)
	}
	return a.signInUser(ctx, in, svc, cl, shared)
}

// signInUser has a person sign in, in a browser or by a code.
func (a *app) signInUser(ctx context.Context, in loginInput, svc *azure.Service, cl cloud.Cloud, shared string) (who signedInAs, err error) {
	who.account = azctx.Account{Name: in.user, Type: azctx.User}
	ask := azure.Ask{ClientID: in.note.ClientID, Tenant: in.tenant, Hint: in.user, Scope: in.scope, Claims: in.note.Claims[in.tenant]}
	browser := in.browser || !in.device && a.hasBrowser()
	if !in.browser && !in.device && (!term.IsTTY(a.err) || !isTerminal(a.in)) {
		return who, hint(errors.New("there is no terminal, so nobody is asked to sign in"), "azenv login --device-code, or azenv login --service-principal: azenv login --help")
	}
	if browser {
		ask.Open = a.openBrowser
	} else {
		ask.Show = func(d azure.DeviceCode) error {
			a.say("open %s and enter the code %s", d.URL, d.Code)
			return nil
		}
	}
	u, err := svc.SignIn(ctx, ask)
	if err != nil {
		return who, err
	}
	is := u.Who()
	if in.user != "" && !strings.EqualFold(is.Name, in.user) && !a.sameHome(in.user, is.HomeID) {
		return who, hint(fmt.Errorf("signed in as %s, not as %s: nothing is kept", is.Name, in.user), "azenv login %s", quoteArg(is.Name))
	}
	who.account = azctx.Account{Name: is.Name, Type: azctx.User, HomeID: is.HomeID}
	who.from, who.acct = u, tokens.Account{Env: cl.Host(), HomeID: is.HomeID}
	who.note = signInNote{ClientID: in.note.ClientID}
	if in.tenant != "" {
		who.tenants = []string{in.tenant}
	}
	return who, nil
}

// sameHome says whether a context has the account with that home id by another name: it
// was changed.
func (a *app) sameHome(name, homeID string) bool {
	r, err := a.around()
	if err != nil {
		return false
	}
	all := r.all()
	for i := range all.Contexts {
		of := all.Contexts[i].Account
		if strings.EqualFold(of.Name, name) && of.HomeID != "" {
			return strings.EqualFold(of.HomeID, homeID)
		}
	}
	return false
}

// signInManaged is this machine's own identity.
func (a *app) signInManaged(ctx context.Context, in loginInput, svc *azure.Service) (who signedInAs, err error) {
	who.account = azctx.Account{Name: "systemAssignedIdentity", Type: azctx.ManagedIdentity}
	if in.identity != "" {
		who.account.Name = "userAssignedIdentity/" + in.identity
	}
	if who.from, err = svc.Managed(in.identity); err != nil {
		return who, err
	}
	tok, err := who.from.Token(ctx, azure.Request{Scope: in.scope})
	if tok.Tenant != "" {
		who.tenants = []string{tok.Tenant}
	}
	return who, err
}

// signInApp is a service principal.
func (a *app) signInApp(ctx context.Context, in loginInput, svc *azure.Service, cl cloud.Cloud) (who signedInAs, err error) {
	who.account = azctx.Account{Name: strings.ToLower(in.app), Type: azctx.ServicePrincipal}
	if in.note.Way == "" { // renewed, and never signed in by azenv
		return who, hint(fmt.Errorf("how %s signs in is not known to azenv", in.app), "azenv login --service-principal %s --tenant %s, with its credential", in.app, in.tenant)
	}
	app, err := a.credential(svc, in.note)
	if err != nil {
		return who, err
	}
	app.ClientID, app.Tenant = who.account.Name, in.tenant
	account, err := svc.App(app)
	if err != nil {
		return who, err
	}
	tok, err := account.Token(ctx, azure.Request{Scope: in.scope})
	if err != nil {
		return who, err
	}
	who.from, who.note = account, in.note
	who.note.LetAz = in.letAz
	who.acct = tokens.Account{Env: cl.Host(), ClientID: app.ClientID, Tenant: cmp.Or(tok.Tenant, strings.ToLower(in.tenant))}
	who.tenants = []string{who.acct.Tenant}
	who.entry, err = a.entryFor(ctx, in, app, who.acct.Tenant)
	return who, err
}
