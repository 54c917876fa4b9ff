package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/tokens"
)

// signOut removes the account from where it is to be removed. First a tombstone stands,
// so that nothing of it comes back from az's own folder; then its tokens go; then its
// contexts, by which shells notice.
func (a *app) signOut(l *leaving, store *azctx.Store, local bool) error {
	stores, err := a.andShelves(store, local)
	if err != nil {
		return err
	}
	var errs error
	removed, files := 0, 0
	for _, of := range stores {
		n, m, err := a.signOutIn(l, of)
		removed, files, errs = removed+n, files+m, errors.Join(errs, err)
	}
	if errs != nil {
		return errs
	}
	a.say("%s is signed out: %s and %s removed", l.account.Name, counted(removed, "context"), counted(files, "file")+" with its tokens")
	a.nameTheRest(l)
	return nil
}

// andShelves are store and, unless only what lives in this shell is meant, the stores of
// what lives in any shell only.
func (a *app) andShelves(store *azctx.Store, local bool) (stores []*azctx.Store, err error) {
	stores = []*azctx.Store{store}
	if local {
		return stores, nil
	}
	if err := home.Mine(a.dirs.Run); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return stores, nil
		}
		return nil, err
	}
	folders, err := runFolders(a.dirs.Run, a.runShared())
	for _, f := range folders {
		stores = append(stores, a.shelfAt(f.path))
	}
	return stores, err
}

// signOutIn removes the account from what is kept in one place.
func (a *app) signOutIn(l *leaving, store *azctx.Store) (contexts, files int, err error) {
	state := store.Dirs.State
	folders, err := azFolders(state)
	if err != nil {
		return 0, 0, err
	}
	kept := store == a.store || len(folders) > 0 || exists(tokenRoot(state)) || exists(store.Dirs.Profile())
	if !kept {
		return 0, 0, nil
	}
	for _, acct := range l.stores {
		if exists(tokens.SharedCache(tokenRoot(state), acct)) {
			files++
		}
		if err := tokens.Bury(tokenRoot(state), acct, time.Now()); err != nil {
			return 0, files, err
		}
		changed, rerr := tokens.Remove(acct, folders...)
		files += len(changed)
		err = errors.Join(err, rerr)
	}
	if err != nil {
		return 0, files, err
	}
	var ids []string
	wasDefault := false
	err = store.Update(func(p *azctx.Profile) error {
		ids = nil
		for i := range p.Contexts {
			if l.has(&p.Contexts[i]) {
				ids = append(ids, p.Contexts[i].ID)
			}
		}
		wasDefault = p.Remove(ids...)
		return nil
	})
	if err != nil {
		return 0, files, err
	}
	a.dropFolders(store, ids...)
	if wasDefault {
		a.say("the default was one of them: new shells start with none")
	}
	return len(ids), files, nil
}

// azFolders are az's folders of the contexts that are kept in a state folder, those of
// runs with a folder of their own included.
func azFolders(state string) (dirs []string, err error) {
	entries, err := os.ReadDir(azRoot(state))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		dir := filepath.Join(azRoot(state), e.Name(), azcli.FolderName)
		if fi, err := os.Lstat(dir); err == nil && fi.IsDir() {
			dirs = append(dirs, dir)
		}
	}
	return dirs, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// nameTheRest names what azenv does not own, and where it is still signed in.
func (a *app) nameTheRest(l *leaving) {
	base := azcli.DefaultDir(a.userHome())
	for _, acct := range l.stores {
		if tokens.Holds(base, acct) {
			line := "az logout --username " + quoteArg(l.account.Name)
			a.say("az itself is still signed in as %s, in %s: %s, with no context in force", l.account.Name, base, line)
		}
	}
	if l.account.Type != azctx.ManagedIdentity {
		a.say("what Azure issued stays valid until it expires: it cannot be taken back from here")
	}
}
