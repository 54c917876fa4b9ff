package azctx

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"os"
	"slices"
	"sort"
	"strconv"

	"github.com/azenv/azenv/internal/home"
)

// The index finds one context without reading the profile. It is derived from the
// profile. If it is missing or does not belong to the profile on disk, it is made again.
//
//	head     one line of headSize bytes: format, the profile's fingerprint and
//	         hash, where the keys start and how many they are, the default's id
//	records  one context in each line, as JSON
//	keys     a line of keySize bytes each, sorted: hash, offset, length, and how
//	         many keys have this hash
//
// A key is the hash of an id, or of the displayKey of a name. Several contexts may have
// the same key.
//
// Every line ends with a checksum. The file is not synced, so a crash may leave anything
// in it. A line with a wrong checksum is not believed, and neither is a hash that has
// fewer keys than its lines say.
const (
	indexFormat = "azenv-index-2"
	headFormat  = indexFormat + " %-96s %-16s %012d %08d %-16s"
	headSize    = len(indexFormat) + 1 + 96 + 1 + 16 + 1 + 12 + 1 + 8 + 1 + 16 + sumSize
	keyFormat   = "%016x %012d %08d %08d" // as appendTo writes it
	keySize     = 16 + 1 + 12 + 1 + 8 + 1 + 8 + sumSize
	sumSize     = 1 + 8 + 1 // a blank, the checksum, a newline
)

// errIndex says that an index cannot be used, so that it must be made again.
var errIndex = errors.New("not an index of this profile")

// key is one way to find one context.
type key struct {
	hash        uint64
	off, length int
	group       int // how many keys have this hash
}

// summed returns line with its checksum.
func summed(line []byte) []byte {
	sum := crc32.ChecksumIEEE(line)
	return append(appendPadded(append(line, ' '), uint64(sum), 16, 8), '\n')
}

// unsummed returns line without its checksum, if that is right.
func unsummed(line []byte) ([]byte, error) {
	i := len(line) - sumSize
	if i < 0 {
		return nil, errIndex
	}
	var room [sumSize]byte
	sum := appendPadded(append(room[:0], ' '), uint64(crc32.ChecksumIEEE(line[:i])), 16, 8)
	if !bytes.Equal(append(sum, '\n'), line[i:]) {
		return nil, errIndex
	}
	return line[:i], nil
}

// appendPadded appends n with zeros before it. fmt is several times slower.
func appendPadded(b []byte, n uint64, base, width int) []byte {
	var room [20]byte
	digits := strconv.AppendUint(room[:0], n, base)
	for range width - len(digits) {
		b = append(b, '0')
	}
	return append(b, digits...)
}

// appendTo appends k's line. group is how many keys have the hash of k.
func (k key) appendTo(b []byte, group int) []byte {
	start := len(b)
	b = append(appendPadded(b, k.hash, 16, 16), ' ')
	b = append(appendPadded(b, uint64(k.off), 10, 12), ' ')
	b = append(appendPadded(b, uint64(k.length), 10, 8), ' ')
	b = appendPadded(b, uint64(group), 10, 8)
	return append(b[:start], summed(b[start:])...)
}

// idKey and nameKey hash ids and names in such a way that an id is never taken for a name.
func idKey(id string) uint64     { return keyHash("\x00" + id) }
func nameKey(name string) uint64 { return keyHash(displayKey(name)) }

func keyHash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// encodeIndex returns the index of p. The file of p has the fingerprint print, and hash.
func encodeIndex(p *Profile, print, hash string) []byte {
	b := slices.Grow(make([]byte, headSize), 2*len(p.Contexts)*usualContext)
	keys := make([]key, 0, 6*len(p.Contexts))
	for i := range p.Contexts {
		c := &p.Contexts[i]
		off := len(b)
		b = c.appendTo(b)
		b = append(b[:off], summed(b[off:])...)
		for _, h := range c.keys() {
			keys = append(keys, key{hash: h, off: off, length: len(b) - off})
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return cmp.Compare(a.off, b.off)
	})
	start := len(b)
	for len(keys) > 0 {
		group := 1
		for group < len(keys) && keys[group].hash == keys[0].hash {
			group++
		}
		for _, k := range keys[:group] {
			b = k.appendTo(b, group)
		}
		keys = keys[group:]
	}
	copy(b, summed(fmt.Appendf(nil, headFormat, print, hash, start, (len(b)-start)/keySize, p.Default)))
	return b
}

// keys returns the hashes of all ids and names that c is found by.
func (c *Context) keys() []uint64 {
	all := make([]uint64, 1, 6)
	all[0] = idKey(c.ID)
	for _, s := range []string{c.Name, c.Label, c.FullName(), c.Subscription.Name, c.Subscription.ID} {
		if s == "" {
			continue
		}
		if h := nameKey(s); !slices.Contains(all, h) {
			all = append(all, h)
		}
	}
	return all
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
	f, err := home.Open(path)
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
	keyAt := func(i int) (k key) {
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
	for i := sort.Search(x.n, func(i int) bool { return keyAt(i).hash >= hash }); i < x.n && err == nil; i++ {
		k := keyAt(i)
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

// read returns the context that k leads to.
func (x *index) read(k key) (*Context, error) {
	if k.length <= 0 || k.off < headSize || k.off+k.length > x.start {
		return nil, errIndex
	}
	line := make([]byte, k.length)
	if _, err := x.f.ReadAt(line, int64(k.off)); err != nil {
		return nil, errIndex
	}
	record, err := unsummed(line)
	if err != nil {
		return nil, err
	}
	c := &Context{}
	if json.Unmarshal(record, c) != nil {
		return nil, errIndex
	}
	return c, nil
}
