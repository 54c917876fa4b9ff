package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestC16_contextsPersistBetweenShells(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := newWorld(t)
		a := w.start(sh, "", "")
		a.ok("azenv set dev --global" + placed(subDev, tenantA))
		a.ok("azenv set two" + placed(subTwo, tenantB))
		a.close()
		b := w.open(sh)
		wantVars(t, b.environment(), "dev", subDev, tenantA)
		wantScope(t, b.environment(), "dev", "user")
		wantVars(t, b.environmentOf("azenv use two && command env"), "two", subTwo, tenantB)
	})
}

// off is a world with a stored context, and a shell in which autosave is off and that
// has a context of its own in force.
func off(t *testing.T, sh string) (w *world, s *session, stored string) {
	t.Helper()
	w = newWorld(t)
	w.azenv(strings.Fields("set dev" + placed(subDev, tenantA))...)
	stored = w.read(".config/azenv/profile.json")
	s = w.start(sh, "", "")
	s.ok("azenv autosave off --scope process")
	s.ok("azenv set own" + placed(subTwo, tenantB))
	wantVars(t, s.environment(), "own", subTwo, tenantB)
	wantScope(t, s.environment(), "own", "process")
	return w, s, stored
}

// folders are those that shells have now, as left by whoever swept last.
func (w *world) folders() []string {
	w.t.Helper()
	found, err := filepath.Glob(w.path(".local/state/azenv/run/*"))
	w.must(err)
	return found
}

func TestC18_autosaveOff(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w, s, stored := off(t, sh)
		// For this shell only: another one stores, and so does a new one.
		if other := w.open(sh); !strings.Contains(other.ok("azenv autosave status"), "on") {
			t.Error("another shell has it, too")
		}
		// Nothing stored is gone, and all of it works.
		wantVars(t, s.environmentOf("azenv use dev && command env"), "dev", subDev, tenantA)
		w.unchanged(stored)
		// For the user, from another shell: it is for those that stand, too.
		other := w.open(sh)
		w.azenv("autosave", "off")
		other.ok("azenv set mine" + placed(subProd, tenantA))
		wantVars(t, other.environment(), "mine", subProd, tenantA)
		s.fails("azenv show mine")
		wantVars(t, w.open(sh).environmentOf("azenv use dev && command env"), "dev", subDev, tenantA)
		w.azenv("autosave", "on")
		w.unchanged(stored)
		// The shell's own setting outranks the user's, and what it has stays.
		if shown := s.ok("azenv autosave status"); !strings.Contains(shown, "off") || !strings.Contains(shown, "process") {
			t.Errorf("status:\n%s", shown)
		}
		wantVars(t, s.environmentOf("azenv use own && command env"), "own", subTwo, tenantB)
	})
}

func TestC19_autosaveOn(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w, s, stored := off(t, sh)
		s.ok("azenv autosave on --scope process")
		w.unchanged(stored) // nothing is promoted
		wantVars(t, s.environment(), "own", subTwo, tenantB)
		s.ok("azenv set kept" + placed(subProd, tenantA))
		wantVars(t, s.environment(), "kept", subProd, tenantA)
		s.ok("azenv set own --group rg")
		s.close()
		b := w.open(sh)
		wantVars(t, b.environmentOf("azenv use kept && command env"), "kept", subProd, tenantA)
		b.fails("azenv use own")
		wantVars(t, b.environment(), "kept", subProd, tenantA)
	})
}

func TestC20_whatIsCreatedWithAutosaveOffEndsWithTheShell(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w, s, stored := off(t, sh)
		other := w.open(sh)

		// A shell inside and a script know it; what is made inside is not this one's.
		wantVars(t, s.nestedEnvironment(), "own", subTwo, tenantB)
		file := filepath.Join(s.dir, "script")
		s.ok("azenv use dev")
		s.ok("sh -c 'azenv exec own -- dumpenv " + file + "'")
		wantVars(t, parseEnv(t, file), "own", subTwo, tenantB)
		program := map[string]string{"bash": "bash --noprofile", "zsh": "zsh", "fish": "fish"}[sh]
		s.ok(program + " -ic 'azenv use own; dumpenv " + file + "; azenv set deep --subscription " + subProd + " --tenant " + tenantA + "'")
		wantVars(t, parseEnv(t, file), "own", subTwo, tenantB)
		s.fails("azenv show deep")

		// Other shells never see it, by whatever name.
		for _, name := range []string{"own", subTwo} {
			other.fails("azenv use " + name)
			other.fails("azenv exec " + name + " -- true")
		}
		wantNothing(t, other.environment())
		if list := other.ok("azenv list -o name"); strings.Contains(list, "own") {
			t.Errorf("another shell lists\n%s", list)
		}
		wantNothing(t, w.open(sh).environment())

		// A directory's file finds it only here.
		w.mkdir("shop")
		s.cd("shop")
		s.ok("azenv pin own")
		wantVars(t, s.environment(), "dev", subDev, tenantA)
		s.ok("azenv use --unset")
		wantDir(t, s.environment(), "own", subTwo, tenantB)
		wantSaid(t, other.cd("shop")+other.ok(":"), `no context "own"`, "azenv use NAME")
		wantSealed(t, other.environment(), "directory")
		other.cd("")
		wantNothing(t, other.environment())

		// It ends with the shell: a later command sweeps up.
		w.unchanged(stored)
		folders := len(w.folders())
		s.close()
		w.azenv("list")
		if left := len(w.folders()); left >= folders {
			t.Errorf("%d folders before, %d after the shell ended", folders, left)
		}
		for _, dir := range []string{".config", ".local"} {
			if found, _, _ := w.command("grep", "-rl", subTwo, w.path(dir)); found != "" {
				t.Errorf("left behind: %s", found)
			}
		}
		b := w.open(sh)
		b.fails("azenv use own")
		wantNothing(t, b.environment())
	})
}

// What a shell has of its own is no default, has no name of another's, and stays when
// it is not in force.
func TestC20_whatIsOwnAmongWhatIsStored(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w, s, stored := off(t, sh)
		for _, line := range []string{"azenv use --global own", "azenv set own --global", "azenv rename own dev --scope process", "azenv rename own other", "azenv rename dev own", "azenv remove own"} {
			s.fails(line)
			wantVars(t, s.environment(), "own", subTwo, tenantB)
		}
		w.unchanged(stored)
		s.ok("azenv rename own mine --scope process")
		wantVars(t, s.environment(), "mine", subTwo, tenantB)
		s.ok("azenv use --none")
		wantVars(t, s.environmentOf("azenv use mine && command env"), "mine", subTwo, tenantB)
		s.ok("azenv use --unset")
		s.ok(":")
		wantVars(t, s.environmentOf("azenv use mine && command env"), "mine", subTwo, tenantB)
		// Away with it: sealed at once, and the stored one is as it was.
		env := s.environmentOf("azenv remove mine --scope process && command env")
		wantSealed(t, env, "process")
		w.unchanged(stored)
		wantVars(t, s.environmentOf("azenv use dev && command env"), "dev", subDev, tenantA)
	})
}

// C21, C22: what is saved in one home is loaded in another, where the file's current
// context is that of the shell.
func TestC22_loadsWhatWasSaved(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "dev", "--subscription", subDev, "--group", "rg-dev")
		a := w.start(sh, "", "")
		a.ok("azenv use dev")
		a.ok("azenv save one.json")
		a.ok("azenv save all.json --all")
		a.ok("azenv autosave off --scope process")
		a.ok("azenv set own" + placed(subTwo, tenantA))
		a.ok("azenv save own.json")
		for _, file := range []string{"one.json", "all.json", "own.json"} {
			if fi, err := os.Stat(w.path(file)); err != nil || fi.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v; want 0600", file, fi.Mode(), err)
			}
			if text := w.read(file); strings.Contains(text, w.home) || strings.Contains(text, ".azure") {
				t.Errorf("%s has a path of this machine:\n%s", file, text)
			}
		}

		other := newWorld(t)
		for _, file := range []string{"one.json", "all.json", "own.json"} {
			other.write(file, w.read(file))
		}
		b := other.start(sh, "", "")
		b.ok("azenv import all.json --no-use")
		wantNothing(t, b.environment())
		env := b.environmentOf("azenv import one.json && command env")
		wantVars(t, env, "dev", subDev, tenantA)
		wantScope(t, env, "dev", "process")
		if env["AZURE_DEFAULTS_GROUP"] != "rg-dev" {
			t.Errorf("AZURE_DEFAULTS_GROUP = %q", env["AZURE_DEFAULTS_GROUP"])
		}
		other.defaultIs("")
		c := other.open(sh)
		wantNothing(t, c.environment())
		wantVars(t, b.environmentOf("azenv use Prod && command env"), "Prod", subProd, tenantA)
		b.ok("azenv import all.json --no-use")
		wantVars(t, b.environment(), "Prod", subProd, tenantA)
		b.ok("azenv import all.json --global")
		wantScope(t, b.environment(), "dev", "user")
		other.defaultIs("dev")
		wantNothing(t, c.environment())
		wantVars(t, other.open(sh).environment(), "dev", subDev, tenantA)

		// With autosave off it is loaded into this shell only.
		stored := other.read(".config/azenv/profile.json")
		c.ok("azenv autosave off --scope process")
		wantVars(t, c.environmentOf("azenv import own.json && command env"), "own", subTwo, tenantA)
		other.unchanged(stored)
		b.fails("azenv use own")
		wantVars(t, c.environmentOf("azenv import one.json && command env"), "dev", subDev, tenantA)
		c.fails("azenv import own.json --global")
		other.unchanged(stored)
	})
}
