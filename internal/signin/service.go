// Package signin owns signing in and out: who an account is, how it signs in again, how a
// command gets a token, and what a sign-out removes. It connects internal/azure, which
// knows Azure's protocols and keeps nothing, with internal/tokens, which keeps tokens and
// knows no network.
//
// It must not know flags. It prints nothing: it returns all that there is to say.
package signin

import (
	"errors"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/session"
)

// ErrInterrupted says that the user ended the command.
var ErrInterrupted = errors.New("interrupted")

// connect returns the service of a cloud.
func connect(s *session.Session, c cloud.Cloud) *azure.Service {
	return azure.Connect(azure.Cloud{
		Authority: c.Authority, Manager: c.Manager, Audience: c.Audience, CAFile: c.CAFile, Discovery: c.Discovery,
	}, s.Log)
}

// withHint gives an error from Azure a hint, which fits the account of c.
func withHint(err error, c *azctx.Context) error {
	var e *azure.Error
	if !errors.As(err, &e) {
		return err
	}
	login := "azenv login"
	if c.Account.Type == azctx.User && c.Account.Name != "" {
		login += " " + session.Arg(c.Account.Name)
	}
	switch e.Problem {
	case azure.NeedsSignIn, azure.NeedsMore:
		if e.Tenant != "" {
			login += " --tenant " + session.Arg(e.Tenant)
		}
	case azure.Interrupted:
		return ErrInterrupted
	default:
		return session.Hint(err, "%s", problemHint(e, login))
	}
	if c.Account.Type == azctx.ServicePrincipal {
		login = appLogin(c)
	}
	return session.Hint(err, "%s", login)
}

// appLogin is the command that signs the service principal of c in.
func appLogin(c *azctx.Context) string {
	return "azenv login --service-principal " + c.Account.Name + " --tenant " + c.Tenant.ID + ", with its credential"
}

// problemHint is the hint for a problem that another sign-in alone does not solve. login is
// the command that signs in again.
func problemHint(e *azure.Error, login string) string {
	switch e.Problem {
	case azure.Declined:
		return login + ", and agree; or ask an administrator of the tenant for consent"
	case azure.WrongSecret, azure.ExpiredSecret:
		return "az ad app credential reset, or give the reference to the right secret: azenv login --help"
	case azure.ExpiredCertificate, azure.BadCertificate:
		return "azenv login --service-principal ID --tenant T --certificate FILE, with one that the application knows"
	case azure.WrongPassword:
		return "--certificate-password env:NAME, file:PATH or keyring:NAME"
	case azure.BadAssertion:
		return "a new token in the file, and the application's federated credentials: az ad app federated-credential list"
	case azure.UnknownTenant:
		return "azenv tenants, and give --tenant one of these"
	case azure.UnknownApp:
		return "az ad sp show --id APPLICATION, and give the tenant that has it"
	case azure.Offline:
		return "azenv cloud list, whether the hosts are right; then check the network and HTTPS_PROXY"
	case azure.Clock:
		return "date, and set this machine's clock"
	case azure.Throttled:
		return "wait, then type it again"
	case azure.NoIdentity:
		return "azenv login --help, for the other ways; or az identity list, and --identity ID"
	case azure.NoBrowser, azure.CodeExpired:
		return "azenv login --device-code"
	}
	return "AZENV_LOG=debug " + login
}
