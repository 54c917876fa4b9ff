package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/creack/pty"
)

// patience is how long one answer of a shell may take.
const patience = 60 * time.Second

// terminal is an interactive shell on a terminal of its own.
type terminal struct {
	cmd  *exec.Cmd
	tty  *os.File
	said chan string   // what it printed between two @@
	gone chan struct{} // closed once it prints no more
	all  []byte        // what it printed, once it is gone
}

// open starts shell s with a tool's hook in a home, behind the words of a program
// that is to watch it.
func (w *world) open(s *shell, tool int, h home, watch ...string) (*terminal, error) {
	dir := filepath.Join(h.dir, [...]string{azenv: "with-azenv", direnv: "with-direnv"}[tool])
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	rc := filepath.Join(dir, s.file)
	if err := os.WriteFile(rc, []byte(s.text(tool)), 0o600); err != nil {
		return nil, err
	}
	argv := watch
	for _, arg := range s.argv {
		argv = append(argv, strings.ReplaceAll(arg, "RC", rc))
	}
	t := &terminal{cmd: exec.Command(argv[0], argv[1:]...), said: make(chan string, 8), gone: make(chan struct{})}
	t.cmd.Dir = h.work
	t.cmd.Env = append(w.env(h), "ZDOTDIR="+dir)
	var err error
	if t.tty, err = pty.StartWithSize(t.cmd, &pty.Winsize{Rows: 24, Cols: 200}); err != nil {
		return nil, err
	}
	go t.listen()
	return t, nil
}

var marked = regexp.MustCompile(`@@([^@\r\n]*)@@`)

// listen reads until the terminal is closed, and sorts out the answers.
func (t *terminal) listen() {
	defer close(t.gone)
	buf := make([]byte, 4096)
	heard := 0
	for {
		n, err := t.tty.Read(buf)
		t.all = append(t.all, buf[:n]...)
		for m := marked.FindSubmatchIndex(t.all[heard:]); m != nil; m = marked.FindSubmatchIndex(t.all[heard:]) {
			t.said <- string(t.all[heard+m[2] : heard+m[3]])
			heard += m[1]
		}
		if err != nil {
			return
		}
	}
}

// ask types a line and returns the answer.
func (t *terminal) ask(format string, args ...any) (string, error) {
	line := fmt.Sprintf(format, args...)
	if _, err := t.tty.WriteString(line + "\r"); err != nil {
		return "", err
	}
	return t.hear(line)
}

// hear returns the next answer to a line.
func (t *terminal) hear(line string) (string, error) {
	select {
	case answer := <-t.said:
		return answer, nil
	case <-t.gone:
	case <-time.After(patience):
	}
	return "", fmt.Errorf("no answer to %q; the shell printed:\n%s", line, t.kill())
}

// kill ends the shell, if it has not ended, and returns all it printed.
func (t *terminal) kill() string {
	_ = t.cmd.Process.Kill()
	t.tty.Close()
	_ = t.cmd.Wait()
	for {
		select {
		case <-t.said: // that nobody asks for any more
		case <-t.gone:
			return string(t.all)
		}
	}
}

// exit lets the shell end by itself.
func (t *terminal) exit() error {
	if _, err := t.tty.WriteString("exit\r"); err != nil {
		return err
	}
	select {
	case <-t.gone:
		return nil // its status is that of whatever ran last
	case <-time.After(patience):
		return errors.New("the shell did not end")
	}
}
