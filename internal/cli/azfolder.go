package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
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

// azRoot is below which the az folders of contexts are whose profile's state is there.
func azRoot(state string) string { return filepath.Join(state, "az") }

// azPath is the az folder of the context with that id.
func azPath(state, id string) string { return filepath.Join(azRoot(state), id, azcli.FolderName) }

// azBase is the folder of az that c derives from.
func (a *app) azBase(c *azctx.Context) string {
	return cmp.Or(c.Base, azcli.DefaultDir(a.userHome()))
}

// shellBase is the folder of az that this shell is about, empty for the usual one: that
// of the context in force, nil for none, else what the user has set.
func (a *app) shellBase(active *azctx.Context) string {
	dir := a.env.Get(configDir)
	switch {
	case active != nil:
		return active.Base
	case !filepath.IsAbs(dir), a.dirs.Owns(dir):
		return ""
	}
	return filepath.Clean(dir)
}

// az tells the variables where az has its files for c.
func (s *session) az(c *azctx.Context) environ.Az {
	state := cmp.Or(s.private, s.layers.Of(c.ID).Folder())
	az := environ.Az{Dir: azPath(state, c.ID), Extensions: azcli.ExtensionDir(s.azBase(c))}
	if cl, err := s.cloudOf(c.Cloud); err == nil { // else it cannot be in force
		az.Cloud = environ.Cloud{Name: cl.Name, ARM: cl.ARM, Authority: authorityFor(cl)}
	}
	return az
}

// entered is what was found in the az folder of a context, once a session.
type entered struct {
	azcli.Entered
	err error
}

// usable says why c cannot be put in force. Whoever only looks changes nothing about
// its az folder; else that is made, or brought up to date. With again what az selected
// in there is put back.
func (s *session) usable(c *azctx.Context, again bool) error {
	if _, err := s.cloudOf(c.Cloud); err != nil {
		return &azctx.UnusableError{Why: err.Error(), Hint: hintFor(err, "cloud")}
	}
	e, known := s.folders[c.ID]
	if !known || again {
		e = s.enter(c, again)
		s.folders[c.ID] = e
	}
	switch {
	case e.err != nil:
		return &azctx.UnusableError{Why: e.err.Error(), Hint: hintFor(e.err, "doctor")}
	case e.Moved != "":
		return &azctx.UnusableError{Why: "az in it is on " + e.Moved, Hint: s.movedHint(c, e.MovedTo), Moved: true}
	}
	return nil
}

func (s *session) enter(c *azctx.Context, again bool) (e entered) {
	f := s.azFolder(c)
	f.PutBack = again
	if s.req.Event == azctx.Look && !s.enters {
		e.Entered, e.err = f.Look()
		return e
	}
	t := s.tokensOf(c)
	f.Also = tokens.Files(t.places)
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
func (s *session) azFolder(c *azctx.Context) *azcli.Folder {
	f := &azcli.Folder{Path: s.az(c).Dir, Base: s.azBase(c), Context: *c, All: c.WholeAccount()}
	if cl, err := s.cloudOf(c.Cloud); err == nil && !cloud.IsBuiltin(cl.Name) {
		f.Cloud = azOptions(cl)
	}
	return f
}

// movedHint is what to type where az in c is on another subscription: to be in c
// again, or where az is.
func (s *session) movedHint(c *azctx.Context, to azcli.Place) string {
	back := "azenv use " + quoteArg(c.Label) + " puts az back"
	if to.Subscription == "" {
		return back
	}
	there := fmt.Sprintf("azenv set%s --subscription %s --tenant %s --account %s", s.freeName(to.Name), to.Subscription, to.Tenant, quoteArg(c.Account.Name))
	if o, err := s.req.Contexts.Find(to.Subscription); err == nil && strings.EqualFold(o.Account.Name, c.Account.Name) {
		there = "azenv use " + quoteArg(o.Label)
	}
	return back + "; " + there + " goes there"
}

// freeName is a name to give to a new context, after a blank; empty where it is taken or
// cannot be given.
func (s *session) freeName(name string) string {
	missing := (*azctx.NotFoundError)(nil)
	if _, err := s.req.Contexts.Find(name); name == "" || checkName(name) != nil || !errors.As(err, &missing) {
		return ""
	}
	return " " + quoteArg(name)
}

// dropFolders removes the az folders of contexts that are gone from store.
func (a *app) dropFolders(store *azctx.Store, ids ...string) {
	for _, id := range ids {
		if err := azcli.Remove(azPath(store.Dirs.State, id)); err != nil {
			a.say("warning: %v", err)
		}
	}
}

// dropTokens removes all az folders and token caches of store.
func dropTokens(store *azctx.Store) error {
	var errs error
	for _, dir := range []string{azRoot(store.Dirs.State), tokenRoot(store.Dirs.State)} {
		errs = errors.Join(errs, os.RemoveAll(dir)) // a link there goes itself
	}
	return errs
}
