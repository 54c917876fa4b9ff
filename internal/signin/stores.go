package signin

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/tokens"
)

// Removed says what a sign-out has removed.
type Removed struct {
	Contexts, Files int // Files are the token stores that changed
	WasDefault      bool
	Warnings        []error
}

// SignOut removes the account from store. Unless local is true, it also removes it from
// the own stores of all shells.
//
// It first writes a tombstone, so that no token comes back from base. Then it removes the
// tokens, and at last the contexts; by that the shells notice it.
func (o *SigningOut) SignOut(s *session.Session, store *azctx.Store, local bool) (r Removed, err error) {
	stores, err := everyStore(s, store, local)
	for _, of := range stores {
		err = errors.Join(err, o.signOutIn(s, of, &r))
	}
	return r, err
}

// everyStore returns store and, unless local is true, the own stores of all shells. With
// an error it returns those that it could find.
func everyStore(s *session.Session, store *azctx.Store, local bool) (stores []*azctx.Store, err error) {
	stores = []*azctx.Store{store}
	if local {
		return stores, nil
	}
	if err := home.Mine(s.Dirs.Run); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return stores, nil
		}
		return stores, err
	}
	folders, err := session.RunFolders(s.Dirs.Run)
	for _, f := range folders {
		stores = append(stores, s.OwnStore(filepath.Base(f.Path)))
	}
	return stores, err
}

// signOutIn removes the account from one store: its tokens, then its contexts.
func (o *SigningOut) signOutIn(s *session.Session, store *azctx.Store, r *Removed) error {
	state := store.Dirs.State
	root := session.TokenRoot(state)
	folders, err := azFolders(state)
	if err != nil {
		return err
	}
	if store != s.Store && len(folders) == 0 && !exists(root) && !exists(store.Dirs.Profile()) {
		return nil
	}
	for _, acct := range o.stores {
		if exists(tokens.SharedCache(root, acct)) {
			r.Files++
		}
		berr := tokens.WriteTombstone(root, acct, time.Now())
		changed, rerr := tokens.Remove(acct, folders...)
		r.Files += len(changed)
		err = errors.Join(err, berr, rerr)
	}
	if err != nil {
		return err // the contexts stay, so that the sign-out can be typed again
	}
	var ids []string
	wasDefault := false
	err = s.Update(store, func(p *azctx.Profile) error {
		ids = nil
		for i := range p.Contexts {
			if o.has(&p.Contexts[i]) {
				ids = append(ids, p.Contexts[i].ID)
			}
		}
		wasDefault = p.Remove(ids...)
		return nil
	})
	if err != nil {
		return err
	}
	r.Warnings = append(r.Warnings, session.DropFolders(store, ids...)...)
	r.Contexts += len(ids)
	r.WasDefault = r.WasDefault || wasDefault
	return nil
}

// azFolders are the az folders of contexts in a state folder. They include those of runs
// with an az folder of their own.
func azFolders(state string) (dirs []string, err error) {
	entries, err := os.ReadDir(session.AzRoot(state))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		dir := filepath.Join(session.AzRoot(state), e.Name(), azcli.FolderName)
		if fi, err := os.Lstat(dir); err == nil && fi.IsDir() {
			dirs = append(dirs, dir)
		}
	}
	return dirs, nil
}

// Clear removes all contexts and tokens of store. Unless local is true, it also removes
// those of the own stores of all shells. It goes on after an error; its errors name what
// is still there.
func Clear(s *session.Session, store *azctx.Store, local bool) (contexts int, err error) {
	all, err := everyStore(s, store, local)
	var stores []*azctx.Store
	for _, of := range all {
		// What is in somebody else's folder, or one that others may write to, is not azenv's.
		if merr := home.Mine(of.Dirs.State); merr != nil && !errors.Is(merr, fs.ErrNotExist) {
			err = errors.Join(err, merr)
			continue
		}
		stores = append(stores, of)
		_ = dropTokens(of) // the second call below returns the errors
	}
	for _, of := range stores {
		n, cerr := dropContexts(s, of)
		contexts, err = contexts+n, errors.Join(err, cerr)
	}
	// Once more, since a shell may have entered a context before it was removed.
	for _, of := range stores {
		err = errors.Join(err, dropTokens(of))
	}
	return contexts, err
}

// dropTokens removes all az folders and token caches of store.
func dropTokens(store *azctx.Store) (err error) {
	for _, dir := range []string{session.AzRoot(store.Dirs.State), session.TokenRoot(store.Dirs.State)} {
		err = errors.Join(err, removeAll(dir))
	}
	return err
}

// removeAll is like os.RemoveAll, but goes on after an error. It removes a link, not what
// the link leads to.
func removeAll(path string) error {
	if os.RemoveAll(path) == nil {
		return nil
	}
	entries, err := os.ReadDir(path)
	for _, e := range entries {
		err = errors.Join(err, removeAll(filepath.Join(path, e.Name())))
	}
	if err != nil {
		return err
	}
	return os.Remove(path)
}

// dropContexts removes all contexts of store. By that the shells notice it.
func dropContexts(s *session.Session, store *azctx.Store) (contexts int, err error) {
	if err := store.Dirs.Check(); err != nil {
		return 0, err
	}
	switch _, err := os.Lstat(store.Dirs.Profile()); {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil: // whether there are contexts is not known
		return 0, err
	}
	err = s.Update(store, func(p *azctx.Profile) error {
		contexts = len(p.Contexts)
		p.Contexts, p.Default = nil, ""
		return nil
	})
	if err != nil {
		return 0, err
	}
	return contexts, nil
}
