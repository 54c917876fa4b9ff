package cli

import (
	"os"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
)

// checkOthers names what does not follow, though a context is in force.
func (d *checkup) checkOthers() {
	d.add(levelInfo, "", "Az PowerShell, azd's own sign-in, managed identities by IMDS and IDs written into code do not follow")
}

// places are all files that matter, whether there or not.
func (d *checkup) places() []place {
	places := []place{}
	add := func(what, path string) {
		if path != "" {
			places = append(places, place{what, path, d.there(path)})
		}
	}
	add("azenv", running())
	add("hook's azenv", d.call.bin)
	if d.dirsErr == nil {
		add("profile", d.dirs.Profile())
		add("index", d.dirs.Index())
		add("stamp", d.dirs.Stamp())
		add("lock", d.dirs.Lock())
		add("file that seals", d.dirs.SealedAt())
		add("trust", d.dirs.Trust())
		add("shells' folders", d.dirs.Run)
		add("this shell's folder", d.ownFolder())
		for _, key := range d.req.Keep {
			add("contexts of a shell", d.shelfAt(filepath.Join(d.dirs.Run, key)).Dirs.Profile())
		}
	}
	if dir, err := d.workDir(); err == nil {
		add(azctx.DirFileName, d.trusted().FindPlace(dir).Path)
	}
	if path, err := d.azFile(); err == nil && filepath.IsAbs(path) {
		add("az's profile", path)
	}
	if d.dirsErr == nil {
		add("az's folders of contexts", azRoot(d.dirs.State))
		add("tokens of accounts", tokenRoot(d.dirs.State))
	}
	if o, err := d.resolve(azctx.Pick{}); err == nil && o.Context != nil {
		add("az's folder here", d.az(o.Context).Dir)
	}
	if path := d.azpsFile(); filepath.IsAbs(path) {
		add("Az PowerShell's contexts", path)
	}
	return places
}

// there says whether something is at path, be it a link to nothing.
func (d *checkup) there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
