package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/tokens"
)

// checkAz checks az: which one is in PATH, which folder it uses here, and whether it is
// signed in.
func (d *checkup) checkAz() {
	if found := d.inPath("az"); len(found) > 0 {
		d.add(OK, "", found[0])
	} else {
		d.add(Info, "", "az is not in PATH")
	}
	d.checkAzFolders()
	o, err := d.Resolve()
	if err != nil || o.Context == nil {
		return // checkShell has reported it
	}
	c := o.Context
	base := d.AzBase(c)
	d.add(OK, "", fmt.Sprintf("in %s it has its files in %s, made from %s", c.Label, d.Az(c).Dir, base))
	if _, err := os.Stat(base); err != nil {
		d.add(Info, "az login", base+" is not there: what az knows in the context is what azenv knows of it")
	}
	t := d.Tokens(c)
	out, err := tokens.Look(t.Stores, time.Now())
	signIn := t.SignIn(out, err)
	switch {
	case err != nil:
		d.wrong(Warning, err)
	case signIn == session.SignedOut && out.SignedOut:
		d.add(Warning, "az login", fmt.Sprintf("%s was signed out in a context: az in all of its contexts asks for a sign-in", c.Account.Name))
	case signIn == session.SignedOut:
		d.add(Info, "az login", c.Account.Name+" is not signed in here")
	default:
		d.add(OK, "", fmt.Sprintf("%s is signed in here: %s", c.Account.Name, signIn))
	}
	for _, w := range out.Warnings {
		d.add(Warning, "az login, in the context", w)
	}
}

// checkAzFolders checks the az folders of contexts: whose they are, and whether their
// contexts still exist.
func (d *checkup) checkAzFolders() {
	if d.DirsErr != nil || d.Err() != nil {
		return
	}
	for _, dir := range []string{session.AzRoot(d.Dirs.State), session.TokenRoot(d.Dirs.State)} {
		if d.there(dir) {
			d.checkFolder(dir)
		}
	}
	entries, err := os.ReadDir(session.AzRoot(d.Dirs.State))
	if err != nil {
		return // there are none yet, or checkFolder has reported it
	}
	for _, e := range entries {
		dir := filepath.Join(session.AzRoot(d.Dirs.State), e.Name())
		c, err := d.ByID(e.Name())
		switch {
		case err != nil:
		case c == nil:
			d.add(Warning, "rm -r "+home.Word(dir), dir+": the context is gone, and its tokens may be here")
		default:
			d.checkFolder(filepath.Dir(d.Az(c).Dir))
			d.checkFolder(d.Az(c).Dir)
		}
	}
}
