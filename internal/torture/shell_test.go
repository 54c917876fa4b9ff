//go:build unix

package torture

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
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
