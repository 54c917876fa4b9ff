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

// FolderName is the name of a context's own az configuration folder. It must be the name
// that az itself uses: az also looks for a folder of that name in the working directory
// and those above it (knack: config.py).
const FolderName = ".azure"

// Folder is a context's own az configuration folder, and what it is derived from.
//
// The folder has no links in it, so that az in there changes no other folder.
// azureProfile.json lists the context's one subscription, or all of the account's; the
// context's is the default. config and clouds.config are those of base, with the
// context's cloud and subscription. azenv keeps its records of the last derivation beside
// the folder, so that az neither reads nor loses them.
//
// Base is only read. This package does not know tokens: the function Tokens brings them.
type Folder struct {
	// Path is the absolute path of the folder, which need not exist yet. Its last element is
	// FolderName. The folder above it belongs to the context alone: the records and the lock
	// are there.
	Path string
	// Base is the absolute path of the base. It need not exist. The caller makes sure that
	// it is no folder of azenv's own (home.Dirs.Owns); this package only refuses the az
	// folder of another context beside Path.
	Base    string
	Context azctx.Context
	// All lists every subscription of the account instead of the context's one.
	All bool
	// PutBack puts the context's selection back if az in here was moved to another one. The
	// user has typed that.
	PutBack bool
	// Cloud describes the context's cloud to az, as options of the cloud's section in
	// clouds.config. It is nil for a cloud that az knows by itself.
	Cloud map[string]string
	// Also are further files whose change makes a derivation necessary: the token stores
	// that Tokens reads, inside the folder and outside.
	Also []string
	// Tokens brings the token stores in dir, which is Path, up to date. It says whether the
	// account is signed out in here. It is called under the folder's lock, at most once in a
	// pass of a derivation, and must write nothing if nothing has changed. If it is nil,
	// there are no token stores, and what az logout did to the listing is undone.
	Tokens func(dir string, seen Seen) (signedOut bool, err error)
}

// Seen says what az did in a folder, as its list of subscriptions shows.
type Seen struct {
	Cleared  bool // az account clear: the list is empty, and the token cache is gone
	LoggedIn bool // az login, or az account list --refresh: the list was made anew
}

// Watched is a file of the folder and the text that a shell's prompt compares with it.
type Watched struct {
	Path string // absolute
	Text string // its first bytes, WatchLimit at most, and only whole runes
	More bool   // the file goes on after Text
}

// WatchLimit is the most bytes of a file that a prompt compares.
const WatchLimit = 4096

// Entered says what was found in a folder, and what was done about it.
type Entered struct {
	// Watch is the file that shows what az selects: azureProfile.json, or clouds.config if
	// all of the account's subscriptions are listed.
	Watch []Watched
	// Notes are lines for the user, safe to show.
	Notes []string
	// Moved is the subscription that az in here is on instead of the context's: "name (ID)",
	// or words for none or several. It is safe to show. If it is not empty, nothing was
	// written, and the shell must be sealed.
	Moved string
	// MovedTo is that subscription; it is empty for none or several.
	MovedTo Selection
	// SignedOut says that the context's account is signed out in here, so that az asks for
	// az login.
	SignedOut bool
	// TokensErr is the error of Tokens. The folder itself is right, and the next Enter calls
	// Tokens again.
	TokensErr error
}

// Selection is a subscription and the tenant in which it is listed, both as GUIDs. Name is
// az's name for the subscription; it comes from outside and is not safe to show.
type Selection struct{ Subscription, Tenant, Name string }

// Enter brings the folder up to date, and says what a shell that enters must know. It
// makes the folder if it is missing. It derives it again if base, the context or the files
// inside have changed. If nothing has changed, Enter only stats some files and reads two
// small ones.
//
// If the folder is a link, belongs to another user or is writable by others, Enter
// returns a *home.UnfitError, which says what to type. After an error the folder is as it
// was before, or complete.
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
	// Another shell may have derived it while this one waited for the lock.
	if e, ok := f.fresh(); ok && !f.PutBack {
		return e, nil
	}
	return f.derive()
}

// Look says what Enter would find, and writes nothing. It does not call Tokens: the
// account counts as signed out if az lists nothing. For a folder that does not exist yet
// it returns the zero Entered.
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

// Remove removes the context's own az configuration folder at path, and all that is beside
// it. A folder that does not exist is no error.
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

// removeAll removes the folder under its lock, and the lock's own file at the end.
func (f *Folder) removeAll() error {
	unlock, err := home.Lock(f.beside(lockName), lockWait)
	if err != nil {
		return err
	}
	// The records go first. If the removal is interrupted, the rest is then not taken for a
	// folder that is up to date.
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

// ExtensionDir returns the folder with az's extensions for contexts that derive from base.
// They all share those of base, unless AZURE_EXTENSION_DIR names another folder
// (azure-cli: core/extension/__init__.py).
func ExtensionDir(base string) string { return filepath.Join(base, "cliextensions") }
