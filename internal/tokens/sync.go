package tokens

import (
	"fmt"
	"slices"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// rounds is how often a Sync starts again if it needs other locks than it took.
const rounds = 4

// Sync brings a context's az folder up to date. Tokens of its account that are newer in
// base or in the account's cache in Shared go into the folder; those that are newer in
// the folder go to Shared. If the account was signed out in the folder, or a tombstone
// says so, its secrets are removed from both (see verdict). Base is never written.
//
// Sync first reads the stores without locks. Only if there is something to write it takes
// the locks, reads and decides again. Several processes may do this at once. A problem of
// base, or a store that another program left broken, is a warning.
func Sync(p Stores, now time.Time) (Outcome, error) {
	v, warnings, err := gather(p)
	if v == nil {
		return Outcome{Known: p.Known, HomeID: p.HomeID, Warnings: warnings}, err
	}
	ch := decide(*v, now)
	for i := 0; ch.writes(); i++ {
		if i == rounds {
			return Outcome{}, fmt.Errorf("%s: %w", p.Dir, ErrBusy)
		}
		done, err := v.carryOut(&ch, now)
		if err != nil {
			return Outcome{}, err
		}
		if done {
			break
		}
	}
	ch.out.Warnings = append(warnings, v.broken()...)
	return ch.out, nil
}

// Look returns what Sync would return, and writes nothing.
func Look(p Stores, now time.Time) (Outcome, error) {
	v, warnings, err := gather(p)
	if v == nil {
		return Outcome{Known: p.Known, HomeID: p.HomeID, Warnings: warnings}, err
	}
	ch := decide(*v, now)
	ch.out.Warnings = append(warnings, v.broken()...)
	return ch.out, nil
}

// gather reads the stores. It returns no view if this package cannot work on them: a
// managed identity has none, and az may encrypt them.
func gather(p Stores) (v *view, warnings []string, err error) {
	if p.Kind == ManagedIdentity {
		return nil, nil, nil
	}
	if err := p.check(); err != nil {
		return nil, nil, err
	}
	if encrypted(p.Dir, cacheStem) || p.Kind == ServicePrincipal && encrypted(p.Dir, entriesStem) {
		return nil, []string{p.Dir + ": az keeps its tokens encrypted: nothing is copied"}, nil
	}
	v = &view{p: p}
	warnings = v.readBase()
	if err := v.readStores(unlocked); err != nil {
		return nil, nil, err
	}
	return v, warnings, nil
}

// carryOut takes the locks for ch, decides again and writes. If the new decision needs
// other locks, it writes nothing, done is false, and ch is the new decision.
func (v *view) carryOut(ch *changes, now time.Time) (done bool, err error) {
	for _, dir := range []string{v.p.Dir, v.p.Shared, v.p.tombDir()} {
		if dir != "" {
			if err := home.MakeOwn(dir); err != nil {
				return false, err
			}
		}
	}
	paths := v.locks(ch)
	release, err := acquireAll(paths)
	if err != nil {
		return false, err
	}
	defer release()
	if err := v.readStores(locked); err != nil {
		return false, err
	}
	*ch = decide(*v, now)
	for _, path := range v.locks(ch) {
		if !slices.Contains(paths, path) {
			return false, nil
		}
	}
	return true, v.apply(ch, now)
}

// locks are the stores that must be locked for ch. The folder's cache always is one of
// them, since it says who is signed in.
func (v *view) locks(ch *changes) []string {
	paths := []string{v.dir.path}
	apps := ch.newEntries || v.p.Kind == ServicePrincipal
	for _, a := range slices.Concat(ch.signOut, ch.lift) {
		apps = apps || a.app()
		if v.p.Shared != "" {
			paths = append(paths, SharedCache(v.p.Shared, a))
		}
	}
	if apps {
		paths = append(paths, v.entries.path)
	}
	if v.ownIs && v.p.Shared != "" {
		paths = append(paths, v.shared.path)
	}
	return paths
}

// apply writes ch. If azenv is killed between two steps, the next Sync decides the same
// again: a tombstone is written before the tokens are removed, and it is removed after
// newer tokens are written.
func (v *view) apply(ch *changes, now time.Time) error {
	for _, a := range ch.signOut {
		if err := putTombstone(v.p.tombDir(), a, now); err != nil {
			return err
		}
		if v.p.Shared != "" {
			if err := removeAll(v.p.Shared, a); err != nil {
				return err
			}
		}
	}
	if ch.purge {
		if err := removeAll(v.p.Shared, v.own); err != nil {
			return err
		}
	}
	if ch.newEntries {
		if _, err := v.entries.write(ch.entries); err != nil {
			return err
		}
	}
	if ch.dir != nil {
		if err := write(v.dir.path, ch.dir.Bytes()); err != nil {
			return err
		}
	}
	if ch.shared != nil {
		if err := write(v.shared.path, ch.shared.Bytes()); err != nil {
			return err
		}
	}
	for _, a := range ch.lift {
		if err := remove(tombPath(v.p.tombDir(), a)); err != nil {
			return err
		}
	}
	return nil
}
