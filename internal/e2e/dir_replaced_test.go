//go:build unix

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What comes into the place of a file that is in force seals at the next prompt,
// whatever it is, and no prompt waits for it, nor starts anything again.
func TestDir_replacedUnderAShell(t *testing.T) {
	need(t, "strace")
	names := []string{"a link to itself", "a link to a device", "FIFO", "directory", "socket", "100 kB", "4097 bytes", "NUL bytes",
		"a name, then NUL", "control characters", "invalid UTF-8", "empty", "two contexts", "protected", "moved from elsewhere"}
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "guarded", "--subscription", subTwo, "--tenant", tenantB, "--protected")
		w.azenv("allow", "--under", w.home)
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		s, started := w.straced(sh)
		for i, k := range kinds {
			if !slices.Contains(names, k.name) {
				continue
			}
			t.Run(strings.ReplaceAll(k.name, " ", "_"), func(t *testing.T) {
				s.as(t)
				dir := fmt.Sprintf("k%d", i)
				path := w.file(dir, "Dev\n")
				s.cd(dir)
				wantDir(t, s.environment(), "Dev", subDev, tenantA)
				s.settle()
				if k.name == "moved from elsewhere" { // the tree is allowed, so its contents count
					w.must(os.Rename(w.file(dir+"-from", "Prod\n"), path))
					k.why, k.hint = `it names "Prod"`, "azenv use --unset"
				} else {
					w.must(os.Remove(path))
					if k.make == nil {
						k.make = func(w *world, dir, _ string) { w.file(dir, k.text) }
					}
					k.make(w, dir, path)
				}
				env, shown := s.next()
				wantSealed(t, env, "directory")
				wantSaid(t, shown, filepath.Join(w.path(dir), dirFile)+" was changed: "+k.why, k.hint)
				still(t, s, started, "sealed")
				s.cd(".")
			})
		}
	})
}
