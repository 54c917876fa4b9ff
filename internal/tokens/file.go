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

// rereads are the waits between reads of a file that az may be writing. az does not
// replace the file in one step, so one read may see a part of it.
var rereads = []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 15 * time.Millisecond, 40 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond}

// readOwn reads a file in a folder of azenv's. It follows no link, and refuses a file
// that others could have written. A missing file is fs.ErrNotExist; errors name the file.
func readOwn(path string) ([]byte, error) { return read(path, home.ReadSmallOwn) }

// readBase is like readOwn, for a file of base: it follows a link.
func readBase(path string) ([]byte, error) { return read(path, home.ReadSmall) }

// read reads a file by means of by, and refuses one that is not the user's own.
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
	there bool  // the file exists
	blank bool  // it has nothing in it that counts
	cut   bool  // it was cut short, and so is blank
	value T     // zero if nothing could be read
	err   error // why the file, which exists, cannot be read
}

// whole says whether the store exists and could be read in full. Only then does it mean
// something that an account is not in it.
func (f stored[T]) whole() bool { return f.there && !f.blank && f.err == nil }

// mended returns f; if the file was cut short it returns f as an empty store. An az that
// was killed while it wrote leaves such a file. Its contents are lost, and every az
// command would fail on it from then on, az login included (msal-extensions:
// token_cache.py).
func (f stored[T]) mended() stored[T] {
	if errors.Is(f.err, errCut) {
		f.blank, f.cut, f.err = true, true, nil
	}
	return f
}

// reading is how a store is looked at.
type reading int

const (
	locked   reading = iota // a store of azenv's, whose lock is held
	unlocked                // a store of azenv's that az writes as well, so a read may see a part
	replaced                // a store of azenv's that is only replaced as a whole
	onlyRead                // a store of an az folder that azenv only reads: a link is followed
)

// look reads the store at path. Without its lock it reads again until two reads agree
// and parse accepts them. It gives up after about 0.4 s.
func look[T any](path string, how reading, parse func([]byte) (T, error)) stored[T] {
	f := stored[T]{path: path, there: true}
	get := readOwn
	waits := rereads
	switch how {
	case locked, replaced:
		waits = rereads[:1]
	case onlyRead:
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
			continue // parsing costs far more than another read
		}
		f.value, f.err = parse(data)
		if f.err == nil && agree {
			return f
		}
	}
	if f.err == nil && how == unlocked {
		return f // whatever follows from it is decided again under the lock
	}
	if f.err == nil {
		var none T
		f.value, f.err = none, errChanging
	}
	if f.blank = f.err == errEmpty; f.blank {
		f.err = nil
	} else {
		f.err = named(path, f.err)
	}
	return f
}

var errChanging = errors.New("changes all the time")

// named is err with the name of the file, unless err has it already.
func named(path string, err error) error {
	if strings.Contains(err.Error(), path) {
		return err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// ownFolder returns an error unless dir is a folder, no link, to which only the user can
// write. A missing folder is no error.
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
