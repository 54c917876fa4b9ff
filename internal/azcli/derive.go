package azcli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
)

// derivation makes a folder what it must be. It is done when there was nothing to
// write, and what it read is as it was before: so that what it notes is true, whatever
// az does meanwhile.
type derivation struct {
	f     *Folder
	was   written
	next  written
	found Entered
	wrote bool // in this pass
	// What is inside, as read in this pass.
	in      inside
	profile []byte
	clouds  readINI
}

// maxPasses ends a derivation while az keeps writing: the next Enter goes on.
const maxPasses = 4

// derive must be called under the folder's lock.
func (f *Folder) derive() (Entered, error) {
	home.Sweep(f.beside(derivedName))
	home.Sweep(f.inside(ProfileName))
	d := &derivation{f: f, was: f.readWritten()}
	for range maxPasses {
		before := f.print()
		d.wrote, d.found.TokensErr = false, nil
		if stop, err := d.pass(); err != nil || stop {
			return d.found, err
		}
		if d.wrote || f.print() != before {
			continue
		}
		if d.found.TokensErr == nil {
			// Without it the next Enter derives again, and that is all.
			_ = writeNotes(f.beside(derivedName), &derived{notesVersion, before, hash(d.watchedData()), d.found.SignedOut})
		}
		break
	}
	return d.found, nil
}

func (f *Folder) readWritten() written {
	var w written
	if !readNotes(f.beside(writtenName), &w) || w.Version != notesVersion {
		return written{}
	}
	return w
}

// pass derives once. It stops where somebody chose another subscription.
func (d *derivation) pass() (stop bool, err error) {
	d.look()
	wrote := d.was.listing()
	dr := findDrift(d.in, wrote, &d.f.Context, d.f.All)
	if dr.moved() && !d.f.PutBack {
		d.found.Moved, d.found.MovedTo, d.found.Watch = dr.chose, dr.at, d.f.watched(d.watchedData())
		return true, nil
	}
	if d.profile == nil {
		d.f.seed()
	}
	d.next = written{Version: notesVersion, Index: d.was.Index}
	d.index()
	d.tokens(&dr)
	if err := d.config(); err != nil {
		return true, err
	}
	if err := d.cloudsConfig(); err != nil {
		return true, err
	}
	if err := d.listing(&dr); err != nil {
		return true, err
	}
	if dr.chose != "" && !d.f.PutBack {
		d.note(dr.note(&d.f.Context))
	}
	d.found.Watch = d.f.watched(d.watchedData())
	d.was = d.next
	return false, writeNotes(d.f.beside(writtenName), &d.next)
}

// look reads what is inside.
func (d *derivation) look() {
	d.in = inside{}
	d.in.profile, d.profile, _ = steady(d.f.inside(ProfileName), profileLimit, true, readListing)
	d.clouds = insideINI(d.f.inside(cloudsName))
	if d.clouds.err == nil {
		d.in.cloudSub = d.clouds.file.values()[d.f.subscriptionKey()]
	}
}

// watchedData is the file that prompts compare, as it was when it was judged.
func (d *derivation) watchedData() []byte {
	if d.f.All {
		return d.clouds.data
	}
	return d.profile
}

// tokens brings the tokens, and says whether the account is signed out in here.
func (d *derivation) tokens(dr *drift) {
	if d.f.Tokens == nil {
		return
	}
	seen := Seen{Cleared: dr.empty, LoggedIn: dr.rebuilt}
	for _, name := range tokenNames {
		if _, err := os.Lstat(d.f.inside(name)); !errors.Is(err, fs.ErrNotExist) {
			seen.Cleared = false
		}
	}
	d.found.SignedOut, d.found.TokensErr = d.f.Tokens(d.f.Path, seen)
	if d.found.SignedOut && d.found.TokensErr == nil {
		_ = os.Remove(d.f.inside(httpName)) // see noSecrets
	}
	if d.found.TokensErr != nil && dr.empty {
		d.found.SignedOut = true // as az says, while nobody knows better
	}
}

// listing writes azureProfile.json. Where az emptied it because the account was signed
// out, it stays so.
func (d *derivation) listing(dr *drift) error {
	base, _, err := steady(filepath.Join(d.f.Base, ProfileName), profileLimit, false, readListing)
	if err != nil {
		d.trouble(filepath.Join(d.f.Base, ProfileName), err)
	}
	d.next.Base = idsOf(base, &d.f.Context)
	if len(d.next.Base) == 0 {
		d.next.Base = d.was.Base
	}
	d.next.Profile = d.was.Profile
	if dr.empty && d.found.SignedOut {
		d.next.SignedOut = true
		return d.tighten(ProfileName)
	}
	s := sources{base: base, last: d.in.profile, fromBase: d.was.Base}
	if dr.lost || dr.none {
		s.last = d.was.parse()
	}
	data := build(&d.f.Context, d.f.All, s).file()
	d.next.Profile = azctx.TrimBOM(data)
	return d.write(ProfileName, &d.profile, data)
}

// write replaces a file of the folder if it is another than data.
func (d *derivation) write(name string, now *[]byte, data []byte) error {
	if *now != nil && bytes.Equal(*now, data) {
		return d.tighten(name)
	}
	if err := home.ReplaceOwn(d.f.inside(name), data, true); err != nil {
		return err
	}
	*now, d.wrote = data, true
	return nil
}

// note keeps a line for the user, once.
func (d *derivation) note(line string) {
	if !slices.Contains(d.found.Notes, line) {
		d.found.Notes = append(d.found.Notes, line)
	}
}

// trouble notes that a file of base's could not be used. That it is not there is none.
func (d *derivation) trouble(path string, err error) {
	if !errors.Is(err, fs.ErrNotExist) {
		d.note(fmt.Sprintf("%s: %v; what it said before stands", path, err))
	}
}

// index copies base's command index again when that changed, unless az made its own
// inside.
func (d *derivation) index() {
	data, err := d.f.seedData(indexName)
	if err != nil || hash(data) == d.was.Index {
		return
	}
	now, _, err := readFile(d.f.inside(indexName), seedLimit, true)
	if err == nil && hash(now) != hash(data) {
		if hash(now) != d.was.Index || home.ReplaceOwn(d.f.inside(indexName), data, false) != nil {
			return
		}
	}
	d.next.Index = hash(data)
}

// parse is the listing that azenv last wrote, nil where that is not known.
func (w *written) parse() *listing {
	l, err := readListing(w.Profile)
	if err != nil {
		return nil
	}
	return l
}

// listing is what azenv left inside: nothing, where az had emptied it.
func (w *written) listing() *listing {
	if w.SignedOut {
		return &listing{listed: true}
	}
	return w.parse()
}
