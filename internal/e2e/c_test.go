package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tests in these files are called by the numbers of what contexts can do; what
// needs no terminal is in the script of that number, in cmd/azenv/testdata.

// placed is the end of a line that describes a place, all by IDs.
func placed(sub, tenant string) string {
	return " --subscription " + sub + " --tenant " + tenant + " --account " + account
}

// capture is what command prints, as one word.
func capture(sh, command string) string {
	if sh == "fish" {
		return "(" + command + ")"
	}
	return `"$(` + command + `)"`
}

// unchanged fails where the profile is not what it was.
func (w *world) unchanged(before string) {
	w.t.Helper()
	if now := w.read(".config/azenv/profile.json"); now != before {
		w.t.Errorf("the profile was\n%s\nand is\n%s", before, now)
	}
}

// defaultIs fails unless the context with that label, or none, is the default.
func (w *world) defaultIs(label string) {
	w.t.Helper()
	got := ""
	for _, line := range strings.Split(w.azenv("list", "-o", "tsv"), "\n") {
		cells := strings.Split(line, "\t")
		if strings.Contains(","+cells[len(cells)-1]+",", ",default,") {
			got += cells[0]
		}
	}
	if got != label {
		w.t.Errorf("the default is %q, want %q", got, label)
	}
}

// C8, C10: what is listed is piped into set, with a name and without.
func TestC8_whatIsListedIsPipedIntoSet(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := newWorld(t)
		w.write("one.json", `{"environmentName":"AzureCloud","id":"`+subDev+`","name":"Dev","state":"Enabled","tenantId":"`+tenantA+`","user":{"name":"`+account+`","type":"user"}}`)
		s := w.start(sh, "", "")
		s.ok("cat one.json | azenv set piped --from -")
		wantVars(t, s.environment(), "piped", subDev, tenantA)
		s.ok("azenv set" + placed(subProd, tenantA))
		wantVars(t, s.environment(), "subscription 22222222", subProd, tenantA)
		s.ok("azenv list -o json | azenv set other --from - --subscription piped --group rg")
		env := s.environment()
		wantVars(t, env, "other", subDev, tenantA)
		if env["AZURE_DEFAULTS_GROUP"] != "rg" {
			t.Errorf("AZURE_DEFAULTS_GROUP = %q", env["AZURE_DEFAULTS_GROUP"])
		}
		before := azure(env)
		s.fails("true | azenv set nothing --from -")
		s.fails("azenv list -o json | azenv set nothing --from -")
		if diff := diffEnv(before, s.environment()); diff != "" {
			t.Errorf("a list that chose nothing (-before +after):\n%s", diff)
		}
	})
}

// C9, C11: set makes what is not there, and puts it in force on that very line; use
// takes only what is there.
func TestC11_setCreatesAndUseDoesNot(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := newWorld(t)
		s := w.start(sh, "", "")
		s.fails("azenv use new")
		wantNothing(t, s.environment())
		env := s.environmentOf("azenv set new" + placed(subDev, tenantA) + " && command env")
		wantVars(t, env, "new", subDev, tenantA)
		wantScope(t, env, "new", "process")
		// Of a subscription that nobody has the tenant is needed; the account is at hand.
		s.fails("azenv set two --subscription " + subTwo)
		wantVars(t, s.environment(), "new", subDev, tenantA)
		s.ok("azenv set two --subscription " + subTwo + " --tenant " + tenantB)
		wantVars(t, s.environment(), "two", subTwo, tenantB)
		before := w.read(".config/azenv/profile.json")
		s.fails("azenv use three")
		s.fails("azenv set three --group rg")
		wantVars(t, s.environment(), "two", subTwo, tenantB)
		w.unchanged(before)
		wantVars(t, s.environmentOf("azenv use NEW && command env"), "new", subDev, tenantA)
	})
}

func TestC12_capturedAndFromAPipe(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		choose := "azenv list -o name | grep -i prod"
		wantVars(t, s.environmentOf("azenv use "+capture(sh, choose)+" && command env"), "Prod", subProd, tenantA)

		// From a pipe: in bash at the next prompt, elsewhere at once.
		line := "azenv list -o name | grep Dev | azenv use -f -; command env"
		from := len(s.screen())
		env := s.environmentOf(line)
		if sh == "bash" {
			wantVars(t, env, "Prod", subProd, tenantA)
			s.await(from, "this shell takes it up at its next prompt")
		} else {
			wantVars(t, env, "Dev", subDev, tenantA)
		}
		wantVars(t, s.environment(), "Dev", subDev, tenantA)

		// What is typed on that line, and chooses nothing, takes nothing away.
		s.ok("echo Prod | azenv use -f - ; azenv rename " + subTwo + " two")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok("echo Dev | azenv use -f - ; echo two | azenv use -f -")
		wantVars(t, s.environment(), "two", subTwo, tenantB)

		// Nothing was chosen, or nothing that is one context: all stays.
		before := azure(s.environment())
		lines := []string{
			"true | azenv use -f -", "azenv list -o name | grep nowhere | azenv use -f -",
			"echo nowhere | azenv use -f -", "echo Shared twice | azenv use -f -", `azenv use ""`,
		}
		if sh != "fish" { // where it is no word at all, so that a list to pick from is shown
			lines = append(lines, "azenv use "+capture(sh, "azenv list -o name | grep nowhere"))
		}
		for _, line := range lines {
			s.fails(line)
			if diff := diffEnv(before, s.environment()); diff != "" {
				t.Errorf("%s (-before +after):\n%s", line, diff)
			}
		}
		// For the user: the default, too.
		s.ok("azenv list -o name | grep Dev | azenv use --global -f -")
		wantScope(t, s.environment(), "Dev", "user")
		w.defaultIs("Dev")
	})
}

func TestC13_aScopeForEveryChange(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		a, b := w.start(sh, "", ""), w.open(sh)
		a.ok("azenv use --scope process Dev")
		wantScope(t, a.environment(), "Dev", "process")
		w.defaultIs("")
		wantNothing(t, w.open(sh).environment())
		a.ok("azenv use --scope user Prod")
		wantScope(t, a.environment(), "Prod", "user")
		w.defaultIs("Prod")
		wantNothing(t, b.environment())
		c := w.open(sh)
		wantScope(t, c.environment(), "Prod", "user")

		for _, line := range []string{
			"azenv use Dev", "azenv use -", "azenv set dev --subscription " + subDev, "azenv set dev --scope process --group rg",
			"azenv import", "azenv import --scope process", "azenv use --none", "azenv use --unset",
		} {
			a.ok(line)
			w.defaultIs("Prod")
			wantScope(t, c.environment(), "Prod", "user")
			wantNothing(t, b.environment())
		}
		for _, change := range [][2]string{{"azenv set dev --scope user", "dev"}, {"azenv use --global Prod", "Prod"}, {"azenv import --global", "dev"}} {
			a.ok(change[0])
			wantScope(t, a.environment(), change[1], "user")
			w.defaultIs(change[1])
			wantScope(t, c.environment(), "Prod", "user")
		}
		a.fails("azenv use dev --scope directory")
		a.fails("azenv use Prod --global --scope process")
		wantScope(t, a.environment(), "dev", "user")
		a.ok("azenv use --none --global")
		w.defaultIs("")
		wantScope(t, c.environment(), "Prod", "user")
		wantNothing(t, b.environment())
	})
}

func TestC14_oneCommandElsewhere(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		before := w.read(".config/azenv/profile.json")
		s := w.start(sh, "", "")
		file := filepath.Join(s.dir, "there")
		for _, use := range []string{"azenv use --unset", "azenv use Dev", "azenv use --none"} {
			s.ok(use)
			here := azure(s.environment())
			s.ok("azenv exec " + subTwo + " -- dumpenv " + file)
			wantVars(t, parseEnv(t, file), "Shared@"+tenantB[:8]+" ("+account+")", subTwo, tenantB)
			if diff := diffEnv(here, s.environment()); diff != "" {
				t.Errorf("%s, and exec (-before +after):\n%s", use, diff)
			}
			w.must(os.Remove(file))
			s.fails("azenv exec nowhere -- dumpenv " + file)
			s.fails("azenv exec Shared -- dumpenv " + file)
			if _, err := os.Stat(file); err == nil {
				t.Error("it ran without a context")
			}
		}
		w.unchanged(before)
	})
}

// What runs in the background stays where it was started.
func TestC14_inTheBackground(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		s.ok("azenv use Dev")
		file := filepath.Join(s.dir, "there")
		s.ok("command azenv exec Prod -- sh -c 'sleep 0.3; exec env -0 >" + file + "' &")
		s.ok("azenv use " + subTwin)
		wantVars(t, awaitEnv(t, file), "Prod", subProd, tenantA)
		wantVars(t, s.environment(), "Shared@"+tenantA[:8], subTwin, tenantA)
	})
}
