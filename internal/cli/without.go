package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
)

const configDir = environ.ConfigDir

// without resolves for something that has no hook, a script or a command: the
// context of that name, or the one in force where name is empty. What is sealed is
// an error.
func (a *app) without(name string) (outcome, error) {
	s := a.open(azctx.Look)
	defer s.close()
	pick := azctx.Pick{}
	if name != "" {
		if s.req.Err != nil {
			return outcome{}, s.req.Err
		}
		c, err := s.req.Contexts.Find(name)
		if err != nil {
			return outcome{}, err
		}
		if err := s.req.Usable(c); err != nil {
			return outcome{}, err
		}
		s.req.Event, pick.ID = azctx.Typed, c.ID
	}
	o, err := s.resolve(pick)
	if err == nil && o.State.Seal != "" {
		err = hint(errors.New("sealed: "+o.State.Seal), "azenv show")
	}
	return o, err
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
