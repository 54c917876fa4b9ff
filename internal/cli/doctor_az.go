package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/tokens"
)

// checkAz looks at az: which one it is, what it follows here, and whether it is signed in.
func (d *checkup) checkAz() {
	if found := d.inPath("az"); len(found) > 0 {
		d.add(levelOK, "", found[0])
	} else {
		d.add(levelInfo, "", "az is not in PATH")
	}
	d.checkAzFolders()
	o, err := d.resolve(azctx.Pick{})
	if err != nil || o.Context == nil {
		return // what is wrong was told of the shell
	}
	c := o.Context
	base := d.azBase(c)
	d.add(levelOK, "", fmt.Sprintf("in %s it has its files in %s, made from %s", c.Label, d.az(c).Dir, base))
	if _, err := os.Stat(base); err != nil {
		d.add(levelInfo, "az login", base+" is not there: what az knows in the context is what azenv knows of it")
	}
	t := d.tokensOf(c)
	out, err := tokens.Look(t.places, time.Now())
	signIn := t.signIn(out, err)
	switch {
	case err != nil:
		d.wrong(levelWarning, err)
	case signIn == signedOut && out.SignedOut:
		d.add(levelWarning, "az login", fmt.Sprintf("%s was signed out in a context: az in all of its contexts asks for a sign-in", c.Account.Name))
	case signIn == signedOut:
		d.add(levelInfo, "az login", c.Account.Name+" is not signed in here")
	default:
		d.add(levelOK, "", fmt.Sprintf("%s is signed in here: %s", c.Account.Name, signIn))
	}
	for _, w := range out.Warnings {
		d.add(levelWarning, "az login, in the context", w)
	}
}

// checkAzFolders looks at the folders of contexts: whose they are, and whether their
// contexts are still there.
func (d *checkup) checkAzFolders() {
	if d.dirsErr != nil || d.req.Err != nil {
		return
	}
	for _, dir := range []string{azRoot(d.dirs.State), tokenRoot(d.dirs.State)} {
		if d.there(dir) {
			d.checkFolder(dir)
		}
	}
	entries, err := os.ReadDir(azRoot(d.dirs.State))
	if err != nil {
		return // none was made yet, or that was told
	}
	for _, e := range entries {
		dir := filepath.Join(azRoot(d.dirs.State), e.Name())
		c, err := d.layers.ByID(e.Name())
		switch {
		case err != nil:
		case c == nil:
			d.add(levelWarning, "rm -r "+home.Word(dir), dir+": the context is gone, and its tokens may be here")
		default:
			d.checkFolder(filepath.Dir(d.az(c).Dir))
			d.checkFolder(d.az(c).Dir)
		}
	}
}
