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

// derivation makes a folder what it must be. It repeats until a pass had nothing to write
// and no file that it read has changed. Then what it records is true, even if az was
// writing at the same time.
type derivation struct {
	f     *Folder
	was   written
	next  written
	found Entered
	wrote bool // this pass wrote something
	// These are the files inside, as this pass read them.
	in      inside
	profile []byte
	clouds  readINI
}

// maxPasses is the end of a derivation even if az keeps writing. The next Enter goes on.
const maxPasses = 4

// derive derives the folder anew. The caller holds the folder's lock.
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
			// If this file cannot be written the next Enter derives again, no more.
			_ = writeRecord(f.beside(derivedName), &derived{recordVersion, before, hash(d.watchedData()), d.found.SignedOut})
		}
		break
	}
	return d.found, nil
}

func (f *Folder) readWritten() written {
	var w written
	if !readRecord(f.beside(writtenName), &w) || w.Version != recordVersion {
		return written{}
	}
	return w
}

// pass derives once. It stops if somebody chose another subscription inside.
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
	d.next = written{Version: recordVersion, Index: d.was.Index}
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
	return false, writeRecord(d.f.beside(writtenName), &d.next)
}

// look reads az's files inside.
func (d *derivation) look() {
	d.in = inside{}
	d.in.profile, d.profile, _ = steady(d.f.inside(ProfileName), profileLimit, true, readListing)
	d.clouds = insideINI(d.f.inside(cloudsName))
	if d.clouds.err == nil {
		d.in.cloudSub = d.clouds.file.values()[d.f.subscriptionKey()]
	}
}

// watchedData is the text of the file that prompts compare, as this pass has read or
// written it.
func (d *derivation) watchedData() []byte {
	if d.f.All {
		return d.clouds.data
	}
	return d.profile
}

// tokens brings the token stores up to date, and finds out whether the account is signed
// out in here.
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
		d.found.SignedOut = true // az says so, and the token stores cannot tell
	}
}

// listing writes azureProfile.json. If az emptied it because the account was signed out,
// it stays empty.
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

// write replaces a file of the folder, unless its text now is data already.
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

// note adds a line for the user, unless it is there already.
func (d *derivation) note(line string) {
	if !slices.Contains(d.found.Notes, line) {
		d.found.Notes = append(d.found.Notes, line)
	}
}

// trouble tells the user that a file of base could not be used. A missing file is no
// trouble.
func (d *derivation) trouble(path string, err error) {
	if !errors.Is(err, fs.ErrNotExist) {
		d.note(fmt.Sprintf("%s: %v; what it said before stands", path, err))
	}
}

// index copies base's command index again if it has changed, unless az has made another
// one inside.
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

// parse returns the listing that azenv last wrote, nil if it is not known.
func (w *written) parse() *listing {
	l, err := readListing(w.Profile)
	if err != nil {
		return nil
	}
	return l
}

// listing returns the listing that azenv left inside. It is an empty one if az had emptied
// it, and azenv left it so.
func (w *written) listing() *listing {
	if w.SignedOut {
		return &listing{listed: true}
	}
	return w.parse()
}
