package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/proc"
)

// A shell's own folder is called boot-pid-start, the boot as a short hash.

func runKey(o azctx.Owner) string {
	boot := o.Boot
	return fmt.Sprintf("%s-%d-%s", azctx.Wrote(&boot), o.PID, o.Start)
}

// sweepAge is when a folder of another boot is taken to be dead where that boot may
// be another host's, which shares the home.
const sweepAge = 30 * 24 * time.Hour

// runFolder is the folder of one shell.
type runFolder struct {
	path string
	id   proc.ID // its Boot is empty where the folder is of another one
	dead bool    // for sure
}

// runFolders lists the shells' folders in dir. Those of another boot are dead in a
// runtime folder, which no host shares; elsewhere only their age can tell.
func runFolders(dir string, shared bool) (folders []runFolder, err error) {
	entries, err := os.ReadDir(dir)
	boot := proc.Boot()
	here := azctx.Wrote(&boot)
	for _, e := range entries {
		name := e.Name()
		if !e.IsDir() || len(name) < len(here)+1 || name[len(here)] != '-' {
			continue
		}
		pid, start, _ := strings.Cut(name[len(here)+1:], "-")
		n, err := strconv.Atoi(pid)
		if err != nil {
			continue
		}
		f := runFolder{path: filepath.Join(dir, name), id: proc.ID{Boot: boot, PID: n, Start: start}}
		f.dead = !f.id.Alive()
		if !strings.HasPrefix(name, here) {
			fi, err := e.Info()
			f.id.Boot = ""
			f.dead = err == nil && (!shared || time.Since(fi.ModTime()) > sweepAge)
		}
		folders = append(folders, f)
	}
	return folders, err
}

// runShared says whether other hosts may have folders where this one has them.
func (a *app) runShared() bool { return filepath.Dir(a.dirs.Run) == a.dirs.State }

// sweep removes the folders of shells that are gone, unless something that azenv
// started still runs in a context of theirs.
func (a *app) sweep() {
	if fi, err := os.Lstat(a.dirs.Run); err != nil || !fi.IsDir() || home.Mine(a.dirs.Run) != nil {
		return // a link may lead anywhere
	}
	folders, _ := runFolders(a.dirs.Run, a.runShared())
	for _, f := range folders {
		if f.dead && !home.Held(f.path) {
			os.RemoveAll(f.path)
		}
	}
}

// remember and recall keep small things in a shell's own folder.

// remember writes a note; at worst it is lost.
func remember(dir, name, text string) {
	_ = home.ReplaceOwn(filepath.Join(dir, name), []byte(text), false)
}

// recall reads a note, and says whether there is one.
func recall(dir, name string) (string, bool) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	return string(data), err == nil
}
