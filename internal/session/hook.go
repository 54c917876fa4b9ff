package session

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/shell"
)

// Refresh returns the code that the calling hook is to eval. It prints nothing: the code
// shows the notes, at a shell's start with the first prompt.
func (s *Session) Refresh(sh *shell.Shell) (string, error) {
	o, err := s.resolve(s.handedOver())
	if err != nil {
		return "", err
	}
	if s.frozen() {
		return s.code(sh, o, s.Render([]Note{{Text: environ.ConfigDir + " is readonly: azenv changes nothing in this shell"}})), nil
	}
	dir, _ := s.RunDir() // without one, only `use -` is missed
	return s.code(sh, o, s.Render(s.news(o, dir))), nil
}

// handedOver returns the hand-over that handOver has left, if any, and removes it.
func (s *Session) handedOver() (pick azctx.Pick) {
	dir, err := s.RunDir()
	if err != nil || s.req.Event != azctx.Prompt || s.Call.Moved {
		return pick
	}
	text, ok := recall(dir, handoverFile)
	if !ok {
		return pick
	}
	os.Remove(filepath.Join(dir, handoverFile))
	if json.Unmarshal([]byte(text), &pick) == nil {
		s.req.Event = azctx.Typed
	}
	return pick
}

// Start returns the hook for a shell that starts, with the first export in it. That export
// is for the process that started azenv, which normally is the shell itself.
func (w *World) Start(sh *shell.Shell) (string, error) {
	p, err := w.programs()
	if err != nil {
		return "", err
	}
	w.Call = Call{Shell: sh.Name, PID: os.Getppid(), Event: azctx.Start, Text: sh.Text(p.Build), Dir: w.startDir()}
	s := w.OpenFor(w.Call.Event)
	defer s.Close()
	code, err := s.Refresh(sh)
	if err != nil {
		return "", err
	}
	dir, _ := s.RunDir() // without one, `use` says why it cannot work
	return sh.Hook(p, w.Call.PID, dir, code), nil
}

// startDir is the working directory of a shell that starts. If that directory was removed,
// it is the shell's name for it.
func (w *World) startDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return w.Env.Get("PWD")
	}
	return dir
}
