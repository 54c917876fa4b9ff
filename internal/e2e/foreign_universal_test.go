package e2e

import "testing"

// A universal variable is every fish shell's. One that is made in another shell must
// not move this one, nor be shadowed once this one has left its context.
func TestForeign_universalOfAnotherFish(t *testing.T) {
	need(t, "fish")
	w := foreignWorld(t)
	a, b := w.start("fish", "", ""), w.open("fish")
	a.ok("azenv use --global Dev")
	b.ok("set -Ux AZENV_CONTEXT Prod")
	a.step(step{":", "Dev user AZENV_CONTEXT=", ""}, "", false)
	b.ok("set -eU AZENV_CONTEXT")
	a.step(step{"azenv use --unset", "Dev user", ""}, "", false)
}

func TestForeign_universalMadeInAContext(t *testing.T) {
	need(t, "fish")
	w := foreignWorld(t)
	s := w.start("fish", "", "")
	want := ""
	for _, st := range []step{
		{"azenv use Dev", "Dev process", ""},
		{"{universal ARM_TENANT_ID theirs}", "", ""},
		{"azenv use --unset", "none ARM_TENANT_ID=theirs", ""},
		{"set -eU ARM_TENANT_ID", "none", ""},
	} {
		want = s.step(st, want, false)
	}
}
