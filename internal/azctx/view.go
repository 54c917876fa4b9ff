package azctx

import (
	"errors"
	"io/fs"
	"os"
	"slices"
)

// View reads single contexts of the profile at a cost that does not grow with
// their number. Close it after use.
type View struct {
	// Stamp is the stamp from before the profile was read. While the stamp on disk
	// is the same, what this View says is right.
	Stamp string

	store   *Store
	index   *index
	profile *Profile // read instead, if there is no index
}

// Open opens the profile for reading. Its errors are those of ParseProfile and of the file
// system. If the index or the stamp does not belong to the profile, Open mends it, unless
// somebody else is writing or the folder cannot be written to.
func (s *Store) Open() (*View, error) {
	v := &View{store: s}
	err := s.Dirs.Check()
	if err != nil {
		return v, err
	}
	if v.Stamp, err = s.Stamp(); err != nil {
		return v, err
	}
	fi, err := os.Stat(s.Dirs.Profile())
	gone := errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !gone:
		return v, err
	case gone && (v.Stamp == "" || v.Stamp == stampFor(noProfile)):
		v.profile = &Profile{}
		return v, nil
	case !gone:
		if v.index = s.indexOf(fi, v.Stamp); v.index != nil {
			return v, nil
		}
	}
	s.mend()
	if v.Stamp, err = s.Stamp(); err != nil {
		return v, err
	}
	v.profile, err = s.Load()
	return v, err
}

// indexOf opens the index if it belongs to the profile fi, and to the stamp.
func (s *Store) indexOf(fi fs.FileInfo, stamp string) *index {
	x, err := openIndex(s.Dirs.Index())
	if err != nil {
		return nil
	}
	if x.print != filePrint(fi) || stamp != stampFor(x.hash) {
		x.f.Close()
		return nil
	}
	return x
}

// InStep says whether the index and the stamp belong to the profile on disk. Open makes
// them anew if they do not. The errors are those of Load.
func (s *Store) InStep() (index, stamp bool, err error) {
	_, data, err := s.load()
	if err != nil {
		return false, false, err
	}
	now, err := s.Stamp()
	if data == nil {
		return true, now == "" || now == stampFor(noProfile), err
	}
	fi, serr := os.Stat(s.Dirs.Profile())
	if err = errors.Join(err, serr); err != nil {
		return false, false, err
	}
	if x := s.indexOf(fi, stampFor(hashOf(data))); x != nil {
		x.f.Close()
		index = true
	}
	return index, now == stampFor(hashOf(data)), nil
}

// mend writes index and stamp anew for the profile as it is, if it can. If it cannot,
// reading is only slower.
func (s *Store) mend() {
	if s.ReadOnly {
		return
	}
	unlock, err := s.lock(0)
	if err != nil {
		return
	}
	defer unlock()
	switch p, data, err := s.load(); {
	case err == nil && data != nil:
		_ = s.publish(p, data)
	case err == nil || data != nil: // gone, or damaged: other shells must notice
		_ = s.stamp(hashOf(data))
	default:
		_ = s.stamp(unreadable)
	}
}

// StampAt is the file that Stamp was read from.
func (v *View) StampAt() string { return v.store.Dirs.Stamp() }

// Folder is the folder with the state of v's profile.
func (v *View) Folder() string { return v.store.Dirs.State }

// Close closes the index.
func (v *View) Close() {
	if v.index != nil {
		v.index.f.Close()
	}
}

// whole returns the profile in memory. It reads the profile if only the index was
// needed so far.
func (v *View) whole() (*Profile, error) {
	if v.profile == nil {
		p, err := v.store.Load()
		if err != nil {
			return nil, err
		}
		v.profile = p
	}
	return v.profile, nil
}

// DefaultID implements Contexts.
func (v *View) DefaultID() string {
	switch {
	case v.index != nil:
		return v.index.def
	case v.profile != nil:
		return v.profile.Default
	}
	return ""
}

// ByID implements Contexts.
func (v *View) ByID(id string) (*Context, error) {
	if v.index != nil {
		if found, err := v.index.find(idKey(id)); err == nil {
			for _, c := range found {
				if c.ID == id {
					return c, nil
				}
			}
		}
	}
	p, err := v.whole() // an index alone does not prove that a context is gone
	if err != nil {
		return nil, err
	}
	return p.ByID(id)
}

// Find implements Contexts.
func (v *View) Find(name string) (*Context, error) {
	if v.index != nil && name != "" {
		if found, err := v.index.find(nameKey(name)); err == nil {
			if c, err := choose(name, found); c != nil || err != nil {
				return c, err
			}
		}
	}
	p, err := v.whole() // at least for the label that is most like name
	if err != nil {
		return nil, err
	}
	return p.Find(name)
}

// All implements Contexts.
func (v *View) All(name string) ([]*Context, error) {
	if v.index != nil && name != "" {
		if found, err := v.index.find(nameKey(name)); err == nil {
			found = slices.DeleteFunc(found, func(c *Context) bool { return c.goesBy(name) == notAtAll })
			if len(found) > 0 {
				return found, nil
			}
		}
	}
	p, err := v.whole()
	if err != nil {
		return nil, err
	}
	return p.All(name)
}
