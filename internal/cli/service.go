package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/cloud"
)

// exitInterrupted is for a command that Ctrl-C ended.
const exitInterrupted = 128 + int(syscall.SIGINT)

// connect returns a cloud as it is reached from here.
func (a *app) connect(c cloud.Cloud) *azure.Service {
	var log func(string, ...any)
	if a.env.Get("AZENV_LOG") == "debug" {
		log = func(format string, args ...any) { a.say("debug: "+format, args...) }
	}
	return azure.Connect(azure.Cloud{
		Authority: c.Authority, Manager: c.Manager, Audience: c.Audience, CAFile: c.CAFile, Discovery: c.Discovery,
	}, log)
}

// interruptible returns a context that Ctrl-C ends, for what waits for the network or
// for a person; stop gives Ctrl-C back to the system.
func interruptible() (ctx context.Context, stop func()) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// signInHint is what to type after an error of Azure's for an account; c names it.
func signInHint(err error, c *azctx.Context) error {
	var e *azure.Error
	if !errors.As(err, &e) {
		return err
	}
	login := "azenv login"
	if c.Account.Type == azctx.User && c.Account.Name != "" {
		login += " " + quoteArg(c.Account.Name)
	}
	switch e.Problem {
	case azure.NeedsSignIn, azure.NeedsMore:
		if e.Tenant != "" {
			login += " --tenant " + quoteArg(e.Tenant)
		}
	case azure.Interrupted:
		return exitCode(exitInterrupted)
	default:
		return hint(err, "%s", problemHint(e, login))
	}
	if c.Account.Type == azctx.ServicePrincipal {
		login = "azenv login --service-principal " + c.Account.Name + " --tenant " + c.Tenant.ID + ", with its credential"
	}
	return hint(err, "%s", login)
}

// problemHint is what to type about a problem that another sign-in does not solve by
// itself; login is the command that tries again.
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
