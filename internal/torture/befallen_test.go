//go:build unix

package torture

import (
	"regexp"
	"strings"
)

// What a shell does in trouble, and when it is over.

// without are the lines by which a shell loses a variable, and gets it back.
func (s *shell) without(name string) []string {
	value := map[string]string{"HOME": s.w.home, "XDG_RUNTIME_DIR": runtime(s.w)}[name]
	if s.kind == "fish" {
		return []string{"set -e " + name, "set -gx " + name + " " + value}
	}
	return []string{"unset " + name, "export " + name + "=" + value}
}

// starts fails where a shell that opened said more than one line and a hint.
func (s *shell) starts() {
	s.w.t.Helper()
	shown := control.ReplaceAllString(s.screen(), "")
	lines := regexp.MustCompile(`(?m)^azenv: .*$`).FindAllString(shown, -1)
	if len(lines) > 2 || len(lines) == 2 && !strings.HasPrefix(lines[1], "azenv: hint: ") || strings.Contains(shown, "panic") {
		s.w.t.Errorf("%s: want one line and a hint at most:\n%s", s.kind, shown)
	}
	s.lives("at its start")
}

// befallen types use in a shell that is in trouble, which fails with words or works,
// and asserts that its prompts start no azenv.
func (s *shell) befallen(words string) {
	s.w.t.Helper()
	s.works(":")
	for _, line := range []string{"azenv use " + guid(3), "azenv use " + guid(1)} {
		shown, ok := s.works(line)
		if ok != (words == "") || !strings.Contains(shown, words) {
			s.w.t.Errorf("%s: %s: want %q:\n%s", s.kind, line, words, shown)
		}
	}
	asked := s.counted()
	for range 3 {
		s.run(":")
	}
	if n := asked(); n != 0 {
		s.w.t.Errorf("%s: prompts at which nothing is new started azenv %d times", s.kind, n)
	}
}

// reload is the hint of a shell whose folder is elsewhere.
var reload = regexp.MustCompile(`(?m)^azenv: hint: (.*hook.*?)  +#`)

// recovers has the trouble be over: use works, where the shell moved as soon as it has
// loaded its hook again, as it is told.
func (s *shell) recovers(line string, moved bool) {
	s.w.t.Helper()
	s.run(line)
	shown, ok := s.works("azenv use " + guid(3))
	if hint := reload.FindStringSubmatch(shown); moved && hint != nil {
		s.run(hint[1])
		shown, ok = s.works("azenv use " + guid(3))
	}
	if got := s.run(`echo "active $AZENV_ACTIVE"`); !ok || !strings.Contains(got, "active c3\n") {
		s.w.t.Errorf("%s: when it is over: %s%s", s.kind, shown, got)
	}
}
