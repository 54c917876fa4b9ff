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

// A run folder is called machine-boot-space-pid-start; the first three are short hashes.
// So a process that finds it can tell whether it is able to see the shell's process.

func runKey(o azctx.Owner) string {
	return fmt.Sprintf("%s-%d-%s", strings.Join(originKey(), "-"), o.PID, o.Start)
}

// originKey is the beginning of the names of run folders, for shells of the same machine,
// boot and process namespace as this process.
func originKey() []string {
	o, _ := proc.Here() // without it no shell has a run folder
	return []string{shortHash(o.Machine), shortHash(o.Boot), shortHash(o.Space)}
}

// noMachine is the hash in the names of run folders if the machine is not known.
const noMachine = "00000000"

func shortHash(text string) string {
	if text == "" {
		return noMachine
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// RunDir makes the run folder of the calling shell, and returns its path.
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
	if _, err := os.Lstat(filepath.Join(dir, hostFile)); err != nil {
		remember(dir, hostFile, hostName())
	}
	s.run = dir
	return dir, nil
}

// hostFile in a run folder has the name of the host when the folder was made. A copied
// machine keeps its id, and may share a home with the one that it was copied from. The
// name is not part of the folder's own: a host's name may change while shells run.
const hostFile = "host"

func hostName() string {
	name, _ := os.Hostname() // if it is not known, no other boot is judged by it
	return name
}

// RunDirAt is the path of the calling shell's run folder, whether it exists or not. It is
// empty if the shell can have none.
func (s *Session) RunDirAt() string {
	if s.DirsErr != nil || s.req.Owner.PID == 0 {
		return ""
	}
	return filepath.Join(s.Dirs.Run, runKey(s.req.Owner))
}

// SweepAge is for run folders of which azenv cannot tell whether the shell runs. If such a
// folder has not changed for that time, the shell counts as gone.
const SweepAge = 30 * 24 * time.Hour

// RunFolder is the run folder of one shell.
type RunFolder struct {
	Path   string
	ID     proc.ID // the shell; the zero value if it cannot be seen from here
	Dead   bool    // the shell is gone, or must be by its folder's age
	Judged bool    // Dead is certain: the shell can be seen from here, or is of an earlier boot
}

// RunFolders lists the run folders in dir.
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
		case len(from) == 5 && from[0] == here[0] && from[0] != noMachine && from[1] != here[1] && ofThisHost(f.Path):
			f.Judged, f.Dead = true, true // a shell of an earlier boot
		default:
			// It is of a container, of another host with the same home, or of an older azenv.
			fi, err := e.Info()
			f.Dead = err == nil && time.Since(fi.ModTime()) > SweepAge
		}
		folders = append(folders, f)
	}
	return folders, err
}

// ofThisHost says whether the run folder dir was made by a host of this one's name.
func ofThisHost(dir string) bool {
	name, ok := recall(dir, hostFile)
	return ok && name != "" && name == hostName()
}

// processOf reads the process id and start time at the end of a run folder's name.
func processOf(name string) (pid int, start string, ok bool) {
	parts := strings.Split(name, "-")
	if len(parts) < 3 {
		return 0, "", false
	}
	pid, err := strconv.Atoi(parts[len(parts)-2])
	return pid, parts[len(parts)-1], err == nil
}

// Sweep removes the run folders of shells that are gone. It leaves a folder if a program
// that azenv has started still runs in a context of that shell.
func (w *World) Sweep() {
	if fi, err := os.Lstat(w.Dirs.Run); err != nil || !fi.IsDir() || home.Mine(w.Dirs.Run) != nil {
		return // not the user's own folder; a link may lead anywhere
	}
	folders, _ := RunFolders(w.Dirs.Run)
	for _, f := range folders {
		if f.Dead && !home.Held(f.Path) {
			os.RemoveAll(f.Path)
		}
	}
}

// smallFile is the most bytes that such a file has.
const smallFile = 64 << 10

// remember writes a small file. If that fails, no more than the file is lost.
func remember(dir, name, text string) {
	_ = home.ReplaceOwn(filepath.Join(dir, name), []byte(text), false)
}

// recall reads a small file, and says whether that worked.
func recall(dir, name string) (string, bool) {
	data, _, err := home.ReadSmallOwn(filepath.Join(dir, name), smallFile)
	return string(data), err == nil
}
