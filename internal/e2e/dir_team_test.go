package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// A file that a team commits finds each member's own context, whatever it is called.
func TestDir_team(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		us := []*world{imported(t), newWorld(t)}
		us[1].write(".azure/azureProfile.json", strings.ReplaceAll(azProfile([]azSub{{subTwin, "Other", tenantA}, {subDev, "Ours", tenantA}}), account, "me@contoso.example"))
		us[1].azenv("import", "--no-use")
		us[0].azenv("set", "mine", "--subscription", subDev)
		us[1].azenv("set", "work", "--subscription", subDev, "--location", "westeurope")
		dir := us[0].path("repo")
		us[0].file("repo", "# of the team\nsubscription = "+subDev+"\ngroup = rg-team\n")
		for i, label := range []string{"mine", "work"} {
			s := us[i].start(sh, "", "")
			s.ok("cd " + dir)
			wantSealed(t, s.environment(), "directory") // allowed by each for himself
			wantDir(t, s.environmentOf("azenv allow && command env"), label, subDev, tenantA)
			env := s.environment()
			if env["AZURE_DEFAULTS_GROUP"] != "rg-team" || env["AZURE_LOCATION"] != []string{"", "westeurope"}[i] {
				t.Errorf("%s: group %q, location %q", label, env["AZURE_DEFAULTS_GROUP"], env["AZURE_LOCATION"])
			}
			shown := s.ok("azenv show -o json")
			if !strings.Contains(shown, []string{account, "me@contoso.example"}[i]) {
				t.Errorf("%s: another account:\n%s", label, shown)
			}
			s.ok("cd ..")
			wantNothing(t, s.environment())
		}
		// One user's name says nothing to another.
		us[0].file("repo", "mine\n")
		s := us[1].open(sh)
		s.ok("cd " + dir + "; azenv allow")
		env := s.environment()
		wantSealed(t, env, "directory")
		if shown := s.screen(); !strings.Contains(shown, `no context "mine"`) {
			t.Errorf("not said why:\n%s", shown)
		}
	})
}

// A protected context takes what the hint says to type, and then stands.
func TestDir_protected(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		const name = "live: (eu) & more"
		w := imported(t)
		w.azenv("set", name, "--subscription", subProd, "--protected")
		w.mkdir("here")
		s := w.start(sh, "", "")
		s.cd("here")
		shown := s.ok(`azenv pin Prod`)
		if !strings.Contains(shown, "is protected: shells here are sealed until you type azenv use") {
			t.Errorf("pin of a protected context:\n%s", shown)
		}
		wantSealed(t, s.environment(), "directory")
		_, typed, _ := strings.Cut(strings.ReplaceAll(s.screen(), "\r", ""), "azenv: hint: ")
		typed, _, _ = strings.Cut(typed, "\n")
		if typed != fmt.Sprintf("azenv use %q", name) {
			t.Errorf("the hint is %q", typed)
		}
		s.ok(typed)
		env := s.environment()
		wantVars(t, env, name, subProd, tenantA)
		s.cd(".")
		wantVars(t, s.environment(), name, subProd, tenantA)
		// A tree that is allowed does not help, and one that becomes protected seals.
		w.azenv("set", "dev", "--subscription", subDev)
		w.azenv("allow", "--under", w.home)
		w.file("there", "dev\n")
		s.ok("azenv use --unset; cd there")
		wantDir(t, s.environment(), "dev", subDev, tenantA)
		s.settle()
		w.azenv("set", "dev", "--protected")
		env, shown = s.next()
		wantSealed(t, env, "directory")
		wantSaid(t, shown, `context "dev" is protected: no directory puts it in force`, `azenv use "dev"`)
		s.ok(`azenv use "dev"`)
		wantVars(t, s.environment(), "dev", subDev, tenantA)
	})
}

// direnv's hook in the same directory: each goes by its own file.
func TestDir_besideDirenv(t *testing.T) {
	need(t, "direnv")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := tree(t)
		w.env = []string{"DIRENV_LOG_FORMAT="}
		w.write("dev/.envrc", "export PROJECT=one\n")
		if _, errOut, code := w.command("direnv", "allow", w.path("dev")); code != 0 {
			t.Fatal(errOut)
		}
		s := w.start(sh, map[string]string{
			"bash": `eval "$(direnv hook bash)"`, "zsh": `eval "$(direnv hook zsh)"`, "fish": "direnv hook fish | source",
		}[sh], "")
		for range 2 {
			s.cd("dev/sub")
			env := s.environment()
			wantAt(t, env, "dev")
			if env["PROJECT"] != "one" {
				t.Errorf("direnv's variable: %q", env["PROJECT"])
			}
			s.cd("plain")
			env = s.environment()
			wantAt(t, env, "plain")
			if v, ok := env["PROJECT"]; ok {
				t.Errorf("direnv did not unload: %q", v)
			}
		}
		s.cd("dev")
		s.ok("azenv pin two")
		wantAt(t, s.environment(), "two")
		s.ok(":")
		wantAt(t, s.environment(), "two")
		if shown := s.screen(); strings.Contains(shown, "rror") || strings.Contains(shown, "sealed") {
			t.Errorf("an error:\n%s", shown)
		}
	})
}
