package doctor

import (
	"fmt"

	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
)

// checkRun checks the run folders, of shells that run and of shells that are gone.
func (d *checkup) checkRun() {
	if d.DirsErr != nil {
		return
	}
	if _, err := home.Runtime(d.Env.Get); err == nil {
		d.add(OK, "", "shells' folders are in $XDG_RUNTIME_DIR: "+d.Dirs.Run)
	} else {
		d.add(Info, "", fmt.Sprintf("shells' folders are in %s: %v", d.Dirs.Run, err))
	}
	folders, _ := session.RunFolders(d.Dirs.Run)
	if n := countDead(folders); n > 0 {
		d.add(Info, "azenv list", fmt.Sprintf("folders of shells that are gone: %d; the next azenv command removes them", n))
	}
	d.checkUnjudged(d.Dirs.Run, folders)
	left := d.Dirs.RunInState()
	if left == d.Dirs.Run {
		return
	}
	folders, _ = session.RunFolders(left)
	if n := countDead(folders); n > 0 {
		d.add(Info, "env -u XDG_RUNTIME_DIR azenv list", fmt.Sprintf("folders in %s of shells that are gone: %d", left, n))
	}
	d.checkUnjudged(left, folders)
}

// checkUnjudged reports run folders for which azenv cannot tell here whether the shell still
// runs.
func (d *checkup) checkUnjudged(dir string, folders []session.RunFolder) {
	n := 0
	for _, f := range folders {
		if !f.Judged && !f.Dead {
			n++
		}
	}
	if n > 0 {
		d.add(Info, "", fmt.Sprintf("folders in %s of shells of a container, of another host with the same home, or of an older azenv: %d; "+
			"nobody can tell from here whether those run, so they stay until they were not touched for %d days", dir, n, int(session.SweepAge.Hours()/24)))
	}
}

func countDead(folders []session.RunFolder) (n int) {
	for _, f := range folders {
		if f.Dead {
			n++
		}
	}
	return n
}
