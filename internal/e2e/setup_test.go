package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// setup is one way in which people set a shell up around the hook's line.
type setup struct {
	name   string
	before string // in the rc file, before the hook's line
	load   string // in place of the hook's line
	after  string // behind it
	env    []string
	files  map[string]string // besides, in the home folder
	mine   int               // how often mine, the user's own, runs at each prompt
	begun  bool              // begun, the user's own, runs before each line
	pipes  bool              // mine sees the statuses of the pipe, not only the last one
	strict bool              // a line that fails ends the shell
	forks  bool              // prompts start processes, though none of azenv's
}

// mine is a prompt command of the user: it notes what it sees and counts itself.
// begun counts lines, where a setup can run something before them.
var mine = map[string]string{
	"bash": `function mine { seen="$? ${PIPESTATUS[*]}"; count=$((${count:-0} + 1)); }
function begun { lines=$((${lines:-0} + 1)); }`,
	"zsh": `function mine { seen="$? $pipestatus"; count=$((${count:-0} + 1)) }
function begun { lines=$((${lines:-0} + 1)) }`,
	"fish": `function mine; set -g seen "$status $pipestatus"; set -g count (math 0$count + 1); end
function begun; set -g lines (math 0$lines + 1); end`,
}

// troubles is what shells say when something is wrong.
var troubles = regexp.MustCompile(`(?i)\berror\b|not found|syntax|unbound|not set|read-?only|illegal|no such|invalid|unknown|nesting|bad |fish: |expected|called_|did not answer`)

// value is what expr expands to in the shell itself. It takes two prompts.
func (s *session) value(expr string) string {
	s.t.Helper()
	s.n++
	file := filepath.Join(s.dir, "value"+strconv.Itoa(s.n))
	s.send(`builtin printf '%s' "` + expr + `" >` + file + "\n")
	s.sync()
	return s.readFile(file)
}

// trouble is the first sign of an error in shown; the paths that tests type are none,
// and neither is what fish says of its jobs.
func (s *session) trouble(shown string) string {
	return troubles.FindString(strings.NewReplacer(s.dir, "", "fish: Job", "").Replace(shown))
}

// untroubled fails where the screen shows an error, or azenv said something when
// the shell started, that is up to start.
func (s *session) untroubled(start int) {
	s.t.Helper()
	screen := s.screen()
	if word := s.trouble(screen); word != "" {
		s.t.Errorf("%s: the screen has %q:\n%s", s.sh, word, screen)
	}
	if strings.Contains(screen[:start], "azenv:") {
		s.t.Errorf("%s: something was printed at the start:\n%s", s.sh, screen[:start])
	}
}

// ours keeps the calls that run azenv or azenv-hook.
func ours(calls []string) []string {
	var out []string
	for _, line := range calls {
		if strings.Contains(line, "exec") && (strings.Contains(line, "/azenv\"") || strings.Contains(line, "/azenv-hook\"")) {
			out = append(out, line)
		}
	}
	return out
}

// unasked asserts that prompts at which nothing changed do not run azenv.
func unasked(t *testing.T, s *session, started func() []string, when string) {
	t.Helper()
	s.ok(":")
	before := started()
	for range 3 {
		s.send(":\n")
	}
	s.ok(":")
	if more := ours(started()[len(before):]); len(more) > 0 {
		t.Errorf("%s: idle prompts ran azenv:\n%s", when, strings.Join(more, "\n"))
	}
}

// open starts a shell set up like this.
func (c setup) open(w *world, sh string) (*session, func() []string) {
	w.t.Helper()
	w.env = append(w.env, c.env...)
	for name, text := range c.files {
		if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o700); err != nil {
			w.t.Fatal(err)
		}
		w.write(name, text)
	}
	load := c.load
	if load == "" {
		load = hookLine(sh)
	}
	w.write(w.rcFile(sh), quiet[sh]+mine[sh]+"\n"+c.before+"\n"+load+"\n"+c.after+"\n")
	return w.straced(sh)
}

// holds asserts that azenv and the setup leave one another alone: a context is put
// in force and left, the user's own command runs as often as ever and sees what it
// should, idle prompts ask azenv nothing, and nothing is said.
func (c setup) holds(t *testing.T, sh string) {
	t.Helper()
	need(t, sh, "strace")
	needFiles(t, c.before+c.after)
	w := imported(t)
	s, started := c.open(w, sh)
	start := len(s.screen())
	env := func() map[string]string { return s.environmentOf("builtin command env") }
	if sh == "fish" {
		env = s.environment
	}
	s.ok("azenv use Dev")
	wantVars(t, env(), "Dev", subDev, tenantA)
	if c.forks {
		unasked(t, s, started, "a context")
	} else {
		idle(t, s, started, "a context")
	}
	if c.begun {
		first, _ := strconv.Atoi(s.value("$lines"))
		if second, _ := strconv.Atoi(s.value("$lines")); second-first != 2 {
			t.Errorf("what the user runs before a line ran %d times for 2 lines", second-first)
		}
	}
	if c.mine > 0 {
		first, _ := strconv.Atoi(s.value("$count"))
		if second, _ := strconv.Atoi(s.value("$count")); second-first != 2*c.mine {
			t.Errorf("the user's own command ran %d times at 2 prompts, want %d", second-first, 2*c.mine)
		}
	}
	if c.mine > 0 && !c.strict {
		s.send("sh -c 'exit 3' | sh -c 'exit 4'\n")
		want := "4 "
		if c.pipes {
			want = "4 3 4"
		}
		if seen := s.value("$seen"); !strings.HasPrefix(seen, want) {
			t.Errorf("the user's own command saw %q, want %q", seen, want)
		}
	}
	if c.strict {
		s.ok(":")
	} else if status, _ := s.run("sh -c 'exit 7'"); status != 7 {
		t.Errorf("status %d after a command that exits with 7", status)
	}
	s.ok("azenv use --unset")
	wantNothing(t, env())
	s.untroubled(start)
}

// needFiles skips a test where a file of a real framework is missing.
func needFiles(t *testing.T, text string) {
	t.Helper()
	for _, file := range regexp.MustCompile(`/usr/share/[\w./-]+`).FindAllString(text, -1) {
		if _, err := os.Stat(file); err != nil {
			t.Skipf("%s is missing", file)
		}
	}
}

// each runs holds for all, as subtests of sh.
func each(t *testing.T, sh string, all []setup) {
	for _, c := range all {
		t.Run(sh+"/"+strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			c.holds(t, sh)
		})
	}
}
