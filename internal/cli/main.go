// Package cli owns the commands: it reads arguments, composes the other packages,
// and is the one place that prints errors and chooses the exit code. Nothing
// imports it but main.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/term"
)

// Exit codes. `exec` passes on those of what it runs.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// app is everything a command may touch of the outside world.
type app struct {
	in       io.Reader
	out, err io.Writer
	env      environ.Env
	style    term.Style // for err
	// stdinRead says that what was chosen stood on standard input.
	stdinRead bool
	quiet     bool // AZENV_LOG=off

	dirs    home.Dirs
	dirsErr error
	store   *azctx.Store
	call    call
	command string                 // that was typed, empty for none
	found   map[string]cloud.Cloud // by the name that was asked for
}

// Main runs azenv and returns its exit code. env is as os.Environ gives it.
func Main(args []string, in io.Reader, out, errOut io.Writer, env []string) int {
	a := newApp(in, out, errOut, env)
	err := a.run(args)
	var code exitCode
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	}
	a.report(err)
	var usage *usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailure
}

func newApp(in io.Reader, out, errOut io.Writer, env []string) *app {
	a := &app{in: in, out: out, err: errOut, env: environ.FromList(env)}
	a.call = takeCall(a.env)
	a.style = term.NewStyle(term.IsTTY(errOut), a.env.Get)
	a.quiet = a.env.Get("AZENV_LOG") == "off"
	a.dirs, a.dirsErr = home.Find(a.env.Get)
	a.store = &azctx.Store{Dirs: a.dirs}
	return a
}

// exitCode is an error that has been told already, or is not azenv's to tell.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// report prints an error and its hint.
func (a *app) report(err error) {
	fmt.Fprintf(a.err, "%s %s\n", a.style.Red("azenv: error:"), term.Clean(err.Error()))
	fmt.Fprintf(a.err, "azenv: hint: %s\n", term.Clean(hintFor(err, a.command)))
}

// say prints a line of talk; warnings and what a command did.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.err, "azenv: %s\n", term.Clean(fmt.Sprintf(format, args...)))
}

// Run is Main with this process's own streams, arguments and environment.
func Run() int { return Main(os.Args, os.Stdin, os.Stdout, os.Stderr, os.Environ()) }
