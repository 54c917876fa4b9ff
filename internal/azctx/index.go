package azctx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"sort"
)

// The index finds one context without reading the profile. It is derived: where
// it is missing or does not belong to the profile on disk it is made again.
//
//	head     one line of headSize bytes: format, the profile's fingerprint and
//	         hash, where the keys start and how many they are, the default's id
//	records  a context a line, as JSON, with its place in the profile
//	keys     a line of keySize bytes each, sorted: hash, offset, length
//
// A key is the hash of an id or of a folded name; several contexts may share it.
const (
	indexFormat = "azenv-index-1"
	headFormat  = indexFormat + " %-96s %-16s %012d %08d %-16s\n"
	headSize    = len(indexFormat) + 1 + 96 + 1 + 16 + 1 + 12 + 1 + 8 + 1 + 16 + 1
	keyFormat   = "%016x %012d %08d\n"
	keySize     = 16 + 1 + 12 + 1 + 8 + 1
)

// errIndex says that an index cannot be used; it is made again.
var errIndex = errors.New("not an index of this profile")

// record is a context in the index.
type record struct {
	Place int `json:"place"`
	Context
}

// key is what one context can be found by.
type key struct {
	hash        uint64
	off, length int
}

// idKey and nameKey keep ids and names apart.
func idKey(id string) uint64     { return keyHash("\x00" + id) }
func nameKey(name string) uint64 { return keyHash(fold(name)) }

func keyHash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// encodeIndex returns the index of p, whose file has the fingerprint and hash.
func encodeIndex(p *Profile, print, hash string) ([]byte, error) {
	var b bytes.Buffer
	b.Write(make([]byte, headSize))
	keys := make([]key, 0, 6*len(p.Contexts))
	for i := range p.Contexts {
		c := &p.Contexts[i]
		line, err := json.Marshal(record{i, *c})
		if err != nil {
			return nil, err
		}
		at := key{0, b.Len(), len(line)}
		for h := range c.keys() {
			at.hash = h
			keys = append(keys, at)
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	sort.Slice(keys, func(i, k int) bool {
		if keys[i].hash != keys[k].hash {
			return keys[i].hash < keys[k].hash
		}
		return keys[i].off < keys[k].off
	})
	start := b.Len()
	for _, k := range keys {
		fmt.Fprintf(&b, keyFormat, k.hash, k.off, k.length)
	}
	copy(b.Bytes(), fmt.Sprintf(headFormat, print, hash, start, len(keys), p.Default))
	return b.Bytes(), nil
}

// keys are the hashes of all that c goes by.
func (c *Context) keys() map[uint64]bool {
	set := map[uint64]bool{idKey(c.ID): true}
	for _, s := range []string{c.Name, c.Label, c.FullName(), c.Subscription.Name, c.Subscription.ID} {
		if s != "" {
			set[nameKey(s)] = true
		}
	}
	return set
}

// index is an open index.
type index struct {
	f           *os.File
	print, hash string
	def         string
	start, n    int
}

// openIndex opens the index at path and reads its head.
func openIndex(path string) (*index, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	x := &index{f: f}
	head := make([]byte, headSize)
	_, err = f.ReadAt(head, 0)
	if err == nil {
		fields := bytes.Fields(head)
		ok := len(fields) >= 5 && string(fields[0]) == indexFormat
		if ok {
			x.print, x.hash = string(fields[1]), string(fields[2])
			_, err = fmt.Sscanf(string(fields[3])+" "+string(fields[4]), "%d %d", &x.start, &x.n)
		}
		if ok && len(fields) > 5 {
			x.def = string(fields[5])
		}
		if !ok || err != nil {
			err = errIndex
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return x, nil
}

// find returns the contexts with that key, in the profile's order.
func (x *index) find(hash uint64) ([]*Context, error) {
	var err error
	line := make([]byte, keySize)
	at := func(i int) (k key) {
		if err != nil {
			return k
		}
		if _, err = x.f.ReadAt(line, int64(x.start+i*keySize)); err == nil {
			_, err = fmt.Sscanf(string(line), "%x %d %d", &k.hash, &k.off, &k.length)
		}
		return k
	}
	var found []*Context
	for i := sort.Search(x.n, func(i int) bool { return at(i).hash >= hash }); i < x.n && err == nil; i++ {
		k := at(i)
		if k.hash != hash {
			break
		}
		c, rerr := x.read(k)
		if rerr != nil {
			return nil, rerr
		}
		found = append(found, c)
	}
	if err != nil {
		return nil, errIndex
	}
	return found, nil
}

func (x *index) read(k key) (*Context, error) {
	if k.length <= 0 || k.off < headSize || k.off+k.length > x.start {
		return nil, errIndex
	}
	line := make([]byte, k.length)
	var r record
	if _, err := x.f.ReadAt(line, int64(k.off)); err != nil || json.Unmarshal(line, &r) != nil || !isID(r.ID) {
		return nil, errIndex
	}
	return &r.Context, nil
}
