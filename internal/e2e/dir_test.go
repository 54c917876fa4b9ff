package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dirFile is what a directory's file is called.
const dirFile = ".azcontext"

// mkdir makes a folder below the home folder.
func (w *world) mkdir(name string) string {
	w.t.Helper()
	path := w.path(name)
	if err := os.MkdirAll(path, 0o700); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// file writes the file of a directory, which it makes, and does not allow it.
func (w *world) file(dir, text string) string {
	w.t.Helper()
	w.mkdir(dir)
	return w.write(filepath.Join(dir, dirFile), text)
}

// pinned writes and allows the file of a directory.
func (w *world) pinned(dir, text string) string {
	w.t.Helper()
	path := w.file(dir, text)
	w.azenv("allow", w.path(dir))
	return path
}

// must ends the test on an error.
func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// as makes what fails in s count for a subtest.
func (s *session) as(t *testing.T) {
	s.t, s.world.t = t, t
}

// word writes any text as one word of sh.
func word(sh, text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case strings.IndexByte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-", c) >= 0:
			b.WriteByte(c)
		case sh == "fish":
			fmt.Fprintf(&b, `\X%02x`, c)
		default:
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	if sh == "fish" {
		return b.String()
	}
	return "$'" + b.String() + "'"
}

// cd goes to a folder below the home folder and returns what was shown.
func (s *session) cd(dir string) string {
	s.t.Helper()
	return s.ok("cd " + word(s.sh, s.path(dir)))
}

// next is the environment after exactly one more prompt, and what was shown.
func (s *session) next() (env map[string]string, shown string) {
	s.t.Helper()
	return s.environmentAfter(":", "command env")
}

// wantScope fails unless env has a context of that label and scope in force.
func wantScope(t *testing.T, env map[string]string, label, scope string) {
	t.Helper()
	if env["AZENV_ACTIVE"] != label || env["AZENV_SCOPE"] != scope {
		t.Errorf("AZENV_ACTIVE = %q, AZENV_SCOPE = %q; want %q, %q", env["AZENV_ACTIVE"], env["AZENV_SCOPE"], label, scope)
	}
	if v, ok := env["AZENV_CONTEXT"]; ok && scope != "process" {
		t.Errorf("AZENV_CONTEXT = %q in scope %s", v, scope)
	}
}

// wantDir fails unless a directory put the sample's subscription in force.
func wantDir(t *testing.T, env map[string]string, label, sub, tenant string) {
	t.Helper()
	wantVars(t, env, label, sub, tenant)
	wantScope(t, env, label, "directory")
}

// wantSaid fails unless shown has the seal's line, once, and as azenv's next one the
// hint.
func wantSaid(t *testing.T, shown, why, hint string) {
	t.Helper()
	if bad := missaid(shown, why, hint); bad != "" {
		t.Errorf("%s:\n%s", bad, shown)
	}
}

// missaid says what is wrong with a seal's line and its hint. The terminal may echo what
// is typed between any two lines.
func missaid(shown, why, hint string) string {
	if strings.Count(shown, "azenv: sealed: ") != 1 || strings.Count(shown, "azenv: hint: ") != 1 {
		return "the seal is not said once, with one hint"
	}
	lines := azenvs(shown)
	seal := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "azenv: sealed: ") })
	switch {
	case !strings.Contains(lines[seal], why):
		return fmt.Sprintf("%q is not in the seal's line", why)
	case seal+1 == len(lines) || !strings.HasSuffix(lines[seal+1], "azenv: hint: "+hint):
		return fmt.Sprintf("azenv's next line is not the hint %q", hint)
	}
	return ""
}

func TestMissaid(t *testing.T) {
	const seal, hint, echo = "azenv: sealed: /x/.azcontext: names no context\r\n", "azenv: hint: azenv show\r\n", "builtin printf '=%s=\\n' 7\r\n"
	for _, shown := range []string{seal + hint, echo + seal + hint + "> ", "> cd x\r\n" + seal + echo + hint + "=7=\r\n> "} {
		if bad := missaid(shown, "names no context", "azenv show"); bad != "" {
			t.Errorf("%s:\n%s", bad, shown)
		}
	}
	for _, shown := range []string{
		"", echo, seal, hint, hint + seal, seal + seal + hint, seal + hint + hint, seal + "azenv: warning: x\r\n" + hint,
		seal + "azenv: hint: azenv show dev\r\n", seal + "azenv: hint: azenv\r\n", "azenv: sealed: another\r\n" + hint,
	} {
		if missaid(shown, "names no context", "azenv show") == "" {
			t.Errorf("nothing is wrong with\n%s", shown)
		}
	}
}

// wantQuiet fails where azenv said something.
func wantQuiet(t *testing.T, shown string) {
	t.Helper()
	if strings.Contains(shown, "azenv: ") {
		t.Errorf("azenv spoke:\n%s", shown)
	}
}

// diffEnv compares what azenv has to do with.
func diffEnv(before, after map[string]string) string {
	return cmp.Diff(azure(before), azure(after))
}

// settle waits until the prompt behind the last line has been drawn: what happens
// from now on is for the next one.
func (s *session) settle() {
	s.t.Helper()
	s.await(strings.LastIndex(s.screen(), fmt.Sprintf("=%d=", s.n)), "> ")
}

// still is idle in fewer prompts, for tests that ask it often.
func still(t *testing.T, s *session, started func() []string, when string) {
	t.Helper()
	s.ok(":")
	before := len(started())
	for range 3 {
		s.send(":\n")
	}
	s.ok(":")
	if more := started()[before:]; len(more) > 0 {
		t.Errorf("%s: idle prompts started:\n%s", when, strings.Join(more, "\n"))
	}
	if len(started()) == 0 { // the shell itself is the first
		t.Fatal("strace does not note what is started, so this tests nothing")
	}
}

// wantQuietBut fails where azenv said something else than what begins so.
func wantQuietBut(t *testing.T, shown string, lines ...string) {
	t.Helper()
	for _, line := range strings.Split(shown, "\n") {
		i := strings.Index(line, "azenv: ")
		if i >= 0 && !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(line[i:], l) }) {
			t.Errorf("azenv said %q", line[i:])
		}
	}
}
