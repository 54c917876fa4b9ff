package azctx

import (
	"errors"
	"strings"
	"testing"
)

func TestResolve_prompt(t *testing.T) {
	long := strings.Repeat("n", 300)
	runResolve(t, []resolveTest{
		{"nothing changed", request(Prompt, chose(me, prod)), nil, outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess}},
		{"nothing changed of a default", request(Prompt, holds(me, dev)), nil, outcome{Active: dev, Held: dev, Scope: ScopeUser}},
		{"nothing changed of plain az", request(Prompt, none(me)), nil, outcome{Choice: NoContext, Held: dev}},
		{"nothing at all", request(Prompt, nil), nil, outcome{}},

		{"a default that changes elsewhere is not taken up", request(Prompt, holds(me, dev)), where(func(p *Profile) { p.Default = prod }),
			outcome{Active: dev, Held: dev, Scope: ScopeUser}},
		{"a default that is cleared elsewhere stays", request(Prompt, holds(me, dev)), where(func(p *Profile) { p.Default = "" }),
			outcome{Active: dev, Held: dev, Scope: ScopeUser}},
		{"a default that is set elsewhere is not taken up", request(Prompt, nil), nil, outcome{}},
		{"a context that is gone seals", request(Prompt, chose(me, prod)), where(without(prod)),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "removed or replaced", Scope: ScopeProcess, Switched: true, Notes: []string{"sealed: the context of this shell was removed or replaced"}}},
		{"a default that is gone seals", request(Prompt, holds(me, dev)), where(without(dev)),
			outcome{Held: dev, Seal: "removed or replaced", Scope: ScopeUser, Switched: true, Notes: []string{"removed or replaced"}}},
		{"a name that another context took over does not move the shell", request(Prompt, chose(me, prod)),
			where(func(p *Profile) { p.Contexts[1].Label, p.Contexts[0].Label = "production", "prod" }),
			outcome{Active: prod, Choice: prod, Held: dev, Name: "production", Scope: ScopeProcess}},
		{"a context that is called otherwise elsewhere is followed", request(Prompt, chose(me, prod)), where(func(p *Profile) { p.Contexts[1].Label = "new" }),
			outcome{Active: prod, Choice: prod, Held: dev, Name: "new", Scope: ScopeProcess}},
		{"a context whose subscription changed elsewhere seals", request(Prompt, chose(me, prod)), where(func(p *Profile) { p.Contexts[1].Subscription.ID = guid(9) }),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: `context "prod" was changed`, Scope: ScopeProcess, Switched: true, Notes: []string{"changed in another shell"}}},
		{"a context whose group changed elsewhere seals", request(Prompt, holds(me, dev)), where(func(p *Profile) { p.Contexts[0].Group = "rg" }),
			outcome{Held: dev, Seal: `context "dev" was changed`, Scope: ScopeUser, Switched: true, Notes: []string{"changed in another shell"}}},
		{"a context that was protected or renamed by Azure elsewhere stays", request(Prompt, chose(me, prod)),
			where(func(p *Profile) {
				p.Contexts[1].Protected, p.Contexts[1].Stale, p.Contexts[1].Subscription.Name = true, true, "X"
			}),
			outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess}},

		{"a name set by hand is honoured", request(Prompt, chose(me, prod)), name("dev"),
			outcome{Active: dev, Choice: dev, Held: dev, Name: "dev", Scope: ScopeProcess, Switched: true}},
		{"a name set by hand is honoured in a shell that holds the default", request(Prompt, holds(me, dev)), name("PROD"),
			outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess, Switched: true}},
		{"a name set by hand is honoured in a shell that has nothing", request(Prompt, nil), name(guid(2)),
			outcome{Active: prod, Choice: prod, Name: "prod", Scope: ScopeProcess, Switched: true}},
		{"a name set by hand is honoured in a shell of plain az", request(Prompt, none(me)), name("prod"),
			outcome{Active: prod, Choice: prod, Held: dev, Name: "prod", Scope: ScopeProcess, Switched: true}},
		{"an unknown name set by hand seals", request(Prompt, chose(me, prod)), name("nobody"),
			outcome{Held: dev, Name: "nobody", Seal: `no context "nobody"`, Scope: ScopeProcess, Switched: true, Notes: []string{`sealed: AZENV_CONTEXT: no context "nobody"`}}},
		{"an ambiguous name set by hand seals, and lists what it could mean", request(Prompt, chose(me, prod)), name("twin"),
			outcome{Held: dev, Name: "twin", Seal: "twin@contoso, twin@fabrikam", Scope: ScopeProcess, Switched: true, Notes: []string{"ambiguous"}}},
		{"a name set by hand to the one azenv wrote is the same context, whoever has that name now", request(Prompt, chose(me, prod)),
			both(name("prod"), where(func(p *Profile) { p.Contexts[1].Label, p.Contexts[0].Label = "production", "prod" })),
			outcome{Active: prod, Choice: prod, Held: dev, Name: "production", Scope: ScopeProcess}},
		{"a name emptied by hand is use --unset", request(Prompt, chose(me, prod)), name(""),
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true}},
		{"which reads the default again", request(Prompt, chose(me, prod)), both(name(""), where(func(p *Profile) { p.Default = ctxID(3) })),
			outcome{Active: ctxID(3), Held: ctxID(3), Scope: ScopeUser, Switched: true}},
		{"and takes what there is where there is none", request(Prompt, chose(me, prod)), both(name(""), where(func(p *Profile) { p.Default = "" })),
			outcome{Switched: true}},
		{"a name set by hand is looked up in a profile that cannot be read: sealed", request(Prompt, chose(me, prod)), both(name("dev"), corrupt),
			outcome{Held: dev, Name: "dev", Seal: "broken", Scope: ScopeProcess, Switched: true, Notes: []string{"broken"}}},
		{"a long unknown name set by hand seals", request(Prompt, chose(me, prod)), name(long),
			outcome{Held: dev, Name: nameMark(long), Seal: "no context", Scope: ScopeProcess, Switched: true, Notes: []string{"no context"}}},
		{"and stays so", request(Prompt, sealed("no context", &State{Home: "home", Held: dev, Name: nameMark(long), Scope: ScopeProcess, Owner: me})), name(long),
			outcome{Held: dev, Name: nameMark(long), Seal: "no context", Scope: ScopeProcess}},

		{"a sealed shell stays sealed though all is well", request(Prompt, sealed("why", chose(me, prod))), nil,
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "why", Scope: ScopeProcess}},
		{"a sealed default stays sealed though it is back", request(Prompt, sealed("why", holds(me, dev))), nil,
			outcome{Held: dev, Seal: "why", Scope: ScopeUser}},
		{"a foreign value does not lift a seal", request(Prompt, sealed("why", chose(me, prod))), foreign("", true),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "why", Scope: ScopeProcess}},
		{"a name set by hand lifts a seal", request(Prompt, sealed("why", chose(me, prod))), name("dev"),
			outcome{Active: dev, Choice: dev, Held: dev, Name: "dev", Scope: ScopeProcess, Switched: true}},
		{"a name emptied by hand lifts a seal", request(Prompt, sealed("why", chose(me, prod))), name(""),
			outcome{Active: dev, Held: dev, Scope: ScopeUser, Switched: true}},

		{"an ID changed by hand seals", request(Prompt, chose(me, prod)), foreign("ARM_TENANT_ID was changed by hand", false),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "ARM_TENANT_ID was changed by hand", Scope: ScopeProcess, Switched: true, Notes: []string{"ARM_TENANT_ID"}}},
		{"an ID changed by hand seals a default", request(Prompt, holds(me, dev)), foreign("ARM_TENANT_ID was changed by hand", false),
			outcome{Held: dev, Seal: "ARM_TENANT_ID was changed by hand", Scope: ScopeUser, Switched: true, Notes: []string{"ARM_TENANT_ID"}}},
		{"an AZURE_CONFIG_DIR of another tool makes azenv step back, and say so", request(Prompt, chose(me, prod)), foreign("", true),
			outcome{Choice: prod, Held: dev, Back: true, Switched: true, Notes: []string{"AZURE_CONFIG_DIR was changed"}}},
		{"it stays out, and says so once", request(Prompt, back(chose(me, prod))), nil, outcome{Choice: prod, Held: dev, Back: true}},
		{"both seal", request(Prompt, chose(me, prod)), foreign("ARM_TENANT_ID was changed by hand", true),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "ARM_TENANT_ID", Scope: ScopeProcess, Switched: true, Notes: []string{"ARM_TENANT_ID"}}},
		{"what is foreign is none of azenv's business in a shell of plain az", request(Prompt, none(me)), foreign("", true), outcome{Choice: NoContext, Held: dev}},
		{"nor in a shell that has nothing", request(Prompt, nil), foreign("", true), outcome{}},

		{"a variable that would not change seals, and is named", request(Prompt, chose(me, prod)), stuck("ARM_TENANT_ID"),
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "ARM_TENANT_ID is readonly", Scope: ScopeProcess, Switched: true, Notes: []string{"ARM_TENANT_ID"}}},
		{"so it does where a default was put in force", request(Prompt, holds(me, dev)), stuck("ARM_TENANT_ID"),
			outcome{Held: dev, Seal: "ARM_TENANT_ID is readonly", Scope: ScopeUser, Switched: true, Notes: []string{"ARM_TENANT_ID"}}},
		{"so it does where nothing was left in force", request(Prompt, nil), stuck("ARM_TENANT_ID"),
			outcome{Seal: "ARM_TENANT_ID is readonly", Scope: ScopeProcess, Switched: true, Notes: []string{"ARM_TENANT_ID"}}},

		{"a profile that cannot be read seals what is in force", request(Prompt, chose(me, prod)), corrupt,
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "broken", Scope: ScopeProcess, Switched: true, Notes: []string{"/p/profile.json: broken"}}},
		{"and a default", request(Prompt, holds(me, dev)), corrupt,
			outcome{Held: dev, Seal: "broken", Scope: ScopeUser, Switched: true, Notes: []string{"broken"}}},
		{"but not what is not", request(Prompt, nil), corrupt, outcome{}},
		{"nor plain az", request(Prompt, none(me)), corrupt, outcome{Choice: NoContext, Held: dev}},
		{"nor what was stepped back from", request(Prompt, back(chose(me, prod))), corrupt, outcome{Choice: prod, Held: dev, Back: true}},
		{"a context that cannot be used any more seals", request(Prompt, chose(me, prod)), func(r *Request) { r.Usable = func(*Context, bool) error { return errors.New("cloud unknown") } },
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "cloud unknown", Scope: ScopeProcess, Switched: true, Notes: []string{"cloud unknown"}}},

		{"a state that was tampered with seals", request(Prompt, chose(me, prod)), damaged("AZENV_STATE was changed by hand"),
			outcome{Name: "prod", Seal: "AZENV_STATE was changed", Scope: ScopeProcess, Switched: true, Notes: []string{"AZENV_STATE"}}},
		{"a home that changed under a shell seals it", request(Prompt, chose(me, prod)), root,
			outcome{Choice: prod, Held: dev, Name: "prod", Seal: "another user", Scope: ScopeProcess, Switched: true, Notes: []string{"another user"}}},
	})
}

// A variable that would not change is named also where the shell is being sealed
// for another reason.
func TestResolve_namesAStuckVariableOfASealedShell(t *testing.T) {
	r := request(Prompt, sealed("why", chose(me, prod)))
	r.Stuck = "ARM_TENANT_ID"
	res := Resolve(r)
	if text := res.State.Seal + strings.Join(res.Notes, "\n"); !strings.Contains(text, "ARM_TENANT_ID") || !strings.Contains(res.State.Seal, "why") {
		t.Errorf("seal %q, notes %q: want the reason kept and the variable named", res.State.Seal, res.Notes)
	}
}
