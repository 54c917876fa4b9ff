package azctx

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// files are those of a test: what At is. A directory has the nearest one.
type files map[string]*Place

// in returns what decides in dir.
func (p files) in(dir string) Place {
	var passed []string
	for dir = filepath.Clean(dir); ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, DirFileName)
		if at := p[path]; at != nil {
			found := *at
			found.Path, found.Passed = path, passed
			return found
		}
		if passed = append(passed, path); dir == filepath.Dir(dir) {
			return Place{Passed: passed}
		}
	}
}

// saying is a file with that text, and that trust.
func saying(trust Trust, text string) *Place {
	p := &Place{Text: []byte(text), Trust: trust, TrustAt: "/state/trust/entry"}
	if p.File, p.Err = ParseDirFile(p.Text); p.Err != nil {
		p.Trust = Untrusted
	}
	return p
}

// names is an allowed file that names a context.
func names(label string) *Place { return saying(Allowed, label+"\n") }

// The files that most of these tests have: /a and /b are pinned, and /a/in further.
const (
	fileA  = "/a/.azcontext"
	fileIn = "/a/in/.azcontext"
	fileB  = "/b/.azcontext"
)

func pinned() files {
	return files{fileA: names("prod"), fileIn: names("twin@contoso"), fileB: names("twin@fabrikam")}
}

const (
	twinIn = "0000000000000003"
	twinB  = "0000000000000004"
)

// shellTest is a shell of these tests: what it is at, and what it carries.
type shellTest struct {
	t     *testing.T
	files files
	world *Profile
	dir   string
	state *State
	last  Result
}

// startIn starts a shell in a directory.
func startIn(t *testing.T, dir string) *shellTest {
	t.Helper()
	s := &shellTest{t: t, files: pinned(), world: world(), dir: dir}
	return s.ask(Start, nil)
}

// ask resolves as the hook would, at the shell's directory.
func (s *shellTest) ask(event Event, with func(*Request)) *shellTest {
	s.t.Helper()
	return s.move(event, s.dir, with)
}

// cd goes to dir, and with makes more of the request.
func (s *shellTest) cd(dir string, with ...func(*Request)) *shellTest {
	s.t.Helper()
	var more func(*Request)
	if len(with) > 0 {
		more = with[0]
	}
	return s.move(Prompt, dir, more)
}

func (s *shellTest) prompt() *shellTest { s.t.Helper(); return s.ask(Prompt, nil) }
func (s *shellTest) typed(p Pick) *shellTest {
	s.t.Helper()
	return s.ask(Typed, func(r *Request) { r.Pick = p })
}

func (s *shellTest) move(event Event, dir string, with func(*Request)) *shellTest {
	s.t.Helper()
	r := request(event, s.state)
	r.Contexts, r.Dir, r.From, r.At = s.world, dir, s.dir, s.files.in
	if event == Start {
		r.From = ""
	}
	if with != nil {
		with(&r)
	}
	s.last = Resolve(r)
	checkResult(s.t, r, s.last)
	checkPlaced(s.t, r, s.last)
	if event != Look {
		s.dir, s.state = dir, nil
		if st := s.last.State; !st.Empty() {
			s.state = &st
		}
	}
	return s
}

// checkPlaced holds what is so of directories whatever was asked.
func checkPlaced(t *testing.T, r Request, res Result) {
	t.Helper()
	s := res.State
	switch {
	case res.Placed != (s.Choice == "" && !s.Back && (s.Seal == "" || s.Scope != ScopeProcess)):
		t.Errorf("placed %v of %+v", res.Placed, s)
	case s.Seal == "" && s.Scope == ScopeDirectory && (s.Dir == "" || string(s.Dir) != res.Place.Path || s.File != res.Place.Print()):
		t.Errorf("a directory put %+v in force, but the place is %+v", s, res.Place)
	case s.Seal == "" && !s.Back && s.Dir != "" && s.Scope != ScopeDirectory:
		t.Errorf("scope %q, though %s decides", s.Scope, s.Dir)
	case res.Context != nil && res.Context.Protected && s.Scope == ScopeDirectory:
		t.Errorf("a directory put %s in force, which is protected", res.Context.Label)
	case (s.Dir == "") != (s.File == "") && s.Seal == "":
		t.Errorf("file %q with the mark %q", s.Dir, s.File)
	}
	if s.Hint != "" && s.Seal == "" {
		t.Errorf("the hint %q of no seal", s.Hint)
	}
}

// is fails unless the shell is as want says: the label in force, "" for none,
// "sealed: " and a part of the reason for a seal, with the scope.
func (s *shellTest) is(want string) *shellTest {
	s.t.Helper()
	if d := cmp.Diff(want, s.now(want)); d != "" {
		s.t.Errorf("in %s (-want +got):\n%s", s.dir, d)
	}
	return s
}

func (s *shellTest) now(want string) string {
	st := s.last.State
	switch {
	case st.Back:
		return "back"
	case st.Seal != "":
		return fmt.Sprintf("sealed by %s: %s", st.Scope, st.Seal)
	case s.last.Context == nil:
		return "none"
	}
	return fmt.Sprintf("%s (%s)", s.last.Context.Label, st.Scope)
}

var errNoFile = errors.New("a directory, not a file")

// Reasons for a seal that are not a file's.
const (
	readonly = "ARM_TENANT_ID is readonly and would not change"
	byHand   = "ARM_TENANT_ID was changed by hand"
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
		file       *Place
		with       func(*Profile)
		want, hint string
	}{
		{"not allowed", saying(Untrusted, "dev\n"), nil, "not allowed", "azenv allow"},
		{"denied", saying(Denied, "dev\n"), nil, "denied", "azenv allow"},
		{"rejected", saying(Allowed, "a\nb\n"), nil, "names 2 contexts, each on a line of its own", "azenv use NAME; or mend the file and type azenv allow"},
		{"not a file", &Place{Err: errNoFile}, nil, "a directory, not a file", "azenv use NAME; or mend the file and type azenv allow"},
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
	cannot := func(r *Request) { r.Usable = func(*Context) error { return errors.New("cloud unknown") } }
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
		r.At = func(dir string) Place { panic("asked in " + dir) }
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
