package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/proc"
)

// A shell's own folder is called boot-pid-start, the boot as a short hash.

func runKey(o azctx.Owner) string {
	boot := o.Boot
	return fmt.Sprintf("%s-%d-%s", azctx.Wrote(&boot), o.PID, o.Start)
}

// sweep removes the folders of shells that are gone. Folders of another boot id
// stay where that may be another host sharing the home: only in a runtime folder,
// which no host shares, are they known to be dead; elsewhere pids say nothing.
func (a *app) sweep() {
	entries, err := os.ReadDir(a.dirs.Run)
	if err != nil {
		return
	}
	boot := proc.Boot()
	here := azctx.Wrote(&boot)
	for _, e := range entries {
		key, ok := strings.CutPrefix(e.Name(), here+"-")
		pid, start, _ := strings.Cut(key, "-")
		n, err := strconv.Atoi(pid)
		if !ok || err != nil || !e.IsDir() {
			continue
		}
		if !(proc.ID{Boot: boot, PID: n, Start: start}).Alive() {
			os.RemoveAll(filepath.Join(a.dirs.Run, e.Name()))
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
