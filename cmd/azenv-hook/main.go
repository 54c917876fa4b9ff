// Command azenv-hook is what a loaded hook of azenv starts: it answers `export SHELL` as
// azenv does for a shell's start, its prompts and its cd, and nothing else. It is small
// and has no network code in it, since a prompt may wait for it.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/build"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/run"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/shell"
	"github.com/azenv/azenv/internal/term"
)

func main() {
	code, err := answer(os.Args[1:], os.Environ())
	if err != nil {
		fmt.Fprintf(os.Stderr, "azenv: error: %s\n", term.Clean(err.Error()))
	}
	os.Exit(code)
}

// answer prints the code that the hook is to eval, and returns the exit code.
func answer(args, list []string) (int, error) {
	if len(args) != 2 || args[0] != "export" {
		return 1, errors.New("azenv-hook is started by azenv's hook alone: azenv help hook")
	}
	sh, err := shell.ByName(args[1])
	if err != nil {
		return 1, err
	}
	env := environ.FromList(list)
	style := term.NewStyle(term.IsTTY(os.Stderr), env.Get)
	w := session.NewWorld(env, session.Renderer(term.Clean, style.Dim, env.Get("AZENV_LOG") == "off"))
	w.Build = build.ID()
	switch {
	case w.Call.Shell != sh.Name || w.Call.Event == azctx.Typed:
		return 1, errors.New("azenv-hook is started by azenv's hook alone: azenv help hook")
	case w.Call.Text == "": // azenv-hook itself stands in azenv's place
		return 1, errors.New(w.Call.Bin + ": not azenv")
	case w.Call.Text != sh.Text(w.Build):
		// The hook is another build's, so which program it is to start is azenv's to say.
		return run.Replace(append([]string{w.Call.Bin}, args...), append([]string{session.HookUnknown(w.Call.Bin)}, list...))
	}
	s := w.OpenFor(w.Call.Event)
	defer s.Close()
	code, err := s.Refresh(sh)
	if err == nil {
		_, err = io.WriteString(os.Stdout, code)
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
