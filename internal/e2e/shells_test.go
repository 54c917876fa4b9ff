package e2e

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Nothing that is typed in one shell moves another one.
func TestTwoShells_nothingTypedInOneMovesTheOther(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "dev", "--subscription", subDev)
		a, b, plain := w.start(sh, "", ""), w.open(sh), w.open(sh)
		b.ok("azenv use Prod")
		want := azure(b.environment())
		for _, line := range []string{
			"azenv use dev", "azenv use -", "azenv use --none", "azenv use --global dev", "azenv import",
			"azenv set other --subscription " + subTwo + " --tenant " + tenantB,
			"azenv set dev --group rg", "azenv set dev --subscription " + subTwin, "azenv import --global", "azenv use --none --global",
		} {
			a.run(line)
			if diff := cmp.Diff(want, azure(b.environment())); diff != "" {
				t.Fatalf("%s in another shell (-before +after):\n%s", line, diff)
			}
			wantNothing(t, plain.environment())
		}
	})
}

func TestTwoShells_whatIsReplacedSealsTheOther(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "dev", "--subscription", subDev)
		a, b := w.start(sh, "", ""), w.open(sh)
		b.ok("azenv use dev")
		a.ok("azenv set dev --subscription " + subTwin)
		wantVars(t, a.environment(), "dev", subTwin, tenantA)
		from := len(b.screen())
		b.ok("true")
		wantSealed(t, b.environment(), "process")
		if shown := b.screen()[from:]; strings.Count(shown, "azenv: sealed:") != 1 || !strings.Contains(shown, "hint: azenv show") {
			t.Errorf("not said once:\n%s", shown)
		}
		b.ok("azenv use dev")
		wantVars(t, b.environment(), "dev", subTwin, tenantA)
	})
}

func TestTwoShells_changedDefaultsSealAndNewLabelsFollow(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		a, b := w.start(sh, "", ""), w.open(sh)
		a.ok("azenv use Dev")
		b.ok("azenv use Dev")
		b.ok("azenv set development --subscription " + subDev) // names the unnamed one
		a.ok("true")
		wantVars(t, a.environment(), "development", subDev, tenantA)
		if got := a.environment()["AZENV_CONTEXT"]; got != "development" {
			t.Errorf("AZENV_CONTEXT = %q", got)
		}
		b.ok("azenv set development --group rg-1")
		if got := b.environment()["AZURE_DEFAULTS_GROUP"]; got != "rg-1" {
			t.Errorf("AZURE_DEFAULTS_GROUP = %q where it was typed", got)
		}
		a.ok("true")
		wantSealed(t, a.environment(), "process")
	})
}

// The default is read when a shell starts, and held for its life.
func TestDefault_isHeld(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		a := w.start(sh, "", "")
		a.ok("azenv use --global Dev")
		b := w.open(sh)
		a.ok("azenv use --global Prod")
		wantVars(t, a.environment(), "Prod", subProd, tenantA)
		wantVars(t, b.environment(), "Dev", subDev, tenantA)
		wantVars(t, b.nestedEnvironment(), "Dev", subDev, tenantA)
		b.ok("azenv use --none")
		if env := azure(b.nestedEnvironment()); len(env) != 1 || env["AZENV_STATE"] == "" {
			t.Errorf("plain az in a nested shell: %q", env)
		}
		b.ok("azenv use --unset")
		wantVars(t, b.environment(), "Prod", subProd, tenantA)
		wantVars(t, w.open(sh).environment(), "Prod", subProd, tenantA)
	})
}

// A context chosen by hand counts from the next prompt on; on the same line azenv
// itself honours it.
func TestByHand(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		s.ok(export(sh, "AZENV_CONTEXT", "Dev"))
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		if shown := s.ok(export(sh, "AZENV_CONTEXT", "prod") + "; azenv show -o name"); !strings.Contains(shown, "Prod") {
			t.Errorf("azenv show on the same line: %q", shown)
		}
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok(unset(sh, "AZENV_CONTEXT"))
		wantNothing(t, s.environment())
	})
}
