package azctx

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"

	"github.com/azenv/azenv/internal/home"
)

// stamp writes the stamp of a profile with that hash. The lock must be held.
func (s *Store) stamp(hash string) error {
	if now, _ := s.Stamp(); now == stampFor(hash) {
		return nil
	}
	return s.writeStamp(stampFor(hash))
}

// revoke writes a stamp that no profile has or had. A shell that knows the old stamp asks
// azenv at its next prompt, and again after the next stamp. The lock must be held.
func (s *Store) revoke() error {
	return s.writeStamp(stampFor("changing" + rand.Text()[:8])) // as long as a hash, see overwriteStamp
}

func (s *Store) writeStamp(stamp string) error {
	err := home.ReplaceOwn(s.Dirs.Stamp(), []byte(stamp), false)
	if err == nil || s.overwriteStamp(stamp) == nil {
		return nil
	}
	return err
}

// overwriteStamp writes into the stamp file itself, which needs no room on a full disk.
func (s *Store) overwriteStamp(stamp string) error {
	f, err := os.OpenFile(s.Dirs.Stamp(), os.O_WRONLY|home.NoFollow|home.NoWait, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if fi, err := f.Stat(); err != nil || !fi.Mode().IsRegular() || fi.Size() != int64(len(stamp)) {
		return errors.Join(err, fs.ErrInvalid)
	}
	_, err = f.WriteAt([]byte(stamp), 0)
	return err
}

// StampLimit is the most bytes a stamp has.
const StampLimit = 64

func stampFor(hash string) string { return "azenv 1 " + hash + "\n" }

// Stamp returns the stamp on disk. It is empty if there is none, or something else in its
// path.
func (s *Store) Stamp() (string, error) {
	data, _, err := home.ReadSmallOwn(s.Dirs.Stamp(), StampLimit)
	var kind home.NotFile
	var long home.TooLong
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &kind) || errors.As(err, &long) {
		err = nil
	}
	return string(data[:min(len(data), StampLimit)]), err
}

// noProfile and unreadable take the part of the hash if there is no profile, or if it
// cannot be read.
const (
	noProfile  = "0"
	unreadable = "unreadable"
)

func hashOf(data []byte) string {
	if data == nil {
		return noProfile
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
