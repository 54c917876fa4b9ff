package azcli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
)

// FolderName is what a context's own az configuration folder is called: az looks for
// a folder of that name from the working directory up, too (knack: config.py), so it
// must be the one az's users have.
const FolderName = ".azure"

// Folder is a context's own az configuration folder and what it is derived from.
//
// All files in it are real ones, so that nothing az does in there reaches another
// folder. azureProfile.json lists the context's one subscription, or all of the
// account's, with the context's as the default; config and clouds.config are base's
// with the context's cloud and subscription. What azenv knows of the last derivation
// lies beside the folder, so that az neither reads nor loses it.
//
// Base is only ever read. Tokens are not this package's: Tokens brings them.
type Folder struct {
	// Path is where the folder is or shall be, absolute, its last element FolderName.
	// The folder above it is the context's alone: notes and lock lie there.
	Path string
	// Base is the az configuration folder it derives from, absolute. It need not
	// exist. The caller sees to it that it is none of azenv's own (home.Dirs.Owns);
	// a sibling of Path is refused here, too.
	Base    string
	Context azctx.Context
	// All lists every subscription of the account instead of the context's one.
	All bool
	// PutBack puts the context's selection back where az in here was moved to
	// another: it was typed.
	PutBack bool
	// Cloud is what az must be told of the context's cloud, as options of its section in
	// clouds.config; nil for one that az knows by itself.
	Cloud map[string]string
	// Also are further files whose change makes a derivation necessary: the token
	// stores that Tokens reads, inside and outside.
	Also []string
	// Tokens brings the token stores in dir, which is Path, up to date and says
	// whether the account is signed out in here. It is called under the folder's lock, at most once a pass of a
	// derivation, and must change nothing where there is nothing to change. Nil: there
	// are no token stores, and what az logout did to the listing is undone.
	Tokens func(dir string, seen Seen) (signedOut bool, err error)
}

// Seen is what az's list of subscriptions tells of what was done in a folder.
type Seen struct {
	Cleared  bool // az account clear: nothing is listed, and the token cache is gone
	LoggedIn bool // az login, or az account list --refresh: the list was made anew
}

// Watched is a file of the folder and the text that a shell's prompt compares with it.
type Watched struct {
	Path string // absolute
	Text string // its first bytes, WatchLimit at most, whole runes
	More bool   // the file goes on after Text
}

// WatchLimit is the most bytes of a file that a prompt compares.
const WatchLimit = 4096

// Entered is what was found in a folder, and done about it.
type Entered struct {
	// Watch is azureProfile.json or, where all of the account's subscriptions are
	// listed, clouds.config, in which az notes what it selects.
	Watch []Watched
	// Notes are lines for the user, safe to show.
	Notes []string
	// Moved is the subscription that az in here is on instead of the context's, as
	// "name (ID)", or words for none or several; safe to show. Where it is not empty
	// nothing was written, and the shell must be sealed.
	Moved string
	// MovedTo is that subscription, empty for none and several.
	MovedTo Selection
	// SignedOut says that the context's account is signed out in here: az asks for
	// az login.
	SignedOut bool
	// TokensErr is what Tokens failed with. The folder is right all the same, and the
	// next Enter calls Tokens again.
	TokensErr error
}

// Selection is a subscription and the tenant in which it is listed, as GUIDs, and what az
// calls it, which is foreign text.
type Selection struct{ Subscription, Tenant, Name string }

// Enter makes the folder fit to be entered: makes it if it is missing, derives it
// again where base, the context or what is inside changed since, and says what a
// shell that enters must know. Where nothing changed it costs some stats and the read
// of two small files.
//
// A folder that is a link, another user's or writable by others is a
// *home.UnfitError, with what to type. An error leaves the folder as it was or whole.
func (f *Folder) Enter() (Entered, error) {
	if err := f.check(); err != nil {
		return Entered{}, err
	}
	if err := f.make(); err != nil {
		return Entered{}, err
	}
	if e, ok := f.fresh(); ok && !f.PutBack {
		return e, nil
	}
	unlock, err := home.Lock(f.beside(lockName), lockWait)
	if err != nil {
		return Entered{}, err
	}
	defer unlock()
	// Another shell may have done it meanwhile.
	if e, ok := f.fresh(); ok && !f.PutBack {
		return e, nil
	}
	return f.derive()
}

// Look says what Enter would find, and writes nothing: without Tokens, who is signed
// out is told by what az lists. A folder that is not there yet is the zero Entered.
func (f *Folder) Look() (Entered, error) {
	if err := f.check(); err != nil {
		return Entered{}, err
	}
	for _, dir := range f.ownFolders() {
		if err := checkOwn(dir); errors.Is(err, fs.ErrNotExist) {
			return Entered{}, nil
		} else if err != nil {
			return Entered{}, err
		}
	}
	if e, ok := f.fresh(); ok {
		return e, nil
	}
	d := &derivation{f: f, was: f.readWritten()}
	d.look()
	dr := findDrift(d.in, d.was.listing(), &f.Context, f.All)
	e := Entered{SignedOut: dr.empty}
	if data := d.watchedData(); data != nil {
		e.Watch = f.watched(data)
	}
	switch {
	case dr.moved():
		e.Moved, e.MovedTo = dr.chose, dr.at
	case dr.chose != "":
		e.Notes = []string{dr.note(&f.Context)}
	}
	return e, nil
}

// Remove removes the context's own az configuration folder at path and what lies
// beside it. What is not there is no error.
func Remove(path string) error {
	f := Folder{Path: path}
	if !filepath.IsAbs(path) || filepath.Base(path) != FolderName {
		return fmt.Errorf("%s: not a context's az folder", path)
	}
	for _, dir := range f.ownFolders() {
		err := checkOwn(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist) && dir != path:
			return nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	return f.removeAll()
}

// removeAll removes the folder under its lock, and then what the lock is.
func (f *Folder) removeAll() error {
	unlock, err := home.Lock(f.beside(lockName), lockWait)
	if err != nil {
		return err
	}
	// The notes first: what is left of a removal that was cut short is no folder that
	// was derived.
	for _, name := range []string{derivedName, writtenName} {
		err = errors.Join(err, remove(f.beside(name)))
	}
	err = errors.Join(err, os.RemoveAll(f.Path))
	unlock()
	if err != nil {
		return err
	}
	return os.RemoveAll(filepath.Dir(f.Path))
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// ExtensionDir returns the folder with az's extensions for contexts that derive from
// base: all share base's, unless AZURE_EXTENSION_DIR names another
// (azure-cli: core/extension/__init__.py).
func ExtensionDir(base string) string { return filepath.Join(base, "cliextensions") }
