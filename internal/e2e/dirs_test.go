package e2e

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// evilDirs are names that folders may have.
var evilDirs = []string{
	"with blanks ", " leading", "it's \"quoted\"", "$(touch pwned)", "`touch pwned`", "a;touch pwned", "new\nline", "tab\there", "100% %n %F{red}%d",
	"-rf", "--", "caf\xe9\xff", "日本語 ü", "back\\slash", "*?[a]", "~", "#x", "!!", "{a,b}", "$HOME", "\x1b[31mred", strings.Repeat("long", 60),
}

// quoted is a literal for the shell's own rc file, of any bytes.
func quoted(sh, text string) string {
	if sh == "fish" {
		return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// calm asserts that prompts after the first in a folder do not run azenv, and that
// getting there ran it once at most for each cd.
func calm(t *testing.T, s *session, started func() []string, line string) {
	t.Helper()
	before := len(ours(started()))
	s.ok(line)
	arrived := len(ours(started()))
	for range 3 {
		s.send(":\n")
	}
	s.ok(":")
	if arrived-before > max(1, strings.Count(line, "cd ")) {
		t.Errorf("%q ran azenv %d times", line, arrived-before)
	}
	if more := len(ours(started())) - arrived; more > 0 {
		t.Errorf("idle prompts after %q ran azenv %d times", line, more)
	}
}

// A shell in folders of any name keeps what is in force, and says nothing.
func TestDirs_ofAnyName(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		var list strings.Builder
		for _, name := range evilDirs {
			if err := os.MkdirAll(w.path("dirs", name), 0o700); err != nil {
				t.Fatal(err)
			}
			list.WriteString(quoted(sh, w.path("dirs", name)) + " ")
		}
		names := "dirs=(" + list.String() + ")"
		if sh == "fish" {
			names = "set -g dirs " + list.String()
		}
		s, started := setup{before: names}.open(w, sh)
		s.ok("azenv use Dev")
		for i := range evilDirs {
			n := i + 1
			if sh == "bash" {
				n = i
			}
			element := map[string]string{"fish": "$dirs[N]"}[sh]
			if element == "" {
				element = `"${dirs[N]}"`
			}
			calm(t, s, started, "cd "+strings.ReplaceAll(element, "N", strconv.Itoa(n)))
		}
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv use Prod && azenv show >/dev/null && azenv use --unset") // in the longest name
		wantNothing(t, s.environment())
		filepath.WalkDir(w.home, func(path string, _ os.DirEntry, _ error) error {
			if filepath.Base(path) == "pwned" {
				t.Errorf("a name was executed: %s", path)
			}
			return nil
		})
		s.untroubled(0)
	})
}

// Every way to another folder, and folders that change under the shell. A choice of
// this shell is in force for one half, the user's default for the other.
func TestDirs_everyWay(t *testing.T) {
	need(t, "strace")
	before := map[string]string{
		"bash": "CDPATH=.:~/deep\nshopt -s autocd cdspell\nfunction up { cd ..; }\nfunction mkcd { mkdir -p \"$1\" && cd \"$1\"; }",
		"zsh":  "cdpath=(. ~/deep)\nsetopt auto_cd auto_pushd chase_links\nfunction up { cd .. }\nfunction mkcd { mkdir -p $1 && cd $1 }\nfunction chpwd { moved=1 }",
		"fish": "set -g CDPATH . ~/deep\nfunction up; cd ..; end\nfunction mkcd; mkdir -p $argv[1]; and cd $argv[1]; end",
	}
	ways := []string{
		"cd ~/deep/one", "up", "cd -", "cd ~; mkcd new/er", "cd >/dev/null ~; cd two >/dev/null", "pushd ~/deep >/dev/null", "popd >/dev/null",
		"cd ~/link", "cd ~/link/..", "cd /", "cd ~", "cd ~/deep/one | true", "cd ~/deep/one && cd ../two", "~/deep/one", "cd \"\" 2>/dev/null; true",
		"mkcd ~/renamed", "mv ~/renamed ~/other", "cd ~/other", "mkcd ~/gone", "rmdir ~/gone", "azenv show >/dev/null", "mkdir ~/gone; cd ~/gone",
		"mkcd ~/file", "rmdir ~/file; : >~/file", "cd ~", "mkcd ~/replaced", "rmdir ~/replaced; ln -s ~/deep ~/replaced", "cd ~",
	}
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "default", "--subscription", subTwin, "--global")
		for _, dir := range []string{"deep/one", "deep/two"} {
			if err := os.MkdirAll(w.path(dir), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(w.path("deep/one"), w.path("link")); err != nil {
			t.Fatal(err)
		}
		s, started := setup{before: before[sh]}.open(w, sh)
		for i, way := range ways {
			calm(t, s, started, way)
			if i == len(ways)/2 {
				wantVars(t, s.environment(), "default", subTwin, tenantA)
				s.ok("azenv use Dev")
			}
		}
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		if sh != "fish" {
			s.ok("(cd ~/deep && azenv use Prod)")
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
		}
		// A shell that starts in a folder that is gone.
		s.ok("cd ~/deep/two && rmdir ~/deep/two")
		s.send(strings.Join(argv(sh), " ") + "\n")
		s.awaitPrompt()
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv use --unset")
		wantVars(t, s.environment(), "default", subTwin, tenantA)
		if shown := s.screen(); strings.Contains(shown, "azenv: error") || strings.Contains(shown, "__azenv") {
			t.Errorf("the screen:\n%s", shown)
		}
	})
}
