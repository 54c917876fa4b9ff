package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
)

// Contexts that live in a shell only are a profile in its own folder, with an index
// and a stamp, as the user's is. Shells and scripts inside find it by State.Keep.

// noteAutosave in a shell's folder is "on" or "off", for it and those inside.
const noteAutosave = "autosave"

// keepMost is how many shells' folders are asked: AZENV_STATE is anybody's input.
const keepMost = 16

// shelfAt is the store of the shell with that folder.
func (a *app) shelfAt(dir string) *azctx.Store {
	return &azctx.Store{Dirs: home.Dirs{Config: dir, State: dir, Run: a.dirs.Run}, ReadOnly: a.store.ReadOnly, Own: true}
}

// shelves returns the folders, nearest first, of this shell and those around it that
// have something of their own.
func (a *app) shelves(o azctx.Owner, st *azctx.State) (keys []string) {
	var all []string
	if o.PID != 0 {
		all = append(all, runKey(o))
	}
	if st != nil {
		all = append(all, st.Keep...)
	}
	seen := map[string]bool{}
	for _, key := range all[:min(len(all), keepMost)] {
		if seen[key] || !filepath.IsLocal(key) || filepath.Base(key) != key {
			continue
		}
		seen[key] = true
		dir := filepath.Join(a.dirs.Run, key)
		for _, name := range []string{filepath.Base(a.shelfAt(dir).Dirs.Profile()), noteAutosave} {
			if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
				keys = append(keys, key)
				break
			}
		}
	}
	return keys
}

// openShelves opens what lives in the shells with these folders.
func (a *app) openShelves(keys []string) (views []*azctx.View, err error) {
	for _, key := range keys {
		store := a.shelfAt(filepath.Join(a.dirs.Run, key))
		if _, err := os.Lstat(store.Dirs.Profile()); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		v, err := store.Open()
		views = append(views, v)
		if err != nil {
			return views, err
		}
	}
	return views, nil
}

// shelf is the store that a command changes: that of what lives in this shell only,
// or the user's.
func (a *app) shelf(local bool) (*azctx.Store, error) {
	if a.dirsErr != nil {
		return nil, a.dirsErr
	}
	if !local {
		return a.store, nil
	}
	dir, err := a.ownDir()
	if err != nil {
		return nil, err
	}
	return a.shelfAt(dir), nil
}

// ownDir is the folder of the shell that azenv was typed in.
func (a *app) ownDir() (string, error) {
	if a.call.shell == "" {
		return "", hint(errors.New("this shell has no azenv hook, so nothing can live in it only"), "%s", a.hookHint())
	}
	s := a.open(azctx.Look)
	defer s.close()
	return s.runDir()
}

// isLocal reads scopeFlags for a command that is about stored contexts by rule.
func isLocal(command string, c *cli.Context) (bool, error) {
	if !c.IsSet("scope") {
		return false, nil
	}
	global, err := isGlobal(command, c)
	return !global, err
}

// elsewhere gives an error about a name that is not on this shelf the hint that it is
// on the other; rest is what else was typed.
func (a *app) elsewhere(err error, name string, local bool, rest ...string) error {
	var missing *azctx.NotFoundError
	if !errors.As(err, &missing) {
		return err
	}
	r, rerr := a.around()
	if rerr != nil {
		return err
	}
	c, ferr := r.all().Find(name)
	if ferr != nil {
		return err
	}
	stored, _ := r.stored.ByID(c.ID)
	here, _ := r.here.ByID(c.ID)
	again := "azenv " + a.command + " " + quoteArg(c.Label)
	for _, word := range rest {
		again += " " + quoteArg(word)
	}
	switch {
	case stored == nil && here == nil:
		return hint(fmt.Errorf("%s lives in the shell around this one", c.Label), "exit")
	case local && stored != nil:
		return hint(fmt.Errorf("%s is stored: it does not live in this shell only", c.Label), "%s", again)
	case !local && here != nil:
		return hint(fmt.Errorf("%s lives in this shell only", c.Label), "%s --scope process", again)
	}
	return err
}

// lookAgain lets the shell that azenv was typed in see at once what became of the
// context it is in, as its next prompt would: nothing is chosen by that, and no seal
// lifted.
func (a *app) lookAgain() error {
	if a.call.shell == "" {
		return nil
	}
	_, err := a.takeUp(azctx.Prompt, azctx.Pick{})
	return err
}
