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
	from := len(s.screen())
	s.send(":\n")
	env = s.environment()
	return env, s.screen()[from:]
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

// wantSaid fails unless shown has the seal's line, once, and behind it the hint.
func wantSaid(t *testing.T, shown, why, hint string) {
	t.Helper()
	shown = strings.ReplaceAll(shown, "\r", "")
	line := strings.Index(shown, "azenv: sealed: ")
	if line < 0 || strings.Count(shown, "azenv: sealed: ") != 1 || strings.Count(shown, "azenv: hint: ") != 1 {
		t.Errorf("the seal is not said once, with one hint:\n%s", shown)
		return
	}
	lines := strings.SplitN(shown[line:], "\n", 3)
	if !strings.Contains(lines[0], why) {
		t.Errorf("said %q, want %q in it", lines[0], why)
	}
	if len(lines) < 2 || lines[1] != "azenv: hint: "+hint {
		t.Errorf("behind it %q, want the hint %q", lines[1:], hint)
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
