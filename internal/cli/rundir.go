package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/azenv/azenv/internal/azctx"
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

// sweep removes the folders of shells that are gone. Those of another boot are gone
// in a runtime folder, which no host shares; elsewhere only their age can tell.
func (a *app) sweep() {
	entries, err := os.ReadDir(a.dirs.Run)
	if err != nil {
		return
	}
	boot := proc.Boot()
	here := azctx.Wrote(&boot)
	shared := filepath.Dir(a.dirs.Run) == a.dirs.State
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
		dead := !(proc.ID{Boot: boot, PID: n, Start: start}).Alive()
		if !strings.HasPrefix(name, here) {
			fi, err := e.Info()
			dead = err == nil && (!shared || time.Since(fi.ModTime()) > sweepAge)
		}
		if dead {
			os.RemoveAll(filepath.Join(a.dirs.Run, name))
		}
	}
}

// remember and recall keep small things in a shell's own folder.

// remember writes a note, and says whether it was there already.
func remember(dir, name, text string) (before bool) {
	path := filepath.Join(dir, name)
	if _, err := os.Lstat(path); err == nil {
		before = true
	}
	_ = os.WriteFile(path, []byte(text), 0o600) // at worst the note is lost
	return before
}

// recall reads a note, and says whether there is one.
func recall(dir, name string) (string, bool) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	return string(data), err == nil
}
