package tokens

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/azenv/azenv/internal/home"
)

// rereads are the waits between looks at a file that az may be writing: it does so in
// place, so what is read may be a part.
var rereads = []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 15 * time.Millisecond, 40 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond}

// readOwn returns a file in a folder of azenv's. It follows no link, and refuses what
// others could have written. Errors name the file; fs.ErrNotExist where there is none.
func readOwn(path string) ([]byte, error) { return read(path, home.ReadSmallOwn) }

// readBase is readOwn for a file of base's: a link is followed.
func readBase(path string) ([]byte, error) { return read(path, home.ReadSmall) }

// read returns a file that is the user's own.
func read(path string, by func(string, int64) ([]byte, fs.FileInfo, error)) ([]byte, error) {
	data, fi, err := by(path, maxSize)
	if err != nil {
		return nil, err
	}
	if uid, known := home.OwnerOf(fi); known && uid != os.Geteuid() {
		return nil, fmt.Errorf("%s: belongs to user %d, not to you", path, uid)
	} else if known && fi.Mode().Perm()&0o022 != 0 {
		return nil, fmt.Errorf("%s: others may write to it (mode %04o)", path, fi.Mode().Perm())
	}
	return data, nil
}

// stored is a store as it was read.
type stored[T any] struct {
	path  string
	there bool  // there is a file
	blank bool  // with nothing in it that counts
	cut   bool  // since it was cut short
	value T     // zero where there is none to read
	err   error // why there is a file that cannot be read
}

// whole says whether the store is there and what it is meant to be: only then what it
// lacks means something.
func (f stored[T]) whole() bool { return f.there && !f.blank && f.err == nil }

// mended is f, where it was cut short as one with nothing in it. az, which was killed in
// writing it, would fail on it from then on, az login included (msal-extensions:
// token_cache.py), and what it held is lost.
func (f stored[T]) mended() stored[T] {
	if errors.Is(f.err, errCut) {
		f.blank, f.cut, f.err = true, true, nil
	}
	return f
}

// reading is how a store is looked at.
type reading int

const (
	locked   reading = iota // one of azenv's, whose lock is held
	unlocked                // one of azenv's that az writes, too: in place
	replaced                // one of azenv's that is only ever replaced, and so never a part
	foreign                 // base's: a link is followed
)

// look reads the store at path. Without its lock it does so until two reads agree and
// parse accepts them, and gives up after some 0.4 s.
func look[T any](path string, how reading, parse func([]byte) (T, error)) stored[T] {
	f := stored[T]{path: path, there: true}
	get := readOwn
	waits := rereads
	switch how {
	case locked, replaced:
		waits = rereads[:1]
	case foreign:
		get = readBase
	}
	var last []byte
	for i, wait := range waits {
		time.Sleep(wait)
		data, err := get(path)
		if errors.Is(err, fs.ErrNotExist) {
			return stored[T]{path: path}
		}
		if err != nil {
			f.err = named(path, err)
			return f
		}
		agree := how == locked || how == replaced || i > 0 && bytes.Equal(data, last)
		last = data
		if !agree && i < len(waits)-1 {
			continue // to parse it costs far more than to read it again
		}
		f.value, f.err = parse(data)
		if f.err == nil && agree {
			return f
		}
	}
	if f.err == nil && how == unlocked {
		return f // what comes of it is decided again under the lock
	}
	if f.err == nil {
		var none T
		f.value, f.err = none, errUnsettled
	}
	if f.blank = f.err == errEmpty; f.blank {
		f.err = nil
	} else {
		f.err = named(path, f.err)
	}
	return f
}

var errUnsettled = errors.New("changes all the time")

// named is err, with the file it is about.
func named(path string, err error) error {
	if strings.Contains(err.Error(), path) {
		return err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// ownFolder returns an error unless dir is a folder that is the user's alone to write
// to, and no link. One that is missing is none, and no error.
func ownFolder(dir string) error {
	fi, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if fi.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s: a link where a folder should be", dir)
	}
	return home.Mine(dir)
}
