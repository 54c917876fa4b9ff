package tokens

import (
	"fmt"
	"slices"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// rounds is how often a Sync starts again since what it must lock has changed.
const rounds = 4

// Sync brings a context's az folder up to date: what base and the account's cache in
// Shared have of its account and that is newer goes into it, and what it has that is
// newer goes to Shared. A sign-out in the folder, or a tombstone of one elsewhere, takes
// the account's secrets out of both (see verdict). Base is never written.
//
// The stores are read without locks first, and locked only if there is something to
// write; what there is, is then decided again. Several processes may do this at once.
// What only concerns base, or a store that another program left broken, is a warning.
func Sync(p Stores, now time.Time) (Outcome, error) {
	v, warnings, err := gather(p)
	if v == nil {
		return Outcome{Known: p.Known, HomeID: p.HomeID, Warnings: warnings}, err
	}
	pl := decide(*v, now)
	for i := 0; pl.writes(); i++ {
		if i == rounds {
			return Outcome{}, fmt.Errorf("%s: %w", p.Dir, ErrBusy)
		}
		done, err := v.carryOut(&pl, now)
		if err != nil {
			return Outcome{}, err
		}
		if done {
			break
		}
	}
	pl.out.Warnings = append(warnings, v.broken()...)
	return pl.out, nil
}

// Look returns what Sync would, and writes nothing.
func Look(p Stores, now time.Time) (Outcome, error) {
	v, warnings, err := gather(p)
	if v == nil {
		return Outcome{Known: p.Known, HomeID: p.HomeID, Warnings: warnings}, err
	}
	pl := decide(*v, now)
	pl.out.Warnings = append(warnings, v.broken()...)
	return pl.out, nil
}

// gather reads the stores. There is no view where they are none of this package's.
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

// carryOut locks what pl writes, decides again and does it. It is not done where that
// would write what is not locked; pl is then what there is to do.
func (v *view) carryOut(pl *plan, now time.Time) (done bool, err error) {
	for _, dir := range []string{v.p.Dir, v.p.Shared, v.p.tombDir()} {
		if dir != "" {
			if err := home.MakeOwn(dir); err != nil {
				return false, err
			}
		}
	}
	paths := v.locks(pl)
	release, err := acquireAll(paths)
	if err != nil {
		return false, err
	}
	defer release()
	if err := v.readStores(locked); err != nil {
		return false, err
	}
	*pl = decide(*v, now)
	for _, path := range v.locks(pl) {
		if !slices.Contains(paths, path) {
			return false, nil
		}
	}
	return true, v.apply(pl, now)
}

// locks are the stores that must be locked for pl: the folder's cache for all of it,
// since that says who is signed in.
func (v *view) locks(pl *plan) []string {
	paths := []string{v.dir.path}
	apps := pl.newEntries || v.p.Kind == ServicePrincipal
	for _, a := range slices.Concat(pl.bury, pl.lift) {
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

// apply writes. Whoever is killed between two of the steps leaves what the next Sync
// takes for the same case again: the tombstone comes before what it is about goes, and
// goes after what is newer than it is in place.
func (v *view) apply(pl *plan, now time.Time) error {
	for _, a := range pl.bury {
		if err := bury(v.p.tombDir(), a, now); err != nil {
			return err
		}
		if v.p.Shared != "" {
			if err := removeAll(v.p.Shared, a); err != nil {
				return err
			}
		}
	}
	if pl.purge {
		if err := removeAll(v.p.Shared, v.own); err != nil {
			return err
		}
	}
	if pl.newEntries {
		if _, err := v.entries.write(pl.entries); err != nil {
			return err
		}
	}
	if pl.dir != nil {
		if err := write(v.dir.path, pl.dir.Bytes()); err != nil {
			return err
		}
	}
	if pl.shared != nil {
		if err := write(v.shared.path, pl.shared.Bytes()); err != nil {
			return err
		}
	}
	for _, a := range pl.lift {
		if err := remove(tombPath(v.p.tombDir(), a)); err != nil {
			return err
		}
	}
	return nil
}
