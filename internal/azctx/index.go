package azctx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"os"
	"sort"
)

// The index finds one context without reading the profile. It is derived: where
// it is missing or does not belong to the profile on disk it is made again.
//
//	head     one line of headSize bytes: format, the profile's fingerprint and
//	         hash, where the keys start and how many they are, the default's id
//	records  a context a line, as JSON
//	keys     a line of keySize bytes each, sorted: hash, offset, length, and how
//	         many keys have this hash
//
// A key is the hash of an id or of a folded name; several contexts may share it.
// Every line ends with a sum of its own. The file is not synced, so a crash may
// leave anything in it: what does not add up is not believed, and neither is a
// hash that has fewer keys than they say.
const (
	indexFormat = "azenv-index-1"
	headFormat  = indexFormat + " %-96s %-16s %012d %08d %-16s"
	headSize    = len(indexFormat) + 1 + 96 + 1 + 16 + 1 + 12 + 1 + 8 + 1 + 16 + sumSize
	keyFormat   = "%016x %012d %08d %08d"
	keySize     = 16 + 1 + 12 + 1 + 8 + 1 + 8 + sumSize
	sumSize     = 1 + 8 + 1 // a blank, the sum, a newline
)

// errIndex says that an index cannot be used; it is made again.
var errIndex = errors.New("not an index of this profile")

// key is what one context can be found by.
type key struct {
	hash        uint64
	off, length int
	group       int // how many keys have this hash
}

// summed returns line with its sum.
func summed(line []byte) []byte {
	return fmt.Appendf(line, " %08x\n", crc32.ChecksumIEEE(line))
}

// unsummed returns line without its sum, if that is right.
func unsummed(line []byte) ([]byte, error) {
	i := len(line) - sumSize
	if i < 0 || !bytes.Equal(summed(line[:i:i]), line) {
		return nil, errIndex
	}
	return line[:i], nil
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
		line, err := json.Marshal(c)
		if err != nil {
			return nil, err
		}
		line = summed(line)
		at := key{off: b.Len(), length: len(line)}
		for h := range c.keys() {
			at.hash = h
			keys = append(keys, at)
		}
		b.Write(line)
	}
	sort.Slice(keys, func(i, k int) bool {
		if keys[i].hash != keys[k].hash {
			return keys[i].hash < keys[k].hash
		}
		return keys[i].off < keys[k].off
	})
	start := b.Len()
	groups := make(map[uint64]int, len(keys))
	for _, k := range keys {
		groups[k.hash]++
	}
	for _, k := range keys {
		b.Write(summed(fmt.Appendf(nil, keyFormat, k.hash, k.off, k.length, groups[k.hash])))
	}
	copy(b.Bytes(), summed(fmt.Appendf(nil, headFormat, print, hash, start, len(keys), p.Default)))
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
	if fi, err := os.Lstat(path); err != nil || !fi.Mode().IsRegular() {
		return nil, errors.Join(errIndex, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	x := &index{f: f}
	head := make([]byte, headSize)
	if _, err = f.ReadAt(head, 0); err == nil {
		head, err = unsummed(head)
	}
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
		var text []byte
		if _, err = x.f.ReadAt(line, int64(x.start+i*keySize)); err == nil {
			text, err = unsummed(line)
		}
		if err == nil {
			_, err = fmt.Sscanf(string(text), "%x %d %d %d", &k.hash, &k.off, &k.length, &k.group)
		}
		return k
	}
	var found []*Context
	group := 0
	for i := sort.Search(x.n, func(i int) bool { return at(i).hash >= hash }); i < x.n && err == nil; i++ {
		k := at(i)
		if k.hash != hash {
			break
		}
		c, rerr := x.read(k)
		if rerr != nil {
			return nil, rerr
		}
		found, group = append(found, c), k.group
	}
	if err != nil || len(found) != group {
		return nil, errIndex
	}
	return found, nil
}

func (x *index) read(k key) (*Context, error) {
	if k.length <= 0 || k.off < headSize || k.off+k.length > x.start {
		return nil, errIndex
	}
	line := make([]byte, k.length)
	if _, err := x.f.ReadAt(line, int64(k.off)); err != nil {
		return nil, errIndex
	}
	text, err := unsummed(line)
	var c Context
	if err != nil || json.Unmarshal(text, &c) != nil {
		return nil, errIndex
	}
	return &c, nil
}
