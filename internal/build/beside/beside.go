// Package beside owns the question whether the azenv-hook that lies beside azenv is to be
// started at prompts: whether it is of the same build, and nobody else may change it. It
// reads programs and starts none. It is apart from internal/build since what reads a
// program is larger than all of azenv-hook.
package beside

import (
	"bytes"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/azenv/azenv/internal/build"
	"github.com/azenv/azenv/internal/home"
)

// hookPath is the package of azenv-hook.
const hookPath = "github.com/azenv/azenv/cmd/azenv-hook"

// Hook returns the azenv-hook that lies beside program, links followed. It is not to be
// started where there is an error: there is none (fs.ErrNotExist), it is of another build,
// or somebody else may change it. If program is a link, and a link beside it leads to that
// azenv-hook, that is returned: an upgrade may move both.
func Hook(program string) (string, error) {
	name := "azenv-hook"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	real, err := filepath.EvalSymlinks(program)
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.Dir(real), name)
	fi, err := os.Stat(path)
	switch {
	case err != nil:
		return path, err
	case !fi.Mode().IsRegular():
		return path, fmt.Errorf("%s: not a file", path)
	}
	file, err := filepath.EvalSymlinks(path)
	if err == nil {
		err = home.Guarded(file)
	}
	if err == nil {
		err = home.Guarded(path) // the folder in which it is found, too
	}
	if err == nil {
		err = same(path)
	}
	link := filepath.Join(filepath.Dir(program), name)
	if at, lerr := os.Stat(link); err == nil && lerr == nil && os.SameFile(at, fi) && home.Guarded(link) == nil {
		path = link
	}
	return path, err
}

// same says why the azenv-hook at path is not of this very build.
func same(path string) error {
	other := fmt.Errorf("%s: of another build than this azenv", path)
	id := build.ID()
	if id == "" {
		return fmt.Errorf("%s: whether it is of this azenv's build is not known, since neither has a version", path)
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil || info.Path != hookPath {
		return fmt.Errorf("%s: not azenv-hook", path)
	}
	for _, s := range info.Settings {
		if s.Key == "GOOS" && s.Value != runtime.GOOS || s.Key == "GOARCH" && s.Value != runtime.GOARCH {
			return other
		}
	}
	if id != build.Stamp {
		if build.Version(info) != id {
			return other
		}
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Contains(data, []byte(id)) {
		return other
	}
	return nil
}
