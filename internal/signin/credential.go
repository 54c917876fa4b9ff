package signin

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/tokens"
)

// credential returns the credential of a service principal. It reads it through the
// references in the method n.
func credential(s *session.Session, svc *azure.Service, n Method) (app azure.App, err error) {
	app.SendChain = n.SendChain
	switch n.Way {
	case WaySecret:
		app.Secret, err = n.Secret.Read(s.Env.Get)
	case WayCertificate:
		password := ""
		if n.Password != "" {
			if password, err = n.Password.Read(s.Env.Get); err != nil {
				return app, err
			}
		}
		app.Certificate, err = readCertificate(n.Certificate, password)
	case WayFederated:
		app.Assertion = azure.FederatedFile(n.TokenFile)
	case WayGitHub:
		app.Assertion, err = svc.GitHub(s.Env.Get)
	default:
		err = errors.New("a sign-in that this azenv does not know")
	}
	return app, err
}

// smallLimit is the most bytes that a file with a certificate may have.
const smallLimit = 1 << 20

// ReadSmall reads a file that the user named.
func ReadSmall(path string) ([]byte, error) {
	data, _, err := home.ReadSmall(path, smallLimit)
	return data, err
}

// entryFor is the entry that az gets for a service principal. It has the path of the
// certificate, if az can read that one. It has a secret only if the user has allowed that.
// Otherwise it has no credential, and az uses the tokens that azenv gets.
func (w *way) entryFor(ctx context.Context, app azure.App, tenant string) (*tokens.Entry, error) {
	e := &tokens.Entry{ClientID: app.ClientID, Tenant: tenant}
	switch {
	case w.in.Method.Way == WayCertificate:
		data, err := ReadSmall(w.in.Method.Certificate)
		if err != nil {
			return nil, err
		}
		if keyAndCertificate(data) {
			e.Certificate, e.SubjectName = w.in.Method.Certificate, w.in.Method.SendChain
		}
	case !w.in.LetAz:
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

// app signs in as a service principal.
func (w *way) app(ctx context.Context) (who signedIn, err error) {
	in := w.in
	who.account = azctx.Account{Name: strings.ToLower(in.App), Type: azctx.ServicePrincipal}
	if in.Method.Way == "" { // to be signed in again, though azenv never signed it in
		return who, session.Hint(fmt.Errorf("how %s signs in is not known to azenv", in.App), "azenv login --service-principal %s --tenant %s, with its credential", in.App, in.Tenant)
	}
	app, err := credential(w.s, w.svc, in.Method)
	if err != nil {
		return who, err
	}
	app.ClientID, app.Tenant = who.account.Name, in.Tenant
	account, err := w.svc.App(app)
	if err != nil {
		return who, err
	}
	tok, err := account.Token(ctx, azure.Request{Scope: in.Scope})
	if err != nil {
		return who, err
	}
	who.from, who.method = account, in.Method
	who.method.LetAz = in.LetAz
	who.acct = tokens.Account{Env: w.cloud.Host(), ClientID: app.ClientID, Tenant: cmp.Or(tok.Tenant, strings.ToLower(in.Tenant))}
	who.tenants = []string{who.acct.Tenant}
	who.entry, err = w.entryFor(ctx, app, who.acct.Tenant)
	return who, err
}

// readCertificate reads a certificate with its key.
func readCertificate(path, password string) (*azure.Certificate, error) {
	data, err := ReadSmall(path)
	if err != nil {
		return nil, err
	}
	return azure.ReadCertificate(data, password)
}
