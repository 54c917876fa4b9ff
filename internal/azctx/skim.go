package azctx

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
)

// Brief is what a context goes by, and where it is.
type Brief struct{ ID, Label, Account, Tenant, Subscription, SubscriptionName string }

// Skim returns all contexts in brief, oldest first: from the index where that is the
// profile's, since a key at a prompt waits. Unlike Open it mends nothing.
func (s *Store) Skim() (all []Brief, err error) {
	var c Context
	err = s.skim(func(record []byte) error {
		c = Context{}
		err := readContext(record, &c)
		all = append(all, c.brief())
		return err
	})
	if err == nil {
		return all, nil
	}
	p, err := s.Load()
	if err != nil {
		return nil, err
	}
	all = make([]Brief, len(p.Contexts))
	for i := range p.Contexts {
		all[i] = p.Contexts[i].brief()
	}
	return all, nil
}

func (c *Context) brief() Brief {
	return Brief{c.ID, c.Label, c.Account.Name, c.Tenant.ID, c.Subscription.ID, c.Subscription.Name}
}

// skim calls fn with each record of the index, the contexts as JSON. It fails where
// there is no index of the profile as it is.
func (s *Store) skim(fn func(record []byte) error) error {
	if err := s.Dirs.Check(); err != nil {
		return err
	}
	stamp, err := s.Stamp()
	if err != nil {
		return err
	}
	fi, err := os.Stat(s.Dirs.Profile())
	if errors.Is(err, fs.ErrNotExist) && (stamp == "" || stamp == stampFor(noProfile)) {
		return nil
	}
	if err != nil {
		return err
	}
	x := s.indexOf(fi, stamp)
	if x == nil {
		return errIndex
	}
	defer x.f.Close()
	return x.records(fn)
}

// records calls fn with each context's record.
func (x *index) records(fn func(record []byte) error) error {
	fi, err := x.f.Stat()
	if err != nil || x.start < headSize || int64(x.start) > fi.Size() {
		return errIndex
	}
	data := make([]byte, x.start-headSize)
	if _, err := io.ReadFull(io.NewSectionReader(x.f, int64(headSize), int64(len(data))), data); err != nil {
		return errIndex
	}
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n') + 1
		record, err := unsummed(data[:end])
		if err != nil {
			return err
		}
		if err := fn(record); err != nil {
			return err
		}
		data = data[end:]
	}
	return nil
}
