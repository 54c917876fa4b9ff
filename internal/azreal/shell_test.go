//go:build linux

package azreal

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// rcFiles are where the shells read the hook, and what makes their screen readable first.
var rcFiles = map[string]struct{ name, text string }{
	"bash": {".bashrc", "PS1='> '\nbind 'set enable-bracketed-paste off'\neval \"$(azenv hook bash)\"\n"},
	"fish": {".config/fish/config.fish", "set -g fish_greeting\nfunction fish_prompt; printf '> '; end\nazenv hook fish | source\n"},
	"zsh":  {".zshrc", "PS1='> '\nunsetopt zle prompt_cr prompt_sp\neval \"$(azenv hook zsh)\"\n"},
}

// eachShell runs fn in a subtest for every shell, one after the other.
func eachShell(t *testing.T, fn func(t *testing.T, sh string)) {
	for _, sh := range []string{"bash", "fish", "zsh"} {
		t.Run(sh, func(t *testing.T) {
			if _, err := exec.LookPath(sh); err != nil {
				t.Skipf("%s is missing", sh)
			}
			fn(t, sh)
		})
	}
}

// session is an interactive shell with azenv's hook, on a terminal.
type session struct {
	w   *world
	sh  string
	dir string // for what its lines write
	tty *os.File
	n   int

	mu   sync.Mutex
	seen []byte
}

// shell opens one.
func (w *world) shell(sh string) *session {
	w.t.Helper()
	rc := rcFiles[sh]
	if err := os.WriteFile(w.path(rc.name), []byte(rc.text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	argv := []string{sh, "-i"}
	if sh == "bash" {
		argv = []string{sh, "--noprofile", "-i"}
	}
	s := &session{w: w, sh: sh, dir: w.t.TempDir()}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env, cmd.Dir = w.environ(), w.home
	var err error
	if s.tty, err = pty.StartWithSize(cmd, &pty.Winsize{Rows: 50, Cols: 250}); err != nil {
		w.t.Fatal(err)
	}
	go s.watch()
	w.t.Cleanup(func() { // as a terminal that is closed
		s.tty.WriteString("\x03\nexit\n")
		cmd.Process.Signal(syscall.SIGHUP)
		gone := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
		gone.Stop()
		s.tty.Close()
	})
	s.sync()
	return s
}

func (s *session) watch() {
	buf := make([]byte, 1<<16)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		s.seen = append(s.seen, buf[:n]...)
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// screen is all that was shown so far.
func (s *session) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.seen)
}

// send types text.
func (s *session) send(text string) {
	s.w.t.Helper()
	if _, err := s.tty.WriteString(text); err != nil {
		s.w.t.Fatalf("%s: %v\n%s", s.sh, err, s.screen())
	}
}

// sync waits until the shell has drawn a prompt after all that was typed, and returns the
// status of the line before.
func (s *session) sync() int {
	s.w.t.Helper()
	return s.types()
}

// types types lines and what sync waits for, all at once: what is typed while a line
// runs is echoed by the terminal, in the midst of what that line and the hook show.
func (s *session) types(lines ...string) int {
	s.w.t.Helper()
	s.n++
	file := filepath.Join(s.dir, "done"+strconv.Itoa(s.n))
	status := "$?"
	if s.sh == "fish" {
		status = "$status"
	}
	lines = append(lines, fmt.Sprintf("builtin printf 's%%s\\n' %s >%s; builtin printf '=%%s=\\n' %d\n", status, file, s.n))
	s.send(strings.Join(lines, "\n"))
	shown := fmt.Sprintf("=%d=", s.n)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		data, err := os.ReadFile(file)
		if err == nil && strings.HasSuffix(string(data), "\n") && strings.Contains(s.screen(), shown) {
			n, err := strconv.Atoi(strings.Trim(string(data), "s\n"))
			if err != nil {
				s.w.t.Fatalf("%s: status %q", s.sh, data)
			}
			return n
		}
	}
	s.w.t.Fatalf("%s: no prompt after %s; the screen:\n%s", s.sh, patience, s.screen())
	return -1
}

// run types a line and returns its status, and what the screen showed until the next
// prompt: the line itself, too.
func (s *session) run(line string) (status int, shown string) {
	s.w.t.Helper()
	from := len(s.screen())
	status = s.types(line)
	return status, s.screen()[from:]
}

// ok types a line that must succeed.
func (s *session) ok(line string) string {
	s.w.t.Helper()
	status, shown := s.run(line)
	if status != 0 {
		s.w.t.Fatalf("%s: %s: status %d\n%s", s.sh, line, status, shown)
	}
	return shown
}

// fails types a line that must fail.
func (s *session) fails(line string) string {
	s.w.t.Helper()
	status, shown := s.run(line)
	if status == 0 {
		s.w.t.Fatalf("%s: %s: succeeded\n%s", s.sh, line, shown)
	}
	return shown
}

// output is what one command, which must succeed, prints on standard output.
func (s *session) output(command string) string {
	s.w.t.Helper()
	s.n++
	file := filepath.Join(s.dir, "out"+strconv.Itoa(s.n))
	s.ok(command + " >" + file)
	data, err := os.ReadFile(file)
	if err != nil {
		s.w.t.Fatal(err)
	}
	return strings.TrimSpace(string(data))
}

// environment is what a program started there sees.
func (s *session) environment() map[string]string {
	s.w.t.Helper()
	env := map[string]string{}
	for _, kv := range strings.Split(s.output("command env -0"), "\x00") {
		name, value, _ := strings.Cut(kv, "=")
		env[name] = value
	}
	return env
}
