//go:build unix

package torture

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
)

// shell is an interactive shell with the hook: a bash on pipes, or another on a
// terminal, without which those read no lines one by one.
type shell struct {
	w     *world
	kind  string
	in    io.Writer
	n     int
	group string // that of the context it is in

	mu   sync.Mutex
	seen strings.Builder
}

// rcs are what the shells read at their start. What azenv says begins a line, also
// behind the prompt.
var rcs = map[string]string{
	"bash": "PS1='ready>\\n'\n%seval \"$(azenv hook bash)\"\n",
	"fish": "function fish_prompt; printf 'ready>\\n'; end\n%sazenv hook fish | source\n",
	"zsh":  "PS1=$'ready>\\n'\nunsetopt zle prompt_cr prompt_sp\n%seval \"$(azenv hook zsh)\"\n",
}

// shell opens a bash.
func (w *world) shell() *shell {
	w.t.Helper()
	return w.open("bash", "")
}

// open opens a shell that runs lines before it loads the hook.
func (w *world) open(kind, before string) *shell {
	w.t.Helper()
	need(w.t, kind)
	rc := filepath.Join(w.shared(), ".zshrc")
	write(w.t, rc, fmt.Sprintf(rcs[kind], before))
	if err := os.Chmod(rc, 0o644); err != nil {
		w.t.Fatal(err)
	}
	s := &shell{w: w, kind: kind}
	var cmd *exec.Cmd
	switch kind {
	case "bash":
		cmd = w.program("bash", "--noprofile", "--rcfile", rc, "-i")
	case "fish":
		cmd = w.program("fish", "-i", "-C", "set -g fish_greeting; source "+rc)
	case "zsh":
		cmd = w.program("zsh", "-d", "-i")
		cmd.Env = append(cmd.Env, "ZDOTDIR="+filepath.Dir(rc))
	}
	// Without it zsh and fish take the one that the system knows: it is for lines to unset.
	cmd.Env = append(cmd.Env, "HOME="+w.home)
	s.start(cmd)
	s.run(":")
	return s
}

// start starts the shell, which goes with the test.
func (s *shell) start(cmd *exec.Cmd) {
	s.w.t.Helper()
	leave := func() {}
	if s.kind == "bash" {
		in, err := cmd.StdinPipe()
		if err != nil {
			s.w.t.Fatal(err)
		}
		s.in, leave = in, func() { in.Close() }
		cmd.Stdout, cmd.Stderr = s, s
		if err := cmd.Start(); err != nil {
			s.w.t.Fatal(err)
		}
	} else {
		tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 250})
		if err != nil {
			s.w.t.Fatal(err)
		}
		s.in, leave = tty, func() {
			cmd.Process.Signal(syscall.SIGHUP)
			tty.Close()
		}
		go io.Copy(s, tty)
	}
	s.w.t.Cleanup(func() {
		leave()
		gone := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
		gone.Stop()
	})
}

// Write implements io.Writer: what the shell shows.
func (s *shell) Write(data []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.Write(data)
}

// screen is what the shell showed, all of it.
func (s *shell) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.String()
}

// control is what is for a terminal, and no text.
var control = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]|\r`)

// run types a line and returns what the shell showed until the prompt behind it.
func (s *shell) run(line string) string {
	s.w.t.Helper()
	s.n++
	from := len(s.screen())
	// The hook runs before the second line is read. What is typed may be shown, too.
	fmt.Fprintf(s.in, "%s\nprintf '=%%s=\\n' %d\n", line, s.n)
	mark := fmt.Sprintf("=%d=\n", s.n)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if shown := control.ReplaceAllString(s.screen()[from:], ""); strings.Contains(shown, mark) {
			return strings.ReplaceAll(shown, mark, "")
		}
	}
	s.w.t.Fatalf("no prompt after %q:\n%s", line, s.screen())
	return ""
}

// said is what azenv may say about one line that is typed.
var said = regexp.MustCompile(`(?m)^azenv: error: .*$`)

// noise is what a shell says where something is wrong with what it was given.
var noise = regexp.MustCompile(`(?m)^.*(bash: line|bash: /|zsh: |\.zshrc:|__azenv|fish: |No such file|ermission denied$|panic|goroutine).*$`)

// works types a line of azenv's in a shell that must go on working: it succeeds, or says
// one line of error with a hint.
func (s *shell) works(line string) (shown string, ok bool) {
	s.w.t.Helper()
	shown = s.run(line + `; echo "status ` + s.status() + `"`)
	errs := said.FindAllString(shown, -1)
	ok = strings.Contains(shown, "status 0\n")
	switch {
	case ok && len(errs) == 0:
	case !ok && len(errs) == 1 && strings.Contains(shown, "\nazenv: hint: ") && !strings.Contains(shown, "--help"):
	default:
		s.w.t.Errorf("%s: %s: want success or one clear line:\n%s", s.kind, line, shown)
	}
	if noise := noise.FindString(said.ReplaceAllString(shown, "")); noise != "" {
		s.w.t.Errorf("%s: %s: the shell itself complains: %s", s.kind, line, noise)
	}
	s.lives("after " + line)
	return shown, ok
}

// status is the variable with the status of the line before.
func (s *shell) status() string {
	if s.kind == "fish" {
		return "$status"
	}
	return "$?"
}

// lives fails unless the shell runs commands, draws prompts and keeps the status of a
// line over the prompt behind it.
func (s *shell) lives(when string) {
	s.w.t.Helper()
	got := s.run(`echo "alive"; sh -c 'exit 42'` + "\necho \"alive " + s.status() + `"`)
	if !strings.Contains(got, "alive 42\n") || !strings.Contains(got, "ready>") {
		s.w.t.Errorf("%s: %s the shell is not what it was: %s", s.kind, when, got)
	}
}

// counted makes the shell count how often it starts azenv from now on.
func (s *shell) counted() (asked func() int) {
	s.w.t.Helper()
	dir := s.w.shared()
	log, bin := filepath.Join(dir, "log"), filepath.Join(dir, "azenv")
	write(s.w.t, log, "")
	write(s.w.t, bin, "#!/bin/sh\necho asked >>"+log+"\nexec "+binary+" \"$@\"\n")
	if err := errors.Join(os.Chmod(log, 0o666), os.Chmod(bin, 0o755)); err != nil {
		s.w.t.Fatal(err)
	}
	set := "__azenv_bin=" + bin + " __azenv_asked=" + bin
	if s.kind == "fish" {
		set = "set -g __azenv_bin " + bin + "; set -g __azenv_asked " + bin
	}
	s.run(set)
	return func() int { return strings.Count(read(s.w.t, log), "\n") }
}

// shared is a folder outside of the home that every user may read.
func (w *world) shared() string {
	w.t.Helper()
	dir := w.t.TempDir()
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
		w.t.Fatal(err)
	}
	return dir
}
