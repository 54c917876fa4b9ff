package session

import (
	"cmp"

	"github.com/azenv/azenv/internal/azctx"
)

// These are the states of a shell.
const (
	StateActive      = "active"
	StateNone        = "none"
	StateSealed      = "sealed"
	StateSteppedBack = "stepped-back"
)

// Situation describes an Outcome in words.
type Situation struct {
	State     string // one of the constants
	Scope     string // "process", "directory", "user" or empty
	File      string // the .azcontext that decides, or empty
	Reason    string
	Hint      string         // what to type, or empty
	Overrides []string       // variables set by hand since, that override the context; not nil
	Context   *azctx.Context // in force, nil for none
}

// Situation describes o in words.
func (s *Session) Situation(o Outcome) Situation {
	d := Situation{Scope: string(o.State.Scope), Overrides: []string{}}
	if o.State.Scope == azctx.ScopeDirectory {
		d.File = string(o.State.Dir)
	}
	switch {
	case o.State.Seal != "":
		d.State, d.Reason = StateSealed, o.State.Seal
		d.Hint = cmp.Or(o.State.Hint, "azenv use NAME, or azenv use --unset")
		if s.req.Err != nil {
			d.Hint = cmp.Or(HintOf(s.req.Err), "azenv doctor") + ", then azenv use NAME; or azenv use --none"
		}
	case o.State.SteppedBack:
		d.State, d.Reason = StateSteppedBack, "AZURE_CONFIG_DIR was changed while a context was in force"
		d.Hint = "azenv use NAME"
	case o.State.Choice == azctx.NoContext:
		d.State, d.Reason = StateNone, "azenv use --none was typed: plain az"
		d.Hint = "azenv use --unset"
	case o.Context == nil:
		d.State, d.Reason = StateNone, "no context was chosen in this shell, and it started without a default"
		d.Hint = "azenv use NAME"
	default:
		d.State, d.Context = StateActive, o.Context
		d.Reason = "the default, as this shell found it"
		switch o.State.Scope {
		case azctx.ScopeProcess:
			d.Reason = "chosen in this shell"
		case azctx.ScopeDirectory:
			d.Reason = "named by " + d.File
		}
		if o.Was.Active != o.State.Active || o.Was.Print != o.State.Print {
			if o.State.Scope == azctx.ScopeProcess {
				d.Reason = "named by AZENV_CONTEXT"
			}
			d.Reason += "; in force from the next prompt on"
		}
		d.Overrides = append(append(d.Overrides, s.Env.Overrides()...), s.Env.Changed(&o.Was, s.paths)...)
	}
	return d
}
