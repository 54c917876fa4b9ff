package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
)

const configDir = environ.ConfigDir

// target is a context to run something in: that of a name, that of a directory, or,
// where both are empty, the one in force.
type target struct {
	name, dir string
	at        string // dir as cd there would call it
	private   bool   // with a folder of az that nothing else uses
}

// inDir is dir, as it was typed, as cd there would call it.
func (a *app) inDir(dir string) (at string, err error) {
	wd, err := a.workDir()
	if err != nil {
		return "", err
	}
	at = within(wd, dir)
	if fi, err := os.Stat(at); err != nil || !fi.IsDir() {
		return "", hint(fmt.Errorf("%s: not a directory", dir), "cd to the directory, then azenv show")
	}
	return at, nil
}

// without resolves for something that has no hook, a script or a command. What is
// sealed is an error, and so is a directory that leads nowhere.
func (a *app) without(t target) (outcome, error) {
	s := a.open(azctx.Look)
	defer s.close()
	s.req.Made, s.enters = a.command == "export", true
	if t.private {
		dir, err := s.runDir()
		if err != nil {
			return outcome{}, err
		}
		s.private = dir
	}
	pick := azctx.Pick{}
	switch {
	case t.dir != "":
		s.req.Event, s.req.Dir, s.req.From = azctx.Typed, t.at, ""
		if s.req.State != nil { // as a cd there would: without the choice of this shell
			pick = azctx.Pick{Hold: true, ID: s.req.State.Held}
		}
	case t.name != "":
		if s.req.Err != nil {
			return outcome{}, s.req.Err
		}
		c, err := s.req.Contexts.Find(t.name)
		if err != nil {
			return outcome{}, err
		}
		if err := s.req.Usable(c, false); err != nil {
			return outcome{}, err
		}
		s.req.Event, pick.ID = azctx.Typed, c.ID
	}
	o, err := s.resolve(pick)
	switch {
	case err != nil:
	case o.State.Seal != "" && t.dir != "":
		err = hint(errors.New("sealed: "+o.State.Seal), "%s", a.dirHint(o.State.Hint))
	case o.State.Seal != "":
		err = hint(errors.New("sealed: "+o.State.Seal), "%s", cmp.Or(o.State.Hint, "azenv show"))
	case o.Context == nil && t.dir != "":
		err = hint(fmt.Errorf("no context: neither an %s for %s nor a default", azctx.DirFileName, t.dir), "azenv pin NAME, in that directory")
	}
	return o, err
}

// dirHint is a seal's hint for somebody who is not in that directory.
func (a *app) dirHint(hint string) string {
	switch {
	case hint == "azenv allow":
		return "azenv allow, in that directory"
	case a.command == "exec":
		return "azenv exec NAME -- COMMAND"
	}
	return "azenv export SHELL --context NAME"
}

// selfPath is how the hook finds azenv again. A link is not resolved: package
// managers move what it points to when they upgrade.
func selfPath(arg0 string) (string, error) {
	if !strings.ContainsRune(arg0, filepath.Separator) {
		path, err := exec.LookPath(arg0)
		if err != nil {
			return os.Executable()
		}
		arg0 = path
	}
	return filepath.Abs(arg0)
}
