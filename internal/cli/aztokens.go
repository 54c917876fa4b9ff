package cli

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

// tokenRoot is the folder of the accounts' caches for the profile whose state is there.
func tokenRoot(state string) string { return filepath.Join(state, "tokens") }

// signedName is beside a context's az folder: who was signed in there at the last look.
const signedName = "signed.json"

// signed is what that file says.
type signed struct {
	HomeID string           `json:"homeId,omitempty"`
	Known  []tokens.Account `json:"known"`
}

// contextTokens are the token stores of a context.
type contextTokens struct {
	places   tokens.Places
	note     string // the file that has signed
	was      signed
	warnings []string
}

// tokensOf are c's stores. A context shares its accounts' caches with those of the same
// profile: what lives in a shell only takes from outside, and gives nothing out; a run of
// exec with a folder of its own not even to its shell.
func (s *session) tokensOf(c *azctx.Context) *contextTokens {
	dir := s.az(c).Dir
	t := &contextTokens{note: filepath.Join(filepath.Dir(dir), signedName)}
	if data, err := os.ReadFile(t.note); err != nil || json.Unmarshal(data, &t.was) != nil {
		t.was = signed{}
	}
	t.places = tokens.Places{
		Base: s.azBase(c), Dir: dir,
		User: c.Account.Name, Kind: cmp.Or(c.Account.Type, azctx.User), HomeID: cmp.Or(c.Account.HomeID, t.was.HomeID),
		Env: s.authorityOf(c.Cloud), Tenant: c.Tenant.ID, Known: t.was.Known,
	}
	shared, users := tokenRoot(s.layers.Of(c.ID).Folder()), tokenRoot(s.dirs.State)
	if s.private == "" {
		t.places.Shared = shared
	} else {
		t.places.Lent = []string{shared}
	}
	if shared != users {
		t.places.Lent = append(t.places.Lent, users)
	}
	return t
}

// account is whose tokens they are.
func (t *contextTokens) account() tokens.Account {
	a := tokens.Account{Env: t.places.Env}
	if t.places.HomeID == "" && t.places.Kind == tokens.User {
		out, _ := tokens.Look(t.places, time.Now()) // as base knows it
		t.places.HomeID = out.HomeID
	}
	if t.places.Kind == tokens.ServicePrincipal {
		a.ClientID, a.Tenant = t.places.User, t.places.Tenant
	} else {
		a.HomeID = t.places.HomeID
	}
	return a
}

// sync is azcli.Folder.Tokens.
func (t *contextTokens) sync(_ string, seen azcli.Seen) (signedOut bool, err error) {
	p := t.places
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

// liftSignOuts lets the accounts of the az folder base be signed in again in contexts.
func (a *app) liftSignOuts(base string) error {
	if a.dirsErr != nil {
		return a.dirsErr
	}
	all, err := a.clouds().All()
	if err != nil {
		return err
	}
	var hosts []string
	for _, c := range all {
		hosts = append(hosts, c.Host())
	}
	return tokens.LiftAll(tokenRoot(a.dirs.State), base, hosts)
}

// authorityOf is the host that signs in to a cloud, which is one that azenv knows: a
// context of any other is not entered.
func (a *app) authorityOf(name string) string {
	c, err := a.cloudOf(name)
	if err != nil {
		return "unknown.invalid"
	}
	return c.Host()
}

// What is known of a sign-in.
const (
	signedIn      = "yes"
	signedOut     = "no"
	signInManaged = "managed identity" // az needs no tokens on disk
	signInUnknown = "unknown"          // the stores are encrypted, or cannot be read
)

// azDoc is what is known of az in c; nothing is written, and az is not asked.
func (s *session) azDoc(c *azctx.Context) *azDoc {
	e, _ := s.azFolder(c).Look() // an error seals, which is told elsewhere
	t := s.tokensOf(c)
	out, err := tokens.Look(t.places, time.Now())
	return &azDoc{Dir: t.places.Dir, Base: s.azBase(c), SignIn: t.signIn(out, err), Moved: e.Moved}
}

// signIn says, by what tokens.Look found, whether az is signed in in the context, or
// would be once it is entered.
func (t *contextTokens) signIn(out tokens.Outcome, err error) string {
	switch {
	case t.places.Kind == azctx.ManagedIdentity:
		return signInManaged
	case err != nil:
		return signInUnknown
	case out.SignedIn:
		return signedIn
	case len(out.Warnings) > 0:
		return signInUnknown
	}
	return signedOut
}
