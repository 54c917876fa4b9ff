package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oddDirs are what directories may be called.
var oddDirs = []string{
	`it's "quoted" and blank `, "two\nlines\n", "$(touch pwned)`touch pwned`;touch pwned;", "a|b %n %F{red} %s !!", "-rf", "~",
	"\\ *?[a] {a,b} #x", "\u65e5\u672c \uf6ab \ufdd0", "\x1b]0;title\x07\u202egnp",
	filepath.Join(strings.Repeat("d", 250), strings.Repeat("e", 250), strings.Repeat("f", 250), strings.Repeat("g", 250), "end"),
}

// In a directory of any name a context comes into force and costs no process, what
// others do to it seals and never moves, that holds below it, and nothing of the
// name is run or reaches the terminal.
func TestDir_oddNames(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) { inOddDirs(t, sh, oddDirs) })
}

func inOddDirs(t *testing.T, sh string, names []string) {
	w := imported(t)
	w.azenv("set", "mine", "--subscription", subDev)
	// Typing such names would take a terminal long.
	var set strings.Builder
	for i, name := range names {
		assign := map[string]string{"fish": "set -g odd%d %s\n"}[sh]
		if assign == "" {
			assign = "odd%d=%s\n"
		}
		fmt.Fprintf(&set, assign, i, word(sh, w.path("odd", name)))
	}
	w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n"+set.String())
	s, started := w.straced(sh)
	for i, name := range names {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			s.as(t)
			s.inOddDir(filepath.Join("odd", name), i, started)
		})
	}
	filepath.WalkDir(w.home, func(path string, _ os.DirEntry, _ error) error {
		if filepath.Base(path) == "pwned" {
			t.Errorf("a name was executed: %s", path)
		}
		return nil
	})
}

func (s *session) inOddDir(dir string, i int, started func() []string) {
	t := s.t
	into := fmt.Sprintf(`cd "$odd%d"`, i)
	s.mkdir(filepath.Join(dir, "below"))
	s.pinned(dir, "mine\n")
	s.settle()
	from := len(s.screen())
	s.ok(into)
	still(t, s, started, "in the directory")
	if shown := s.ok("azenv show"); !strings.Contains(shown, "named by") {
		t.Errorf("azenv show:\n%s", shown)
	}
	wantDir(t, s.environment(), "mine", subDev, tenantA)
	s.settle()
	s.azenv("set", "mine", "--group", fmt.Sprintf("rg%d", i))
	env, _ := s.next()
	wantSealed(t, env, "directory")
	s.ok("cd below")
	wantSealed(t, s.environment(), "directory")
	s.cd(".")
	wantNothing(t, s.environment())
	s.ok(into)
	s.settle()
	s.file(dir, "Prod\n")
	env, said := s.next()
	wantSealed(t, env, "directory")
	wantSaid(t, said, "was changed: not allowed", "azenv allow")
	s.ok("azenv allow")
	wantDir(t, s.environment(), "Prod", subProd, tenantA)
	wantDir(t, s.environmentOf("azenv unpin && azenv pin mine && command env"), "mine", subDev, tenantA)
	s.cd(".")
	shown := s.screen()[from:]
	if bad := harmful(shown, "\x1b[?2004h", "\x1b[?2004l"); bad != "" && s.sh != "fish" || strings.Contains(shown, "\x1b]0;title") {
		t.Errorf("the screen got %q:\n%q", bad, shown)
	}
}
