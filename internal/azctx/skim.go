package azctx

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
)

// Brief is a context's id, label and identity, in brief.
type Brief struct{ ID, Label, Account, Tenant, Subscription, SubscriptionName string }

// Skim returns all contexts in brief, oldest first. It reads the index if that belongs to
// the profile, since TAB at a prompt waits for it. Unlike Open it mends nothing.
func (s *Store) Skim() (all []Brief, err error) {
	if records, err := s.records(); err == nil {
		if all, err = skimmed(records); err == nil {
			return all, nil
		}
	}
	p, err := s.Load()
	if err != nil {
		return nil, err
	}
	all = make([]Brief, len(p.Contexts))
	for i := range p.Contexts {
		c := &p.Contexts[i]
		all[i] = Brief{c.ID, c.Label, c.Account.Name, c.Tenant.ID, c.Subscription.ID, c.Subscription.Name}
	}
	return all, nil
}

// skimmed reads records of the index. It decodes only what a Brief needs: to decode all
// takes twice as long.
func skimmed(records [][]byte) ([]Brief, error) {
	all := make([]Brief, len(records))
	for i, record := range records {
		var c struct {
			ID      string `json:"id"`
			Label   string `json:"label"`
			Account struct {
				Name string `json:"name"`
			} `json:"account"`
			Tenant struct {
				ID string `json:"id"`
			} `json:"tenant"`
			Subscription struct {
				ID   string `json:"id"`
				Name string `json:"name"`
			} `json:"subscription"`
		}
		if err := json.Unmarshal(record, &c); err != nil {
			return nil, err
		}
		all[i] = Brief{c.ID, c.Label, c.Account.Name, c.Tenant.ID, c.Subscription.ID, c.Subscription.Name}
	}
	return all, nil
}

// records returns the records of the index, the contexts as JSON. It fails if there is no
// index of the profile as it is now.
func (s *Store) records() ([][]byte, error) {
	if err := s.Dirs.Check(); err != nil {
		return nil, err
	}
	stamp, err := s.Stamp()
	if err != nil {
		return nil, err
	}
	fi, err := os.Stat(s.Dirs.Profile())
	if errors.Is(err, fs.ErrNotExist) && (stamp == "" || stamp == stampFor(noProfile)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x := s.indexOf(fi, stamp)
	if x == nil {
		return nil, errIndex
	}
	defer x.f.Close()
	return x.records()
}

// records returns each context's record.
func (x *index) records() (all [][]byte, err error) {
	fi, err := x.f.Stat()
	if err != nil || x.start < headSize || int64(x.start) > fi.Size() {
		return nil, errIndex
	}
	data := make([]byte, x.start-headSize)
	if _, err := io.ReadFull(io.NewSectionReader(x.f, int64(headSize), int64(len(data))), data); err != nil {
		return nil, errIndex
	}
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n') + 1
		record, err := unsummed(data[:end])
		if err != nil {
			return nil, err
		}
		all = append(all, record)
		data = data[end:]
	}
	return all, nil
}
