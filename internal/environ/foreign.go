package environ

import "github.com/azenv/azenv/internal/azctx"

// wasCut is why a shell is sealed if ConfigDir leads to the sealed file and its state does
// not say sealed: azenv began a change and did not end it.
const wasCut = "a change of this shell's context was cut short"

// Foreign says what was changed in e, by hand or by another tool, since st.
func (e Env) Foreign(st *azctx.State, paths Paths) (f azctx.Foreign) {
	cur := e.lookup(ConfigDir)
	f.Cut = cur != nil && *cur == paths.Sealed && (st == nil || st.Seal == "")
	if st == nil || st.Active == "" {
		if (st == nil || st.Seal == "") && cur != nil && paths.Owns(*cur) {
			f.Seal = paths.sealReason(*cur)
		}
		return f
	}
	if !paths.unchanged(st.Vars[ConfigDir], cur) {
		if f.StepBack = cur == nil || !paths.Owns(*cur); !f.StepBack {
			f.Seal = paths.sealReason(*cur)
		}
	}
	for _, v := range Table {
		if v.Decides && f.Seal == "" && !paths.unchanged(st.Vars[v.Name], e.lookup(v.Name)) {
			f.Seal, f.Hand = v.Name+" was changed by hand", true
		}
	}
	return f
}

// sealReason is why a shell is sealed in which ConfigDir has changed to dir, a path of
// azenv's own. A tool that saves and restores variables may have brought back the folder
// of an earlier context.
func (p Paths) sealReason(dir string) string {
	if dir == p.Sealed {
		return wasCut
	}
	return ConfigDir + " is azenv's own, but not this shell's"
}

// unchanged is isOwn for the variables that a prompt compares. To a prompt, empty and
// unset are the same.
func (p Paths) unchanged(saved azctx.Saved, cur *string) bool {
	empty := ""
	none := saved.Mark == azctx.Mark(nil) || saved.Mark == azctx.Mark(&empty)
	return p.isOwn(saved, cur) || none && (cur == nil || *cur == "")
}

// Changed returns the names of Table's variables that were changed since st, sorted.
// Those that seal the shell are left out.
func (e Env) Changed(st *azctx.State, paths Paths) (names []string) {
	for _, v := range Table {
		saved, ok := st.Vars[v.Name]
		if ok && !v.Decides && v.Name != ConfigDir && !paths.isOwn(saved, e.lookup(v.Name)) {
			names = append(names, v.Name)
		}
	}
	return names
}
