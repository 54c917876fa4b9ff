package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
)

// checkFolders checks to whom azenv's folders and files belong, and who may use them.
func (d *checkup) checkFolders() {
	if d.DirsErr != nil {
		d.wrong(Error, d.DirsErr)
		return
	}
	sound := len(d.findings)
	folders := []string{d.Dirs.Config, d.Dirs.State, d.Dirs.Run}
	if d.Dirs.Config == d.Dirs.State {
		folders = folders[1:]
	}
	for _, dir := range folders {
		d.checkFolder(dir)
	}
	if own := d.RunDirAt(); own != "" {
		d.checkPrivate(own)
	}
	for _, file := range []string{d.Dirs.Profile(), d.Dirs.Index(), d.Dirs.Stamp(), d.Dirs.Lock()} {
		d.checkPrivate(file)
	}
	if fi, err := os.Lstat(d.Dirs.SealedAt()); err == nil && !fi.Mode().IsRegular() {
		path := d.Dirs.SealedAt()
		d.add(Warning, "mv "+home.Word(path)+" "+home.Word(path+".old"), path+": not a regular file, so another path seals")
	}
	if len(d.findings) == sound {
		d.add(OK, "", "what is there of azenv's folders and files is this user's alone")
	}
}

// checkFolder checks a folder that azenv refuses if others may change it.
func (d *checkup) checkFolder(dir string) {
	err := home.Mine(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if dir != d.Dirs.RunInState() { // for that one the folder above has been checked
			d.checkAbove(dir)
		}
	case err != nil:
		d.wrong(Error, d.enter(err, dir))
	default:
		if err := home.Usable(dir); err != nil {
			d.wrong(Error, d.enter(err, dir))
		}
		d.checkPrivate(dir)
	}
}

// enter returns err. If the user lacks the permission to enter dir, it gets a hint that
// says how to get it.
func (d *checkup) enter(err error, dir string) error {
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	for dir != filepath.Dir(dir) { // a folder above dir may be the one that cannot be entered
		if up := filepath.Dir(dir); home.Enterable(up) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return session.Hint(err, "chmod u+rwx %s", home.Word(dir))
}

// checkAbove checks whether a folder that is missing can be made.
func (d *checkup) checkAbove(dir string) {
	for up := filepath.Dir(dir); up != filepath.Dir(up); up = filepath.Dir(up) {
		fi, err := os.Stat(up)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err == nil && !fi.IsDir():
			err = fmt.Errorf("%s: not a folder", up)
		case err == nil:
			err = home.Usable(up)
		}
		if err != nil {
			d.wrong(Error, fmt.Errorf("%s cannot be made: %w", dir, d.enter(err, up)))
		}
		return
	}
}

// checkPrivate checks a file or folder that only this user should be able to read.
func (d *checkup) checkPrivate(path string) {
	if err := home.Private(path); isA[*home.UnfitError](err) && !d.told(err) {
		d.wrong(Warning, err)
	}
}

// told says whether err was reported before. A folder that others may write to is refused,
// and also not private.
func (d *checkup) told(err error) bool {
	for _, f := range d.findings {
		if f.Message == err.Error() {
			return true
		}
	}
	return false
}

// checkProfile checks the profile and the default.
func (d *checkup) checkProfile() {
	if d.DirsErr != nil {
		return
	}
	path := d.Dirs.Profile()
	link := false
	if fi, err := os.Lstat(path); err == nil && fi.Mode()&fs.ModeSymlink != 0 {
		link = true
		to, err := filepath.EvalSymlinks(path)
		if err != nil {
			to, _ = os.Readlink(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			d.add(Warning, "ls -l "+home.Word(path), fmt.Sprintf("%s is a link to %s, which is not there", path, to))
			return
		}
		d.add(Info, "", fmt.Sprintf("%s is a link to %s", path, to))
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !link {
		d.add(Info, "azenv import", "there is none yet, so there are no contexts")
		return
	}
	p, err := d.Store.Load()
	if err != nil {
		if !d.told(err) {
			d.wrong(Error, err)
		}
		return
	}
	d.add(OK, "", describeProfile(p))
	if p.Default != "" {
		if c, _ := p.ByID(p.Default); c == nil {
			d.add(Warning, "azenv use --global NAME", "the default is a context that is gone: new shells are sealed")
		}
	}
	d.checkOwn()
}

func describeProfile(p *azctx.Profile) string {
	def := "no default"
	if c, _ := p.ByID(p.Default); c != nil {
		def = "default " + c.Label
	}
	saves := "on"
	if p.Autosave == azctx.AutosaveOff {
		saves = azctx.AutosaveOff
	}
	return fmt.Sprintf("format %d, contexts: %d, %s, autosave %s", azctx.Version, len(p.Contexts), def, saves)
}

// checkOwn checks the own stores of this shell and of those around it.
func (d *checkup) checkOwn() {
	for _, key := range d.Own() {
		p, err := d.OwnStore(key).Load()
		if err != nil {
			d.wrong(Error, err)
			continue
		}
		text := fmt.Sprintf("contexts that live in a shell only: %d", len(p.Contexts))
		if on, set := d.OwnAutosave(key); set {
			text += ", autosave there " + map[bool]string{true: "on", false: "off"}[on]
		}
		d.add(Info, "", text)
	}
}

// checkIndex checks whether index and stamp still fit the profile, from which they are
// derived.
func (d *checkup) checkIndex() {
	if d.DirsErr != nil {
		return
	}
	index, stamp, err := d.Store.InStep()
	if err != nil {
		return // checkProfile has reported it
	}
	var odd []string
	if !index {
		odd = append(odd, "index")
	}
	if !stamp {
		odd = append(odd, "stamp")
	}
	if len(odd) > 0 {
		d.add(Info, "azenv show", fmt.Sprintf("%s: missing or of another profile; the next azenv command mends it", strings.Join(odd, " and ")))
	} else {
		d.add(OK, "", "index and stamp are in step with the profile")
	}
}

// checkTrust checks the entries for .azcontext files that the user has allowed.
func (d *checkup) checkTrust() {
	if d.DirsErr != nil {
		return
	}
	n, err := d.Trusted().Entries()
	if err != nil {
		d.wrong(Warning, fmt.Errorf("%w: nothing in it is trusted", d.enter(err, d.Dirs.Trust())))
		return
	}
	d.checkPrivate(d.Dirs.Trust())
	if len(n.Odd) > 0 {
		d.add(Info, "", fmt.Sprintf("in %s azenv does not know: %s", d.Dirs.Trust(), strings.Join(n.Odd[:min(len(n.Odd), 5)], ", ")))
	}
	d.add(OK, "", fmt.Sprintf("allowed files: %d, allowed trees: %d, denied files: %d", n.Files, n.Trees, n.Denied))
}
