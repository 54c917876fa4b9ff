package session

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/proc"
)

// A shell's own folder is called machine-boot-space-pid-start, the first three as short
// hashes: who finds it can tell whether it may judge that process.

func runKey(o azctx.Owner) string {
	return fmt.Sprintf("%s-%d-%s", strings.Join(originKey(), "-"), o.PID, o.Start)
}

// originKey is where this process and the shell that called it are from, as the names
// of run folders have it.
func originKey() []string {
	o, _ := proc.Here() // without one no shell has a folder
	return []string{shortHash(o.Machine), shortHash(o.Boot), shortHash(o.Space)}
}

// noMachine is in the names of run folders where the machine cannot be told.
const noMachine = "00000000"

func shortHash(text string) string {
	if text == "" {
		return noMachine
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
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

// SweepAge is how long a folder stays untouched before it is taken for a dead shell's,
// where nobody can tell from here whether that shell runs.
const SweepAge = 30 * 24 * time.Hour

// RunFolder is the folder of one shell.
type RunFolder struct {
	Path   string
	ID     proc.ID // the zero value where the shell cannot be judged from here
	Dead   bool    // for sure, or for all that is known
	Judged bool    // the shell is of this machine and can be seen from here, or was of an earlier boot
}

// RunFolders lists the shells' folders in dir.
func RunFolders(dir string) (folders []RunFolder, err error) {
	entries, err := os.ReadDir(dir)
	here := originKey()
	for _, e := range entries {
		pid, start, ok := processOf(e.Name())
		if !ok || !e.IsDir() {
			continue
		}
		f := RunFolder{Path: filepath.Join(dir, e.Name())}
		from := strings.Split(e.Name(), "-")
		switch {
		case len(from) == 5 && slices.Equal(from[:3], here):
			f.Judged, f.ID = true, proc.ID{Boot: proc.Boot(), PID: pid, Start: start}
			f.Dead = !f.ID.Alive()
		case len(from) == 5 && from[0] == here[0] && from[0] != noMachine && from[1] != here[1]:
			f.Judged, f.Dead = true, true // of an earlier boot
		default:
			// Of a container, of a host that shares the home, or of an older azenv.
			fi, err := e.Info()
			f.Dead = err == nil && time.Since(fi.ModTime()) > SweepAge
		}
		folders = append(folders, f)
	}
	return folders, err
}

// processOf reads the end of a run folder's name.
func processOf(name string) (pid int, start string, ok bool) {
	parts := strings.Split(name, "-")
	if len(parts) < 3 {
		return 0, "", false
	}
	pid, err := strconv.Atoi(parts[len(parts)-2])
	return pid, parts[len(parts)-1], err == nil
}

// Sweep removes the folders of shells that are gone, unless something that azenv
// started still runs in a context of theirs.
func (w *World) Sweep() {
	if fi, err := os.Lstat(w.Dirs.Run); err != nil || !fi.IsDir() || home.Mine(w.Dirs.Run) != nil {
		return // a link may lead anywhere
	}
	folders, _ := RunFolders(w.Dirs.Run)
	for _, f := range folders {
		if f.Dead && !home.Held(f.Path) {
			os.RemoveAll(f.Path)
		}
	}
}

// remember writes a small file; at worst it is lost.
func remember(dir, name, text string) {
	_ = home.ReplaceOwn(filepath.Join(dir, name), []byte(text), false)
}

// recall reads a small file, and says whether there is one.
func recall(dir, name string) (string, bool) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	return string(data), err == nil
}
