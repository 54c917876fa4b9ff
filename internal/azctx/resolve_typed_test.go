package azctx

import (
	"errors"
	"testing"
)

func TestResolve_typed(t *testing.T) {
	pick := func(id string) func(*Request) { return func(r *Request) { r.Pick = Pick{ID: id} } }
	hold := func(id string) func(*Request) { return func(r *Request) { r.Pick = Pick{ID: id, Hold: true} } }
	prodChosen := outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess, Switched: true}
	devHeld := outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true}
	fromNothing := prodChosen
	fromNothing.Held = ""
	runResolve(t, []resolveTest{
		{"use, in a shell that has nothing", request(Typed, nil), pick(prod), fromNothing},
		{"use, over the default", request(Typed, holds(me, dev)), pick(prod), prodChosen},
		{"use, over another choice", request(Typed, chose(me, dev)), pick(prod), prodChosen},
		{"use, of the same again", request(Typed, chose(me, prod)), pick(prod), prodChosen},
		{"use, over plain az", request(Typed, none(me)), pick(prod), prodChosen},
		{"use lifts a seal", request(Typed, sealed("why", chose(me, prod))), pick(prod), prodChosen},
		{"use ends stepping back", request(Typed, back(chose(me, dev))), pick(prod), prodChosen},
		{"use lifts what tampering sealed", request(Typed, chose(me, dev)), both(pick(prod), damaged("damaged")), noted(fromNothing, "damaged")},
		{"use takes what another user's state is over", request(Typed, chose(me, dev)), both(pick(prod), root), prodChosen},
		{"use counts more than a name set by hand on the line before", request(Typed, chose(me, dev)), both(pick(prod), name("twin")), prodChosen},
		{"use counts more than an ID changed by hand", request(Typed, chose(me, prod)), both(pick(prod), foreign("ARM_TENANT_ID", false)), prodChosen},
		{"use counts more than a foreign AZURE_CONFIG_DIR", request(Typed, chose(me, prod)), both(pick(prod), foreign("", true)), prodChosen},
		{"use takes a context as it is now", request(Typed, chose(me, prod)), both(pick(prod), where(func(p *Profile) { p.Contexts[1].Group = "rg" })), prodChosen},
		{"use of one that has just gone seals", request(Typed, chose(me, dev)), both(pick(prod), where(without(prod))),
			outcome{Choice: prod, Held: dev, Name: "dev", Seal: "removed or replaced", Scope: ScopeProcess, Switched: true, Notes: []string{"removed"}}},
		{"use of one that cannot be used seals", request(Typed, nil), both(pick(prod), func(r *Request) { r.Usable = func(*Context, bool) error { return errors.New("cloud unknown") } }),
			outcome{Choice: prod, Seal: "cloud unknown", Scope: ScopeProcess, Switched: true, Notes: []string{"cloud unknown"}}},

		{"use --unset drops the choice and reads the default", request(Typed, chose(me, prod)), nil, devHeld},
		{"use --unset reads the default again that was held", request(Typed, holds(me, prod)), nil, devHeld},
		{"use --unset where the default has been cleared", request(Typed, holds(me, dev)), where(func(p *Profile) { p.Default = "" }), outcome{Switched: true}},
		{"use --unset where the default is gone", request(Typed, chose(me, prod)), where(func(p *Profile) { p.Default = gone }),
			outcome{Held: gone, Name: "prod", Seal: "default context is gone", Scope: ScopeUser, Switched: true, Notes: []string{"gone"}}},
		{"use --unset lifts a seal", request(Typed, sealed("why", holds(me, prod))), nil, devHeld},
		{"use --unset ends stepping back", request(Typed, back(holds(me, prod))), nil, devHeld},
		{"use --unset ends plain az", request(Typed, none(me)), nil, devHeld},

		{"use --none is plain az", request(Typed, chose(me, prod)), pick(NoContext), outcome{Choice: NoContext, Held: dev, Switched: true}},
		{"use --none in a sealed shell", request(Typed, sealed("why", chose(me, prod))), pick(NoContext), outcome{Choice: NoContext, Held: dev, Switched: true}},
		{"use --none where the profile cannot be read", request(Typed, sealed("why", chose(me, prod))), both(pick(NoContext), corrupt), outcome{Choice: NoContext, Held: dev, Switched: true}},
		{"use --none in a shell that has nothing", request(Typed, nil), pick(NoContext), outcome{Choice: NoContext, Switched: true}},

		{"use --global drops the choice and holds", request(Typed, chose(me, dev)), hold(prod), outcome{Active: prod, Held: prod, Scope: ScopeUser, Switched: true}},
		{"use --global in a sealed shell", request(Typed, sealed("why", chose(me, dev))), hold(prod), outcome{Active: prod, Held: prod, Scope: ScopeUser, Switched: true}},
		{"use --none --global leaves nothing", request(Typed, holds(me, dev)), hold(""), outcome{Switched: true}},

		{"a variable that would not change seals", request(Typed, chose(me, dev)), both(pick(prod), stuck("ARM_TENANT_ID")),
			outcome{Choice: prod, Held: dev, Name: "dev", Seal: "ARM_TENANT_ID is readonly", Scope: ScopeProcess, Switched: true, Notes: []string{"ARM_TENANT_ID"}}},
	})
}

func TestResolve_look(t *testing.T) {
	prodChosen := outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess}
	runResolve(t, []resolveTest{
		{"a script has what its shell has", request(Look, chose(parent, prod)), nil, prodChosen},
		{"a script drops nothing, though its shell is gone", request(Look, chose(dead, prod)), nil, prodChosen},
		{"nor under a multiplexer", request(Look, chose(dead, prod)), mux, prodChosen},
		{"a script reads no default", request(Look, nil), nil, outcome{}},
		{"a script keeps plain az", request(Look, none(dead)), nil, outcome{Choice: NoContext, Held: dev}},
		{"a name set by hand is honoured at once", request(Look, chose(parent, dev)), name("prod"),
			outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess, Switched: true}},
		{"a name set by hand is honoured at once under a multiplexer", request(Look, nil), both(mux, name("prod")),
			outcome{Active: prod, Choice: prod, Name: "prod", Scope: ScopeProcess, Switched: true}},
		{"an unknown name set by hand seals", request(Look, chose(parent, dev)), name("nobody"),
			outcome{Held: dev, Name: "nobody", Seal: "nobody", Scope: ScopeProcess, Switched: true, Notes: []string{"nobody"}}},
		{"a sealed shell's scripts are sealed", request(Look, sealed("why", chose(parent, prod))), nil,
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "why", Scope: ScopeProcess}},
		{"another user's choice is not honoured", request(Look, chose(parent, prod)), root,
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "another user", Scope: ScopeProcess, Switched: true, Notes: []string{"another user"}}},
	})
}

// noted is o with notes that have these texts in them.
func noted(o outcome, notes ...string) outcome {
	o.Notes = notes
	return o
}
