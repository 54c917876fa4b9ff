package shell

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/environ"
)

var update = flag.Bool("update", false, "write the goldens in testdata anew")

const (
	configDir = "AZURE_CONFIG_DIR"
	sealed    = "/run/azenv/azenv-sealed--run-azenv-show"
)

// small is an update with one of everything.
func small() Update {
	final := "/srv/ops/.azure"
	return Update{
		Plan: environ.Plan{
			Whole: true,
			Final: &final,
			Changes: []environ.Change{
				{Op: environ.Set, Name: "AZENV_ACTIVE", Value: "Contoso Development"},
				{Op: environ.Shadow, Name: "ARM_TENANT_ID"},
				{Op: environ.Set, Name: "ARM_TENANT_ID", Value: "22222222-aaaa-4bbb-8ccc-000000000001"},
				{Op: environ.Unset, Name: "AZURE_LOCATION"},
				{Op: environ.Hide, Name: "ARM_CLIENT_SECRET"},
				{Op: environ.Drop, Name: "AZURE_TENANT"},
				{Op: environ.Restore},
			},
		},
		ConfigDir: configDir,
		Sealed:    sealed,
		Predicate: Predicate{
			Files: []File{
				{"/srv/ops/it's here/stamp", "azenv 1 0123456789abcdef\n", true},
				{"/srv/ops/prod|eu/.azcontext", "subscription = 10000000-0000-4000-8000-000000000001\n", false},
			},
			Vars:    []Value{{"AZENV_CONTEXT", ""}, {"AZURE_CONFIG_DIR", "/srv/a|b"}, {"ARM_TENANT_ID", "22222222-aaaa-4bbb-8ccc-000000000001"}},
			Nearest: &Nearest{Passed: []string{"/srv/ops/prod|eu/app/.azcontext"}, Path: "/srv/ops/prod|eu/.azcontext"},
			Absent:  []string{"/run/azenv/boot-1-2/handover"},
			Present: "/srv/ops/.local/state/azenv/trust/0123-4567",
		},
		Mark: "bWFyaw",
		At:   "/srv/ops/prod|eu/app",
		Run:  "/run/azenv/boot-1-2",
		Note: "azenv: Contoso Development (process): it's here\nazenv: hint: 100%",
	}
}

// TestHooked_golden shows what each shell is given.
func TestHooked_golden(t *testing.T) {
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			golden(t, "hooked."+s.Name, s.Hooked(small()))
		})
	}
}

func TestPlain_golden(t *testing.T) {
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			golden(t, "plain."+s.Name, s.Plain(small().Plan, configDir, sealed))
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (-update writes it anew); got:\n%s\nwant:\n%s", path, got, want)
	}
}

func TestHooked_sameEveryTime(t *testing.T) {
	for _, s := range all {
		first := s.Hooked(small())
		for range 20 {
			if again := s.Hooked(small()); again != first {
				t.Fatalf("%s: first\n%s\nthen\n%s", s.Name, first, again)
			}
		}
	}
}

func TestHooked_endsWithTheMarker(t *testing.T) {
	noFinal := small()
	noFinal.Plan.Final = nil
	for what, u := range map[string]Update{"small": small(), "nothing": {}, "no final": noFinal, "only a note": {Note: "x"}} {
		for _, s := range all {
			if code := s.Hooked(u); !strings.HasSuffix(code, "\n# azenv:end\n") {
				t.Errorf("%s, %s: ends with %q", s.Name, what, code[max(0, len(code)-40):])
			}
		}
	}
}

// TestHooked_sealsFirst holds the order on which "whole or sealed" rests.
func TestHooked_sealsFirst(t *testing.T) {
	for _, s := range all {
		lines := strings.Split(s.Hooked(small()), "\n")
		if want := "__azenv_begin " + s.quote(configDir) + " " + s.quote(sealed); lines[0] != want {
			t.Errorf("%s: begins with %q, want %q", s.Name, lines[0], want)
		}
		if want := "__azenv_end " + s.quote(configDir) + " " + s.quote("/srv/ops/.azure"); lines[8] != want {
			t.Errorf("%s: after the changes comes %q, want %q", s.Name, lines[7], want)
		}
	}
}

func TestHooked_changesNothingWhereThePlanIsEmpty(t *testing.T) {
	u := small()
	u.Plan = environ.Plan{Final: u.Plan.Final}
	for _, s := range all {
		code := s.Hooked(u)
		if strings.Contains(code, "__azenv_begin") || strings.Contains(code, "__azenv_end") || strings.Contains(code, "/srv/ops/.azure") {
			t.Errorf("%s: %s", s.Name, code)
		}
		if plain := s.Plain(u.Plan, configDir, sealed); plain != s.nothing {
			t.Errorf("%s: %q for a script", s.Name, plain)
		}
	}
}

func TestByName(t *testing.T) {
	for _, name := range []string{"bash", "fish", "pwsh", "zsh"} {
		s, err := ByName(name)
		if err != nil || s.Name != name {
			t.Errorf("ByName(%q) = %v, %v", name, s, err)
		}
	}
	for _, name := range []string{"", "sh", "Bash", "bash ", "powershell", "../bash", "-bash"} {
		if s, err := ByName(name); err == nil {
			t.Errorf("ByName(%q) = %s", name, s.Name)
		}
	}
}
