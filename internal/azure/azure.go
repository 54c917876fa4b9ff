// Package azure owns signing in to Azure, and asking Azure which tenants and subscriptions
// there are. It is the only importer of azidentity, MSAL and the resource manager's
// client. It must not know contexts, shells, azenv's files, the terminal or the
// environment; callers give it what it needs. It keeps nothing on disk, starts no program
// and writes nothing to standard output. No error and no line of its log holds a secret.
package azure

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// AzureCLI is az's client ID. azenv signs users in with it, so that az can use the tokens.
const AzureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// Cloud has the addresses of one cloud of Azure.
type Cloud struct {
	Authority string // signs in, such as https://login.microsoftonline.com: no path, no slash at the end
	Manager   string // the resource manager, such as https://management.azure.com
	Audience  string // of the manager's tokens, such as https://management.core.windows.net/
	CAFile    string // PEM, trusted besides the system's certificates; empty for none
	Discovery bool   // Microsoft may be asked for other names of the authority
}

// scope is the scope of tokens for the resource manager. It has two slashes, as az's has:
// otherwise az and azenv would not find each other's tokens.
func (c Cloud) scope() string { return c.Audience + "/.default" }

// Request says what kind of token is wanted. The zero value means a token for the resource
// manager, in the account's own tenant.
type Request struct {
	Tenant string // GUID or domain
	Scope  string // such as https://vault.azure.net/.default
	Claims string // of a challenge, which the token must meet
}

// Token is an access token.
type Token struct {
	Secret  string
	Expires time.Time
	Scope   string // the one that was asked for
	Tenant  string // GUID, if it is known
}

// Account gets tokens without asking any person. Its errors are *Error, except those of
// functions that its maker has passed in.
type Account interface {
	Token(ctx context.Context, r Request) (Token, error)
}

// Service sends requests to one cloud. It is safe for concurrent use.
type Service struct {
	cloud Cloud
	log   func(format string, args ...any)
	http  func() (*http.Client, error)
	skew  atomic.Int64 // by how much this machine's clock is ahead of the last answer's, in nanoseconds
}

// Connect returns the service of a cloud. It reads no file and sends no request before the
// first use. log gets a line for each request; nil means no log.
func Connect(c Cloud, log func(format string, args ...any)) *Service {
	if log == nil {
		log = func(string, ...any) {}
	}
	s := &Service{cloud: c, log: log}
	s.http = sync.OnceValues(s.client)
	return s
}

// orDefault is r with the default scope, if it has none, and the tenant in lower case.
func (s *Service) orDefault(r Request) Request {
	if r.Scope == "" {
		r.Scope = s.cloud.scope()
	}
	r.Tenant = strings.ToLower(r.Tenant)
	return r
}
