package azctx

import (
	"cmp"
	"fmt"
)

// Resolve says which context is in force. The choice of this shell comes first, then the
// directory, then the user's default. Resolve never guesses: a selection that cannot be
// honoured seals the shell. The seal stays until something is typed. If a directory
// sealed the shell, that may be a cd.
func Resolve(r Request) Result {
	x := &resolver{Request: r, known: map[string]Nearest{}}
	if r.State != nil {
		x.old = *r.State
	}
	x.next = x.old
	x.next.Home, x.next.Keep, x.next.Made = r.Home, r.Keep, r.Made
	if r.Event != Look || r.State == nil {
		x.next.Owner = r.Owner
	}
	x.inherit()
	x.honourName()
	x.pick()
	x.decide()
	x.note()
	return Result{
		State: x.next, Context: x.ctx, Was: x.old, Lost: x.StateErr != nil, Notes: x.notes,
		DirDecides: x.dirDecides(), Nearest: x.nearest,
		Switched: x.switched(),
	}
}

// switched computes Result.Switched. It is true, too, if a variable was changed and the
// shell is not sealed for it, so that the variable is set anew.
func (x *resolver) switched() bool {
	n, o := &x.next, &x.old
	return x.fresh && !x.Pick.Again || x.ctx != nil && x.Foreign.Seal != "" ||
		n.Active != o.Active || n.Print != o.Print || n.Seal != o.Seal || n.SteppedBack != o.SteppedBack
}

type resolver struct {
	Request
	old, next State
	ctx       *Context
	nearest   Nearest            // what decides in Dir
	known     map[string]Nearest // what decides in each directory that was looked at
	notes     []string
	fresh     bool // something was selected, or dropped, just now
	reread    bool // the default must be read again
	ignored   bool // AZENV_CONTEXT was inherited by accident
}

func (x *resolver) say(format string, a ...any) {
	x.notes = append(x.notes, fmt.Sprintf(format, a...))
}

// clear forgets what was selected, sealed or stepped back from.
func (x *resolver) clear() {
	n := &x.next
	n.Choice, n.Seal, n.Hint, n.BlockOnSelection, n.Moved, n.SteppedBack = "", "", "", false, "", false
	x.fresh = true
}

// seal seals the shell. Only something that is typed opens it again.
func (x *resolver) seal(scope Scope, format string, a ...any) {
	n := &x.next
	n.Seal, n.Hint, n.BlockOnSelection, n.Moved, n.Scope = fmt.Sprintf(format, a...), "", false, "", scope
}

// inherit decides what a shell keeps of the state that it found. A shell that starts may
// have found the state of another one.
func (x *resolver) inherit() {
	switch {
	case x.StateErr != nil:
		if x.Event == Typed {
			x.say("%v: what the variables were before is not known, so they will be unset", x.StateErr)
		}
		x.next = State{Home: x.Home, Owner: x.Owner, Keep: x.Keep, Name: nameMark(x.Name)}
		x.seal(ScopeProcess, "%v", x.StateErr)
	case x.Event == Start && x.State == nil:
		x.reread = true
	case x.Event == Start && (x.old.Home != x.Home || !x.Inherits(x.old.Owner)):
		byHand := nameMark(x.Name) != x.old.Name
		x.ignored = x.Mux || !byHand
		switch {
		case x.old.Choice == "" && (x.old.Seal == "" || x.old.Scope != ScopeProcess):
			if byHand && x.ignored && x.Name != "" {
				x.sayByHand()
			}
		case x.old.Home != x.Home:
			x.say("dropped the context that another user chose")
		default:
			x.say("dropped the context of the shell that this terminal was started from")
		}
		x.clear()
		x.reread = true
	case x.State != nil && x.old.Home != x.Home:
		x.seal(ScopeProcess, "the context was chosen by another user")
	}
	if x.State == nil && x.Event == Start && x.Mux && x.Name != "" {
		x.sayByHand()
		x.ignored = true
	}
	if x.ignored {
		x.next.Name = ""
	}
}

func (x *resolver) sayByHand() { x.say("dropped AZENV_CONTEXT, which this terminal was started with") }

// honourName makes AZENV_CONTEXT this shell's choice if it was changed by hand.
func (x *resolver) honourName() {
	typed := x.Event == Typed && !x.Pick.Again
	if x.ignored || x.StateErr != nil || typed || nameMark(x.Name) == x.next.Name {
		return
	}
	x.next.Name = nameMark(x.Name)
	if x.Foreign.Cut {
		return
	}
	x.clear()
	if x.Name == "" {
		x.reread = true
		return
	}
	if x.Err != nil {
		x.seal(ScopeProcess, "AZENV_CONTEXT: %v", x.Err)
		return
	}
	c, err := x.Contexts.Find(x.Name)
	if err != nil {
		x.seal(ScopeProcess, "AZENV_CONTEXT: %v", err)
		return
	}
	x.next.Choice = c.ID
}

// nameMark returns a name as State keeps it: as it is, or its hash if it is long.
func nameMark(name string) string {
	if len(name) > 256 {
		return "#" + Mark(&name)
	}
	return name
}

// pick applies a typed selection.
func (x *resolver) pick() {
	if x.Event != Typed {
		return
	}
	if x.Pick.Again {
		x.letDirDecide()
		return
	}
	x.clear()
	switch {
	case x.Pick.Hold:
		x.next.Held = x.Pick.ID
	case x.Pick.ID == "":
		x.reread = true
	default:
		x.next.Choice = x.Pick.ID
	}
}

// decide finds the context in force and fills in the next state.
func (x *resolver) decide() {
	n := &x.next
	switch {
	case x.reread && x.Err == nil:
		n.Held = x.Contexts.DefaultID()
	case x.reread:
		n.Held = heldUnread
		if n.Choice == "" && n.Seal == "" {
			x.seal(ScopeUser, "%v", x.Err)
		}
	}
	if x.Stuck != "" && n.Seal == "" {
		x.seal(cmp.Or(n.Scope, ScopeProcess), "%s is readonly and would not change", x.Stuck)
	}
	if n.Seal == "" && (!x.fresh || x.Pick.Again) && x.Foreign.Seal != "" && !(x.Foreign.Hand && x.movesToOtherFile()) {
		x.seal(cmp.Or(n.Scope, ScopeProcess), "%s", x.Foreign.Seal)
	}
	if x.dirDecides() {
		x.findFile()
	} else {
		n.Dir, n.File = "", ""
	}
	if n.Seal == "" && !n.SteppedBack {
		x.lookUp()
	}
	if n.Seal != "" || n.SteppedBack {
		x.ctx = nil
	}
	n.Active, n.Print = "", ""
	switch {
	case x.ctx != nil:
		n.Active, n.Print = x.ctx.ID, x.ctx.ContentPrint()
		n.Name = ""
		if n.Scope == ScopeProcess {
			n.Name = nameMark(x.ctx.Label)
		}
	case n.Seal == "":
		n.Scope, n.Name = "", ""
	}
}

// lookUp finds the context in force. It seals the shell if another shell replaced or
// changed that context.
func (x *resolver) lookUp() {
	n := &x.next
	switch {
	case n.Choice != "":
		n.Scope = ScopeProcess
	case x.nearest.Path != "":
		n.Scope = ScopeDirectory
	default:
		n.Scope = ScopeUser
	}
	c, r := x.selected(x.nearest)
	if r != nil {
		if n.Scope == ScopeDirectory {
			r.why = x.nearest.Path + ": " + r.why
		}
		x.seal(n.Scope, "%s", r.why)
		n.Hint, n.BlockOnSelection, n.Moved = r.hint, true, r.moved
		return
	}
	hadContext := c != nil && x.old.Active != ""
	sameSelection := hadContext && !x.fresh && x.old.Dir == n.Dir && x.old.File == n.File
	switch {
	case hadContext && (!x.fresh || x.Pick.Again) && x.Foreign.StepBack:
		n.SteppedBack = true
	case sameSelection && c.ID != x.old.Active:
		x.seal(n.Scope, "context %q was replaced in another shell", c.Label)
	case sameSelection && c.ContentPrint() != x.old.Print:
		x.seal(n.Scope, "context %q was changed in another shell", c.Label)
	default:
		x.ctx = c
	}
}

// note tells the user, once, that the shell was sealed or stepped back.
func (x *resolver) note() {
	n := &x.next
	switch {
	case n.Seal != "" && (n.Seal != x.old.Seal || x.Event == Typed):
		x.say("sealed: %s", n.Seal)
	case n.Seal != "" && x.Stuck != "":
		x.say("%s is readonly and stays as it is", x.Stuck)
	case n.SteppedBack && !x.old.SteppedBack:
		x.say("AZURE_CONFIG_DIR was changed: azenv steps back until you type azenv use")
	}
}
