package doctor

import (
	"os"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/build/beside"
	"github.com/azenv/azenv/internal/session"
)

// checkOthers names the tools that do not follow a context, even if one is in force.
func (d *checkup) checkOthers() {
	d.add(Info, "", "Az PowerShell, azd's own sign-in, managed identities by IMDS and IDs written into code do not follow")
}

// paths are all files that matter, whether they exist or not.
func (d *checkup) paths() []Path {
	paths := []Path{}
	add := func(what, path string) {
		if path != "" {
			paths = append(paths, Path{what, path, d.there(path)})
		}
	}
	add("azenv", running())
	add("hook's azenv", d.Call.Bin)
	if path, _ := beside.Hook(running()); path != "" {
		add("azenv-hook", path)
	}
	if d.DirsErr == nil {
		add("profile", d.Dirs.Profile())
		add("index", d.Dirs.Index())
		add("stamp", d.Dirs.Stamp())
		add("lock", d.Dirs.Lock())
		add("file that seals", d.Dirs.SealedAt())
		add("trust", d.Dirs.Trust())
		add("shells' folders", d.Dirs.Run)
		add("this shell's folder", d.RunDirAt())
		for _, key := range d.Own() {
			add("contexts of a shell", d.OwnStore(key).Dirs.Profile())
		}
	}
	if dir, err := d.WorkDir(); err == nil {
		add(azctx.DirFileName, d.Trusted().FindNearest(dir).Path)
	}
	if path, err := d.AzFile(); err == nil && filepath.IsAbs(path) {
		add("az's profile", path)
	}
	if d.DirsErr == nil {
		add("az's folders of contexts", session.AzRoot(d.Dirs.State))
		add("tokens of accounts", session.TokenRoot(d.Dirs.State))
	}
	if o, err := d.Resolve(); err == nil && o.Context != nil {
		add("az's folder here", d.Az(o.Context).Dir)
	}
	if path := d.AzPSFile(); filepath.IsAbs(path) {
		add("Az PowerShell's contexts", path)
	}
	return paths
}

// there says whether path exists. A link to nothing counts, too.
func (d *checkup) there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
