package cli

import (
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

// apply puts pick in force in the shell that azenv was typed in. A default that is held
// a directory may outrank, which is said.
func (a *app) apply(s *session.Session, pick azctx.Pick) error {
	o, notes, err := s.Apply(pick)
	a.tell(notes)
	if err == nil && pick.Hold && o.Nearest.Path != "" {
		a.say("here %s decides; the default counts elsewhere", o.Nearest.Path)
	}
	return err
}

// applyStored is apply for a command whose first job is done: without the hook that is
// a warning.
func (a *app) applyStored(s *session.Session, pick azctx.Pick) error {
	if a.Call.Shell != "" {
		return a.apply(s, pick)
	}
	a.say("warning: this shell did not change: it has no azenv hook")
	a.say("hint: %s", a.HookLine())
	return nil
}

// follow lets the shell that azenv was typed in follow what its directory says now.
func (a *app) follow(s *session.Session) error {
	if a.Call.Shell == "" {
		return nil
	}
	o, notes, err := s.Apply(azctx.Pick{Again: true})
	a.tell(notes)
	switch {
	case err != nil, a.Call.Piped:
		return err
	case o.State.SteppedBack:
		a.say("this shell has stepped back from another AZURE_CONFIG_DIR, so it does not follow: azenv use --unset does")
	case !o.DirDecides:
		a.say("this shell keeps its own choice: azenv use --unset follows the directory")
	}
	return nil
}

// tell prints what a session has to say.
func (a *app) tell(notes []session.Note) {
	for _, n := range notes {
		a.say("%s", n.Text)
	}
}
