package azctx

import (
	"errors"
	"testing"
)

func TestDirectory_outranksTheDefault(t *testing.T) {
	s := startIn(t, "/").is("dev (user)")
	s.cd("/a").is("prod (directory)")
	s.cd("/a/x/y").is("prod (directory)")
	if s.last.Switched {
		t.Error("below is no other context")
	}
	s.cd("/a/in").is("twin@contoso (directory)")
	s.cd("/a/in/x").is("twin@contoso (directory)")
	s.cd("/a").is("prod (directory)")
	s.cd("/b").is("twin@fabrikam (directory)")
	s.cd("/ab").is("dev (user)") // not in /a
	s.cd("/a/in/../in").is("twin@contoso (directory)")
	s.cd("/").is("dev (user)")

	startIn(t, "/a/x").is("prod (directory)")
}

func TestDirectory_withoutADefault(t *testing.T) {
	s := startIn(t, "/a")
	s.world.Default = ""
	s.state = nil
	s.ask(Start, nil).is("prod (directory)")
	s.cd("/").is("none")
	s.cd("/a/in").is("twin@contoso (directory)")
}

// Where a file names what is in force anyway nothing is set anew, but the scope is
// its.
func TestDirectory_thatNamesTheDefault(t *testing.T) {
	s := startIn(t, "/").is("dev (user)")
	s.files[fileB] = names("dev")
	s.cd("/b").is("dev (directory)")
	if s.last.Switched {
		t.Error("switched")
	}
	s.cd("/").is("dev (user)")
}

func TestDirectory_thatCannotChoose(t *testing.T) {
	tests := []struct {
		name       string
		file       *Nearest
		with       func(*Profile)
		want, hint string
	}{
		{"not allowed", saying(Untrusted, "dev\n"), nil, "not allowed", "azenv allow"},
		{"denied", saying(Denied, "dev\n"), nil, "denied", "azenv allow"},
		{"rejected", saying(Allowed, "a\nb\n"), nil, "names 2 contexts, each on a line of its own", "azenv use NAME; or mend the file and type azenv allow"},
		{"not a file", &Nearest{Err: errNoFile}, nil, "a directory, not a file", "azenv use NAME; or mend the file and type azenv allow"},
		{"unknown", names("nobody"), nil, `no context "nobody"`, "azenv use NAME"},
		{"ambiguous", names("twin"), nil, `"twin" is ambiguous: it means twin@contoso, twin@fabrikam`, "azenv use NAME"},
		{"contradicts itself", saying(Allowed, "context = dev\naccount = nobody\n"), nil, `context "dev" is another place than the file's other lines say`, "azenv use NAME"},
		{"protected", names("prod"), func(p *Profile) { p.Contexts[1].Protected = true }, `context "prod" is protected: no directory puts it in force`, `azenv use "prod"`},
		{"protected, in an allowed tree", saying(Under, "prod\n"), func(p *Profile) { p.Contexts[1].Protected = true }, `context "prod" is protected: no directory puts it in force`, `azenv use "prod"`},
		{"an account, in an allowed tree", saying(Under, "context = dev\naccount = ops@contoso.com\n"), nil, "names an account or a cloud, so it needs to be allowed itself", "azenv allow"},
		{"a cloud, in an allowed tree", saying(Under, "context = dev\ncloud = AzureCloud\n"), nil, "names an account or a cloud, so it needs to be allowed itself", "azenv allow"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, from := range []string{"/", "/a", "start"} {
				s := startIn(t, "/")
				s.cd(from)
				s.files["/c/.azcontext"] = tt.file
				if tt.with != nil {
					tt.with(s.world)
				}
				if from == "start" {
					s.dir, s.state = "/c", nil
					s.ask(Start, nil)
				} else {
					s.cd("/c")
				}
				why := "sealed by directory: /c/.azcontext: " + tt.want
				s.is(why)
				if s.last.State.Hint != tt.hint || s.last.State.Dir != "/c/.azcontext" {
					t.Errorf("hint %q, by %q", s.last.State.Hint, s.last.State.Dir)
				}
				s.prompt().is(why)
				s.cd("/c/below").is(why)
				s.cd("/c").is(why)
				s.typed(Pick{Again: true}).is(why)
				s.typed(Pick{}).is(why)
				s.cd("/").is("dev (user)")
			}
		})
	}
}

func TestDirectory_thatMayChoose(t *testing.T) {
	cannot := func(r *Request) { r.Usable = func(*Context, bool) error { return errors.New("cloud unknown") } }
	s := startIn(t, "/")
	s.files["/c/.azcontext"] = saying(Under, "context = dev\ngroup = rg\n")
	s.cd("/c").is("dev (directory)")
	if c := s.last.Context; c.Group != "rg" || !s.last.Switched {
		t.Errorf("in force %+v, switched %v", c, s.last.Switched)
	}
	if c, _ := s.world.ByID(dev); c.Group != "" {
		t.Error("the stored context has the file's group")
	}
	s.cd("/")
	s.world.Contexts[0].Stale = true
	s.cd("/c").is("dev (directory)") // shown, still usable
	s.cd("/").cd("/c", cannot).is(`sealed by directory: /c/.azcontext: context "dev": cloud unknown`)
}

func TestDirectory_whereTheProfileCannotBeRead(t *testing.T) {
	const broken = "/p/profile.json: broken"
	s := startIn(t, "/a").is("prod (directory)")
	s.ask(Prompt, corrupt).is("sealed by directory: /a/.azcontext: " + broken)
	s.prompt().is("sealed by directory: /a/.azcontext: " + broken)
	s.cd("/b", corrupt).is("sealed by directory: /b/.azcontext: " + broken)
	s.cd("/b/x").is("sealed by directory: /b/.azcontext: " + broken)
	s.cd("/a").is("prod (directory)")
}

// A choice of this shell's own outranks every file: none is looked at.
func TestDirectory_isNotAskedWhereTheShellHasItsOwn(t *testing.T) {
	never := func(r *Request) {
		r.Dir, r.From = "/a", "/"
		r.At = func(dir string) Nearest { panic("asked in " + dir) }
	}
	prodChosen := outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess}
	pick := func(r *Request) { r.Pick = Pick{ID: prod} }
	runResolve(t, []resolveTest{
		{"a choice", request(Prompt, chose(me, prod)), never, prodChosen},
		{"one of an ancestor", request(Start, chose(parent, prod)), never, prodChosen},
		{"in a script", request(Look, chose(parent, prod)), never, prodChosen},
		{"plain az", request(Prompt, none(me)), never, outcome{Choice: NoContext, Held: dev}},
		{"a choice that is sealed", request(Prompt, sealed("why", chose(me, prod))), never, outcome{Choice: prod, Held: dev, Name: "prod", Seal: "why", Scope: ScopeProcess}},
		{"a choice that is being sealed", request(Prompt, chose(me, prod)), both(never, where(without(prod))),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "removed or replaced", Scope: ScopeProcess, Switched: true, Notes: []string{"removed"}}},
		{"stepped back", request(Prompt, back(chose(me, prod))), never, outcome{Choice: prod, Held: dev, Back: true}},
		{"stepped back, without a choice", request(Prompt, back(holds(me, dev))), never, outcome{Held: dev, Back: true}},
		{"use", request(Typed, holds(me, dev)), both(never, pick), outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess, Switched: true}},
		{"asked again", request(Typed, chose(me, prod)), both(never, func(r *Request) { r.Pick.Again = true }), prodChosen},
		{"a name set by hand", request(Prompt, holds(me, dev)), both(never, name("prod")), outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess, Switched: true}},
		{"an unknown name set by hand", request(Prompt, holds(me, dev)), both(never, name("nobody")),
			outcome{Held: dev, Name: "nobody", Seal: "nobody", Scope: ScopeProcess, Switched: true, Notes: []string{"nobody"}}},
		{"a damaged state", request(Prompt, chose(me, prod)), both(never, damaged("damaged")), outcome{Name: "prod", Seal: "damaged", Scope: ScopeProcess, Switched: true, Notes: []string{"damaged"}}},
		{"a working directory that is not known", request(Prompt, holds(me, dev)), both(never, func(r *Request) { r.Dir = "" }), outcome{Active: dev, Held: dev, Scope: ScopeUser}},
	})
}

func TestDirectory_typed(t *testing.T) {
	s := startIn(t, "/a").is("prod (directory)")
	s.typed(Pick{ID: twinB}).is("twin@fabrikam (process)")
	s.cd("/b").cd("/a").is("twin@fabrikam (process)")
	s.typed(Pick{}).is("prod (directory)") // use --unset
	s.typed(Pick{ID: twinB, Hold: true}).is("prod (directory)")
	s.cd("/").is("twin@fabrikam (user)")
	s.typed(Pick{ID: NoContext}).is("none")
	s.cd("/a").is("none")
	s.typed(Pick{}).is("prod (directory)")
	s.cd("/").is("dev (user)") // unset reads the default again
}
