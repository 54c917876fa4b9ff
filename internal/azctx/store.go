package azctx

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// Store is the profile on disk, with the index and the stamp beside it.
//
// Readers take no lock: the profile is replaced in one step. A writer holds the lock until
// the stamp is written. It writes profile, index and stamp in this order. So whoever sees
// a stamp sees the profile that belongs to it, or a later one. Before all of them the
// writer replaces the old stamp by one that no profile has. If the writer is killed, every
// shell notices that stamp and asks azenv.
type Store struct {
	Dirs home.Dirs
	// ReadOnly keeps a View from mending what is derived from the profile.
	ReadOnly bool
	// Own says that the profile is azenv's alone, too, so that it is no link of the user's.
	Own bool
}

// lockWait is how long a writer waits for another one. If many take turns, each of them
// may take that long.
const lockWait = 10 * time.Second

// profileLimit is the most bytes that a profile may have: some 500,000 contexts.
const profileLimit = 256 << 20

// Load reads the whole profile. A missing file is an empty profile.
func (s *Store) Load() (*Profile, error) {
	p, _, err := s.load()
	return p, err
}

func (s *Store) load() (*Profile, []byte, error) {
	if err := s.Dirs.Check(); err != nil {
		return nil, nil, err
	}
	data, _, err := home.ReadSmall(s.Dirs.Profile(), profileLimit)
	var kind home.NotFile
	var long home.TooLong
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Profile{}, nil, nil
	case errors.As(err, &kind), errors.As(err, &long):
		return nil, nil, &CorruptError{s.Dirs.Profile(), home.Cause(err)}
	case err != nil:
		return nil, nil, err
	}
	p, err := ParseProfile(s.Dirs.Profile(), data)
	return p, data, err
}

// Update changes the profile by fn, under the lock. Nothing is written if fn fails or
// changes nothing.
func (s *Store) Update(fn func(*Profile) error) error {
	unlock, err := s.lock(lockWait)
	if err != nil {
		return err
	}
	defer unlock()
	home.Sweep(s.Dirs.Profile())
	home.Sweep(s.Dirs.Stamp())
	p, before, err := s.load()
	if err != nil {
		return err
	}
	if err := fn(p); err != nil {
		return err
	}
	after, err := p.Encode()
	if err != nil {
		return err
	}
	if before == nil && p.Default == "" && p.Autosave == "" && len(p.Contexts) == 0 {
		return nil
	}
	if string(after) == string(before) {
		return s.publish(p, after)
	}
	if err := s.replace(before, after); err != nil {
		return err
	}
	// If this fails, others read the profile itself, since the stamp does not belong to it.
	_ = s.publish(p, after)
	return nil
}

// replace replaces the profile: its contents are before now, and after then. The lock must
// be held.
func (s *Store) replace(before, after []byte) error {
	if err := home.Make(s.Dirs.Config); err != nil {
		return err
	}
	if err := s.revoke(); err != nil {
		return err
	}
	replace := home.Replace
	if s.Own {
		replace = home.ReplaceOwn
	}
	err := replace(s.Dirs.Profile(), after, true)
	if err != nil {
		_ = s.stamp(hashOf(before)) // if this fails, the next reader does it
	}
	return err
}

// lock takes the writers' lock. It waits at most that long in which nobody writes.
func (s *Store) lock(wait time.Duration) (unlock func(), err error) {
	if err := home.Make(s.Dirs.State); err != nil {
		return nil, err
	}
	return home.LockInTurn(s.Dirs.Lock(), wait, func() string {
		stamp, _ := s.Stamp()
		return stamp
	})
}

// publish writes the index and then the stamp for the profile on disk, whose bytes are
// data. The lock must be held. If there is no room for the index, reading is only slower.
func (s *Store) publish(p *Profile, data []byte) error {
	fi, err := os.Stat(s.Dirs.Profile())
	if err != nil {
		return err
	}
	hash := hashOf(data)
	// Others must notice the change, with or without an index.
	_ = home.ReplaceOwn(s.Dirs.Index(), encodeIndex(p, filePrint(fi), hash), false)
	return s.stamp(hash)
}
