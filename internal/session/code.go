package session

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/shell"
)

// frozen says whether AZURE_CONFIG_DIR cannot be set. azenv could not seal such a shell, so
// it changes nothing in it.
func (s *Session) frozen() bool { return slices.Contains(s.Call.Stuck, environ.ConfigDir) }

// code returns the code that the hook of sh must eval for o. note is the text that the
// shell shows then.
func (s *Session) code(sh *shell.Shell, o Outcome, note string) string {
	u := shell.Update{Plan: o.Plan, ConfigDir: environ.ConfigDir, Sealed: s.paths.Sealed, Note: note}
	if s.frozen() {
		u.Plan = environ.Plan{Final: o.Plan.Final, State: o.Was}
	}
	after := s.Env.Apply(u.Plan)
	if u.Plan.Final == nil {
		delete(after, environ.ConfigDir)
	}
	u.Mark = markOf(after)
	if dir, err := s.RunDir(); err == nil {
		u.Run = dir
	}
	u.At = s.Call.Dir
	u.Predicate = s.predicate(after, o)
	if u.Run != "" {
		u.Predicate.Absent = append([]string{filepath.Join(u.Run, handoverFile)}, u.Predicate.Absent...)
	}
	code := sh.Hooked(u)
	if s.Call.Text == sh.Text(s.Build) {
		return code
	}
	// azenv was replaced while this shell was open, so its hook is an older one.
	p, err := s.programs()
	if err != nil {
		return code
	}
	return sh.Reload(p, code)
}

// predicate is what a prompt compares to see whether o still holds. after is the
// environment once o is in force.
func (s *Session) predicate(after environ.Env, o Outcome) (p shell.Predicate) {
	watch := []string{environ.Context}
	if !s.frozen() {
		watch = append(watch, environ.ConfigDir)
	}
	if _, ok := after[environ.StateIn]; ok && !s.frozen() {
		p.Set = environ.StateIn // only whether it is set: it is long, and to compare it would take time
	}
	if (o.Context != nil || o.State.Seal != "") && !s.frozen() {
		for _, v := range environ.Table {
			if v.Decides {
				watch = append(watch, v.Name)
			}
		}
	}
	if o.Context != nil && !s.frozen() {
		for _, v := range s.layers.Watch(o.Context.ID) {
			p.Files = append(p.Files, shell.File{Path: v.StampAt(), Contents: v.Stamp, Own: true})
		}
		for _, w := range s.folders[o.Context.ID].Watch {
			if !w.More { // a prompt compares whole files
				p.Files = append(p.Files, shell.File{Path: w.Path, Contents: w.Text})
			}
		}
	}
	switch {
	case !o.DirDecides:
	case o.State.Seal != "", o.Nearest.Path == "" && len(o.Nearest.Passed) == 0:
		// The next cd may lift the seal, or lead away from where nothing could be told.
		p.Dir = &s.Call.Dir
	default:
		if behindLink(o.Nearest.Path) {
			p.Dir, p.Absent = &s.Call.Dir, append(p.Absent, o.Nearest.Passed...)
		} else {
			p.Nearest = &shell.Nearest{Passed: o.Nearest.Passed, Path: o.Nearest.Path}
		}
		if o.Nearest.Path != "" {
			p.Absent = append(p.Absent, o.Nearest.DenyAt)
			p.Present = o.Nearest.TrustAt
			p.Files = append(p.Files, shell.File{Path: o.Nearest.Path, Contents: string(o.Nearest.Text)})
		}
	}
	for _, name := range watch {
		p.Vars = append(p.Vars, shell.Value{Name: name, Value: after.Get(name)})
	}
	return p
}

// behindLink says whether the way to a file leads through a link. What is allowed is a real
// path, which another file may have tomorrow by the same name: so a cd asks azenv.
func behindLink(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	return path != "" && (err != nil || real != path)
}

// programs are what a hook of this azenv starts.
func (w *World) programs() (p shell.Programs, err error) {
	p.Build = w.Build
	if p.Azenv, err = SelfPath(os.Args[0]); err == nil {
		p.Asked = cmp.Or(w.Asked(p.Azenv), p.Azenv)
	}
	return p, err
}

// SelfPath is the path by which the hook finds azenv again. A link is not resolved: a
// package manager may move its target during an upgrade.
func SelfPath(arg0 string) (string, error) {
	if !strings.ContainsRune(arg0, filepath.Separator) {
		path, err := exec.LookPath(arg0)
		if err != nil {
			return os.Executable()
		}
		arg0 = path
	}
	return filepath.Abs(arg0)
}
