package azctx

import (
	"cmp"
	"fmt"
	"path/filepath"
)

// dirDecides says whether the working directory has a say: a shell's own choice, or a
// seal on it, outranks every file.
func (x *resolver) dirDecides() bool {
	n := &x.next
	return n.Choice == "" && !n.SteppedBack && (n.Seal == "" || n.Scope != ScopeProcess)
}

// again asks the directory anew, where it has a say. What was done to the shell, and
// is not about a file, stays sealed.
func (x *resolver) again() {
	n := &x.next
	if x.dirDecides() && (n.Seal == "" || n.BlockOnSelection || n.Scope == ScopeDirectory) {
		n.Seal, n.Hint, n.BlockOnSelection, n.Moved, x.fresh = "", "", false, "", true
	}
}

// ask is At, which reads files, once for each directory.
func (x *resolver) ask(dir string) Nearest {
	p, ok := x.asked[dir]
	if !ok {
		p = x.At(dir)
		x.asked[dir] = p
	}
	return p
}

// findFile finds the file that decides here. What happened to files where the shell
// stood seals it; to go elsewhere is typed, and opens it again.
func (x *resolver) findFile() {
	n := &x.next
	was := x.look()
	now := n.Seal != "" && (x.fresh || x.old.Seal == "")
	// What azenv export made is of another directory: it ends where a hook looks.
	if n.Seal == "" && !x.fresh && x.Event != Start && x.From != "" && !x.old.Made {
		x.stood(was)
	}
	if n.Seal != "" && !now {
		if !x.left(was) {
			return
		}
		n.Seal, n.Hint, n.BlockOnSelection, n.Moved = "", "", false, ""
	}
	n.Dir, n.File = Path(x.at.Path), x.at.Print()
}

// look asks what decides in the working directory, and returns what decides now where
// the shell was before.
func (x *resolver) look() (was Nearest) {
	if x.old.Dir != "" && x.Event != Start { // where that is not known, it is there
		x.From = cmp.Or(x.From, filepath.Dir(string(x.old.Dir)))
		x.Dir = cmp.Or(x.Dir, x.From)
	}
	if x.Dir == "" {
		return was
	}
	x.at = x.ask(x.Dir)
	switch {
	case x.Event == Start:
		return was
	case x.From == "" || x.From == x.Dir:
		return x.at
	}
	return x.ask(x.From)
}

// goes says whether the shell is going to where another file decides, or none: all
// variables are then set anew.
func (x *resolver) goes() bool {
	if !x.dirDecides() || x.Event != Prompt || x.Dir == "" || x.From == "" || x.From == x.Dir {
		return false
	}
	at, was := x.ask(x.Dir), x.ask(x.From)
	return was.Path == string(x.old.Dir) && was.Print() == x.old.File && at.Path != was.Path
}

// stood seals where a file that appeared, changed or vanished around the shell would
// move it.
func (x *resolver) stood(was Nearest) {
	n := &x.next
	then := string(x.old.Dir)
	if was.Path == then && was.Print() == x.old.File {
		return
	}
	c, r := x.selected(was)
	if r == nil && x.inForce(c) {
		return
	}
	event := "was changed"
	if was.Path != then {
		event = "appeared"
	}
	n.Dir, n.File = Path(was.Path), was.Print()
	switch {
	case was.Path != then && then != "" && !deeper(was.Path, then):
		n.Dir = x.old.Dir
		x.seal(ScopeDirectory, "%s is gone", then)
	case r != nil:
		x.seal(ScopeDirectory, "%s %s: %s", was.Path, event, r.why)
		n.Hint, n.BlockOnSelection, n.Moved = r.hint, true, r.moved
		return
	default:
		x.seal(ScopeDirectory, "%s %s: it names %q", was.Path, event, c.Label)
	}
	n.Hint, n.BlockOnSelection = "azenv use --unset", true
}

// inForce says whether c, nil for none, is what was in force.
func (x *resolver) inForce(c *Context) bool {
	if c == nil {
		return x.old.Active == ""
	}
	return c.ID == x.old.Active && c.ContentPrint() == x.old.Print
}

// left says whether a sealed shell has gone out of the reach of what sealed it, or
// into that of a nearer file.
func (x *resolver) left(was Nearest) bool {
	sealed := string(x.next.Dir)
	entered := x.at.Path != was.Path
	switch {
	case x.fresh, x.Stuck != "", x.Event != Start && (x.From == "" || x.From == x.Dir):
		return false
	case sealed == "":
		return x.next.BlockOnSelection && x.at.Path != "" && entered
	case !below(x.Dir, sealed):
		return true
	}
	return deeper(x.at.Path, sealed) && entered
}

// chosenBy returns the context that the file of p puts in force.
func (x *resolver) chosenBy(p Nearest) (*Context, *refusal) {
	const mend = "azenv use NAME; or mend the file and type azenv allow"
	const allow = "azenv allow"
	switch {
	case p.Err != nil:
		return nil, &refusal{why: p.Err.Error(), hint: mend}
	case p.Trust == Denied:
		return nil, &refusal{why: "denied", hint: allow}
	case p.Trust == Untrusted:
		return nil, &refusal{why: "not allowed", hint: allow}
	case p.Trust == Under && (p.File.Account != "" || p.File.Cloud != ""):
		return nil, &refusal{why: "names an account or a cloud, so it needs to be allowed itself", hint: allow}
	case x.Err != nil:
		return nil, &refusal{why: x.Err.Error()}
	}
	c, err := p.File.Choose(x.Contexts)
	if err != nil {
		return nil, &refusal{why: err.Error(), hint: "azenv use NAME"}
	}
	if c.Protected {
		return nil, &refusal{why: fmt.Sprintf("context %q is protected: no directory puts it in force", c.Label),
			hint: fmt.Sprintf("azenv use %q", c.Label)}
	}
	return x.usable(c, "azenv use NAME")
}
