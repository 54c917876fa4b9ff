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
	Untrusted Trust = iota // nobody allowed it, or not with these contents
	Allowed                // it, with these contents
	Under                  // the tree it is in
	Denied
)

// Trusted keeps what the user allows: a folder of small files, each of which stands
// for a path and contents, a denied path, or a tree. Paths are real ones, so that a
// way through a link is the same place.
type Trusted struct{ Dir string }

// The ends of the files' names; an allowed one ends with the hash of the contents.
const (
	denied = "-denied"
	under  = "-under"
)

func longHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// realPath returns path with its folder's links followed.
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

// own says whether what is in the folder is the user's own word.
func (t Trusted) own() bool {
	fi, err := os.Lstat(t.Dir)
	return err == nil && fi.IsDir() && home.Mine(t.Dir) == nil
}

// of returns the trust in the file at path with these contents, the entry that says
// so, and the one that would deny it.
func (t Trusted) of(path string, text []byte) (trust Trust, at, deny string) {
	if !t.own() {
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
	// A link out of the tree is not in it, and neither is one into it.
	whole, err := filepath.EvalSymlinks(path)
	if err != nil {
		return Untrusted, "", deny
	}
	for dir := filepath.Dir(whole); ; dir = filepath.Dir(dir) {
		if e := t.entry(dir, under); below(real, filepath.Join(dir, DirFileName)) && t.has(e) {
			return Under, e, deny
		}
		if dir == filepath.Dir(dir) {
			return Untrusted, "", deny
		}
	}
}

// put makes an entry, which tells people the path it is about.
func (t Trusted) put(entry, path string) error {
	if err := home.MakeOwn(t.Dir); err != nil {
		return err
	}
	// A link would be written through, and what stands there does not count.
	if fi, err := os.Lstat(entry); err == nil && !fi.Mode().IsRegular() {
		if err := drop(entry); err != nil {
			return err
		}
	}
	return home.ReplaceOwn(entry, []byte(fmt.Sprintf("%q\n", path)), true)
}

// Allow trusts the file at path as long as its contents are text.
func (t Trusted) Allow(path string, text []byte) error {
	real := realPath(path)
	if err := t.put(t.entry(real, allowed(text)), real); err != nil {
		return err
	}
	return drop(t.entry(real, denied))
}

// Forget takes back what was said of the file at path.
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

// Deny refuses the file at path, whatever is in it and wherever it is.
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

// AllowUnder trusts the files in dir and below it, and returns its real path.
func (t Trusted) AllowUnder(dir string) (string, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	return real, t.put(t.entry(real, under), real)
}

// DenyUnder takes AllowUnder back, and says whether there was something to.
func (t Trusted) DenyUnder(dir string) (bool, error) {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	e := t.entry(dir, under)
	return t.has(e), drop(e)
}

// drop is os.Remove for what may be gone already.
func drop(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Entries are how many of each kind the user's word has.
type Entries struct {
	Files, Trees, Denied int
	Odd                  []string // names that azenv did not make
}

// Entries counts; a folder that is not there has none. Its errors say that nothing in
// it counts.
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
