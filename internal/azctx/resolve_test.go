package azctx

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The contexts of these tests. "twin" is ambiguous: two subscriptions have it.
const (
	dev  = "0000000000000001"
	prod = "0000000000000002"
	gone = "00000000000000ff"
)

func world() *Profile {
	return &Profile{Default: dev, Contexts: []Context{
		called(1, "dev", 1, "Development"), called(2, "prod", 2, "Production"),
		called(3, "twin@contoso", 3, "twin"), called(4, "twin@fabrikam", 4, "twin"),
	}}
}

// The shells of these tests: this one, the one it was started from, and one that
// is gone.
var (
	me     = Owner{Boot: "boot", PID: 100, Start: "10"}
	parent = Owner{Boot: "boot", PID: 50, Start: "5"}
	dead   = Owner{Boot: "boot", PID: 7, Start: "1"}
)

// request returns what is asked in world, everything being as azenv left it.
func request(event Event, st *State) Request {
	r := Request{
		Event: event, Contexts: world(), Usable: func(*Context, bool) error { return nil },
		State: st, Home: "home", Owner: me,
		Inherits: func(o Owner) bool { return o == me || o == parent },
	}
	if st != nil {
		r.Name = st.Name
	}
	return r
}

// The states of these tests, as Resolve leaves them.

// chose has that context chosen in the shell of owner, and the default held.
func chose(owner Owner, id string) *State {
	c, _ := world().ByID(id)
	return &State{Home: "home", Choice: id, Held: dev, Name: c.Label, Active: id, Print: c.ContentPrint(), Scope: ScopeProcess, Owner: owner}
}

// holds has the default in force.
func holds(owner Owner, id string) *State {
	s := chose(owner, id)
	s.Choice, s.Held, s.Name, s.Scope = "", id, "", ScopeUser
	return s
}

// none has plain az, asked for.
func none(owner Owner) *State {
	return &State{Home: "home", Choice: NoContext, Held: dev, Owner: owner}
}

// sealed was s, and is sealed for that reason.
func sealed(why string, s *State) *State {
	s.Seal, s.Active, s.Print = why, "", ""
	return s
}

// back stepped back from what s had in force.
func back(s *State) *State {
	s.SteppedBack, s.Active, s.Print, s.Name, s.Scope = true, "", "", "", ""
	return s
}

// outcome is what a test looks at. Notes hold what a shell is told, a part each.
type outcome struct {
	Active, Choice, Held, Name string
	Seal                       string // a part of it
	Scope                      Scope
	Back, Switched             bool
	Notes                      []string
}

// against returns what r is, with parts of texts as want has them.
func (want outcome) against(r Result) outcome {
	got := outcome{
		Active: r.State.Active, Choice: r.State.Choice, Held: r.State.Held, Name: r.State.Name,
		Seal: r.State.Seal, Scope: r.State.Scope, Back: r.State.SteppedBack, Switched: r.Switched,
	}
	if want.Seal != "" && strings.Contains(got.Seal, want.Seal) {
		got.Seal = want.Seal
	}
	for i, n := range r.Notes {
		if i < len(want.Notes) && strings.Contains(n, want.Notes[i]) {
			n = want.Notes[i]
		}
		got.Notes = append(got.Notes, n)
	}
	return got
}

type resolveTest struct {
	name string
	req  Request
	with func(*Request) // what differs from request
	want outcome
}

func runResolve(t *testing.T, tests []resolveTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.req
			if tt.with != nil {
				tt.with(&r)
			}
			res := Resolve(r)
			if d := cmp.Diff(tt.want, tt.want.against(res)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			checkResult(t, r, res)
		})
	}
}

// checkResult holds what is so whatever was asked.
func checkResult(t *testing.T, r Request, res Result) {
	t.Helper()
	s := res.State
	switch {
	case res.Context != nil && (s.Active != res.Context.ID || s.Seal != "" || s.SteppedBack || s.Print != res.Context.ContentPrint()):
		t.Errorf("%s is in force, but the state is %+v", res.Context.Label, s)
	case res.Context == nil && (s.Active != "" || s.Print != ""):
		t.Errorf("nothing is in force, but the state is %+v", s)
	case (res.Context != nil || s.Seal != "") != (s.Scope != ""):
		t.Errorf("scope %q of %+v", s.Scope, s)
	case s.Home != r.Home:
		t.Errorf("home %q, want %q", s.Home, r.Home)
	case (s.Scope == ScopeUser && s.Seal == "") && s.Name != "":
		t.Errorf("the name %q of a default", s.Name)
	}
	if (r.Event != Look || r.State == nil) && s.Owner != r.Owner {
		t.Errorf("owner %+v, want this shell", s.Owner)
	}
	for _, n := range res.Notes {
		if n == "" || strings.Contains(n, "\n") {
			t.Errorf("note %q is not a line", n)
		}
	}
}

// Changes of a request, for short.

func name(s string) func(*Request) { return func(r *Request) { r.Name = s } }
func where(p func(*Profile)) func(*Request) {
	return func(r *Request) { w := world(); p(w); r.Contexts = w }
}
func foreign(seal string, b bool) func(*Request) {
	return func(r *Request) { r.Foreign = Foreign{Seal: seal, Hand: seal != "", StepBack: b} }
}
func stuck(v string) func(*Request) { return func(r *Request) { r.Stuck = v } }
func damaged(text string) func(*Request) {
	return func(r *Request) { r.State, r.StateErr = nil, errors.New(text) }
}
func mux(r *Request)  { r.Mux = true }
func root(r *Request) { r.Home = "root" }
func corrupt(r *Request) {
	r.Contexts, r.Err = nil, &CorruptError{"/p/profile.json", errors.New("broken")}
}

// both makes both changes.
func both(a, b func(*Request)) func(*Request) { return func(r *Request) { a(r); b(r) } }

// without removes the context with that id.
func without(id string) func(*Profile) {
	return func(p *Profile) {
		var kept []Context
		for _, c := range p.Contexts {
			if c.ID != id {
				kept = append(kept, c)
			}
		}
		p.Contexts = kept
	}
}

func TestResolve_start(t *testing.T) {
	devHeld := outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true}
	runResolve(t, []resolveTest{
		{"a fresh shell takes up the default", request(Start, nil), nil, devHeld},
		{"a fresh shell without a default has nothing", request(Start, nil), where(func(p *Profile) { p.Default = "" }), outcome{}},
		{"a fresh shell without contexts has nothing", request(Start, nil), where(func(p *Profile) { *p = Profile{} }), outcome{}},
		{"a default that is missing seals", request(Start, nil), where(func(p *Profile) { p.Default = gone }),
			outcome{Held: gone, Seal: "default context is gone", Scope: ScopeUser, Switched: true, Notes: []string{"sealed: the default context is gone"}}},
		{"a default that cannot be used seals", request(Start, nil), func(r *Request) { r.Usable = func(*Context, bool) error { return errors.New("cloud unknown") } },
			outcome{Held: dev, Seal: `context "dev": cloud unknown`, Scope: ScopeUser, Switched: true, Notes: []string{"cloud unknown"}}},
		{"a profile that cannot be read seals", request(Start, nil), corrupt,
			outcome{Held: heldUnread, Seal: "/p/profile.json: broken", Scope: ScopeUser, Switched: true, Notes: []string{"broken"}}},

		{"a nested shell keeps the choice of its live ancestor", request(Start, chose(parent, prod)), nil,
			outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess}},
		{"a shell that is replaced by another keeps its own choice", request(Start, chose(me, prod)), nil,
			outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess}},
		{"so it does under a multiplexer", request(Start, chose(parent, prod)), mux,
			outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess}},
		{"a nested shell holds what its live ancestor holds", request(Start, holds(parent, prod)), nil,
			outcome{Active: prod, Held: prod, Scope: ScopeUser}},
		{"a nested shell keeps plain az", request(Start, none(parent)), nil, outcome{Choice: NoContext, Held: dev}},
		{"a nested shell stays sealed, and says nothing again", request(Start, sealed("why", chose(parent, prod))), nil,
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "why", Scope: ScopeProcess}},
		{"a nested shell stays stepped back", request(Start, back(chose(parent, prod))), nil, outcome{Choice: prod, Held: dev, Back: true}},
		{"a nested shell whose rc file changed an ID is sealed", request(Start, chose(parent, prod)), foreign("AZURE_TENANT_ID was changed by hand", false),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "AZURE_TENANT_ID", Scope: ScopeProcess, Switched: true, Notes: []string{"AZURE_TENANT_ID"}}},
		{"a nested shell of a context that is gone is sealed", request(Start, chose(parent, prod)), where(without(prod)),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "removed or replaced", Scope: ScopeProcess, Switched: true, Notes: []string{"removed or replaced"}}},

		{"a choice of a shell that is gone is dropped, and that is said", request(Start, chose(dead, prod)), nil,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true, Notes: []string{"dropped the context"}}},
		{"so it is in a terminal's new window", request(Start, chose(dead, prod)), mux,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true, Notes: []string{"dropped the context"}}},
		{"where there is no default, nothing is left", request(Start, chose(dead, prod)), where(func(p *Profile) { p.Default = "" }),
			outcome{Switched: true, Notes: []string{"dropped the context"}}},
		{"plain az of a shell that is gone is dropped", request(Start, none(dead)), nil,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true, Notes: []string{"dropped"}}},
		{"a seal of a shell that is gone is dropped", request(Start, sealed("why", chose(dead, prod))), nil,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true, Notes: []string{"dropped"}}},
		{"what a shell that is gone held is read again, without a word", request(Start, holds(dead, prod)), nil,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true}},
		{"a sealed default of a shell that is gone is read again", request(Start, sealed("gone", holds(dead, prod))), nil,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true}},
		{"what a shell that is gone had stepped back from is read again", request(Start, back(holds(dead, dev))), nil,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true}},
		{"with a profile that cannot be read it seals", request(Start, chose(dead, prod)), corrupt,
			outcome{Held: heldUnread, Seal: "broken", Scope: ScopeUser, Switched: true, Notes: []string{"dropped", "broken"}}},

		{"another user's choice is dropped, and that is said", request(Start, chose(parent, prod)), root,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true, Notes: []string{"another user"}}},
		{"another user's default is read in the own profile", request(Start, holds(parent, prod)), root,
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true}},

		{"a name that was set by hand is honoured", request(Start, nil), name("prod"),
			outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess, Switched: true}},
		{"an unknown name that was set by hand seals", request(Start, nil), name("nobody"),
			outcome{Held: dev, Name: "nobody", Seal: `no context "nobody"`, Scope: ScopeProcess, Switched: true, Notes: []string{`no context "nobody"`}}},
		{"a name that was set by hand is dropped under a multiplexer, and that is said", request(Start, nil), both(mux, name("prod")),
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true, Notes: []string{"dropped AZENV_CONTEXT"}}},
		{"a name that was set by hand for a nested shell is honoured", request(Start, chose(parent, prod)), name("dev"),
			outcome{Active: dev, Choice: dev, Held: dev, Name: "dev", Scope: ScopeProcess, Switched: true}},
		{"a name set by hand since a shell that is gone chose is honoured", request(Start, chose(dead, prod)), name("dev"),
			outcome{Active: dev, Choice: dev, Held: dev, Name: "dev", Scope: ScopeProcess, Switched: true, Notes: []string{"dropped"}}},
		{"but not under a multiplexer", request(Start, chose(dead, prod)), both(mux, name("prod@x")),
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true, Notes: []string{"dropped"}}},
		{"nor where the default was held", request(Start, holds(dead, dev)), both(mux, name("prod")),
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true, Notes: []string{"dropped"}}},

		{"a state that is damaged seals", request(Start, chose(parent, prod)), damaged("AZENV_STATE: damaged"),
			outcome{Name: "prod", Seal: "AZENV_STATE: damaged", Scope: ScopeProcess, Switched: true, Notes: []string{"damaged"}}},
	})
}
