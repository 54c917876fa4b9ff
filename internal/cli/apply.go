package cli

import (
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

// apply puts pick in force in the shell in which azenv was typed. If pick is a default and
// a directory outranks it here, apply says so.
func (a *app) apply(s *session.Session, pick azctx.Pick) error {
	o, notes, err := s.Apply(pick)
	a.tell(notes)
	if err == nil && pick.Hold && o.Nearest.Path != "" {
		a.say("here %s decides; the default counts elsewhere", o.Nearest.Path)
	}
	return err
}

// applyStored is like apply, for a command whose main work is done already. So a missing
// hook is only a warning.
func (a *app) applyStored(s *session.Session, pick azctx.Pick) error {
	if a.Call.Shell != "" {
		return a.apply(s, pick)
	}
	a.say("warning: this shell did not change: it has no azenv hook")
	a.say("hint: %s", a.HookLine())
	return nil
}

// follow makes the shell in which azenv was typed follow the .azcontext of its directory,
// as that is now.
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

// tell prints the notes of a session.
func (a *app) tell(notes []session.Note) {
	for _, n := range notes {
		a.say("%s", n.Text)
	}
}
