package environ

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azenv/azenv/internal/azctx"
)

// contextIDs are the contexts that random tests switch between.
var contextIDs = []string{devID, prodID, chID, tenID}

// exposed returns e as a program started from it sees it once what overrides a
// context is hidden and cannot be put aside.
func exposed(e Env) Env {
	out := copyOf(e)
	for _, name := range e.Overrides() {
		delete(out, name)
	}
	return out
}

func TestMake_leavingGivesEverythingBack(t *testing.T) {
	seeded(t, 150, func(t *testing.T, r *rand.Rand) {
		before := randomEnv(r)
		sh := newShell(t, copyOf(before))
		for range r.IntN(5) {
			sh.use(contextIDs[r.IntN(len(contextIDs))])
			switch r.IntN(6) {
			case 0:
				sh.seal()
			case 1:
				sh.prompt()
			}
		}
		sh.leave()
		if d := diff(before, sh.env); d != "" {
			t.Errorf("after leaving (-want +got):\n%s", d)
		}
	})
}

func TestApply_leavingGivesEverythingBackButWhatIsHidden(t *testing.T) {
	seeded(t, 150, func(t *testing.T, r *rand.Rand) {
		before := randomEnv(r)
		sh := newShell(t, copyOf(before))
		visits := 1 + r.IntN(3)
		for i := range visits + 1 {
			pick := azctx.Pick{ID: contextIDs[r.IntN(len(contextIDs))]}
			if i == visits {
				pick.ID = ""
			}
			_, p := sh.plan(azctx.Typed, pick)
			was := copyOf(sh.env)
			after := sh.env.Apply(p)
			if d := diff(was, sh.env); d != "" {
				t.Fatalf("Apply changed the environment it was given (-want +got):\n%s", d)
			}
			if names := after.Overrides(); len(names) > 0 && pick.ID != "" {
				t.Errorf("%q are still there", names)
			}
			sh.env = after
		}
		if d := diff(exposed(before), sh.env); d != "" {
			t.Errorf("after leaving (-want +got):\n%s", d)
		}
	})
}

func TestMake_plainAzIsWhatWasThereBefore(t *testing.T) {
	seeded(t, 40, func(t *testing.T, r *rand.Rand) {
		before := randomEnv(r)
		sh := newShell(t, copyOf(before))
		sh.use(contextIDs[r.IntN(len(contextIDs))])
		sh.use(azctx.NoContext)
		if sh.env[StateIn] == "" {
			t.Error("AZENV_STATE is not there for nested shells")
		}
		delete(sh.env, StateIn)
		if d := diff(before, sh.env); d != "" {
			t.Errorf("beside AZENV_STATE (-want +got):\n%s", d)
		}
	})
}

func TestMake_keepsWhatTheUserChangedMeanwhile(t *testing.T) {
	tests := []struct {
		name   string
		change func(e Env)
	}{
		{"a variable that azenv set", func(e Env) { e["AZURE_LOCATION"], e["ARM_ENVIRONMENT"] = "mine", "german" }},
		{"a variable that azenv set, emptied", func(e Env) { e["ARM_ENVIRONMENT"] = "" }},
		{"a variable that azenv set, unset", func(e Env) { delete(e, "ARM_ENVIRONMENT") }},
		{"a variable that azenv had unset", func(e Env) { e["AZURE_DEFAULTS_GROUP"] = "mine" }},
		{"a variable that azenv had unset, empty", func(e Env) { e["AZURE_DEFAULTS_GROUP"] = "" }},
		{"a variable that decides", func(e Env) { e["AZURE_TENANT_ID"] = "mine" }},
		{"a variable that gives way to an earlier value", func(e Env) { e["AZURE_EXTENSION_DIR"] = "/mine" }},
		{"a variable that would be hidden", func(e Env) { e["ARM_CLIENT_ID"] = "mine" }},
		{"a variable that azenv does not know", func(e Env) { e["AZURE_CORE_OUTPUT"] = "yaml" }},
	}
	before := Env{"HOME": "/home/ops", "ARM_ENVIRONMENT": "before", "AZURE_DEFAULTS_GROUP": "before", "AZURE_TENANT_ID": "before",
		"AZURE_EXTENSION_DIR": "/before", "AZURE_LOCATION": "before", ConfigDir: "/az"}
	for _, way := range []string{"leave", "switch and leave"} {
		for _, tt := range tests {
			t.Run(tt.name+", then "+way, func(t *testing.T) {
				sh := newShell(t, copyOf(before))
				sh.use(devID)
				was := copyOf(sh.env)
				tt.change(sh.env)
				want := copyOf(before)
				for name := range merge(was, sh.env) {
					now, is := sh.env[name]
					if then, had := was[name]; is != had || now != then {
						delete(want, name)
						if is {
							want[name] = now
						}
					}
				}
				if way != "leave" {
					sh.use(prodID)
				}
				sh.leave()
				if d := diff(want, sh.env); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			})
		}
	}
}

// merge returns the names of both.
func merge(a, b Env) Env {
	out := copyOf(a)
	for k, v := range b {
		out[k] = v
	}
	return out
}

func TestMake_sealedLeavesNothingToGoBy(t *testing.T) {
	seeded(t, 60, func(t *testing.T, r *rand.Rand) {
		sh := newShell(t, randomEnv(r))
		if r.IntN(2) == 0 {
			sh.use(contextIDs[r.IntN(len(contextIDs))])
			sh.env["AZURE_LOCATION"], sh.env["ARM_CLIENT_SECRET"] = "mine", "mine" // set meanwhile
			sh.seal()
		} else {
			sh.env[Context] = "nobody"
			sh.prompt()
		}
		wantSealed(t, sh.env)
	})
}

// wantSealed fails unless e holds, of all that matters, what a sealed shell has.
func wantSealed(t *testing.T, e Env) {
	t.Helper()
	if why := notSealed(e); why != "" {
		t.Error(why)
	}
}

// notSealed says what e has, or lacks, that a sealed shell has not, or has; empty
// for nothing.
func notSealed(e Env) string {
	if e[ConfigDir] != sealedFile {
		return fmt.Sprintf("%s is %q", ConfigDir, e[ConfigDir])
	}
	if e[Active] != "sealed" || e[StateIn] == "" || e[Scope] == "" {
		return fmt.Sprintf("active %q, scope %q, state %q", e[Active], e[Scope], e[StateIn])
	}
	for _, v := range Table {
		if value, ok := e[v.Name]; ok && v.Name != ConfigDir {
			return fmt.Sprintf("%s is %q", v.Name, value)
		}
	}
	if names := e.Overrides(); len(names) > 0 {
		return fmt.Sprintf("%q are not hidden", names)
	}
	return ""
}

func TestMake_sealedKeepsTheName(t *testing.T) {
	sh := newShell(t, Env{})
	sh.use(devID)
	sh.seal()
	if sh.env[Context] != "dev" || sh.env[Scope] != "process" {
		t.Errorf("context %q, scope %q", sh.env[Context], sh.env[Scope])
	}
	sh.env[Context] = "nobody"
	sh.prompt()
	if sh.env[Context] != "nobody" {
		t.Errorf("context %q", sh.env[Context])
	}
}

func TestMake_sealsAgainWhatWasUnsealedByHand(t *testing.T) {
	for _, value := range []string{"/home/ops/.azure", "", state + "/other"} {
		sh := newShell(t, Env{ConfigDir: "/az"})
		sh.use(devID)
		sh.seal()
		sh.env[ConfigDir] = value
		sh.prompt()
		wantSealed(t, sh.env)
	}
	sh := newShell(t, Env{})
	sh.use(devID)
	sh.seal()
	delete(sh.env, ConfigDir)
	sh.prompt()
	wantSealed(t, sh.env)
}

func TestMake_ofAStandingShellHasNothingToDo(t *testing.T) {
	seeded(t, 40, func(t *testing.T, r *rand.Rand) {
		sh := newShell(t, randomEnv(r))
		for _, do := range []func(){
			func() {}, func() { sh.use(devID) }, func() { sh.use(prodID) }, sh.seal, func() { sh.use(azctx.NoContext) }, sh.leave,
		} {
			do()
			if _, p := sh.plan(azctx.Prompt, azctx.Pick{}); p.Whole || len(p.Changes) > 0 {
				t.Errorf("changes %+v, final %v", p.Changes, p.Final)
			}
		}
	})
}

// Where nothing was switched the variables are the user's to change: only azenv's
// own words follow.
func TestMake_notSwitchedChangesNothingButAzenvsOwn(t *testing.T) {
	sh := newShell(t, Env{"AZURE_LOCATION": "before"})
	sh.use(prodID)
	sh.env["AZURE_LOCATION"], sh.env["AZURE_DEFAULTS_GROUP"], sh.env["ARM_CLIENT_ID"] = "mine", "mine", "mine"
	delete(sh.env, "ARM_ENVIRONMENT")
	sh.profile.Contexts[1].Label = "production"
	res, p := sh.plan(azctx.Prompt, azctx.Pick{})
	if res.Switched {
		t.Fatal("switched")
	}
	for _, c := range p.Changes {
		if !strings.HasPrefix(c.Name, "AZENV_") {
			t.Errorf("change %+v", c)
		}
	}
	after := sh.env.Apply(p)
	if after[Active] != "production" || after[Context] != "production" {
		t.Errorf("active %q, context %q", after[Active], after[Context])
	}
	if azctx.Mark(p.Final) != azctx.Mark(sh.env.lookup(ConfigDir)) {
		t.Errorf("%s becomes %v", ConfigDir, p.Final)
	}
}

func TestMake_userScopeSetsNoContext(t *testing.T) {
	sh := newShell(t, Env{})
	sh.profile.Default = devID
	sh.leave() // reads the default
	if _, ok := sh.env[Context]; ok || sh.env[Active] != "dev" || sh.env[Scope] != "user" {
		t.Errorf("context %q, active %q, scope %q", sh.env[Context], sh.env[Active], sh.env[Scope])
	}
}

func TestMake_nothingAskedForTouchesNothing(t *testing.T) {
	seeded(t, 20, func(t *testing.T, r *rand.Rand) {
		sh := newShell(t, randomEnv(r))
		for _, event := range []azctx.Event{azctx.Start, azctx.Prompt, azctx.Look} {
			if _, p := sh.plan(event, azctx.Pick{}); p.Whole || len(p.Changes) > 0 {
				t.Errorf("event %d: changes %+v", event, p.Changes)
			}
		}
	})
}

func TestMake_stepsBackWholly(t *testing.T) {
	for _, own := range []Env{{}, {ConfigDir: "/az", "ARM_TENANT_ID": "before", "ARM_CLIENT_ID": "before"}} {
		sh := newShell(t, copyOf(own))
		sh.use(devID)
		sh.env[ConfigDir] = "/another/tool"
		if res := sh.prompt(); !res.State.SteppedBack {
			t.Fatalf("state %+v", res.State)
		}
		want := copyOf(own)
		want[ConfigDir], want[StateIn] = "/another/tool", sh.env[StateIn]
		if d := diff(want, sh.env); d != "" || sh.env[StateIn] == "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		sh.prompt()
		if d := diff(want, sh.env); d != "" {
			t.Errorf("at the next prompt (-want +got):\n%s", d)
		}
	}
}

func TestMake_leavesOutWhatIsStuck(t *testing.T) {
	for _, name := range []string{"ARM_TENANT_ID", "AZURE_LOCATION", "ARM_CLIENT_ID", Active, StateIn} {
		t.Run(name, func(t *testing.T) {
			before := Env{name: "readonly", "AZURE_TENANT": "before"}
			sh := newShell(t, copyOf(before))
			sh.stuck = []string{name}
			for range 2 {
				sh.step(azctx.Prompt, azctx.Pick{}) // the model fails where it is touched
				if sh.env[ConfigDir] != sealedFile || sh.env["AZURE_TENANT"] != "" {
					t.Errorf("not sealed: %v", sh.env)
				}
			}
			if sh.env[name] != "readonly" {
				t.Errorf("it is %q", sh.env[name])
			}
		})
	}
}

func TestMake_givesBackTheRestOfWhatWasStuck(t *testing.T) {
	before := Env{"AZURE_LOCATION": "before", "ARM_TENANT_ID": "before"}
	sh := newShell(t, copyOf(before))
	sh.use(prodID)
	sh.stuck = []string{"ARM_TENANT_ID"}
	sh.prompt()
	sh.stuck = nil // no more
	sh.leave()
	if d := diff(before, sh.env); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestMake_errorOfACloudItDoesNotKnow(t *testing.T) {
	c := profile().Contexts[0]
	c.Cloud = "AzureGermanCloud"
	res := azctx.Result{Context: &c, Switched: true, State: azctx.State{Active: c.ID, Choice: c.ID}}
	if p, err := (Env{}).Make(res, paths(), nil); err == nil || p.Whole || len(p.Changes) > 0 {
		t.Errorf("plan %+v, error %v", p, err)
	}
}

func TestMake_namesWhatIsTooLongToKeep(t *testing.T) {
	long := strings.Repeat("x", 60_000)
	before := Env{"AZURE_LOCATION": long, "ARM_ENVIRONMENT": "before"}
	sh := newShell(t, copyOf(before))
	_, p := sh.step(azctx.Typed, azctx.Pick{ID: devID})
	if d := cmp.Diff([]string{"AZURE_LOCATION"}, p.Lost); d != "" {
		t.Errorf("lost (-want +got):\n%s", d)
	}
	if len(sh.env[StateIn]) > azctx.StateLimit {
		t.Errorf("state of %d bytes", len(sh.env[StateIn]))
	}
	if sh.env["AZURE_LOCATION"] == long {
		t.Error("still there")
	}
	sh.leave() // the shell had it aside
	if d := diff(before, sh.env); d != "" {
		t.Errorf("after leaving (-want +got):\n%s", d)
	}
}

// A user's own folder of extensions says nothing about the identity, so it stays.
func TestMake_extensionsStayWhereTheUserHasThem(t *testing.T) {
	const name = "AZURE_EXTENSION_DIR"
	for before, want := range map[string]string{"/mine": "/mine", "": "/home/ops/.azure/cliextensions"} {
		sh := newShell(t, Env{name: before})
		sh.use(devID)
		if sh.env[name] != want {
			t.Errorf("%q: %q in force, want %q", before, sh.env[name], want)
		}
		sh.leave()
		if sh.env[name] != before {
			t.Errorf("%q after leaving, want %q", sh.env[name], before)
		}
	}
}
