//go:build unix

package shell

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What these tests hold is what the shells themselves make of the code, so they
// are run. One process takes a whole batch of values, since there are many.

// locales are those every system has; in C no byte above 127 is a letter.
var locales = []string{"C", "C.UTF-8"}

// ran is what a shell did.
type ran struct {
	stdout, stderr string
	status         int
}

// items are the parts of standard output, each ended by a NUL.
func (r ran) items() []string {
	list := strings.Split(r.stdout, "\x00")
	return list[:len(list)-1]
}

// need skips the test where the shell is missing.
func need(t testing.TB, s *Shell) {
	t.Helper()
	if _, err := exec.LookPath(s.Name); err != nil {
		t.Skipf("%s is not installed", s.Name)
	}
}

// plainStart starts a shell without anybody's own files.
var plainStart = map[string][]string{
	"bash": {"--norc", "--noprofile"},
	"fish": {"--no-config"},
	"zsh":  {"-f"},
}

// command returns the shell about to run script, in a folder of its own that is
// also its home; env is all it has beside what it needs to start.
func command(t testing.TB, s *Shell, lang, script string, env []string, flags ...string) *exec.Cmd {
	t.Helper()
	args := append(append([]string{}, plainStart[s.Name]...), flags...)
	args = append(args, "-c", script)
	cmd := exec.Command(s.Name, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, "LC_ALL=" + lang, "LANG=" + lang}, env...)
	return cmd
}

// run runs script in a shell that finds files, by name, in its folder.
func run(t testing.TB, s *Shell, lang, script string, files map[string]string, env ...string) ran {
	t.Helper()
	cmd := command(t, s, lang, script, env)
	for name, text := range files {
		put(t, cmd.Dir, name, text)
	}
	return finish(t, cmd)
}

func put(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func finish(t testing.TB, cmd *exec.Cmd) ran {
	t.Helper()
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}
}

// evalFile is the command that runs the text of a file of that name as a hook
// runs what it was given.
func evalFile(s *Shell, name string) string {
	if s == fish {
		return fmt.Sprintf("builtin eval (command cat %s | builtin string collect)\n", name)
	}
	return fmt.Sprintf("\\builtin eval \"$(\\builtin command cat %s)\"\n", name)
}

// environment reads what `env -0` printed.
func environment(items []string) map[string]string {
	env := map[string]string{}
	for _, kv := range items {
		name, value, _ := strings.Cut(kv, "=")
		env[name] = value
	}
	return env
}

// short is a value for an error message.
func short(s string) string {
	if len(s) > 120 {
		return fmt.Sprintf("%q… (%d bytes)", s[:120], len(s))
	}
	return fmt.Sprintf("%q", s)
}

// real are the shells whose own tests are in the files beside this one.
var real = []*Shell{bash, fish, zsh}
