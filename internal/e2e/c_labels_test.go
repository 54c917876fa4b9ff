package e2e

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// labels are those listed in s, which must be different ones, and lead to what they name.
func (s *session) labels() []string {
	s.t.Helper()
	file := filepath.Join(s.dir, "labels")
	s.ok("azenv list -o name >" + file)
	all := strings.Split(strings.TrimSpace(s.readFile(file)), "\n")
	for i, label := range all {
		if slices.ContainsFunc(all[:i], func(other string) bool { return strings.EqualFold(other, label) }) {
			s.t.Errorf("label %q is there twice", label)
		}
		if env := s.environmentOf("azenv use '" + label + "' && command env"); env["AZENV_ACTIVE"] != label {
			s.t.Errorf("use %q led to %q", label, env["AZENV_ACTIVE"])
		}
	}
	return all
}

// What a shell has of its own keeps its label there when another shell stores a namesake,
// which that shell shows by a label of its own.
func TestC20_anotherShellStoresANamesake(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w, s, _ := off(t, sh)
		other := w.open(sh)
		other.ok("azenv set own" + placed(subProd, tenantA))
		wantVars(t, other.environment(), "own", subProd, tenantA)
		// The shell that stands stays, and so does what it says to mean it.
		wantVars(t, s.environment(), "own", subTwo, tenantB)
		wantVars(t, s.environmentOf("azenv use dev && command env"), "dev", subDev, tenantA)
		wantVars(t, s.environmentOf("azenv use own && command env"), "own", subTwo, tenantB)
		theirs := "own@" + tenantA[:8] + " (" + subProd[:8] + ")"
		wantVars(t, s.environmentOf("azenv use '"+theirs+"' && command env"), theirs, subProd, tenantA)
		if got, want := s.labels(), []string{"own", "dev", theirs}; !slices.Equal(got, want) {
			t.Errorf("labels %q, want %q", got, want)
		}
		// One that is in it is told its new label, and stays.
		s.ok("azenv use '" + theirs + "'")
		other.ok("azenv rename own new")
		s.ok(":") // its next prompt
		wantVars(t, s.environment(), "new", subProd, tenantA)
		other.ok("azenv rename new own")
		s.ok(":")
		wantVars(t, s.environment(), theirs, subProd, tenantA)
		// What is typed about own here is never about theirs.
		stored := w.read(".config/azenv/profile.json")
		s.fails("azenv remove own")
		s.fails("azenv rename own more")
		w.unchanged(stored)
		env := s.environmentOf("azenv remove own --scope process && command env")
		wantVars(t, env, "own", subProd, tenantA)
		w.unchanged(stored)
	})
}

// In a shell inside, set makes one of its own of what the shell around it has; both have
// a label, and the shell around it stays as it was.
func TestC20_setInAShellInside(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		_, s, _ := off(t, sh)
		s.send(strings.Join(argv(sh), " ") + "\n")
		s.awaitPrompt()
		wantVars(t, s.environment(), "own", subTwo, tenantB)
		s.ok("azenv set own --group rg")
		env := s.environment()
		wantVars(t, env, "own", subTwo, tenantB)
		if env["AZURE_DEFAULTS_GROUP"] != "rg" {
			t.Errorf("AZURE_DEFAULTS_GROUP = %q", env["AZURE_DEFAULTS_GROUP"])
		}
		outer := "own@" + tenantB[:8] + " (" + subTwo[:8] + ")"
		if got, want := s.labels(), []string{"own", outer, "dev"}; !slices.Equal(got, want) {
			t.Errorf("labels %q, want %q", got, want)
		}
		s.ok("azenv set own" + placed(subProd, tenantA))
		wantVars(t, s.environment(), "own", subProd, tenantA)
		wantVars(t, s.environmentOf("azenv use '"+outer+"' && command env"), outer, subTwo, tenantB)
		s.fails("azenv remove '" + outer + "' --scope process")
		wantVars(t, s.environmentOf("azenv use own && command env"), "own", subProd, tenantA)
		s.send("exit\n")
		s.awaitPrompt()
		env = s.environment()
		wantVars(t, env, "own", subTwo, tenantB)
		if env["AZURE_DEFAULTS_GROUP"] != "" {
			t.Errorf("AZURE_DEFAULTS_GROUP = %q", env["AZURE_DEFAULTS_GROUP"])
		}
		if got, want := s.labels(), []string{"own", "dev"}; !slices.Equal(got, want) {
			t.Errorf("labels %q, want %q", got, want)
		}
	})
}
