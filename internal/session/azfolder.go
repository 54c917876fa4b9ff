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

// az follows a context since the context has an az folder of its own. That folder is
// beside the profile that the context is in. So a context that lives in a shell only
// ends together with its az folder.

// AzRoot is the folder above the az folders of the contexts of one profile. state is the
// state folder of that profile.
func AzRoot(state string) string { return filepath.Join(state, "az") }

// azPath is the path of the az folder of the context with that id.
func azPath(state, id string) string { return filepath.Join(AzRoot(state), id, azcli.FolderName) }

// AzBase is the path of the base of c.
func (w *World) AzBase(c *azctx.Context) string {
	return cmp.Or(c.Base, azcli.DefaultDir(w.UserHome()))
}

// shellBase is the base for new contexts of this shell, empty for the usual one. It is the
// base of active, the context in force, which may be nil; else the folder that the user
// has set in AZURE_CONFIG_DIR.
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

// Az is what the variables need to know about az in c: its folders and its cloud.
func (s *Session) Az(c *azctx.Context) environ.Az {
	state := cmp.Or(s.private, s.stateOf(c))
	az := environ.Az{Dir: azPath(state, c.ID), Extensions: azcli.ExtensionDir(s.AzBase(c))}
	if cl, err := s.Cloud(c.Cloud); err == nil { // an unknown cloud: c cannot be in force
		az.Cloud = environ.Cloud{Name: cl.Name, ARM: cl.ARM, Authority: authorityFor(cl)}
	}
	return az
}

// entered is what was found in the az folder of a context. A session finds it out once.
type entered struct {
	azcli.Entered
	err    error
	looked bool // the folder was only looked at, not entered
}

// usable returns an error if c cannot be put in force. It makes c's az folder or brings it
// up to date, unless the session only looks. With again it puts the context's subscription
// back if az in there has selected another one.
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

// folder returns what is found in c's az folder. A folder that was only looked at is
// entered later if something will run in it.
func (s *Session) folder(c *azctx.Context, again bool) entered {
	e, known := s.folders[c.ID]
	if !known || again || e.looked && !s.looks() {
		e = s.enter(c, again)
		s.folders[c.ID] = e
	}
	return e
}

// Enter brings c's az folder and its tokens up to date, once a session. No shell changes
// by that.
func (s *Session) Enter(c *azctx.Context) error {
	s.enters = true
	return s.folder(c, false).err
}

// EnterAgain is like Enter, but enters again since tokens have changed.
func (s *Session) EnterAgain(c *azctx.Context) error {
	delete(s.folders, c.ID)
	return s.Enter(c)
}

// WillRun says that something will run in the context that this session finds. So its az
// folder must be entered, even if no shell changes.
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

// azFolder describes c's az folder for azcli.
func (s *Session) azFolder(c *azctx.Context) *azcli.Folder {
	f := &azcli.Folder{Path: s.Az(c).Dir, Base: s.AzBase(c), Context: *c, All: c.WholeAccount()}
	if cl, err := s.Cloud(c.Cloud); err == nil && !cloud.IsBuiltin(cl.Name) {
		f.Cloud = azOptions(cl)
	}
	return f
}

// movedHint is the hint if az in c was moved to another subscription. One command puts az
// back, another goes to a context of the subscription that az is on.
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

// freeName is name as an argument for a new context, with a blank before it. It is empty
// if the name is taken or not allowed.
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
