package session

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/shell"
)

// Target is a context to run something in: the one of that name, the one of that
// directory, or, if both are empty, the one in force.
type Target struct {
	Name, Dir string
	Private   bool // with an az folder that nothing else uses
	Made      bool // for State.Made: the result is code that a shell is to eval

	at string // Dir by the name that it would have after cd
}

// For resolves for a script or a command, which have no hook. It fails if the result would
// be sealed, or if a directory leads to no context. at is the target's directory by the
// name that it would have after cd; it is empty if the target has none.
func (s *Session) For(t Target) (o Outcome, at string, err error) {
	if t.Dir != "" {
		if t.at, err = s.inDir(t.Dir); err != nil {
			return o, "", err
		}
	}
	s.req.Made, s.enters = t.Made, true
	if t.Private {
		if s.private, err = s.RunDir(); err != nil {
			return o, t.at, err
		}
	}
	pick, err := s.picked(t)
	if err != nil {
		return o, t.at, err
	}
	if o, err = s.resolve(pick); err == nil {
		err = t.refused(o)
	}
	return o, t.at, err
}

// inDir takes a directory as it was typed, and returns the name that it would have after
// cd.
func (s *Session) inDir(dir string) (at string, err error) {
	wd, err := s.WorkDir()
	if err != nil {
		return "", err
	}
	at = Within(wd, dir)
	if fi, err := os.Stat(at); err != nil || !fi.IsDir() {
		return "", Hint(fmt.Errorf("%s: not a directory", dir), "cd to the directory, then azenv show")
	}
	return at, nil
}

// picked is the choice that leads to t.
func (s *Session) picked(t Target) (pick azctx.Pick, err error) {
	switch {
	case t.Dir != "":
		s.req.Event, s.req.Dir, s.req.From = azctx.Typed, t.at, ""
		if s.req.State != nil { // the directory decides, and not this shell's choice
			pick = azctx.Pick{Hold: true, ID: s.req.State.Held}
		}
	case t.Name != "":
		c, err := s.Find(t.Name)
		if err != nil {
			return pick, err
		}
		if err := s.req.Usable(c, false); err != nil {
			return pick, err
		}
		s.req.Event, pick.ID = azctx.Typed, c.ID
	}
	return pick, nil
}

// refused returns an error if nothing may run in o.
func (t Target) refused(o Outcome) error {
	switch {
	case o.State.Seal != "" && t.Dir != "":
		hint := "azenv exec NAME -- COMMAND"
		if t.Made {
			hint = "azenv export SHELL --context NAME"
		}
		if o.State.Hint == "azenv allow" {
			hint = "azenv allow, in that directory"
		}
		return Hint(errors.New("sealed: "+o.State.Seal), "%s", hint)
	case o.State.Seal != "":
		return sealedError(o.State)
	case o.Context == nil && t.Dir != "":
		return Hint(fmt.Errorf("no context: neither an %s for %s nor a default", azctx.DirFileName, t.Dir), "azenv pin NAME, in that directory")
	}
	return nil
}

// sealedError says that a shell is sealed, and why.
func sealedError(st azctx.State) error {
	return Hint(errors.New("sealed: "+st.Seal), "%s", cmp.Or(st.Hint, "azenv show"))
}

// Hold keeps the run folders that o needs while this process lives, or the program that
// replaces it. So contexts that live in a shell only remain for it even after the shell
// has ended. It returns an error for each folder that it could not hold.
func (s *Session) Hold(o Outcome) (errs []error) {
	for _, key := range o.State.Keep {
		if err := home.Hold(filepath.Join(s.Dirs.Run, key)); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// OpenScript is Open for a script without the hook, which evals what azenv prints.
func (w *World) OpenScript() *Session {
	if w.Call.Shell == "" {
		w.Call.PID = os.Getppid() // the shell that evals the code
	}
	return w.Open()
}

// Plain returns code that puts t in force in a script of sh, which has no hook.
func (s *Session) Plain(sh *shell.Shell, t Target) (string, error) {
	t.Made = true
	o, _, err := s.For(t)
	if err != nil {
		return "", err
	}
	return sh.Plain(o.Plan, environ.ConfigDir, s.Dirs.Sealed()), nil
}

// Refusal returns code that seals a script for that reason, and fails. Without it the
// script would eval an empty text, which succeeds, and go on in its earlier context.
func (s *Session) Refusal(sh *shell.Shell, why error) string {
	res := azctx.Result{Switched: true, Lost: s.req.StateErr != nil}
	if s.req.State != nil {
		res.Was = *s.req.State
	}
	res.State = azctx.State{Home: s.req.Home, Owner: s.req.Owner, Made: true, Scope: azctx.ScopeProcess, Seal: why.Error(), Vars: res.Was.Vars}
	plan, err := s.Env.Make(res, s.paths, nil)
	if err != nil {
		plan = environ.Plan{}
	}
	return sh.Refuse(plan, environ.ConfigDir, s.Dirs.Sealed())
}
