package azctx

import (
	"slices"
	"testing"
)

// Two things at once: going elsewhere opens only what was sealed before, and never
// hides what happened on the way.
func TestDirectory_twoThingsAtOnce(t *testing.T) {
	ID := foreign(byHand, false)
	tests := []struct {
		name string
		from string
		do   func(*shellTest)
		want string
	}{
		{"cd, and the file left behind changes", "/a", func(s *shellTest) { s.files[fileA] = names("dev"); s.cd("/b") }, "twin@fabrikam (directory)"},
		{"cd, and the file left behind vanishes", "/a", func(s *shellTest) { delete(s.files, fileA); s.cd("/c") }, "dev (user)"},
		{"cd, and one appears behind", "/c", func(s *shellTest) { s.files["/c/.azcontext"] = names("prod"); s.cd("/a") }, "prod (directory)"},
		{"cd, and the file there changes", "/a", func(s *shellTest) { s.files[fileB] = names("dev"); s.cd("/b") }, "dev (directory)"},
		{"cd, and one appears there", "/a", func(s *shellTest) { s.files["/c/.azcontext"] = names("dev"); s.cd("/c") }, "dev (directory)"},
		{"cd, and the file there vanishes", "/a", func(s *shellTest) { delete(s.files, fileB); s.cd("/b") }, "dev (user)"},
		{"cd below, and the file changes", "/a", func(s *shellTest) { s.files[fileA] = names("dev"); s.cd("/a/x") }, changedA},
		{"cd below to another file, and the outer one changes", "/a", func(s *shellTest) { s.files[fileA] = names("dev"); s.cd("/a/in") }, "twin@contoso (directory)"},
		{"cd up, and the file changes", "/a/x", func(s *shellTest) { s.files[fileA] = names("dev"); s.cd("/a") }, changedA},
		{"cd up, and the file vanishes", "/a/x/y", func(s *shellTest) { delete(s.files, fileA); s.cd("/a/x") }, "sealed by directory: /a/.azcontext is gone"},
		{"cd up out of it, and the file vanishes", "/a/x/y", func(s *shellTest) { delete(s.files, fileA); s.cd("/") }, "dev (user)"},
		{"cd below, and one appears above", "/c", func(s *shellTest) { s.files["/.azcontext"] = names("prod"); s.cd("/c/x") }, `sealed by directory: /.azcontext appeared: it names "prod"`},
		{"cd below, and one appears here", "/c", func(s *shellTest) { s.files["/c/.azcontext"] = names("prod"); s.cd("/c/x") }, `sealed by directory: /c/.azcontext appeared: it names "prod"`},
		{"cd below, and one appears there", "/c", func(s *shellTest) { s.files["/c/x/.azcontext"] = names("prod"); s.cd("/c/x") }, "prod (directory)"},
		{"cd below, and the context changes", "/a", func(s *shellTest) { s.world.Contexts[1].Group = "rg"; s.cd("/a/x") },
			`sealed by directory: context "prod" was changed in another shell`},
		{"cd below, and another context has the name", "/a", func(s *shellTest) {
			s.world.Contexts[0].Label, s.world.Contexts[1].Label = "prod", "dev"
			s.cd("/a/x")
		}, `sealed by directory: context "prod" was replaced in another shell`},
		{"cd, and the context left behind changes", "/a", func(s *shellTest) { s.world.Contexts[1].Group = "rg"; s.cd("/b").cd("/a") }, "prod (directory)"},

		{"cd, and an ID changed by hand: all is set anew", "/a", func(s *shellTest) { s.cd("/b", ID) }, "twin@fabrikam (directory)"},
		{"cd out, and an ID changed by hand", "/a", func(s *shellTest) { s.cd("/c", ID) }, "dev (user)"},
		{"cd in, and an ID changed by hand", "/c", func(s *shellTest) { s.cd("/a", ID) }, "prod (directory)"},
		{"cd below, and an ID changed by hand, then prompts", "/a", func(s *shellTest) { s.cd("/a/x", ID).prompt().prompt() }, "sealed by directory: " + byHand},
		{"cd, and an ID changed by hand, then out", "/a", func(s *shellTest) { s.cd("/b", ID).cd("/c") }, "dev (user)"},
		{"an ID changed by hand, and the file changes", "/a", func(s *shellTest) { s.files[fileA] = names("dev"); s.ask(Prompt, ID) }, "sealed by directory: " + byHand},

		{"cd, and a readonly variable", "/a", func(s *shellTest) { s.cd("/b", stuck("ARM_TENANT_ID")) }, "sealed by directory: " + readonly},
		{"cd out, and a readonly variable", "/a", func(s *shellTest) { s.cd("/c", stuck("ARM_TENANT_ID")) }, "sealed by directory: " + readonly},
		{"cd in, and a readonly variable", "/c", func(s *shellTest) { s.cd("/a", stuck("ARM_TENANT_ID")) }, "sealed by user: " + readonly},
		{"cd, and a readonly variable, then prompts", "/a", func(s *shellTest) { s.cd("/b", stuck("ARM_TENANT_ID")).prompt().prompt() }, "sealed by directory: " + readonly},
		{"asked again, and a readonly variable", "/a", func(s *shellTest) {
			s.ask(Typed, both(stuck("ARM_TENANT_ID"), func(r *Request) { r.Pick.Again = true }))
		}, "sealed by directory: " + readonly},

		{"cd, and a name set by hand", "/a", func(s *shellTest) { s.cd("/b", name("dev")) }, "dev (process)"},
		{"cd, and an unknown name set by hand", "/a", func(s *shellTest) { s.cd("/b", name("nobody")) }, `sealed by process: AZENV_CONTEXT: no context "nobody"`},
		{"cd, and a name emptied by hand", "/a", func(s *shellTest) { s.typed(Pick{ID: dev}).cd("/b", name("")) }, "twin@fabrikam (directory)"},
		{"cd out, and a name emptied by hand", "/a", func(s *shellTest) { s.typed(Pick{ID: prod}).cd("/c", name("")) }, "dev (user)"},
		{"the file changes, and a name is set by hand", "/a", func(s *shellTest) { s.files[fileA] = names("dev"); s.ask(Prompt, name("twin@contoso")) }, "twin@contoso (process)"},
		{"the file changes, and a name is emptied by hand", "/a", func(s *shellTest) {
			s.typed(Pick{ID: dev})
			s.files[fileA] = names("twin@contoso")
			s.ask(Prompt, name(""))
		}, "twin@contoso (directory)"},

		{"cd, and another tool takes over", "/a", func(s *shellTest) { s.cd("/b", foreign("", true)) }, "back"},
		{"cd out, and another tool takes over", "/a", func(s *shellTest) { s.cd("/c", foreign("", true)) }, "back"},
		{"the file changes, and another tool takes over", "/a", func(s *shellTest) { s.files[fileA] = names("dev"); s.ask(Prompt, foreign("", true)) }, changedA},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startIn(t, "/").cd(tt.from)
			tt.do(s)
			s.is(tt.want)
		})
	}
}

// A sealed shell that goes elsewhere is not opened where a variable would not change.
func TestDirectory_aReadonlyVariableKeepsASeal(t *testing.T) {
	s := startIn(t, "/").cd("/a")
	s.files[fileA] = names("dev")
	s.prompt().is(changedA)
	s.cd("/b", stuck("ARM_TENANT_ID"))
	if s.last.State.Seal == "" || !slices.ContainsFunc(s.last.Notes, func(n string) bool { return n == "ARM_TENANT_ID is readonly and stays as it is" }) {
		t.Errorf("in force is %s, notes %q", s.now(""), s.last.Notes)
	}
	s.cd("/c").is("dev (user)")
}

func TestDirectory_start(t *testing.T) {
	child := func(s *shellTest, dir string, with func(*Request)) *shellTest {
		s.state.Owner = parent
		return s.move(Start, dir, with)
	}
	orphan := func(r *Request) { r.Inherits = func(Owner) bool { return false } }
	in := func(dir string) *shellTest { return startIn(t, "/").cd(dir) }

	s := child(in("/a"), "/a", nil).is("prod (directory)")
	if s.last.Switched || len(s.last.Notes) > 0 {
		t.Errorf("switched %v, notes %q", s.last.Switched, s.last.Notes)
	}
	child(in("/a"), "/a/x", nil).is("prod (directory)")
	child(in("/a"), "/b", nil).is("twin@fabrikam (directory)")
	child(in("/a"), "/", nil).is("dev (user)")
	child(in("/"), "/a", nil).is("prod (directory)")

	// It holds what its ancestor holds, and reads what directories say.
	s = in("/a")
	s.world.Default = twinIn
	child(s, "/a", nil).cd("/").is("dev (user)")
	s = in("/a")
	s.files[fileA] = names("dev")
	child(s, "/a", nil).is("dev (directory)")
	s = in("/a")
	s.world.Contexts[1].Group = "rg"
	child(s, "/a", nil).is(`sealed by directory: context "prod" was changed in another shell`)

	// A seal is handed on, but not out of its file's reach.
	sealed := func() *shellTest {
		s := in("/a")
		s.files[fileA] = names("dev")
		return s.prompt().is(changedA)
	}
	child(sealed(), "/a", nil).is(changedA)
	child(sealed(), "/a/x", nil).is(changedA).cd("/").is("dev (user)")
	child(sealed(), "/a/in", nil).is("twin@contoso (directory)")
	child(sealed(), "/b", nil).is("twin@fabrikam (directory)")
	child(sealed(), "/", nil).is("dev (user)")

	// A terminal's new window starts anew, without a word: nothing was chosen.
	for _, with := range []func(*Request){orphan, both(orphan, mux)} {
		for _, s := range []*shellTest{in("/a"), in("/c"), sealed()} {
			s.world.Default = twinB
			child(s, "/a/in", with).is("twin@contoso (directory)")
			if len(s.last.Notes) > 0 || s.last.State.Owner != me {
				t.Errorf("notes %q, owner %+v", s.last.Notes, s.last.State.Owner)
			}
			s.cd("/").is("twin@fabrikam (user)")
		}
	}
	s = in("/a").typed(Pick{ID: twinB})
	child(s, "/a", both(orphan, mux)).is("prod (directory)")
	if len(s.last.Notes) != 1 {
		t.Errorf("notes %q", s.last.Notes)
	}
	s = in("/a").typed(Pick{ID: twinB})
	child(s, "/a", nil).is("twin@fabrikam (process)")
	child(in("/a"), "/a", root).is("prod (directory)") // another user's shell reads its own
}

// A script without a hook has what its shell has, and is sealed with it.
func TestDirectory_look(t *testing.T) {
	look := func(s *shellTest) *shellTest {
		return s.ask(Look, func(r *Request) { // as azenv asks without a hook
			if r.Dir, r.From = "", ""; r.State != nil && r.State.Scope == ScopeDirectory {
				r.Dir, r.From = "/a", "/a"
			}
		})
	}
	s := startIn(t, "/").cd("/a/x")
	look(s).is("prod (directory)")
	s.files["/a/x/.azcontext"] = names("dev") // it is not the shell's business where the script is
	look(s).is("prod (directory)")
	s.files[fileA] = names("dev")
	look(s).is(changedA)
	delete(s.files, fileA)
	look(s).is("sealed by directory: /a/.azcontext is gone")
	s.files[fileA] = names("prod")
	look(s).is("prod (directory)") // nothing of the shell was changed

	s = startIn(t, "/")
	look(s).is("dev (user)")
	s.files["/.azcontext"] = names("prod")
	look(s).is("dev (user)")

	s = startIn(t, "/").cd("/a")
	s.files[fileA] = saying(Denied, "prod\n")
	s.prompt().is("sealed by directory: /a/.azcontext: denied")
	s.files[fileA] = names("prod")
	look(s).is("sealed by directory: /a/.azcontext: denied")
}

func TestDirectory_back(t *testing.T) {
	s := startIn(t, "/").cd("/a").ask(Prompt, foreign("", true)).is("back")
	if s.last.DirDecides || !s.last.Switched || len(s.last.Notes) != 1 {
		t.Errorf("placed %v, switched %v, notes %q", s.last.DirDecides, s.last.Switched, s.last.Notes)
	}
	s.prompt().is("back").cd("/b").is("back").cd("/").is("back")
	s.files["/.azcontext"] = names("prod")
	s.prompt().is("back")
	s.typed(Pick{Again: true}).is("back") // allow and pin do not end it
	s.typed(Pick{}).is("prod (directory)")

	s = startIn(t, "/").cd("/a").ask(Prompt, foreign("", true))
	s.typed(Pick{ID: dev}).is("dev (process)")

	// Nothing is in force, so there is nothing to step back from.
	s = startIn(t, "/").cd("/a")
	s.files[fileA] = saying(Denied, "prod\n")
	s.ask(Prompt, foreign("", true)).is("sealed by directory: /a/.azcontext: denied")
}
