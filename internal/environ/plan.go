package environ

import (
	"slices"

	"github.com/azenv/azenv/internal/azctx"
)

// Op is what a change does to a variable.
type Op int

const (
	Set    Op = iota // export the variable with a value
	Unset            // remove it
	Return           // export it with its earlier value
	Drop             // remove it, since it was unset earlier
	// Hide keeps the value of an exported variable in the shell, un-exported, and
	// removes the variable.
	Hide
	// Shadow keeps the value of a variable that the shell may have without exporting it.
	// It comes before azenv exports a variable of that name.
	Shadow
	// Restore gives back all that Hide and Shadow kept and that nobody has set anew.
	Restore
)

// Change is one step. Name is empty for Restore; Value is for Set and Return only.
type Change struct {
	Op          Op
	Name, Value string
}

// Plan has the changes that take an environment from one state to the next. A shell
// first sets ConfigDir to the sealed file, then makes the changes and checks them. At
// last it sets ConfigDir to Final, or unsets it if Final is nil.
type Plan struct {
	Changes []Change
	Final   *string
	Whole   bool        // there is something to change
	State   azctx.State // with its Vars
	Lost    []string    // variables whose earlier value is too long for the state
}

// Paths is what environ must know about azenv's own files, and about the shell.
type Paths struct {
	Sealed string            // the file that seals
	Owns   func(string) bool // whether a path lies in azenv's own state
	// Az returns a context's own az folders, which need not exist yet.
	Az func(*azctx.Context) Az
	// Shadows says that a variable that azenv unset may be set, but empty. In fish an
	// empty one must hide a universal variable of the same name.
	Shadows bool
}

// isOwn says whether cur is the value that azenv left when it noted saved.
func (p Paths) isOwn(saved azctx.Saved, cur *string) bool {
	return saved.Mark == azctx.Mark(cur) ||
		p.Shadows && cur != nil && *cur == "" && saved.Mark == azctx.Mark(nil)
}

// planner makes one Plan.
type planner struct {
	Plan
	env   Env
	res   azctx.Result
	paths Paths
	stuck []string
	// cutShort says that a change was cut short. All variables that have an entry in
	// State.Vars then count as set by azenv.
	cutShort bool
}

// Make plans the changes from e to what res says. The variables named in stuck cannot be
// changed, so they are left out.
func (e Env) Make(res azctx.Result, paths Paths, stuck []string) (Plan, error) {
	p := &planner{env: e, res: res, paths: paths, stuck: stuck}
	p.State = res.State
	p.cutShort = e[ConfigDir] == paths.Sealed && res.Was.Seal == ""
	p.Final = e.lookup(ConfigDir)
	if res.Switched || p.State.Seal != "" && p.leaks() {
		if err := p.planTable(); err != nil {
			return Plan{}, err
		}
		p.planHidden()
	}
	p.addOwn()
	p.Whole = len(p.Changes) > 0 || azctx.Mark(p.Final) != azctx.Mark(e.lookup(ConfigDir))
	return p.Plan, nil
}

// leaks says whether the environment has a variable that a sealed one must not have.
func (p *planner) leaks() bool {
	free := func(name string) bool { return !slices.Contains(p.stuck, name) }
	if p.env[ConfigDir] != p.paths.Sealed || slices.ContainsFunc(p.env.Overrides(), free) {
		return true
	}
	return slices.ContainsFunc(Table, func(v Var) bool {
		cur := p.env.lookup(v.Name)
		empty := cur == nil || *cur == "" && p.paths.Shadows
		return v.Name != ConfigDir && !empty && free(v.Name)
	})
}

// sets says whether azenv sets the shell's variables: a context is in force, or the shell
// is sealed.
func (p *planner) sets() bool { return p.res.Context != nil || p.State.Seal != "" }

// planTable plans the variables of Table.
func (p *planner) planTable() error {
	want := map[string]*string{}
	if p.res.Context != nil {
		var err error
		if want, err = values(p.res.Context, p.paths.Az(p.res.Context)); err != nil {
			return err
		}
	}
	vars := make(map[string]azctx.Saved, len(Table))
	for _, v := range Table {
		cur := p.env.lookup(v.Name)
		saved, had := p.State.Vars[v.Name]
		mine := had && (p.cutShort || p.paths.isOwn(saved, cur))
		if was, own := saved.Own(cur); had && !mine && own && v.Decides {
			saved.Earlier, mine = was.Earlier, true
		}
		if p.res.Lost || v.Name == ConfigDir && cur != nil && p.paths.Owns(*cur) {
			mine = true
		}
		earlier := cur
		if mine {
			earlier = earlierOf(saved)
		}
		target := earlier
		switch {
		case slices.Contains(p.stuck, v.Name):
			target = cur
		case p.State.Seal != "" && v.Name == ConfigDir:
			target = &p.paths.Sealed
		case p.State.Seal != "":
			target = nil
		case p.res.Context != nil && !(v.Yields && earlier != nil && *earlier != ""):
			target = want[v.Name]
		}
		if p.sets() {
			// azenv knows its own values of ConfigDir by the path, so it needs no Before.
			vars[v.Name] = azctx.Saved{Mark: azctx.Mark(target), Earlier: bytesOf(earlier)}
			if v.Name != ConfigDir {
				vars[v.Name] = saved.Then(target, bytesOf(earlier))
			}
		}
		if v.Name == ConfigDir {
			p.Final = target
			continue
		}
		if cur == nil && target != nil && !mine {
			p.Changes = append(p.Changes, Change{Op: Shadow, Name: v.Name})
		}
		if p.sets() {
			p.set(v.Name, target)
		} else {
			p.giveBack(v.Name, target)
		}
	}
	p.State.Vars = vars
	return nil
}

func earlierOf(s azctx.Saved) *string {
	if s.Earlier == nil {
		return nil
	}
	v := string(*s.Earlier)
	return &v
}

func bytesOf(s *string) *[]byte {
	if s == nil {
		return nil
	}
	b := []byte(*s)
	return &b
}

// set plans that name gets a value, unless it has it already. For nil it is unset.
func (p *planner) set(name string, value *string) {
	cur := p.env.lookup(name)
	same := azctx.Mark(cur) == azctx.Mark(value)
	if value != nil && p.paths.Shadows {
		same = false // cur may come from a variable of all shells, not of this one
	}
	switch {
	case same, slices.Contains(p.stuck, name):
	case value == nil:
		p.Changes = append(p.Changes, Change{Op: Unset, Name: name})
	default:
		p.Changes = append(p.Changes, Change{Op: Set, Name: name, Value: *value})
	}
}

// giveBack plans that name gets its earlier value back. For nil it is unset.
func (p *planner) giveBack(name string, value *string) {
	n := len(p.Changes)
	p.set(name, value)
	if len(p.Changes) > n {
		p.Changes[n].Op = map[Op]Op{Set: Return, Unset: Drop}[p.Changes[n].Op]
	}
}

// planHidden plans to hide the variables that would override a context, or to restore
// them.
func (p *planner) planHidden() {
	if !p.sets() {
		p.Changes = append(p.Changes, Change{Op: Restore})
		return
	}
	for _, name := range p.env.Overrides() {
		if !slices.Contains(p.stuck, name) {
			p.Changes = append(p.Changes, Change{Op: Hide, Name: name})
		}
	}
}

// addOwn plans azenv's own variables, before and after those of the table. So a change
// that is cut short can be noticed and undone. AZENV_STATE has the earlier values: it is
// set before the first variable changes, and stays until the last one is back.
// AZENV_CONTEXT changes last: otherwise it would seem to be changed by hand.
func (p *planner) addOwn() {
	table := p.Changes
	p.Changes = nil
	var state *string
	if !p.State.Empty() {
		text, lost := p.State.Encode()
		state, p.Lost = &text, lost
		// A value that the state has no room for is hidden instead: this shell gets it
		// back, nested ones do not.
		for _, name := range lost {
			table = append([]Change{{Op: Hide, Name: name}}, table...)
		}
	}
	stateFirst := p.res.Context != nil || len(p.res.Was.Vars) == 0
	if stateFirst {
		p.set(StateIn, state)
	}
	var active, scope, context *string
	switch {
	case p.State.Seal != "":
		sealed := azctx.SealedLabel
		active = &sealed
		if p.State.Name != "" {
			context = p.env.lookup(Context)
		}
	case p.res.Context != nil:
		active = &p.res.Context.Label
		if p.State.Scope == azctx.ScopeProcess {
			context = active
		}
	}
	if active != nil {
		s := string(p.State.Scope)
		scope = &s
	}
	p.set(Active, active)
	p.set(Scope, scope)
	p.Changes = append(p.Changes, table...)
	if !stateFirst {
		p.set(StateIn, state)
	}
	p.set(Context, context)
}

// Apply returns e after the plan. Hidden variables are gone: only a shell can keep them
// for later.
func (e Env) Apply(p Plan) Env {
	out := make(Env, len(e)+len(Table))
	for k, v := range e {
		out[k] = v
	}
	for _, c := range p.Changes {
		switch c.Op {
		case Set, Return:
			out[c.Name] = c.Value
		case Unset, Drop, Hide:
			delete(out, c.Name)
		}
	}
	delete(out, ConfigDir)
	if p.Final != nil {
		out[ConfigDir] = *p.Final
	}
	return out
}
