package session

import (
	"cmp"
	"encoding/json"
	"path/filepath"
	"slices"
	"time"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/tokens"
)

// TokenRoot is the folder of the accounts' token caches of one profile. state is the state
// folder of that profile.
func TokenRoot(state string) string { return filepath.Join(state, "tokens") }

// signedName is a file beside a context's az folder. It says who was signed in there when
// the tokens were last synced.
const (
	signedName  = "signed.json"
	signedLimit = 4 << 20 // bytes; an account takes some 200
)

// signed is the contents of that file.
type signed struct {
	HomeID string           `json:"homeId,omitempty"`
	Known  []tokens.Account `json:"known"`
}

// ContextTokens are the token stores of a context.
type ContextTokens struct {
	Stores     tokens.Stores
	signedFile string // the path of the file with was
	was        signed
	warnings   []string
}

// Tokens are the token stores of c. Contexts of one profile share the accounts' caches. A
// context that lives in a shell only reads the user's caches, too, but never writes them.
// A run of exec with an az folder of its own does not write its shell's caches either.
func (s *Session) Tokens(c *azctx.Context) *ContextTokens {
	dir := s.Az(c).Dir
	t := &ContextTokens{signedFile: filepath.Join(filepath.Dir(dir), signedName)}
	if data, _, err := home.ReadSmallOwn(t.signedFile, signedLimit); err != nil || json.Unmarshal(data, &t.was) != nil {
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

// Account is the account of these stores.
func (t *ContextTokens) Account() tokens.Account {
	a := tokens.Account{Env: t.Stores.Env}
	if t.Stores.HomeID == "" && t.Stores.Kind == tokens.User {
		out, _ := tokens.Look(t.Stores, time.Now()) // a store may have the home account id
		t.Stores.HomeID = out.HomeID
	}
	if t.Stores.Kind == tokens.ServicePrincipal {
		a.ClientID, a.Tenant = t.Stores.User, t.Stores.Tenant
	} else {
		a.HomeID = t.Stores.HomeID
	}
	return a
}

// sync serves as azcli.Folder.Tokens.
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
	if now, _, err := home.ReadSmallOwn(t.signedFile, signedLimit); err == nil && string(now) == string(data) {
		return out.SignedOut, nil
	}
	return out.SignedOut, home.ReplaceOwn(t.signedFile, data, false)
}

// LiftSignOuts removes the tombstones of the accounts that are signed in in the az folder
// base. Contexts may then take tokens from it again.
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

// authorityOf is the authority's host of a cloud. A context of an unknown cloud is never
// entered, so then any host will do.
func (w *World) authorityOf(name string) string {
	c, err := w.Cloud(name)
	if err != nil {
		return "unknown.invalid"
	}
	return c.Host()
}

// These say whether az is signed in, as far as it is known.
const (
	SignedIn      = "yes"
	SignedOut     = "no"
	SignInManaged = "managed identity" // az needs no tokens on disk
	SignInUnknown = "unknown"          // the stores are encrypted, or cannot be read
)

// AzLook says what is known of az in a context, from files alone.
type AzLook struct {
	Dir    string // the context's own az folder, which need not exist yet
	Base   string // the base of the context
	SignIn string // one of the constants
	Moved  string // the subscription az is on instead of the context's, or empty
}

// AzLook says what is known of az in c. It writes nothing, and does not start az.
func (s *Session) AzLook(c *azctx.Context) AzLook {
	e, _ := s.azFolder(c).Look() // an error seals the shell, and is reported there
	t := s.Tokens(c)
	out, err := tokens.Look(t.Stores, time.Now())
	return AzLook{Dir: t.Stores.Dir, Base: s.AzBase(c), SignIn: t.SignIn(out, err), Moved: e.Moved}
}

// SignIn says whether az is signed in in the context, or would be once it is entered. out
// and err are from tokens.Look.
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
