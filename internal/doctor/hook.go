package doctor

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/azenv/azenv/internal/build/beside"
	"github.com/azenv/azenv/internal/proc"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/shell"
)

// checkBinary checks which azenv runs here, and which one scripts find in PATH.
func (d *checkup) checkBinary() {
	bin, found := running(), d.inPath("azenv")
	switch {
	case len(found) == 0:
		d.add(Info, "", "azenv is not in PATH: the hook finds it all the same, scripts do not")
	case !sameFile(found[0], bin):
		d.add(Warning, "type -a azenv", fmt.Sprintf("PATH has another azenv first, %s: scripts run that one, and new shells load its hook", found[0]))
	case len(found) > 1:
		d.add(Warning, "type -a azenv", fmt.Sprintf("PATH has several: %s; the first counts", strings.Join(found, ", ")))
	}
	d.add(OK, "", fmt.Sprintf("version %s for %s, %s", d.version, runtime.GOOS, bin))
}

// running is the path of the azenv that runs. It is the path by which azenv was called, if
// that leads to the same file.
func running() string {
	exe, err := os.Executable()
	if path, perr := session.SelfPath(os.Args[0]); perr == nil && (err != nil || sameFile(path, exe)) {
		return path
	}
	return exe
}

// inPath returns the programs of that name in PATH, in its order, each file once.
func (d *checkup) inPath(name string) (found []string) {
	for _, dir := range filepath.SplitList(cmp.Or(d.Env.Get("PATH"), os.Getenv("PATH"))) {
		if !filepath.IsAbs(dir) {
			continue
		}
		path, err := exec.LookPath(filepath.Join(dir, name))
		twice := err != nil
		for _, f := range found {
			twice = twice || sameFile(f, path)
		}
		if !twice {
			found = append(found, path)
		}
	}
	return found
}

// sameFile says whether two paths lead to one file. It follows links.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	two, err := os.Stat(b)
	return err == nil && os.SameFile(one, two)
}

// checkHook checks the hook of the shell in which azenv was typed.
func (d *checkup) checkHook() {
	c, load := d.Call, d.HookLine()
	if c.Shell == "" {
		d.checkNoHook()
		return
	}
	sh, err := shell.ByName(c.Shell)
	if err != nil {
		d.wrong(Error, err)
		return
	}
	sound := len(d.findings)
	switch {
	case c.Text == "":
		d.add(Warning, load, "the hook of this shell is an older one: load it again, or open a new shell")
	case c.Text != sh.Text(d.Build):
		d.add(Warning, load, "the hook of this shell is not this azenv's: load it again, or open a new shell")
	}
	if c.Bin != "" && !d.there(c.Bin) {
		d.add(Warning, load, fmt.Sprintf("the hook's azenv, %s, is gone: this shell follows no change", c.Bin))
	}
	switch own := d.RunDirAt(); {
	case d.DirsErr != nil: // checkFolders reports it
	case own == "":
		d.add(Error, "", fmt.Sprintf("process %d, this shell, cannot be told from others, so azenv use cannot work here", c.PID))
	case filepath.Dir(c.File) != own:
		d.add(Warning, load, "azenv's folders are elsewhere since this shell loaded the hook")
	}
	if len(d.findings) == sound {
		d.add(OK, "", fmt.Sprintf("loaded in this shell, %s, process %d, by this azenv", c.Shell, c.PID))
	}
	d.checkAsked()
}

// checkAsked tells which program prompts start.
func (d *checkup) checkAsked() {
	path, err := beside.Hook(running())
	switch {
	case err == nil:
		d.add(OK, "", "prompts start "+path)
	case errors.Is(err, fs.ErrNotExist):
		d.add(Info, "", fmt.Sprintf("prompts start azenv itself, which is slower: there is no %s", filepath.Base(path)))
	default:
		d.add(Info, session.HintOf(err), fmt.Sprintf("prompts start azenv itself, which is slower: %v", err))
	}
}

// checkNoHook reports that no hook called azenv. It was started by a script, by `command
// azenv`, or by a shell that has no hook.
func (d *checkup) checkNoHook() {
	parent, outer := os.Getppid(), 0
	if d.DirsErr == nil {
		folders, _ := session.RunFolders(d.Dirs.Run)
		for _, f := range folders {
			if f.ID.Boot != "" && outer != parent && proc.IsAncestor(parent, f.ID) {
				outer = f.ID.PID
			}
		}
	}
	switch outer {
	case 0:
		d.add(Warning, d.HookLine(), "not loaded in this shell: it keeps what it inherited, and azenv use cannot work")
	case parent:
		d.add(Info, "azenv doctor", fmt.Sprintf("loaded in this shell, process %d, but azenv was started past its function", parent))
	default:
		d.add(Info, d.HookLine(), fmt.Sprintf("not loaded in what started azenv, but in a shell around it, process %d", outer))
	}
}
