package session

import (
	"errors"
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

// RunDir returns the calling shell's own folder, which it makes.
func (s *Session) RunDir() (string, error) {
	if s.run != "" {
		return s.run, nil
	}
	if s.req.Owner.PID == 0 {
		return "", errors.New("this shell cannot be told from others here")
	}
	if s.DirsErr != nil {
		return "", s.DirsErr
	}
	if err := home.MakeOwn(s.Dirs.Run); err != nil {
		return "", err
	}
	dir := s.RunDirAt()
	if err := home.MakeOwn(dir); err != nil {
		return "", err
	}
	s.run = dir
	return dir, nil
}

// RunDirAt is where the calling shell's own folder is or would be, empty for nowhere.
func (s *Session) RunDirAt() string {
	if s.DirsErr != nil || s.req.Owner.PID == 0 {
		return ""
	}
	return filepath.Join(s.Dirs.Run, runKey(s.req.Owner))
}

// SweepAge is when a folder of another boot is taken to be dead where that boot may
// be another host's, which shares the home.
const SweepAge = 30 * 24 * time.Hour

// RunFolder is the folder of one shell.
type RunFolder struct {
	Path string
	ID   proc.ID // its Boot is empty where the folder is of another one
	Dead bool    // for sure
}

// RunFolders lists the shells' folders in dir. Those of another boot are dead in a
// runtime folder, which no host shares; elsewhere only their age can tell.
func RunFolders(dir string, shared bool) (folders []RunFolder, err error) {
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
		f := RunFolder{Path: filepath.Join(dir, name), ID: proc.ID{Boot: boot, PID: n, Start: start}}
		f.Dead = !f.ID.Alive()
		if !strings.HasPrefix(name, here) {
			fi, err := e.Info()
			f.ID.Boot = ""
			f.Dead = err == nil && (!shared || time.Since(fi.ModTime()) > SweepAge)
		}
		folders = append(folders, f)
	}
	return folders, err
}

// RunShared says whether other hosts may have folders where this one has them.
func (w *World) RunShared() bool { return filepath.Dir(w.Dirs.Run) == w.Dirs.State }

// Sweep removes the folders of shells that are gone, unless something that azenv
// started still runs in a context of theirs.
func (w *World) Sweep() {
	if fi, err := os.Lstat(w.Dirs.Run); err != nil || !fi.IsDir() || home.Mine(w.Dirs.Run) != nil {
		return // a link may lead anywhere
	}
	folders, _ := RunFolders(w.Dirs.Run, w.RunShared())
	for _, f := range folders {
		if f.Dead && !home.Held(f.Path) {
			os.RemoveAll(f.Path)
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
