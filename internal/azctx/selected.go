package azctx

import (
	"cmp"
	"errors"
	"fmt"
)

// refusal says why the selected context cannot be put in force.
type refusal struct {
	why   string
	hint  string // what to type, empty if that is not known
	moved string // the context's id, if UnusableError.Moved is the reason
}

// selected returns the context that is selected, nil for none. The file of nearest
// decides if the shell has no choice of its own.
func (x *resolver) selected(nearest Nearest) (*Context, *refusal) {
	n := &x.next
	id := cmp.Or(n.Choice, n.Held)
	switch {
	case n.Choice == "" && nearest.Path != "":
		return x.chosenBy(nearest)
	case id == "" || id == NoContext:
		return nil, nil
	case x.Err != nil:
		return nil, &refusal{why: x.Err.Error()}
	case id == heldUnread:
		return nil, &refusal{why: "the default could not be read when this shell looked for it", hint: "azenv use --unset"}
	}
	c, err := x.Contexts.ByID(id)
	switch {
	case err != nil:
		return nil, &refusal{why: err.Error()}
	case c == nil && n.Choice == "" && x.reread:
		return nil, &refusal{why: "the default context is gone"}
	case c == nil:
		return nil, &refusal{why: "the context of this shell was removed or replaced"}
	}
	return x.usable(c, "")
}

// usable returns c, or why it cannot be put in force. hint is what to type then, if the
// error does not tell.
func (x *resolver) usable(c *Context, hint string) (*Context, *refusal) {
	again := x.Event == Typed && !x.Pick.Again && x.Pick.ID == c.ID && x.old.Moved == c.ID
	err := x.Usable(c, again)
	if err == nil {
		return c, nil
	}
	r := &refusal{why: fmt.Sprintf("context %q: %v", c.Label, err), hint: hint}
	var why *UnusableError
	if errors.As(err, &why) {
		r.hint = why.Mend
		if why.Moved {
			r.moved = c.ID
		}
	}
	return nil, r
}
