package session

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/tokens"
)

// TokenRoot is the folder of the accounts' caches for the profile whose state is there.
func TokenRoot(state string) string { return filepath.Join(state, "tokens") }

// signedName is beside a context's az folder: who was signed in there at the last look.
const signedName = "signed.json"

// signed is what that file says.
type signed struct {
	HomeID string           `json:"homeId,omitempty"`
	Known  []tokens.Account `json:"known"`
}

// ContextTokens are the token stores of a context.
type ContextTokens struct {
	Stores   tokens.Stores
	note     string // the file that has signed
	was      signed
	warnings []string
}

// Tokens are c's stores. A context shares its accounts' caches with those of the same
// profile: what lives in a shell only takes from outside, and gives nothing out; a run of
// exec with a folder of its own not even to its shell.
func (s *Session) Tokens(c *azctx.Context) *ContextTokens {
	dir := s.Az(c).Dir
	t := &ContextTokens{note: filepath.Join(filepath.Dir(dir), signedName)}
	if data, err := os.ReadFile(t.note); err != nil || json.Unmarshal(data, &t.was) != nil {
		t.was = signed{}
	}
	t.Stores = tokens.Stores{
		Base: s.AzBase(c), Dir: dir,
		User: c.Account.Name, Kind: cmp.Or(c.Account.Type, azctx.User), HomeID: cmp.Or(c.Account.HomeID, t.was.HomeID),
		Env: s.authorityOf(c.Cloud), Tenant: c.Tenant.ID, Known: t.was.Known,
	}
	shared, users := TokenRoot(s.stateOf(c)), TokenRoot(s.Dirs.State)
	if s.private == "" {
		t.Stores.Shared = shared
	} else {
		t.Stores.Lent = []string{shared}
	}
	if shared != users {
		t.Stores.Lent = append(t.Stores.Lent, users)
	}
	return t
}

// Account is whose tokens they are.
func (t *ContextTokens) Account() tokens.Account {
	a := tokens.Account{Env: t.Stores.Env}
	if t.Stores.HomeID == "" && t.Stores.Kind == tokens.User {
		out, _ := tokens.Look(t.Stores, time.Now()) // as base knows it
		t.Stores.HomeID = out.HomeID
	}
	if t.Stores.Kind == tokens.ServicePrincipal {
		a.ClientID, a.Tenant = t.Stores.User, t.Stores.Tenant
	} else {
		a.HomeID = t.Stores.HomeID
	}
	return a
}

// sync is azcli.Folder.Tokens.
func (t *ContextTokens) sync(_ string, seen azcli.Seen) (SignedOut bool, err error) {
	p := t.Stores
	p.HomeID, p.Known = cmp.Or(p.HomeID, t.was.HomeID), t.was.Known
	p.Cleared, p.LoggedIn = seen.Cleared, seen.LoggedIn
	out, err := tokens.Sync(p, time.Now())
	if err != nil {
		return false, err
	}
	for _, w := range out.Warnings {
		if !slices.Contains(t.warnings, w) {
			t.warnings = append(t.warnings, w)
		}
	}
	t.was = signed{HomeID: out.HomeID, Known: out.Known}
	data, err := json.Marshal(t.was)
	if err != nil {
		return false, err
	}
	if now, err := os.ReadFile(t.note); err == nil && string(now) == string(data) {
		return out.SignedOut, nil
	}
	return out.SignedOut, home.ReplaceOwn(t.note, data, false)
}

// LiftSignOuts lets the accounts of the az folder base be signed in again in contexts.
func (w *World) LiftSignOuts(base string) error {
	if w.DirsErr != nil {
		return w.DirsErr
	}
	all, err := w.Clouds().All()
	if err != nil {
		return err
	}
	var hosts []string
	for _, c := range all {
		hosts = append(hosts, c.Host())
	}
	return tokens.LiftAll(TokenRoot(w.Dirs.State), base, hosts)
}

// authorityOf is the host that signs in to a cloud, which is one that azenv knows: a
// context of any other is not entered.
func (w *World) authorityOf(name string) string {
	c, err := w.Cloud(name)
	if err != nil {
		return "unknown.invalid"
	}
	return c.Host()
}

// What is known of a sign-in.
const (
	SignedIn      = "yes"
	SignedOut     = "no"
	SignInManaged = "managed identity" // az needs no tokens on disk
	SignInUnknown = "unknown"          // the stores are encrypted, or cannot be read
)

// AzLook is what is known of az in a context, by its files alone.
type AzLook struct {
	Dir    string // its own configuration folder, which need not be there yet
	Base   string // the folder it is made from
	SignIn string // one of the constants
	Moved  string // the subscription az is on instead of the context's, or empty
}

// AzLook is what is known of az in c; nothing is written, and az is not asked.
func (s *Session) AzLook(c *azctx.Context) AzLook {
	e, _ := s.azFolder(c).Look() // an error seals, which is told elsewhere
	t := s.Tokens(c)
	out, err := tokens.Look(t.Stores, time.Now())
	return AzLook{Dir: t.Stores.Dir, Base: s.AzBase(c), SignIn: t.SignIn(out, err), Moved: e.Moved}
}

// SignIn says, by what tokens.Look found, whether az is signed in in the context, or
// would be once it is entered.
func (t *ContextTokens) SignIn(out tokens.Outcome, err error) string {
	switch {
	case t.Stores.Kind == azctx.ManagedIdentity:
		return SignInManaged
	case err != nil:
		return SignInUnknown
	case out.SignedIn:
		return SignedIn
	case len(out.Warnings) > 0:
		return SignInUnknown
	}
	return SignedOut
}
