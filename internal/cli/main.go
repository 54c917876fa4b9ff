// Package cli owns the commands: it reads arguments, composes the other packages,
// and is the one place that prints errors and chooses the exit code. Nothing
// imports it but main.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/signin"
	"github.com/azenv/azenv/internal/term"
)

// Exit codes. `exec` passes on those of what it runs.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitPartial     = 3                         // a list from which something is missing
	exitInterrupted = 128 + int(syscall.SIGINT) // Ctrl-C ended the command
)

// app is everything a command may touch of the outside world.
type app struct {
	*session.World
	in       io.Reader
	out, err io.Writer
	style    term.Style // for err
	quiet    bool       // AZENV_LOG=off
	command  string     // that was typed, empty for none
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
	a.World = session.NewWorld(environ.FromList(env), a.render)
	a.style = term.NewStyle(term.IsTTY(errOut), a.Env.Get)
	switch a.Env.Get("AZENV_LOG") {
	case "off":
		a.quiet = true
	case "debug":
		a.Log = func(format string, args ...any) { a.say("debug: "+format, args...) }
	}
	return a
}

// exitCode is an error that has been told already, or is not azenv's to tell.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// report prints an error and its hint.
func (a *app) report(err error) {
	text := strings.ReplaceAll(err.Error(), "\n", "; ") // several errors that were joined
	fmt.Fprintf(a.err, "%s %s\n", a.style.Red("azenv: error:"), term.Clean(text))
	fmt.Fprintf(a.err, "azenv: hint: %s\n", term.Clean(hintFor(err, a.command)))
}

// say prints a line of talk; warnings and what a command did.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.err, "azenv: %s\n", term.Clean(fmt.Sprintf(format, args...)))
}

// render makes of notes what a shell shows, a line each.
func (a *app) render(notes []session.Note) string {
	var lines []string
	for _, n := range notes {
		line := "azenv: " + term.Clean(n.Text)
		if n.Dim {
			if a.quiet {
				continue
			}
			line = a.style.Dim(line)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// warnPlain prints what went wrong without ending the command, where nothing is to be
// done about it.
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
