package azctx

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
)

// Brief is what a context goes by, and where it is.
type Brief struct{ ID, Label, Account, Tenant, Subscription, SubscriptionName string }

// Skim returns all contexts in brief, oldest first: from the index where that is the
// profile's, and without decoding it, since a key at a prompt waits. Unlike Open it
// mends nothing.
func (s *Store) Skim() (all []Brief, err error) {
	err = s.skim(func(record []byte) error {
		b, err := briefOf(record)
		all = append(all, b)
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
		c := &p.Contexts[i]
		all[i] = Brief{c.ID, c.Label, c.Account.Name, c.Tenant.ID, c.Subscription.ID, c.Subscription.Name}
	}
	return all, nil
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

// briefOf reads a record. Members are found by their keys as encoding/json writes
// them, in their order: inside a text the quotes are escaped.
func briefOf(record []byte) (b Brief, err error) {
	take := func(key string, to *string) bool {
		i := bytes.Index(record, []byte(key))
		if i < 0 || err != nil {
			return false
		}
		*to, record, err = textAt(record[i+len(key)-1:])
		return err == nil
	}
	if !take(`{"id":"`, &b.ID) || !take(`,"label":"`, &b.Label) {
		return b, errIndex
	}
	take(`,"account":{"name":"`, &b.Account)
	take(`,"tenant":{"id":"`, &b.Tenant)
	if name := `,"name":"`; take(`,"subscription":{"id":"`, &b.Subscription) && bytes.HasPrefix(record, []byte(name)) {
		take(name, &b.SubscriptionName)
	}
	return b, err
}

// textAt reads the JSON text that data begins with, and returns what follows.
func textAt(data []byte) (text string, rest []byte, err error) {
	end := 1
	for end < len(data) && data[end] != '"' {
		if data[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(data) {
		return "", nil, errIndex
	}
	quoted, rest := data[:end+1], data[end+1:]
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1:end]), rest, nil
	}
	err = json.Unmarshal(quoted, &text)
	return text, rest, err
}
