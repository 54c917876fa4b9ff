package environ

import "github.com/azenv/azenv/internal/azctx"

// wasCut is why a shell is sealed in which only azenv can have left what is there.
const wasCut = "a change of this shell's context was cut short"

// Foreign says what was changed in e, by hand or by another tool, since st.
func (e Env) Foreign(st *azctx.State, paths Paths) (f azctx.Foreign) {
	cur := e.lookup(ConfigDir)
	f.Cut = cur != nil && *cur == paths.Sealed && (st == nil || st.Seal == "")
	if st == nil || st.Active == "" {
		if (st == nil || st.Seal == "") && cur != nil && paths.Owns(*cur) {
			f.Seal = paths.own(*cur)
		}
		return f
	}
	if !paths.still(st.Vars[ConfigDir], cur) {
		if f.StepBack = cur == nil || !paths.Owns(*cur); !f.StepBack {
			f.Seal = paths.own(*cur)
		}
	}
	for _, v := range Table {
		if v.Decides && f.Seal == "" && !paths.still(st.Vars[v.Name], e.lookup(v.Name)) {
			f.Seal, f.Hand = v.Name+" was changed by hand", true
		}
	}
	return f
}

// own is why a shell is sealed whose ConfigDir has come to dir, of azenv's own making:
// tools that save and restore variables bring back what was of a context that was left.
func (p Paths) own(dir string) string {
	if dir == p.Sealed {
		return wasCut
	}
	return ConfigDir + " is azenv's own, but not this shell's"
}

// still is isOwn for what a prompt compares: there empty is as unset.
func (p Paths) still(saved azctx.Saved, cur *string) bool {
	empty := ""
	none := saved.Mark == azctx.Mark(nil) || saved.Mark == azctx.Mark(&empty)
	return p.isOwn(saved, cur) || none && (cur == nil || *cur == "")
}

// Changed returns the names of Table's variables that were changed since st, but
// for those that seal; sorted.
func (e Env) Changed(st *azctx.State, paths Paths) (names []string) {
	for _, v := range Table {
		saved, ok := st.Vars[v.Name]
		if ok && !v.Decides && v.Name != ConfigDir && !paths.isOwn(saved, e.lookup(v.Name)) {
			names = append(names, v.Name)
		}
	}
	return names
}
