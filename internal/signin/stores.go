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

// Removed is what was taken away.
type Removed struct {
	Contexts, Files int // Files are those that had tokens
	WasDefault      bool
	Warnings        []error
}

// SignOut removes the account from what a store keeps, and, unless only what lives in
// this shell is meant, from what lives in any shell only. First a tombstone stands, so
// that nothing of it comes back from az's own folder; then its tokens go; then its
// contexts, by which shells notice.
func (o *SigningOut) SignOut(s *session.Session, store *azctx.Store, local bool) (r Removed, err error) {
	stores, err := everyStore(s, store, local)
	for _, of := range stores {
		err = errors.Join(err, o.signOutIn(s, of, &r))
	}
	return r, err
}

// everyStore are store and, unless only what lives in this shell is meant, the stores of
// what lives in any shell only. With an error it returns those that can be found.
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

// signOutIn removes the account from what one store keeps.
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
		return err // by its contexts the account can be signed out again
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

// azFolders are az's folders of the contexts that are kept in a state folder, those of
// runs with a folder of their own included.
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

// Clear removes all contexts and tokens that a store keeps and, unless only what lives
// in this shell is meant, those of what lives in any shell only. It goes on past what
// fails: its errors name what is still there.
func Clear(s *session.Session, store *azctx.Store, local bool) (contexts int, err error) {
	stores, err := everyStore(s, store, local)
	for _, of := range stores {
		_ = dropTokens(of) // what this leaves is named below
	}
	for _, of := range stores {
		n, cerr := dropContexts(s, of)
		contexts, err = contexts+n, errors.Join(err, cerr)
	}
	// Once more: a shell may have entered a context while it was still there.
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

// removeAll is os.RemoveAll, but goes on past what it cannot remove. A link goes itself.
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

// dropContexts removes all contexts of store: by that shells notice.
func dropContexts(s *session.Session, store *azctx.Store) (contexts int, err error) {
	if !exists(store.Dirs.Profile()) {
		return 0, nil
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
