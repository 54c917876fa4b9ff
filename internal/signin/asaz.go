package signin

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/tokens"
)

// asAz signs in as the account that az is signed in as, with the tokens or the credential
// that az has.
func (w *way) asAz() (who signedIn, err error) {
	path, err := w.s.AzFile()
	if err != nil {
		return who, err
	}
	s, err := w.s.ReadSteadily(path)
	if err != nil {
		return who, err
	}
	c := chosenOfAz(s.Found, w.in.User, w.cloud.Name)
	dir := filepath.Dir(path)
	who.base = s.Base
	if c == nil {
		return who, session.Hint(fmt.Errorf("%s: az is not signed in there, or not as asked", dir), "az login, or azenv login")
	}
	who.account, who.chosen = c.Account, c.Subscription.ID
	who.tenants = []string{w.in.Tenant}
	if w.in.Tenant == "" {
		who.tenants = nil
	}
	switch c.Account.Type {
	case azctx.ManagedIdentity:
		who.from, err = w.svc.Managed(identityID(c.Account.Name))
		return who, err
	case azctx.ServicePrincipal:
		return w.appOfAz(who, dir, c)
	}
	acct, data, err := tokens.OfAz(dir, w.cloud.Host(), c.Account.Name)
	if err != nil {
		return who, session.Hint(err, "azenv login %s", session.Arg(c.Account.Name))
	}
	who.acct, who.account.HomeID = acct, acct.HomeID
	who.from, err = w.svc.User(azure.AzureCLI, acct.HomeID, data)
	return who, err
}

// appOfAz signs in as a service principal, with the credential that az has in dir.
func (w *way) appOfAz(who signedIn, dir string, c *azctx.Context) (signedIn, error) {
	who.acct = tokens.Account{Env: w.cloud.Host(), ClientID: c.Account.Name, Tenant: c.Tenant.ID}
	who.tenants = []string{c.Tenant.ID}
	e, ok, err := tokens.FindEntry(dir, who.acct)
	if err == nil && !ok {
		err = fmt.Errorf("%s: %s is not signed in there", dir, c.Account.Name)
	}
	if err != nil {
		return who, session.Hint(err, "az login --service-principal, or azenv login --service-principal: azenv login --help")
	}
	app, err := credentialOf(e)
	if err != nil {
		return who, err
	}
	app.ClientID, app.Tenant = c.Account.Name, c.Tenant.ID
	who.from, err = w.svc.App(app)
	return who, err
}

// credentialOf is the credential by which az signs a service principal in.
func credentialOf(e tokens.Entry) (app azure.App, err error) {
	switch {
	case e.Certificate != "":
		app.SendChain = e.SubjectName
		app.Certificate, err = readCertificate(e.Certificate, "")
	case e.Assertion != "":
		app.Assertion = func(context.Context) (string, error) { return e.Assertion, nil }
	case e.Secret != "":
		app.Secret = e.Secret
	default:
		err = fmt.Errorf("az has no credential of %s", e.ClientID)
	}
	return app, err
}

// chosenOfAz is az's current context if it is of that cloud and user, else the user's first
// one in that cloud, else nil. An empty user means any.
func chosenOfAz(found azctx.Found, user, cloud string) *azctx.Context {
	fits := func(c *azctx.Context) bool {
		return strings.EqualFold(c.Cloud, cloud) && (user == "" || strings.EqualFold(c.Account.Name, user))
	}
	if found.Current >= 0 && fits(&found.Contexts[found.Current]) {
		return &found.Contexts[found.Current]
	}
	for i := range found.Contexts {
		if c := &found.Contexts[i]; user != "" && fits(c) {
			return c
		}
	}
	return nil
}
