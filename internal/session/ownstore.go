package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/home"
)

// Contexts that live in a shell only are in the shell's own store: a profile in its run
// folder, which has an index and a stamp like the user's. The shells and scripts that are
// started in the shell find it by State.Keep.

// autosaveFile is a file in a run folder. It says "on" or "off" for the shell and for those
// inside it.
const autosaveFile = "autosave"

// keepMost is the most run folders that are looked at: AZENV_STATE names them, and anybody
// can set it.
const keepMost = 16

// OwnStore is the own store of the shell whose run folder has that key.
func (w *World) OwnStore(key string) *azctx.Store {
	dir := filepath.Join(w.Dirs.Run, key)
	return &azctx.Store{Dirs: home.Dirs{Config: dir, State: dir, Run: w.Dirs.Run}, ReadOnly: w.Store.ReadOnly, Own: true}
}

// OwnAutosave is the autosave setting of the shell whose run folder has that key. set says
// whether the shell has a setting of its own.
func (w *World) OwnAutosave(key string) (on, set bool) {
	text, ok := recall(filepath.Join(w.Dirs.Run, key), autosaveFile)
	return text != azctx.AutosaveOff, ok
}

// ownFolders returns the keys of run folders: those of this shell and of the shells around
// it, the nearest first. Only shells with an own store or an autosave setting count.
func (w *World) ownFolders(o azctx.Owner, st *azctx.State) (keys []string) {
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
		profile := w.OwnStore(key).Dirs.Profile()
		for _, path := range []string{profile, filepath.Join(filepath.Dir(profile), autosaveFile)} {
			if _, err := os.Lstat(path); err == nil {
				keys = append(keys, key)
				break
			}
		}
	}
	return keys
}

// openOwn opens the own stores of the shells whose run folders have these keys.
func (w *World) openOwn(keys []string) (views []*azctx.View, err error) {
	for _, key := range keys {
		store := w.OwnStore(key)
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

// StoreFor is the store that a command changes: this shell's own store, if local, or the
// user's.
func (s *Session) StoreFor(local bool) (*azctx.Store, error) {
	if s.DirsErr != nil {
		return nil, s.DirsErr
	}
	if !local {
		return s.Store, nil
	}
	if s.Call.Shell == "" {
		return nil, Hint(errors.New("this shell has no azenv hook, so nothing can live in it only"), "%s", s.HookLine())
	}
	dir, err := s.RunDir()
	if err != nil {
		return nil, err
	}
	return s.OwnStore(filepath.Base(dir)), nil
}

// SetAutosave turns autosave on or off, for this shell and those inside it (ScopeProcess)
// or for the user.
func (s *Session) SetAutosave(on bool, scope azctx.Scope) error {
	local := scope == azctx.ScopeProcess
	word := map[bool]string{true: "on", false: azctx.AutosaveOff}[on]
	store, err := s.StoreFor(local)
	switch {
	case err != nil:
		return err
	case local:
		s.stale, s.known = true, nil
		return home.ReplaceOwn(filepath.Join(store.Dirs.State, autosaveFile), []byte(word), false)
	}
	return s.Update(store, func(p *azctx.Profile) error {
		p.Autosave = map[bool]string{false: azctx.AutosaveOff}[on]
		return nil
	})
}

// Elsewhere improves an error about a name that is not in the store that a command works
// on. If a context in another store has that name, the new error says where it lives, and
// how to type the command. command and rest are the other words that were typed.
func (k Known) Elsewhere(err error, local bool, command, name string, rest ...string) error {
	var missing *azctx.NotFoundError
	if !errors.As(err, &missing) {
		return err
	}
	c, ferr := k.All().Find(name)
	if ferr != nil {
		return err
	}
	stored, _ := k.Stored.ByID(c.ID)
	here, _ := k.Here.ByID(c.ID)
	again := "azenv " + command + " " + Arg(c.Label)
	for _, word := range rest {
		again += " " + Arg(word)
	}
	switch {
	case stored == nil && here == nil:
		return Hint(fmt.Errorf("%s lives in the shell around this one", c.Label), "exit")
	case local && stored != nil:
		return Hint(fmt.Errorf("%s is stored: it does not live in this shell only", c.Label), "%s", again)
	case !local && here != nil:
		return Hint(fmt.Errorf("%s lives in this shell only", c.Label), "%s --scope process", again)
	}
	return err
}

// stateOf is the state folder of the profile that has c.
func (s *Session) stateOf(c *azctx.Context) string { return s.layers.Of(c.ID).Folder() }

// OwnAndStored returns all stores of this shell, the nearest first. labels has, by id, the
// labels of contexts that are shown by another label here than they are stored with. It
// is for completion: it writes nothing, and leaves out what cannot be read.
func (w *World) OwnAndStored() (stores []*azctx.Store, labels map[string]string) {
	if w.DirsErr != nil {
		return nil, nil
	}
	state, _ := azctx.DecodeState(w.Env.Get(environ.StateIn)) // without a state only the user's contexts are known
	keys := w.ownFolders(w.owner(), state)
	for _, key := range keys {
		stores = append(stores, w.OwnStore(key))
	}
	stores = append(stores, w.Store)
	if len(keys) == 0 {
		return stores, nil
	}
	reader, user := *w, *w.Store
	user.ReadOnly, reader.Store = true, &user
	views, err := reader.openOwn(keys)
	view, verr := user.Open()
	layers := azctx.Layered(append(views, view)...)
	defer layers.Close()
	if err != nil || verr != nil {
		return stores, nil
	}
	labels, _ = layers.Labels()
	return stores, labels
}
