// Package azure owns signing in to Azure and asking it what there is. It is the only
// importer of azidentity, MSAL and the resource manager's client. It must not know
// contexts, shells, azenv's files, the terminal or the environment: what it needs of that
// it is given. It keeps nothing on disk, starts nothing by itself and writes nothing to
// standard output; no error and no line of its log holds a secret.
package azure

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// AzureCLI is az's client ID, by which azenv signs users in: so az takes the tokens.
const AzureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// Cloud is where one signs in and whom one asks.
type Cloud struct {
	Authority string // as https://login.microsoftonline.com: no path, no slash at the end
	Manager   string // of resources, as https://management.azure.com
	Audience  string // of the manager's tokens, as https://management.core.windows.net/
	CAFile    string // PEM, trusted besides the system's; empty for none
	Discovery bool   // Microsoft may be asked what else the authority is called
}

// scope is what tokens for the resource manager are asked for by: with two slashes, as az
// does, or neither would find the other's.
func (c Cloud) scope() string { return c.Audience + "/.default" }

// Request is what a token is asked for. Its zero value is for the resource manager, in
// the account's own tenant.
type Request struct {
	Tenant string // GUID or domain
	Scope  string // as https://vault.azure.net/.default
	Claims string // of a challenge, to be met
}

// Token is an access token.
type Token struct {
	Secret  string
	Expires time.Time
	Scope   string // asked for
	Tenant  string // GUID, where it is known
}

// Account gives out tokens without asking anybody. Its errors are *Error, but for those
// of what it was made with.
type Account interface {
	Token(ctx context.Context, r Request) (Token, error)
}

// Service is one cloud as it is reached from here. It is safe for concurrent use.
type Service struct {
	cloud Cloud
	log   func(format string, args ...any)
	http  func() (*http.Client, error)
	skew  atomic.Int64 // of this machine's clock against the last answer's, in nanoseconds
}

// Connect returns a cloud. Nothing is read, and nobody asked, before it is needed. Log,
// nil for none, gets a line for each request.
func Connect(c Cloud, log func(format string, args ...any)) *Service {
	if log == nil {
		log = func(string, ...any) {}
	}
	s := &Service{cloud: c, log: log}
	s.http = sync.OnceValues(s.client)
	return s
}

// orDefault is r with what it leaves open.
func (s *Service) orDefault(r Request) Request {
	if r.Scope == "" {
		r.Scope = s.cloud.scope()
	}
	r.Tenant = strings.ToLower(r.Tenant)
	return r
}
