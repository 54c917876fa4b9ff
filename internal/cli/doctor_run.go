package cli

import (
	"fmt"

	"github.com/azenv/azenv/internal/home"
)

// checkRun looks at the folders of running shells, and of those that ran.
func (d *checkup) checkRun() {
	if d.dirsErr != nil {
		return
	}
	if _, err := home.Runtime(d.env.Get); err == nil {
		d.add(levelOK, "", "shells' folders are in $XDG_RUNTIME_DIR: "+d.dirs.Run)
	} else {
		d.add(levelInfo, "", fmt.Sprintf("shells' folders are in %s: %v", d.dirs.Run, err))
	}
	folders, _ := runFolders(d.dirs.Run, d.runShared())
	if n := countDead(folders); n > 0 {
		d.add(levelInfo, "azenv list", fmt.Sprintf("folders of shells that are gone: %d; the next azenv command removes them", n))
	}
	left := d.dirs.RunInState()
	if !d.runShared() {
		if folders, _ = runFolders(left, true); countDead(folders) > 0 {
			d.add(levelInfo, "env -u XDG_RUNTIME_DIR azenv list", fmt.Sprintf("folders in %s of shells that are gone: %d", left, countDead(folders)))
		}
	}
	others := 0
	for _, f := range folders {
		if f.id.Boot == "" && !f.dead {
			others++
		}
	}
	if others > 0 {
		d.add(levelInfo, "", fmt.Sprintf("folders in %s of shells of an earlier boot, of a container or of another host with the same home: %d; "+
			"nobody can tell from here whether those run, so they stay for %d days", left, others, int(sweepAge.Hours()/24)))
	}
}

func countDead(folders []runFolder) (n int) {
	for _, f := range folders {
		if f.dead {
			n++
		}
	}
	return n
}
