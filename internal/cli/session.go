package cli

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/proc"
	"github.com/azenv/azenv/internal/shell"
)

// session is one resolution of a shell's context, and what follows from it.
type session struct {
	*app
	layers *azctx.Layers
	req    azctx.Request
	paths  environ.Paths
	dir    string // the calling shell's own folder, once it is made
	// enters says that something will run in the context, though no shell changes.
	enters  bool
	private string             // where this session has the folders of az, where they are its own
	folders map[string]entered // by context
}

// errTampered says that AZENV_STATE is not what azenv last gave this shell.
var errTampered = errors.New("AZENV_STATE was changed or removed by hand")

// open gathers all that resolution depends on. Close the session after use.
func (a *app) open(event azctx.Event) *session {
	seal := a.dirs.SealedAt()
	if event != azctx.Look {
		seal = a.dirs.Sealed()
	}
	s := &session{app: a, folders: map[string]entered{}}
	s.paths = environ.Paths{Sealed: seal, Owns: a.dirs.Owns, Shadows: a.call.shell == "fish", Az: s.az}
	r := &s.req
	r.Event, r.Stuck = event, strings.Join(a.call.stuck, ", ")
	r.Name = a.env.Get(environ.Context)
	r.At = a.trusted().FindPlace
	r.Home = azctx.HomeMark(os.Geteuid(), a.dirs.Profile())
	r.Usable = s.usable
	r.Inherits = func(o azctx.Owner) bool {
		return o.Mux == windowMark(a.env) && proc.IsAncestor(a.call.pid, proc.ID{Boot: o.Boot, PID: o.PID, Start: o.Start})
	}
	r.Mux = multiplexed(a.env)
	if id, err := proc.Of(a.call.pid); err == nil && a.call.pid > 0 {
		r.Owner = azctx.Owner{Boot: id.Boot, PID: id.PID, Start: id.Start, Mux: windowMark(a.env)}
	}
	r.State, r.StateErr = azctx.DecodeState(a.env.Get(environ.StateIn))
	// A state that this shell was not given by its hook counts only if it was made
	// for this very shell, by `azenv export` in an eval.
	made := r.State != nil && r.State.Made && r.Owner.PID != 0 && r.State.Owner == r.Owner
	// A script that loaded the hook has none of its own, but what it inherited.
	script := r.State != nil && a.call.mark == "" && event == azctx.Typed && r.State.Owner != r.Owner && r.Inherits(r.State.Owner)
	kept := event == azctx.Prompt || event == azctx.Typed && a.call.shell != ""
	if kept && r.StateErr == nil && markOf(a.env) != a.call.mark && !made && !script {
		r.State, r.StateErr = nil, errTampered
	}
	if r.Err = a.dirsErr; r.Err == nil {
		r.Keep = a.shelves(r.Owner, r.State)
		views, err := a.openShelves(r.Keep)
		view, verr := a.store.Open()
		s.layers, r.Err = azctx.Layered(append(views, view)...), errors.Join(err, verr)
		r.Contexts = s.layers
	}
	r.Foreign = a.env.Foreign(r.State, s.paths)
	r.Dir, r.From = a.where(r.State)
	return s
}

// where returns the working directory that has a say, and the one before. Without a
// hook it is that of the file in force, wherever the script went: what it inherited
// is what it has.
func (a *app) where(st *azctx.State) (dir, from string) {
	switch {
	case a.call.shell != "":
		if dir = a.call.dir; !filepath.IsAbs(dir) {
			dir, _ = os.Getwd() // where there is none no file is asked
		}
		if filepath.IsAbs(a.call.from) {
			from = a.call.from
		}
		return dir, from
	case st != nil && st.Scope == azctx.ScopeDirectory && filepath.IsAbs(string(st.Dir)):
		dir = filepath.Dir(string(st.Dir))
		return dir, dir
	}
	return "", ""
}

func (s *session) close() {
	s.layers.Close()
}

// markOf tells the state in env from every other; none is the empty mark.
func markOf(env environ.Env) string {
	text, ok := env[environ.StateIn]
	if !ok {
		return ""
	}
	return azctx.Wrote(&text)
}

// multiplexed says whether a terminal multiplexer or an editor started this
// shell: those keep the environment of whoever started them.
func multiplexed(env environ.Env) bool {
	for _, name := range []string{"TMUX", "STY", "ZELLIJ", "INSIDE_EMACS", "NVIM", "VIM_TERMINAL", "VSCODE_INJECTION", "TERMINAL_EMULATOR"} {
		if env.Get(name) != "" {
			return true
		}
	}
	return env.Get("TERM_PROGRAM") == "vscode"
}

// windowMark tells one window of a multiplexer from another; empty outside of any.
func windowMark(env environ.Env) string {
	text := ""
	for _, name := range []string{"STY", "TMUX", "TMUX_PANE", "WINDOW", "ZELLIJ_PANE_ID", "ZELLIJ_SESSION_NAME"} {
		if v := env.Get(name); v != "" {
			text += name + "=" + v + "\n"
		}
	}
	if text == "" {
		return ""
	}
	return azctx.Wrote(&text)
}

// outcome is what a resolution means for a shell.
type outcome struct {
	azctx.Result
	plan environ.Plan
}

// resolve resolves and plans.
func (s *session) resolve(pick azctx.Pick) (outcome, error) {
	s.req.Pick = pick
	res := azctx.Resolve(s.req)
	plan, err := s.env.Make(res, s.paths, s.call.stuck)
	return outcome{res, plan}, err
}

// frozen says whether the variable that seals cannot be set: azenv then changes
// nothing.
func (s *session) frozen() bool { return slices.Contains(s.call.stuck, environ.ConfigDir) }

// code returns what the hook of sh must eval for o.
func (s *session) code(sh *shell.Shell, o outcome, note string) string {
	u := shell.Update{Plan: o.plan, ConfigDir: environ.ConfigDir, Sealed: s.paths.Sealed, Note: note}
	if s.frozen() {
		u.Plan = environ.Plan{Final: o.plan.Final, State: o.Was}
	}
	after := s.env.Apply(u.Plan)
	if u.Plan.Final == nil {
		delete(after, environ.ConfigDir)
	}
	u.Mark = markOf(after)
	if dir, err := s.runDir(); err == nil {
		u.Run = dir
	}
	u.At = s.call.dir
	u.Predicate = s.predicate(after, o)
	if u.Run != "" {
		u.Predicate.Absent = append([]string{filepath.Join(u.Run, noteHandover)}, u.Predicate.Absent...)
	}
	code := sh.Hooked(u)
	if s.call.text == sh.Text() {
		return code
	}
	// azenv was replaced while the shell is open.
	bin, err := selfPath(os.Args[0])
	if err != nil {
		return code
	}
	return sh.Reload(bin, code)
}

// predicate is what must hold for o to stand, in the environment after it.
func (s *session) predicate(after environ.Env, o outcome) (p shell.Predicate) {
	watch := []string{environ.Context}
	if !s.frozen() {
		watch = append(watch, environ.ConfigDir)
	}
	if _, ok := after[environ.StateIn]; ok && !s.frozen() {
		p.Set = environ.StateIn // not what it is: it is long, and that takes a prompt's time
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
	if o.Placed {
		p.Dir = &s.call.dir
	}
	if o.Placed && o.State.Seal == "" {
		p.Absent = o.Place.Passed
		if o.Place.Path != "" {
			p.Absent = append(p.Absent, o.Place.DenyAt)
			p.Present = o.Place.TrustAt
			p.Files = append(p.Files, shell.File{Path: o.Place.Path, Contents: string(o.Place.Text)})
		}
	}
	for _, name := range watch {
		p.Vars = append(p.Vars, shell.Value{Name: name, Value: after.Get(name)})
	}
	return p
}

// runDir returns the calling shell's own folder, which it makes.
func (s *session) runDir() (string, error) {
	o := s.req.Owner
	if s.dir != "" {
		return s.dir, nil
	}
	if o.PID == 0 {
		return "", errors.New("this shell cannot be told from others here")
	}
	if s.dirsErr != nil {
		return "", s.dirsErr
	}
	if err := home.MakeOwn(s.dirs.Run); err != nil {
		return "", err
	}
	dir := filepath.Join(s.dirs.Run, runKey(o))
	if err := home.MakeOwn(dir); err != nil {
		return "", err
	}
	s.dir = dir
	return dir, nil
}
