package cli

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/tokens"
)

// credential is what a service principal proves itself by, read from where its note says.
func (a *app) credential(svc *azure.Service, n signInNote) (app azure.App, err error) {
	app.SendChain = n.SendChain
	switch n.Way {
	case waySecret:
		app.Secret, err = n.Secret.Read(a.env.Get)
	case wayCertificate:
		password := ""
		if n.Password != "" {
			if password, err = n.Password.Read(a.env.Get); err != nil {
				return app, err
			}
		}
		app.Certificate, err = readCertificate(n.Certificate, password)
	case wayFederated:
		app.Assertion = azure.FederatedFile(n.TokenFile)
	case wayGitHub:
		app.Assertion, err = svc.GitHub(a.env.Get)
	default:
		err = errors.New("a sign-in that this azenv does not know")
	}
	return app, err
}

// smallLimit is the most bytes that a file with a certificate may have.
const smallLimit = 1 << 20

// readSmall reads a file that the user named.
func readSmall(path string) ([]byte, error) {
	fi, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !fi.Mode().IsRegular() || fi.Size() > smallLimit:
		return nil, fmt.Errorf("%s: not a file of at most %d MiB", path, smallLimit>>20)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, smallLimit))
}

func absolute(path string) (string, error) {
	if path == "" {
		return "", errors.New("an empty path")
	}
	return filepath.Abs(path)
}

// entryFor is what az gets to know of a service principal: the path of a certificate that
// it can read; a secret only where the user said so; else nothing to sign in by, and it
// lives on the tokens that azenv gets.
func (a *app) entryFor(ctx context.Context, in loginInput, app azure.App, tenant string) (*tokens.Entry, error) {
	e := &tokens.Entry{ClientID: app.ClientID, Tenant: tenant}
	switch {
	case in.note.Way == wayCertificate:
		data, err := readSmall(in.note.Certificate)
		if err != nil {
			return nil, err
		}
		if keyAndCertificate(data) {
			e.Certificate, e.SubjectName = in.note.Certificate, in.note.SendChain
		}
	case !in.letAz:
	case app.Secret != "":
		e.Secret = app.Secret
	case app.Assertion != nil:
		var err error
		if e.Assertion, err = app.Assertion(ctx); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// keyAndCertificate says whether az can read a certificate: PEM, with the key in the same
// file and not encrypted (azure-cli: core/auth/identity.py, ServicePrincipalAuth).
func keyAndCertificate(data []byte) bool {
	if !bytes.Contains(data, []byte("-----BEGIN")) {
		return false
	}
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
			return false
		}
	}
	_, err := tls.X509KeyPair(data, data)
	return err == nil
}

// signInAsAz is who az is signed in as, by what az has of it.
func (a *app) signInAsAz(in loginInput, svc *azure.Service, cl cloud.Cloud) (who signedInAs, err error) {
	path, err := a.azFile()
	if err != nil {
		return who, err
	}
	s, err := a.readSteadily(path)
	if err != nil {
		return who, err
	}
	c := chosenOfAz(s.found, in.user, cl.Name)
	dir := filepath.Dir(path)
	who.base = s.base
	if c == nil {
		return who, hint(fmt.Errorf("%s: az is not signed in there, or not as asked", dir), "az login, or azenv login")
	}
	who.account, who.chosen = c.Account, c.Subscription.ID
	who.tenants = []string{in.tenant}
	if in.tenant == "" {
		who.tenants = nil
	}
	switch c.Account.Type {
	case azctx.ManagedIdentity:
		who.from, err = svc.Managed(identityID(c.Account.Name))
		return who, err
	case azctx.ServicePrincipal:
		return a.appOfAz(who, svc, cl, dir, c)
	}
	acct, data, err := tokens.OfAz(dir, cl.Host(), c.Account.Name)
	if err != nil {
		return who, hint(err, "azenv login %s", quoteArg(c.Account.Name))
	}
	who.acct, who.account.HomeID = acct, acct.HomeID
	who.from, err = svc.User(azure.AzureCLI, acct.HomeID, data)
	return who, err
}

// appOfAz is a service principal by what az has in dir.
func (a *app) appOfAz(who signedInAs, svc *azure.Service, cl cloud.Cloud, dir string, c *azctx.Context) (signedInAs, error) {
	who.acct = tokens.Account{Env: cl.Host(), ClientID: c.Account.Name, Tenant: c.Tenant.ID}
	who.tenants = []string{c.Tenant.ID}
	e, ok, err := tokens.FindEntry(dir, who.acct)
	if err == nil && !ok {
		err = fmt.Errorf("%s: %s is not signed in there", dir, c.Account.Name)
	}
	if err != nil {
		return who, hint(err, "az login --service-principal, or azenv login --service-principal: azenv login --help")
	}
	app, err := credentialOf(e)
	if err != nil {
		return who, err
	}
	app.ClientID, app.Tenant = c.Account.Name, c.Tenant.ID
	who.from, err = svc.App(app)
	return who, err
}

// credentialOf is what az signs a service principal in by.
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

// chosenOfAz is az's current context, else the first of the user that is asked for; nil
// where there is none in that cloud.
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
