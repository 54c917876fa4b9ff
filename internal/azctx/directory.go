package azctx

import (
	"cmp"
	"fmt"
	"path/filepath"
)

// dirDecides says whether the working directory decides. The shell's own choice outranks
// every file, and so does a seal on the shell itself.
func (x *resolver) dirDecides() bool {
	n := &x.next
	return n.Choice == "" && !n.SteppedBack && (n.Seal == "" || n.Scope != ScopeProcess)
}

// letDirDecide lifts a seal that is about a selection or a file, so that the directory
// decides anew. A seal for another reason stays.
func (x *resolver) letDirDecide() {
	n := &x.next
	if x.dirDecides() && (n.Seal == "" || n.BlockOnSelection || n.Scope == ScopeDirectory) {
		n.Seal, n.Hint, n.BlockOnSelection, n.Moved, x.fresh = "", "", false, "", true
	}
}

// nearestIn returns what decides in dir. At reads files, so it is called once for each
// directory.
func (x *resolver) nearestIn(dir string) Nearest {
	p, ok := x.known[dir]
	if !ok {
		p = x.At(dir)
		x.known[dir] = p
	}
	return p
}

// findFile finds the file that decides in the working directory. The shell is sealed if a
// file changed around the directory where it was. That seal is lifted when the shell goes
// to another directory, since somebody typed that.
func (x *resolver) findFile() {
	n := &x.next
	atFrom := x.findNearest()
	sealedNow := n.Seal != "" && (x.fresh || x.old.Seal == "")
	// What azenv export made may be of another directory, so it is not compared. It ends
	// when a hook asks.
	if n.Seal == "" && !x.fresh && x.Event != Start && x.From != "" && !x.old.Made {
		x.sealIfFileChanged(atFrom)
	}
	if n.Seal != "" && !sealedNow {
		if !x.leavesSeal(atFrom) {
			return
		}
		n.Seal, n.Hint, n.BlockOnSelection, n.Moved = "", "", false, ""
	}
	n.Dir, n.File = Path(x.nearest.Path), x.nearest.Print()
}

// findNearest finds what decides in the working directory. It returns what decides now in
// From, the directory where the shell was before.
func (x *resolver) findNearest() (atFrom Nearest) {
	// A caller that does not know the directory is taken to be in the folder of the file
	// that decided.
	if x.old.Dir != "" && x.Event != Start {
		x.From = cmp.Or(x.From, filepath.Dir(string(x.old.Dir)))
		x.Dir = cmp.Or(x.Dir, x.From)
	}
	if x.Dir == "" {
		return atFrom
	}
	x.nearest = x.nearestIn(x.Dir)
	switch {
	case x.Event == Start:
		return atFrom
	case x.From == "" || x.From == x.Dir:
		return x.nearest
	}
	return x.nearestIn(x.From)
}

// movesToOtherFile says whether the shell goes from an unchanged file, or none, to a
// directory where another file decides, or none. All variables are then set anew.
func (x *resolver) movesToOtherFile() bool {
	if !x.dirDecides() || x.Event != Prompt || x.Dir == "" || x.From == "" || x.From == x.Dir {
		return false
	}
	here, atFrom := x.nearestIn(x.Dir), x.nearestIn(x.From)
	return atFrom.Path == string(x.old.Dir) && atFrom.Print() == x.old.File && here.Path != atFrom.Path
}

// sealIfFileChanged seals the shell if a file appeared, changed or vanished around the
// directory where it was, and another context would be in force by that.
func (x *resolver) sealIfFileChanged(atFrom Nearest) {
	n := &x.next
	decided := string(x.old.Dir) // the file that decided until now
	if atFrom.Path == decided && atFrom.Print() == x.old.File {
		return
	}
	c, r := x.selected(atFrom)
	if r == nil && x.wasInForce(c) {
		return
	}
	event := "was changed"
	if atFrom.Path != decided {
		event = "appeared"
	}
	n.Dir, n.File = Path(atFrom.Path), atFrom.Print()
	switch {
	case atFrom.Path != decided && decided != "" && !deeper(atFrom.Path, decided):
		n.Dir = x.old.Dir
		x.seal(ScopeDirectory, "%s is gone", decided)
	case r != nil:
		x.seal(ScopeDirectory, "%s %s: %s", atFrom.Path, event, r.why)
		n.Hint, n.BlockOnSelection, n.Moved = r.hint, true, r.moved
		return
	default:
		x.seal(ScopeDirectory, "%s %s: it names %q", atFrom.Path, event, c.Label)
	}
	n.Hint, n.BlockOnSelection = "azenv use --unset", true
}

// wasInForce says whether c is the context that was in force, and unchanged. A nil c
// stands for none.
func (x *resolver) wasInForce(c *Context) bool {
	if c == nil {
		return x.old.Active == ""
	}
	return c.ID == x.old.Active && c.ContentPrint() == x.old.Print
}

// leavesSeal says whether the shell goes where its seal does not hold: out of the folder
// of the file that sealed it, or to where a nearer file decides.
func (x *resolver) leavesSeal(atFrom Nearest) bool {
	sealedBy := string(x.next.Dir)
	otherFile := x.nearest.Path != atFrom.Path
	switch {
	case x.fresh, x.Stuck != "", x.Event != Start && (x.From == "" || x.From == x.Dir):
		return false
	case sealedBy == "":
		return x.next.BlockOnSelection && x.nearest.Path != "" && otherFile
	case !below(x.Dir, sealedBy):
		return true
	}
	return deeper(x.nearest.Path, sealedBy) && otherFile
}

// chosenBy returns the context that the file of p chooses, or why it cannot be put in
// force.
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
