package session

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/tokens"
)

// az follows a context by a folder of its own: beside the profile that the context is
// in, so that what lives in a shell only ends with it.

// AzRoot is below which the az folders of contexts are whose profile's state is there.
func AzRoot(state string) string { return filepath.Join(state, "az") }

// azPath is the az folder of the context with that id.
func azPath(state, id string) string { return filepath.Join(AzRoot(state), id, azcli.FolderName) }

// AzBase is the folder of az that c derives from.
func (w *World) AzBase(c *azctx.Context) string {
	return cmp.Or(c.Base, azcli.DefaultDir(w.UserHome()))
}

// shellBase is the folder of az that this shell is about, empty for the usual one: that
// of the context in force, nil for none, else what the user has set.
func (s *Session) shellBase(active *azctx.Context) string {
	dir := s.Env.Get(environ.ConfigDir)
	switch {
	case active != nil:
		return active.Base
	case !filepath.IsAbs(dir), s.Dirs.Owns(dir):
		return ""
	}
	return filepath.Clean(dir)
}

// Az tells the variables where az has its files for c.
func (s *Session) Az(c *azctx.Context) environ.Az {
	state := cmp.Or(s.private, s.stateOf(c))
	az := environ.Az{Dir: azPath(state, c.ID), Extensions: azcli.ExtensionDir(s.AzBase(c))}
	if cl, err := s.Cloud(c.Cloud); err == nil { // else it cannot be in force
		az.Cloud = environ.Cloud{Name: cl.Name, ARM: cl.ARM, Authority: authorityFor(cl)}
	}
	return az
}

// entered is what was found in the az folder of a context, once a session.
type entered struct {
	azcli.Entered
	err    error
	looked bool // nothing was changed
}

// usable says why c cannot be put in force. Whoever only looks changes nothing about
// its az folder; else that is made, or brought up to date. With again what az selected
// in there is put back.
func (s *Session) usable(c *azctx.Context, again bool) error {
	if _, err := s.Cloud(c.Cloud); err != nil {
		return &azctx.UnusableError{Why: err.Error(), Mend: cmp.Or(HintOf(err), "azenv cloud list")}
	}
	e := s.folder(c, again)
	switch {
	case e.err != nil:
		return &azctx.UnusableError{Why: e.err.Error(), Mend: cmp.Or(HintOf(e.err), "azenv doctor")}
	case e.Moved != "":
		return &azctx.UnusableError{Why: "az in it is on " + e.Moved, Mend: s.movedHint(c, e.MovedTo), Moved: true}
	}
	return nil
}

// folder is what is found in c's az folder. What was only looked at is entered once
// something is to run in it.
func (s *Session) folder(c *azctx.Context, again bool) entered {
	e, known := s.folders[c.ID]
	if !known || again || e.looked && !s.looks() {
		e = s.enter(c, again)
		s.folders[c.ID] = e
	}
	return e
}

// Enter brings c's az folder and its tokens up to date, once a session, though no shell
// changes by it.
func (s *Session) Enter(c *azctx.Context) error {
	s.enters = true
	return s.folder(c, false).err
}

// EnterAgain is Enter for tokens that have changed since.
func (s *Session) EnterAgain(c *azctx.Context) error {
	delete(s.folders, c.ID)
	return s.Enter(c)
}

// WillRun says that something will run in the context that is found, so that its az
// folder is to be entered, though no shell changes.
func (s *Session) WillRun() { s.enters = true }

// looks says that nothing is to run in a context, so that its az folder is left as it is.
func (s *Session) looks() bool { return s.req.Event == azctx.Look && !s.enters }

func (s *Session) enter(c *azctx.Context, again bool) (e entered) {
	f := s.azFolder(c)
	f.PutBack = again
	if e.looked = s.looks(); e.looked {
		e.Entered, e.err = f.Look()
		return e
	}
	t := s.Tokens(c)
	f.Also = tokens.Files(t.Stores)
	f.Tokens = t.sync
	if e.Entered, e.err = f.Enter(); e.TokensErr != nil {
		t.warnings = append(t.warnings, e.TokensErr.Error())
	}
	for _, w := range t.warnings {
		e.Notes = append(e.Notes, "warning: "+w)
	}
	return e
}

// azFolder is c's az folder.
func (s *Session) azFolder(c *azctx.Context) *azcli.Folder {
	f := &azcli.Folder{Path: s.Az(c).Dir, Base: s.AzBase(c), Context: *c, All: c.WholeAccount()}
	if cl, err := s.Cloud(c.Cloud); err == nil && !cloud.IsBuiltin(cl.Name) {
		f.Cloud = azOptions(cl)
	}
	return f
}

// movedHint is what to type where az in c is on another subscription: to be in c
// again, or where az is.
func (s *Session) movedHint(c *azctx.Context, to azcli.Selection) string {
	back := "azenv use " + Arg(c.Label) + " puts az back"
	if to.Subscription == "" {
		return back
	}
	there := fmt.Sprintf("azenv set%s --subscription %s --tenant %s --account %s", s.freeName(to.Name), to.Subscription, to.Tenant, Arg(c.Account.Name))
	if o, err := s.req.Contexts.Find(to.Subscription); err == nil && strings.EqualFold(o.Account.Name, c.Account.Name) {
		there = "azenv use " + Arg(o.Label)
	}
	return back + "; " + there + " goes there"
}

// freeName is a name to give to a new context, after a blank; empty where it is taken or
// cannot be given.
func (s *Session) freeName(name string) string {
	missing := (*azctx.NotFoundError)(nil)
	if _, err := s.req.Contexts.Find(name); name == "" || azctx.CheckName(name) != nil || !errors.As(err, &missing) {
		return ""
	}
	return " " + Arg(name)
}

// DropFolders removes the az folders of contexts that are gone from store.
func DropFolders(store *azctx.Store, ids ...string) (errs []error) {
	for _, id := range ids {
		if err := azcli.Remove(azPath(store.Dirs.State, id)); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}
