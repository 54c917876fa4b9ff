//go:build unix

package torture

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// shell is an interactive bash with the hook, on pipes.
type shell struct {
	w     *world
	in    io.WriteCloser
	n     int
	group string // that of the context it is in

	mu   sync.Mutex
	seen strings.Builder
}

// shell opens one.
func (w *world) shell() *shell {
	w.t.Helper()
	need(w.t, "bash")
	dir := w.t.TempDir()
	rc := filepath.Join(dir, "rc")
	write(w.t, rc, "PS1='ready> '\neval \"$(azenv hook bash)\"\n")
	if w.as != nil {
		for _, path := range []string{rc, dir, filepath.Dir(dir)} {
			os.Chmod(path, 0o755)
		}
	}
	s := &shell{w: w}
	cmd := w.program("bash", "--noprofile", "--rcfile", rc, "-i")
	var err error
	if s.in, err = cmd.StdinPipe(); err != nil {
		w.t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = s, s
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		s.in.Close()
		gone := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
		gone.Stop()
	})
	s.run(":")
	return s
}

// Write implements io.Writer: what the shell shows.
func (s *shell) Write(data []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.Write(data)
}

func (s *shell) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.String()
}

// run types a line and returns what the shell showed until the prompt behind it.
func (s *shell) run(line string) string {
	s.w.t.Helper()
	s.n++
	from := len(s.screen())
	// The hook runs before the second line is read.
	fmt.Fprintf(s.in, "%s\necho =%d=\n", line, s.n)
	mark := fmt.Sprintf("=%d=\n", s.n)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if shown := s.screen()[from:]; strings.Contains(shown, mark) {
			return strings.ReplaceAll(shown, mark, "")
		}
	}
	s.w.t.Fatalf("no prompt after %q:\n%s", line, s.screen())
	return ""
}

// said is what azenv may say about one line that is typed.
var said = regexp.MustCompile(`(?m)^azenv: error: .*$`)

// works types a line of azenv's in a shell that must go on working: it succeeds, or says
// one line of error with a hint.
func (s *shell) works(line string) (shown string, ok bool) {
	s.w.t.Helper()
	shown = s.run(line + `; echo "status $?"`)
	errs := said.FindAllString(shown, -1)
	ok = strings.Contains(shown, "status 0\n")
	switch {
	case ok && len(errs) == 0:
	case !ok && len(errs) == 1 && strings.Contains(shown, "\nazenv: hint: ") && !strings.Contains(shown, "--help"):
	default:
		s.w.t.Errorf("%s: want success or one clear line:\n%s", line, shown)
	}
	if noise := regexp.MustCompile(`(?m)^.*(bash: line|bash: /|No such file|ermission denied$|panic|goroutine).*$`).FindString(said.ReplaceAllString(shown, "")); noise != "" {
		s.w.t.Errorf("%s: the shell itself complains: %s", line, noise)
	}
	if got := s.run(`echo "alive $((6*7))"`); !strings.Contains(got, "alive 42\n") || !strings.Contains(got, "ready> ") {
		s.w.t.Errorf("after %s the shell is not what it was: %s", line, got)
	}
	return shown, ok
}

// counted makes the shell count how often it starts azenv from now on.
func (s *shell) counted() (asked func() int) {
	s.w.t.Helper()
	dir := s.w.t.TempDir()
	log, bin := filepath.Join(dir, "log"), filepath.Join(dir, "azenv")
	write(s.w.t, log, "")
	write(s.w.t, bin, "#!/bin/sh\necho asked >>"+log+"\nexec "+binary+" \"$@\"\n")
	for path, mode := range map[string]os.FileMode{filepath.Dir(dir): 0o755, dir: 0o755, log: 0o666, bin: 0o755} {
		if err := os.Chmod(path, mode); err != nil {
			s.w.t.Fatal(err)
		}
	}
	s.run("__azenv_bin=" + bin)
	return func() int { return strings.Count(read(s.w.t, log), "\n") }
}
