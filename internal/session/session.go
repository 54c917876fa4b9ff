package session

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/proc"
)

// Session is one shell's context while a command runs. A command opens one, and gives it to
// the functions that work for it.
type Session struct {
	*World
	layers  *azctx.Layers
	stale   bool // a store was changed after layers were opened
	req     azctx.Request
	paths   environ.Paths
	run     string             // the calling shell's run folder, once it is made
	enters  bool               // something will run in the context, so its az folder is entered
	private string             // the folder above the az folders, if this session has its own ones
	folders map[string]entered // what was found in az folders, by context
	known   *Known             // set once all contexts were read
}

// errTampered says that AZENV_STATE is not what azenv last gave this shell.
var errTampered = errors.New("AZENV_STATE was changed or removed by hand")

// IsTampered says whether err means that AZENV_STATE was changed by hand.
func IsTampered(err error) bool { return errors.Is(err, errTampered) }

// Open reads what the shell's context depends on, for a command that looks at it. If the
// contexts cannot be read, Err says why. Close the session after use.
func (w *World) Open() *Session { return w.OpenFor(azctx.Look) }

// OpenFor is like Open, for an event that a hook reports.
func (w *World) OpenFor(event azctx.Event) *Session {
	s := &Session{World: w}
	s.gather(event)
	return s
}

// Close closes the files that Open has opened.
func (s *Session) Close() { s.layers.Close() }

// Err says why the contexts cannot be read.
func (s *Session) Err() error { return s.req.Err }

// gather reads what the next resolution depends on, for this event.
func (s *Session) gather(event azctx.Event) {
	blocked := s.Dirs.SealedAt()
	if event != azctx.Look {
		blocked = s.Dirs.Sealed()
	}
	s.folders, s.known = map[string]entered{}, nil
	s.paths = environ.Paths{Sealed: blocked, Owns: s.Dirs.Owns, Shadows: s.Call.Shell == "fish", Az: s.Az}
	s.req = azctx.Request{
		Event: event, Stuck: strings.Join(s.Call.Stuck, ", "), Name: s.Env.Get(environ.Context),
		At: s.Trusted().FindNearest, Home: azctx.HomeMark(os.Geteuid(), s.Dirs.Profile()),
		Usable: s.usable, Inherits: s.inherits, Mux: multiplexed(s.Env), Owner: s.owner(),
	}
	r := &s.req
	r.State, r.StateErr = s.state(event, r.Owner)
	if r.Err = s.DirsErr; r.Err == nil {
		r.Keep = s.ownFolders(r.Owner, r.State)
		r.Err = s.openLayers(r.Keep)
		r.Contexts = s.layers
	}
	r.Foreign = s.Env.Foreign(r.State, s.paths)
	r.Dir, r.From = s.where(r.State)
}

// owner is the shell that called; the zero value if it cannot be told from others.
func (w *World) owner() azctx.Owner {
	id, err := proc.Of(w.Call.PID)
	if err != nil || w.Call.PID <= 0 {
		return azctx.Owner{}
	}
	return azctx.Owner{Boot: id.Boot, PID: id.PID, Start: id.Start, Mux: windowMark(w.Env)}
}

// inherits says whether o is this shell, or one around it in the same window.
func (w *World) inherits(o azctx.Owner) bool {
	return o.Mux == windowMark(w.Env) && proc.IsAncestor(w.Call.PID, proc.ID{Boot: o.Boot, PID: o.PID, Start: o.Start})
}

// state reads AZENV_STATE. It fails if the shell's hook had another state before.
func (s *Session) state(event azctx.Event, owner azctx.Owner) (*azctx.State, error) {
	st, err := azctx.DecodeState(s.Env.Get(environ.StateIn))
	// This state was not given to the shell by its hook. It counts only if `azenv export`
	// made it for this very shell, in an eval.
	made := st != nil && st.Made && owner.PID != 0 && st.Owner == owner
	// A script that has loaded the hook has only the state that it inherited.
	script := st != nil && s.Call.Mark == "" && event == azctx.Typed && st.Owner != owner && s.inherits(st.Owner)
	kept := event == azctx.Prompt || event == azctx.Typed && s.Call.Shell != ""
	if kept && err == nil && markOf(s.Env) != s.Call.Mark && !made && !script {
		return nil, errTampered
	}
	return st, err
}

// openLayers opens the contexts of the shells with these run folders and the user's. It
// does so each time: while a command waited for an answer, another shell may have removed
// or changed what was read before.
func (s *Session) openLayers(keys []string) error {
	s.layers.Close()
	views, err := s.openOwn(keys)
	view, verr := s.Store.Open()
	s.layers, s.stale = azctx.Layered(append(views, view)...), false
	return errors.Join(err, verr)
}

// where returns the directory that may decide, and the one before. With a hook it is the
// shell's working directory. A script without a hook keeps the context that it inherited,
// so there it is the directory of the .azcontext that decided, wherever the script is.
func (s *Session) where(st *azctx.State) (dir, from string) {
	switch {
	case s.Call.Shell != "":
		if dir = s.Call.Dir; !filepath.IsAbs(dir) {
			dir, _ = os.Getwd() // without a directory no .azcontext counts
		}
		if filepath.IsAbs(s.Call.From) {
			from = s.Call.From
		}
		return dir, from
	case st != nil && st.Scope == azctx.ScopeDirectory && filepath.IsAbs(string(st.Dir)):
		dir = filepath.Dir(string(st.Dir))
		return dir, dir
	}
	return "", ""
}

// markOf is the mark of the state in env; it is empty if there is no state.
func markOf(env environ.Env) string {
	text, ok := env[environ.StateIn]
	if !ok {
		return ""
	}
	return azctx.Mark(&text)
}

// multiplexed says whether a terminal multiplexer or an editor started this shell. Such a
// program passes on the environment in which it was started itself.
func multiplexed(env environ.Env) bool {
	for _, name := range []string{"TMUX", "STY", "ZELLIJ", "INSIDE_EMACS", "NVIM", "VIM_TERMINAL", "VSCODE_INJECTION", "TERMINAL_EMULATOR"} {
		if env.Get(name) != "" {
			return true
		}
	}
	return env.Get("TERM_PROGRAM") == "vscode"
}

// windowMark tells one window of a multiplexer from another. It is empty outside of one.
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
	return azctx.Mark(&text)
}

// Outcome is the result of a resolution, and the plan for the shell's environment.
type Outcome struct {
	azctx.Result
	Plan environ.Plan
}

// Resolve says what is in force in the shell.
func (s *Session) Resolve() (Outcome, error) { return s.resolve(azctx.Pick{}) }

// resolve resolves with pick, and makes the plan.
func (s *Session) resolve(pick azctx.Pick) (Outcome, error) {
	s.req.Pick = pick
	res := azctx.Resolve(s.req)
	plan, err := s.Env.Make(res, s.paths, s.Call.Stuck)
	return Outcome{res, plan}, err
}

// Find returns the context that name means in this shell.
func (s *Session) Find(name string) (*azctx.Context, error) {
	if s.req.Err != nil {
		return nil, s.req.Err
	}
	return s.req.Contexts.Find(name)
}

// ByID returns the context with that id, with its label in this shell; nil for none.
func (s *Session) ByID(id string) (*azctx.Context, error) {
	if s.req.Err != nil {
		return nil, s.req.Err
	}
	return s.req.Contexts.ByID(id)
}

// InForce returns the context of that name. If name is empty, it returns the one in force
// in the shell, and fails if there is none.
func (s *Session) InForce(name string) (*azctx.Context, error) {
	if s.req.Err != nil || name != "" {
		return s.Find(name)
	}
	o, err := s.Resolve()
	switch {
	case err != nil:
		return nil, err
	case o.State.Seal != "":
		return nil, sealedError(o.State)
	case o.Context == nil:
		return nil, Hint(errors.New("no context is in force"), "azenv use NAME, or --context NAME")
	}
	return o.Context, nil
}

// DefaultID is the id of the user's default, empty for none.
func (s *Session) DefaultID() string { return s.layers.DefaultID() }

// Local says whether the context with that id lives in a shell only.
func (s *Session) Local(id string) bool { return s.layers.Local(id) }

// HasAlias says whether the context with that id is shown by an alias in this shell.
func (s *Session) HasAlias(id string) bool { return s.layers.HasAlias(id) }

// Own are the keys of run folders: those of this shell and of the shells around it, the
// nearest first. Only shells with contexts or settings of their own count.
func (s *Session) Own() []string { return s.req.Keep }

// Update changes a store. After it the session reads the contexts anew.
func (s *Session) Update(store *azctx.Store, fn func(*azctx.Profile) error) error {
	s.stale, s.known = true, nil
	return store.Update(fn)
}
