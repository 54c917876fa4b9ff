package e2e

import (
	"strings"
	"testing"
)

func TestC27_removesByNameAndFromAPipe(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "test-1", "--subscription", subDev, "--group", "rg-1")
		w.azenv("set", "test-2", "--subscription", subDev, "--group", "rg-2")
		a, b := w.start(sh, "", ""), w.open(sh)
		a.ok("azenv use test-1")
		b.ok("azenv use test-2")
		before := w.read(".config/azenv/profile.json")
		a.fails("azenv remove test-1 nowhere")
		a.fails("azenv remove test-1 Shared")
		a.fails("true | azenv remove -")
		a.fails("echo nowhere | azenv remove -")
		w.unchanged(before)
		wantVars(t, a.environment(), "test-1", subDev, tenantA)

		// What is not in force goes without a word in other shells.
		a.ok("azenv remove Prod " + subTwo)
		wantVars(t, a.environment(), "test-1", subDev, tenantA)
		env, shown := b.next()
		wantVars(t, env, "test-2", subDev, tenantA)
		wantQuiet(t, shown)

		// All of them at once, from a pipe, seals those that are in one.
		from := len(b.screen()) // b's prompt may be drawn late, and say it then
		shown = a.ok("azenv list -o name | grep ^test- | azenv remove -") + a.ok(":")
		wantSealed(t, a.environment(), "process")
		if strings.Count(shown, "is removed") != 2 || strings.Contains(shown, "takes it up") {
			t.Errorf("said:\n%s", shown)
		}
		env, _ = b.next()
		wantSealed(t, env, "process")
		wantSaid(t, b.screen()[from:], "removed or replaced", "azenv show")
		if list := w.azenv("list", "-o", "name"); strings.Contains(list, "test-") || strings.Contains(list, "Prod") {
			t.Errorf("left:\n%s", list)
		}
	})
}

// Where it is typed at once, elsewhere at the next prompt; whatever put it in force,
// and whatever else there is that could take its place.
func TestC28_removingWhatIsInForceSeals(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "spare", "--subscription", subDev, "--group", "rg")
		w.azenv("set", "dev", "--subscription", subDev, "--global")
		a, b := w.start(sh, "", ""), w.open(sh)
		b.ok("azenv use dev")
		c := w.open(sh)
		c.ok("azenv use Prod")
		wantScope(t, a.environment(), "dev", "user")

		from := len(a.screen())
		wantSealed(t, a.environmentOf("azenv remove dev && command env"), "user")
		for _, line := range []string{"azenv: dev is removed", "azenv: it was the default: new shells start with none", "azenv: sealed: ", "azenv: hint: azenv show"} {
			a.await(from, line)
		}
		wantSealed(t, a.environment(), "user")
		from = len(b.screen())
		b.ok(":")
		wantSealed(t, b.environment(), "process")
		wantSaid(t, b.screen()[from:], "removed or replaced", "azenv show")
		wantVars(t, c.environment(), "Prod", subProd, tenantA)

		// Nothing took its place: no default, and new shells and those inside have none.
		w.defaultIs("")
		wantNothing(t, w.open(sh).environment())
		wantSealed(t, a.nestedEnvironment(), "user")
		wantSealed(t, b.nestedEnvironment(), "process")

		// Nor does it when the same place comes back, under that very name.
		w.azenv("import", "--no-use")
		w.azenv("set", "dev", "--subscription", subDev, "--global")
		a.ok(":")
		wantSealed(t, a.environment(), "user")
		b.ok(":")
		wantSealed(t, b.environment(), "process")
		// Nor when something else is typed there that chooses nothing.
		for _, line := range []string{"azenv rename spare left", "azenv remove left", "azenv autosave on", "azenv list"} {
			a.ok(line)
			wantSealed(t, a.environment(), "user")
		}
		a.ok("azenv use --unset")
		wantScope(t, a.environment(), "dev", "user")
		b.ok("azenv use dev")
		wantVars(t, b.environment(), "dev", subDev, tenantA)
	})
}

func TestC28_inADirectory(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "test", "--subscription", subProd, "--global")
		w.pinned("shop", "Dev\n")
		a, b := w.start(sh, "", ""), w.open(sh)
		a.cd("shop")
		b.cd("shop")
		wantDir(t, b.environment(), "Dev", subDev, tenantA)
		wantSealed(t, a.environmentOf("azenv remove Dev && command env"), "directory")
		env, _ := b.next()
		wantSealed(t, env, "directory")
		w.defaultIs("test")
		b.cd("")
		wantScope(t, b.environment(), "test", "user")
		wantSealed(t, a.environment(), "directory")
	})
}

// What a seal came from is not put in force by what is typed about something else.
func TestC28_changedElsewhereStaysSealed(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "dev", "--subscription", subDev, "--global")
		s := w.start(sh, "", "")
		wantScope(t, s.environment(), "dev", "user")
		w.azenv("set", "dev", "--group", "rg")
		s.ok(":")
		wantSealed(t, s.environment(), "user")
		for _, line := range []string{"azenv rename Prod prod", "azenv remove " + subTwo, "azenv autosave on", "azenv autosave off --scope process"} {
			s.ok(line)
			wantSealed(t, s.environment(), "user")
		}
		s.ok("azenv use --unset")
		wantScope(t, s.environment(), "dev", "user")
	})
}
