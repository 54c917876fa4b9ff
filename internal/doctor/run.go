package doctor

import (
	"fmt"

	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
)

// checkRun looks at the folders of running shells, and of those that ran.
func (d *checkup) checkRun() {
	if d.DirsErr != nil {
		return
	}
	if _, err := home.Runtime(d.Env.Get); err == nil {
		d.add(OK, "", "shells' folders are in $XDG_RUNTIME_DIR: "+d.Dirs.Run)
	} else {
		d.add(Info, "", fmt.Sprintf("shells' folders are in %s: %v", d.Dirs.Run, err))
	}
	folders, _ := session.RunFolders(d.Dirs.Run, d.RunShared())
	if n := countDead(folders); n > 0 {
		d.add(Info, "azenv list", fmt.Sprintf("folders of shells that are gone: %d; the next azenv command removes them", n))
	}
	left := d.Dirs.RunInState()
	if !d.RunShared() {
		if folders, _ = session.RunFolders(left, true); countDead(folders) > 0 {
			d.add(Info, "env -u XDG_RUNTIME_DIR azenv list", fmt.Sprintf("folders in %s of shells that are gone: %d", left, countDead(folders)))
		}
	}
	others := 0
	for _, f := range folders {
		if f.ID.Boot == "" && !f.Dead {
			others++
		}
	}
	if others > 0 {
		d.add(Info, "", fmt.Sprintf("folders in %s of shells of an earlier boot, of a container or of another host with the same home: %d; "+
			"nobody can tell from here whether those run, so they stay for %d days", left, others, int(session.SweepAge.Hours()/24)))
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
