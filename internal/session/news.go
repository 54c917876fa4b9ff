package session

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// news are the notes that a shell shows once o is in force there. The shell prints them and
// not azenv, since only the shell knows whether every variable could be changed. news also
// keeps the earlier choice in dir, the run folder, for `use -`; dir may be empty.
func (s *Session) news(o Outcome, dir string) (notes []Note) {
	add := func(format string, args ...any) {
		notes = append(notes, Note{Text: fmt.Sprintf(format, args...)})
	}
	for _, n := range o.Notes {
		add("%s", n)
	}
	for _, name := range o.Plan.Lost {
		add("warning: %s is too long to be handed on: leaving this context gives it back here, but not in shells inside", name)
	}
	if o.Context != nil {
		for _, n := range s.folders[o.Context.ID].Notes {
			add("%s", n)
		}
	}
	if o.State.Seal != "" && (o.State.Seal != o.Was.Seal || s.req.Event == azctx.Typed) {
		add("hint: %s", cmp.Or(o.State.Hint, "azenv show"))
	}
	if dir != "" && !s.Call.Sub && s.req.Event != azctx.Start && back(o.State) != back(o.Was) {
		if text, err := json.Marshal(back(o.Was)); err == nil {
			remember(dir, previousFile, string(text))
		}
	}
	if o.Switched && o.State.Seal == "" && !o.State.SteppedBack && s.req.Event != azctx.Start {
		if o.State.Scope == azctx.ScopeDirectory && o.Nearest.File != nil {
			for _, w := range o.Nearest.File.Warnings {
				add("warning: %s: %s", o.Nearest.Path, w)
			}
		}
		notes = append(notes, Note{Text: whereNow(o), Dim: true})
	}
	return notes
}

// back is the choice that selects again what st has selected.
func back(st azctx.State) azctx.Pick {
	if st.Choice != "" {
		return azctx.Pick{ID: st.Choice}
	}
	return azctx.Pick{ID: st.Held, Hold: true}
}

// whereNow is the line that says which context is in force now.
func whereNow(o Outcome) string {
	c := o.Context
	if c == nil {
		return "no context: az and the rest are as they were without azenv"
	}
	var parts []string
	for _, p := range []string{cmp.Or(c.Subscription.Name, c.Subscription.ID), c.Tenant.Text(), c.Account.Name} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	protected := ""
	if c.Protected {
		protected = ", protected"
	}
	return fmt.Sprintf("%s (%s%s): %s", c.Label, o.State.Scope, protected, strings.Join(parts, ", "))
}
