package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/shell"
)

// These are files in a run folder.
const (
	previousFile = "previous" // the choice before the present one, for `use -`
	handoverFile = "handover" // the hand-over: a choice that was typed in a pipe
)

// Apply puts pick in force in the shell in which azenv was typed, at once. Without a hook
// it returns ErrNoHook. The notes are for the person who typed the command; what the shell
// itself shows is part of the code.
func (s *Session) Apply(pick azctx.Pick) (o Outcome, notes []Note, err error) {
	return s.apply(azctx.Typed, pick)
}

// Recheck does at once what the shell's next prompt would do: the shell sees what became
// of its context. It chooses nothing, and lifts no seal. Without a hook it does nothing.
func (s *Session) Recheck() error {
	if s.Call.Shell == "" {
		return nil
	}
	_, _, err := s.apply(azctx.Prompt, azctx.Pick{})
	return err
}

// apply works out what event and pick mean for the shell, and leaves the code for it in
// the file that the shell's hook evals.
func (s *Session) apply(event azctx.Event, pick azctx.Pick) (o Outcome, notes []Note, err error) {
	if err := s.NeedHook(); err != nil {
		return o, nil, err
	}
	sh, err := shell.ByName(s.Call.Shell)
	if err != nil {
		return o, nil, err
	}
	s.gather(event)
	if err := s.req.Err; err != nil && pick.ID != azctx.NoContext {
		return o, nil, err
	}
	dir, err := s.RunDir()
	if err != nil {
		return o, nil, fmt.Errorf("no folder for this shell: %w", err)
	}
	if !s.leavesIn(dir, sh) || !strings.HasPrefix(filepath.Base(s.Call.File), callFile) {
		return o, nil, Hint(errors.New("azenv's folders are elsewhere since this shell loaded the hook"), "%s", s.HookLine())
	}
	if o, err = s.resolve(pick); err != nil {
		return o, nil, err
	}
	typed := event == azctx.Typed
	if typed && !pick.Again && !s.Call.Sub {
		os.Remove(filepath.Join(dir, handoverFile)) // this choice is the later one
	}
	if typed && s.Call.Piped && (s.Piped || pick.Again) {
		if err := handOver(dir, pick); err != nil {
			return o, nil, err
		}
		notes = append(notes, Note{Text: "typed in a pipe: this shell takes it up at its next prompt"})
	}
	return o, notes, home.ReplaceOwn(s.Call.File, []byte(s.code(sh, o, s.Render(s.news(o, dir)))), false)
}

// leavesIn says whether the hook looks for code in dir, the shell's run folder. The hook of
// another azenv may call that folder something else: what it is told now brings it here.
func (s *Session) leavesIn(dir string, sh *shell.Shell) bool {
	at := filepath.Dir(s.Call.File)
	older := s.Call.Text != sh.Text(s.Build) && filepath.Dir(at) == s.Dirs.Run && home.Mine(at) == nil
	return at == dir || older
}

// handOver leaves a choice that was typed in a pipe for the shell itself. Such a choice is
// typed in a subshell, which cannot change the shell. dir is the run folder.
func handOver(dir string, pick azctx.Pick) error {
	text, err := json.Marshal(pick)
	if err != nil {
		return err
	}
	return home.ReplaceOwn(filepath.Join(dir, handoverFile), text, false)
}

// Previous is the choice that the shell had before the present one.
func (s *Session) Previous() (azctx.Pick, error) {
	var pick azctx.Pick
	dir, err := s.RunDir()
	if err != nil {
		return pick, err
	}
	text, ok := recall(dir, previousFile)
	if !ok || json.Unmarshal([]byte(text), &pick) != nil {
		return pick, Hint(errors.New("there is no context before this one in this shell"), "azenv list")
	}
	if pick.ID == "" || pick.ID == azctx.NoContext {
		return pick, nil
	}
	c, err := s.ByID(pick.ID)
	if err == nil && c == nil {
		err = Hint(errors.New("the context before this one is gone"), "azenv list")
	}
	return pick, err
}
