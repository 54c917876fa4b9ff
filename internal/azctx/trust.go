package azctx

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/home"
)

// Trust is whether a .azcontext may choose.
type Trust int

const (
	Untrusted Trust = iota // the file was not allowed, or not with these contents
	Allowed                // the file was allowed, with these contents
	Under                  // a tree was allowed, and the file is in it
	Denied                 // the file was denied
)

// Trusted keeps what the user allows, in a folder of small files, the entries. Each of
// them stands for a path with its contents, for a denied path, or for a tree. Paths are
// real ones, so that a path through a link is the same path.
type Trusted struct{ Dir string }

// The ends of the entries' names. The entry of an allowed file ends with the hash of the
// contents.
const (
	denied = "-denied"
	under  = "-under"
)

func longHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// realPath returns path after following the links of its folder.
func realPath(path string) string {
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return path
	}
	return filepath.Join(dir, filepath.Base(path))
}

func (t Trusted) entry(path, end string) string { return filepath.Join(t.Dir, longHash(path)+end) }

func allowed(text []byte) string { return "-" + longHash(string(essence(text))) }

// has says whether an entry is there.
func (t Trusted) has(entry string) bool {
	fi, err := os.Lstat(entry)
	return err == nil && fi.Mode().IsRegular()
}

// isOwn says whether only the user can have made the entries.
func (t Trusted) isOwn() bool {
	fi, err := os.Lstat(t.Dir)
	return err == nil && fi.IsDir() && home.Mine(t.Dir) == nil
}

// trustIn returns the trust in the file at path with these contents. entry is the entry
// that gives it, deny the one that would deny it.
func (t Trusted) trustIn(path string, text []byte) (trust Trust, entry, deny string) {
	if !t.isOwn() {
		return Untrusted, "", ""
	}
	real := realPath(path)
	deny = t.entry(real, denied)
	if t.has(deny) {
		return Denied, "", deny
	}
	if e := t.entry(real, allowed(text)); t.has(e) {
		return Allowed, e, deny
	}
	// A link is not in a tree if its target is outside, nor if only its target is inside.
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return Untrusted, "", deny
	}
	for dir := filepath.Dir(target); ; dir = filepath.Dir(dir) {
		if e := t.entry(dir, under); below(real, filepath.Join(dir, DirFileName)) && t.has(e) {
			return Under, e, deny
		}
		if dir == filepath.Dir(dir) {
			return Untrusted, "", deny
		}
	}
}

// put makes an entry. In it is the path that it is about, for people who read it.
func (t Trusted) put(entry, path string) error {
	if err := home.MakeOwn(t.Dir); err != nil {
		return err
	}
	// To write through a link would change another file. An entry that is no regular file
	// does not count, so it can go.
	if fi, err := os.Lstat(entry); err == nil && !fi.Mode().IsRegular() {
		if err := drop(entry); err != nil {
			return err
		}
	}
	return home.ReplaceOwn(entry, []byte(fmt.Sprintf("%q\n", path)), true)
}

// Allow makes the file at path trusted as long as its contents are text.
func (t Trusted) Allow(path string, text []byte) error {
	real := realPath(path)
	if err := t.put(t.entry(real, allowed(text)), real); err != nil {
		return err
	}
	return drop(t.entry(real, denied))
}

// Forget removes all entries about the file at path.
func (t Trusted) Forget(path string) error {
	list, err := os.ReadDir(t.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	hash := longHash(realPath(path)) + "-"
	for _, e := range list {
		if strings.HasPrefix(e.Name(), hash) && !strings.HasSuffix(e.Name(), under) {
			err = errors.Join(err, drop(filepath.Join(t.Dir, e.Name())))
		}
	}
	return err
}

// Deny makes the file at path denied, whatever its contents and in whatever tree it is.
func (t Trusted) Deny(path string) error {
	if err := home.MakeOwn(t.Dir); err != nil {
		return err
	}
	if err := t.Forget(path); err != nil {
		return err
	}
	real := realPath(path)
	return t.put(t.entry(real, denied), real)
}

// AllowUnder makes the files in dir and below it trusted. It returns the real path of dir.
func (t Trusted) AllowUnder(dir string) (string, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	return real, t.put(t.entry(real, under), real)
}

// DenyUnder undoes AllowUnder. It says whether dir was allowed.
func (t Trusted) DenyUnder(dir string) (bool, error) {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	e := t.entry(dir, under)
	return t.has(e), drop(e)
}

// drop is os.Remove for a file that may be gone already.
func drop(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Entries says how many entries of each kind there are.
type Entries struct {
	Files, Trees, Denied int
	Odd                  []string // names that azenv did not make
}

// Entries counts the entries. A folder that does not exist has none. An error says that no
// entry in the folder counts.
func (t Trusted) Entries() (n Entries, err error) {
	fi, err := os.Lstat(t.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return n, nil
	case err != nil:
		return n, err
	case !fi.IsDir():
		return n, &home.UnfitError{Path: t.Dir, Cause: "a link or a file where a folder should be", Mend: "rm " + home.Word(t.Dir)}
	}
	if err := home.Mine(t.Dir); err != nil {
		return n, err
	}
	list, err := os.ReadDir(t.Dir)
	for _, e := range list {
		hash, end, _ := strings.Cut(e.Name(), "-")
		switch {
		case !e.Type().IsRegular() || !isLongHash(hash):
			n.Odd = append(n.Odd, e.Name())
		case "-"+end == denied:
			n.Denied++
		case "-"+end == under:
			n.Trees++
		case isLongHash(end):
			n.Files++
		default:
			n.Odd = append(n.Odd, e.Name())
		}
	}
	return n, err
}

func isLongHash(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}
