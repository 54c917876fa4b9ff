// Package cli owns the commands: their flags, help, completion, output and exit codes. It
// composes the other packages, and only it prints errors and chooses the exit code. It
// must not know Azure's SDKs. Only main imports it.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/azenv/azenv/internal/build"
	"github.com/azenv/azenv/internal/build/beside"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/signin"
	"github.com/azenv/azenv/internal/term"
)

// These are the exit codes. `exec` passes on the exit code of the program that it runs.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitPartial     = 3                         // a list from which something is missing
	exitInterrupted = 128 + int(syscall.SIGINT) // Ctrl-C ended the command
)

// app is the world outside as a command may use it.
type app struct {
	*session.World
	in       io.Reader
	out, err io.Writer
	style    term.Style // for err
	command  string     // the command that was typed, empty for none
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
	case errors.Is(err, signin.ErrInterrupted):
		return exitInterrupted
	}
	a.report(err)
	var usage *usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailure
}

func newApp(in io.Reader, out, errOut io.Writer, env []string) *app {
	a := &app{in: in, out: out, err: errOut}
	vars := environ.FromList(env)
	log := vars.Get("AZENV_LOG")
	a.style = term.NewStyle(term.IsTTY(errOut), vars.Get)
	a.World = session.NewWorld(vars, session.Renderer(term.Clean, a.style.Dim, log == "off"))
	a.Build, a.Asked = build.ID(), hookBeside
	if log == "debug" {
		a.Log = func(format string, args ...any) { a.say("debug: "+format, args...) }
	}
	return a
}

// hookBeside is the azenv-hook beside azenv, empty where it is not to be started.
func hookBeside(azenv string) string {
	path, err := beside.Hook(azenv)
	if err != nil {
		return "" // doctor says why
	}
	return path
}

// exitCode is an error of which azenv prints nothing: it has been printed already, or the
// program that azenv ran has printed it.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// report prints an error and its hint.
func (a *app) report(err error) {
	text := strings.ReplaceAll(err.Error(), "\n", "; ") // several errors that were joined
	fmt.Fprintf(a.err, "%s %s\n", a.style.Red("azenv: error:"), term.Clean(text))
	fmt.Fprintf(a.err, "azenv: hint: %s\n", term.Clean(hintFor(err, a.command)))
}

// say prints a line on standard error: a warning, or what a command did.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.err, "azenv: %s\n", term.Clean(fmt.Sprintf(format, args...)))
}

// warnPlain prints errors that do not end the command, without a hint.
func (a *app) warnPlain(errs []error) {
	for _, err := range errs {
		a.say("warning: %v", err)
	}
}

// warnAll prints errors that do not end the command, each with its hint.
func (a *app) warnAll(errs []error) {
	for _, err := range errs {
		a.warn(err)
	}
}

// Run is Main with this process's own streams, arguments and environment.
func Run() int { return Main(os.Args, os.Stdin, os.Stdout, os.Stderr, os.Environ()) }
