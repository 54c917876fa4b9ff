// Package fastjson reads and writes JSON of a known shape several times faster than
// encoding/json, which uses reflection and looks at each byte more than once. It is
// for the files that grow with the number of contexts, and for what is most usual in
// them: a Reader that meets anything else fails, and encoding/json has the say. It must
// not know what the JSON means.
package fastjson

import (
	"encoding/json"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// maxDepth is how deep what is skipped may be nested.
const maxDepth = 100

// Reader reads one JSON text from its beginning to its end. What it reads is what
// encoding/json would have read into a struct, null included, which changes nothing.
// Once it has failed it yields nothing more, and what was read is to be thrown away.
type Reader struct {
	text   string
	at     int
	depth  int
	failed bool
}

// NewReader returns a Reader of data, which must not be changed any more: the texts that
// are read are parts of it. A copy of some megabytes would take as long as reading them.
func NewReader(data []byte) *Reader {
	return &Reader{text: unsafe.String(unsafe.SliceData(data), len(data))}
}

// Fail says that this is no text for a Reader.
func (r *Reader) Fail() { r.failed, r.at = true, len(r.text) }

// End says whether all was read, and nothing follows.
func (r *Reader) End() bool { return r.next() == 0 && r.at == len(r.text) && !r.failed }

// Members yields the keys of an object; the body reads the value of each.
func (r *Reader) Members() iter.Seq[string] {
	return func(yield func(string) bool) {
		if r.null() || !r.enter('{') {
			return
		}
		for first := true; !r.take('}'); first = false {
			if !first {
				r.must(',')
			}
			key := r.quoted()
			r.must(':')
			if r.failed || !yield(key) {
				return
			}
		}
		r.depth--
	}
}

// Elements yields the numbers of a list's elements; the body reads each. A list that is
// there for the second time is for the caller to Fail: encoding/json makes a mixture.
func (r *Reader) Elements() iter.Seq[int] {
	return func(yield func(int) bool) {
		if !r.enter('[') {
			return
		}
		for i := 0; !r.take(']'); i++ {
			if i > 0 {
				r.must(',')
			}
			if r.failed || !yield(i) {
				return
			}
		}
		r.depth--
	}
}

// Text reads a text.
func (r *Reader) Text(to *string) {
	if !r.null() {
		*to = r.quoted()
	}
}

// Flag reads true or false.
func (r *Reader) Flag(to *bool) {
	switch {
	case r.null():
	case r.word("true"):
		*to = true
	case r.word("false"):
		*to = false
	default:
		r.Fail()
	}
}

// Number reads a whole number that is not below zero.
func (r *Reader) Number(to *int) {
	if r.null() {
		return
	}
	digits := r.text[r.at:]
	digits = digits[:len(digits)-len(strings.TrimLeft(digits, "0123456789"))]
	n, err := strconv.Atoi(digits)
	if err != nil || digits[0] == '0' && len(digits) > 1 {
		r.Fail()
		return
	}
	*to = n
	r.at += len(digits)
}

// Skip reads a value that nobody wants. A key that encoding/json would take for one
// of those that are wanted, since it knows no case, fails.
func (r *Reader) Skip(key string, wanted ...string) {
	for _, w := range wanted {
		if strings.EqualFold(key, w) {
			r.Fail()
		}
	}
	r.skip()
}

func (r *Reader) skip() {
	switch r.next() {
	case '"':
		r.quoted()
	case '{':
		for range r.Members() {
			r.skip()
		}
	case '[':
		for range r.Elements() {
			r.skip()
		}
	default:
		rest := r.text[r.at:]
		end := strings.IndexAny(rest, ",}] \t\r\n")
		if end < 0 {
			end = len(rest)
		}
		if !json.Valid([]byte(rest[:end])) {
			r.Fail()
			return
		}
		r.at += end
	}
}

// quoted reads a text in quotes.
func (r *Reader) quoted() string {
	r.must('"')
	start, plain, ascii := r.at, true, true
	for i := start; i < len(r.text); i++ {
		switch b := r.text[i]; {
		case b == '"':
			r.at = i + 1
			s := r.text[start:i]
			if plain && (ascii || utf8.ValidString(s)) {
				return s
			}
			return r.unquoted(r.text[start-1 : r.at])
		case b == '\\':
			plain = false
			i++
		case b < ' ':
			r.Fail()
			return ""
		case b >= utf8.RuneSelf:
			ascii = false
		}
	}
	r.Fail()
	return ""
}

// unquoted reads a text that does not stand there as it is.
func (r *Reader) unquoted(quoted string) (s string) {
	if json.Unmarshal([]byte(quoted), &s) != nil {
		r.Fail()
	}
	return s
}

// enter goes into an object or a list.
func (r *Reader) enter(open byte) bool {
	r.must(open)
	r.depth++
	if r.depth > maxDepth {
		r.Fail()
	}
	return !r.failed
}

// next returns what comes after blanks, 0 where nothing does.
func (r *Reader) next() byte {
	for ; r.at < len(r.text); r.at++ {
		switch b := r.text[r.at]; b {
		case ' ', '\t', '\r', '\n':
		default:
			return b
		}
	}
	return 0
}

func (r *Reader) take(b byte) bool {
	if r.next() != b {
		return false
	}
	r.at++
	return true
}

func (r *Reader) must(b byte) {
	if !r.take(b) {
		r.Fail()
	}
}

func (r *Reader) null() bool { return r.word("null") }

func (r *Reader) word(w string) bool {
	if r.next() != w[0] || !strings.HasPrefix(r.text[r.at:], w) {
		return false
	}
	r.at += len(w)
	return true
}
