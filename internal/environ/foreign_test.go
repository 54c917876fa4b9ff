package environ

import (
	"testing"

	"github.com/azenv/azenv/internal/azctx"
)

func TestForeign(t *testing.T) {
	set := func(name, value string) func(Env) { return func(e Env) { e[name] = value } }
	unset := func(name string) func(Env) { return func(e Env) { delete(e, name) } }
	seal := func(why string) azctx.Foreign { return azctx.Foreign{Seal: why} }
	back := azctx.Foreign{StepBack: true}
	notOurs := "AZURE_CONFIG_DIR is azenv's own, but not this shell's"
	tests := []struct {
		name   string
		change func(Env)
		want   azctx.Foreign
	}{
		{"nothing", func(Env) {}, azctx.Foreign{}},
		{"a variable that does not decide", set("AZURE_LOCATION", "mine"), azctx.Foreign{}},
		{"a variable that would be hidden", set("ARM_CLIENT_ID", "mine"), azctx.Foreign{}},
		{"AZENV_CONTEXT, which is resolution's", set(Context, "prod"), azctx.Foreign{}},
		{"AZURE_SUBSCRIPTION_ID", set("AZURE_SUBSCRIPTION_ID", subPrd), seal("AZURE_SUBSCRIPTION_ID was changed by hand")},
		{"AZURE_TENANT_ID", set("AZURE_TENANT_ID", fabrikam), seal("AZURE_TENANT_ID was changed by hand")},
		{"ARM_SUBSCRIPTION_ID", set("ARM_SUBSCRIPTION_ID", subPrd), seal("ARM_SUBSCRIPTION_ID was changed by hand")},
		{"ARM_TENANT_ID", set("ARM_TENANT_ID", ""), seal("ARM_TENANT_ID was changed by hand")},
		{"an ID that was unset", unset("ARM_TENANT_ID"), seal("ARM_TENANT_ID was changed by hand")},
		{"an ID in another spelling", set("ARM_TENANT_ID", contoso+" "), seal("ARM_TENANT_ID was changed by hand")},
		{"an ID set to what it is", set("ARM_TENANT_ID", contoso), azctx.Foreign{}},
		{"AZURE_CONFIG_DIR to another folder", set(ConfigDir, "/another"), back},
		{"AZURE_CONFIG_DIR emptied", set(ConfigDir, ""), back},
		{"AZURE_CONFIG_DIR unset", unset(ConfigDir), back},
		{"AZURE_CONFIG_DIR into azenv's own", set(ConfigDir, state+"/az/1/.azure"), seal(notOurs)},
		{"AZURE_CONFIG_DIR to another's sealed file", set(ConfigDir, "/dev/null/azenv-sealed--run-azenv-show"), seal(notOurs)},
		{"AZURE_CONFIG_DIR to the sealed file", set(ConfigDir, sealedFile), seal("a change of this shell's context was cut short")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sh := newShell(t, Env{ConfigDir: "/az"})
			sh.use(devID)
			st, err := azctx.DecodeState(sh.env[StateIn])
			if err != nil {
				t.Fatal(err)
			}
			tt.change(sh.env)
			if got := sh.env.Foreign(st, paths()); got.Seal != tt.want.Seal || got.StepBack != tt.want.StepBack {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestForeign_bothAtOnce(t *testing.T) {
	sh := newShell(t, Env{})
	sh.use(devID)
	sh.env[ConfigDir], sh.env["ARM_TENANT_ID"] = "/another", "x"
	if res := sh.prompt(); res.State.Seal != "ARM_TENANT_ID was changed by hand" || res.State.SteppedBack {
		t.Errorf("state %+v: an ID changed by hand seals, whatever else there is", res.State)
	}
	wantSealed(t, sh.env)
}

func TestForeign_whereNothingIsInForce(t *testing.T) {
	for name, st := range map[string]*azctx.State{
		"no state":     nil,
		"plain az":     {Choice: azctx.NoContext},
		"stepped back": {Choice: devID, SteppedBack: true},
		"sealed":       {Choice: devID, Seal: "why"},
	} {
		e := Env{ConfigDir: "/another", "ARM_TENANT_ID": "x"}
		if got := e.Foreign(st, paths()); got != (azctx.Foreign{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A value under azenv's own state folder that this shell did not set is never the
// user's, whatever state the shell has.
func TestForeign_azenvsOwnFolderWithoutAStateSeals(t *testing.T) {
	for _, value := range []string{state + "/az/1/.azure", sealedFile} {
		for name, stand := range map[string]func(*shell){
			"a shell that has nothing": func(*shell) {},
			"a shell of plain az":      func(s *shell) { s.use(azctx.NoContext) },
		} {
			t.Run(name+", "+value, func(t *testing.T) {
				sh := newShell(t, Env{})
				stand(sh)
				sh.env[ConfigDir] = value
				sh.prompt()
				wantSealed(t, sh.env)
			})
		}
	}
}

// fish leaves an empty variable before a universal one that azenv unset.
func TestForeign_shadows(t *testing.T) {
	sh := newShell(t, Env{})
	sh.use(tenID) // sets no subscription
	st, err := azctx.DecodeState(sh.env[StateIn])
	if err != nil {
		t.Fatal(err)
	}
	sh.env["ARM_SUBSCRIPTION_ID"] = ""
	with := paths()
	with.Shadows = true
	if got := sh.env.Foreign(st, with); got != (azctx.Foreign{}) {
		t.Errorf("in fish: %+v", got)
	}
	if got := sh.env.Foreign(st, paths()); got != (azctx.Foreign{}) { // empty is as unset
		t.Errorf("elsewhere: %+v", got)
	}
	sh.env["ARM_SUBSCRIPTION_ID"] = subDev
	if got := sh.env.Foreign(st, with); got.Seal == "" {
		t.Errorf("in fish, a value: %+v", got)
	}
}
