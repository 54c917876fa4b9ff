// Package session owns one shell's context while an azenv command runs: what the hook
// said, which context is in force and why, what that changes in the shell, the shell's
// run folder, and entering a context's own az folder. It composes the rooms below it.
//
// It must not know flags or the network, and it prints nothing: it returns values, notes
// and errors, which the caller prints.
package session

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/home"
)

// World is the world outside as a session may use it: environment, call, folders, stores.
type World struct {
	Env     environ.Env
	Call    Call // what the hook said
	Dirs    home.Dirs
	DirsErr error        // why azenv's folders are not known
	Store   *azctx.Store // the user's contexts
	// Piped says that the names were read from standard input, which is a pipe.
	Piped bool
	Build string // of this program, empty where that is not known for sure
	// Asked is the program that a hook starts at prompts, by the path of azenv; empty for
	// azenv itself.
	Asked func(azenv string) string
	// Render makes the text that a shell is to show, from notes.
	Render func([]Note) string
	// Log gets a line for each request to the network, unless it is nil.
	Log func(format string, args ...any)

	clouds map[string]cloud.Cloud // by the name that was asked for
}

// NewWorld takes what the hook said out of env, and finds the user's folders.
func NewWorld(env environ.Env, render func([]Note) string) *World {
	w := &World{Env: env, Render: render, Call: takeCall(env)}
	w.Dirs, w.DirsErr = home.Find(env.Get)
	w.Store = &azctx.Store{Dirs: w.Dirs}
	return w
}

// Note is a line for whoever typed the command.
type Note struct {
	Text string
	Dim  bool // it only says which context is in force now
}

// Renderer makes of notes the text that a shell shows, a line each, by what cleans a text
// for a terminal and what makes it dim. Quiet leaves out where one is now.
func Renderer(clean, dim func(string) string, quiet bool) func([]Note) string {
	return func(notes []Note) string {
		var lines []string
		for _, n := range notes {
			line := "azenv: " + clean(n.Text)
			if n.Dim {
				if quiet {
					continue
				}
				line = dim(line)
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
}

// Trusted are the .azcontext files that the user has allowed.
func (w *World) Trusted() azctx.Trusted { return azctx.Trusted{Dir: w.Dirs.Trust()} }

// WorkDir is the directory in which azenv was typed, by the shell's own name for it.
func (w *World) WorkDir() (string, error) {
	if w.Call.Shell != "" && filepath.IsAbs(w.Call.Dir) {
		return filepath.Clean(w.Call.Dir), nil
	}
	return os.Getwd()
}

// Within makes path absolute, as a shell in wd would.
func Within(wd, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(wd, path)
}

// UserHome is the user's home, in which az and Az PowerShell have their folders.
func (w *World) UserHome() string { return cmp.Or(w.Env.Get("HOME"), w.Env.Get("USERPROFILE")) }

// Clouds is the store of all clouds.
func (w *World) Clouds() cloud.Store { return cloud.Store{Dirs: w.Dirs} }

// Cloud returns the cloud of that name, in any case.
func (w *World) Cloud(name string) (cloud.Cloud, error) {
	if c, ok := w.clouds[name]; ok {
		return c, nil
	}
	c, err := w.Clouds().Find(name)
	if err == nil {
		if w.clouds == nil {
			w.clouds = map[string]cloud.Cloud{}
		}
		w.clouds[name] = c // one command asks for it many times
	}
	return c, err
}

// ErrNoHook says that this shell has no hook, which would have to eval a change.
var ErrNoHook = errors.New("this shell has no azenv hook, so its context cannot change")

// HookLine is the line that loads the hook, for the user's shell.
func (w *World) HookLine() string {
	name := w.Call.Shell
	if name == "" {
		name = filepath.Base(w.Env.Get("SHELL"))
	}
	switch name {
	case "fish":
		return "azenv hook fish | source   # in ~/.config/fish/config.fish"
	case "pwsh":
		return "azenv hook pwsh | Out-String | Invoke-Expression   # in $PROFILE"
	case "zsh":
		return `eval "$(azenv hook zsh)"   # in ~/.zshrc`
	}
	return `eval "$(azenv hook bash)"   # in ~/.bashrc`
}

// NeedHook returns ErrNoHook if this shell has no hook.
func (w *World) NeedHook() error {
	if w.Call.Shell == "" {
		return Hint(ErrNoHook, "%s", w.HookLine())
	}
	return nil
}

// authorityFor is the authority that the SDKs are told. It is empty for the public cloud,
// which is their default.
func authorityFor(c cloud.Cloud) string {
	if c.Name == cloud.Public {
		return ""
	}
	return c.Authority + "/"
}

// azOptions describe a cloud to az that az does not know (azure-cli: core/cloud.py,
// CloudEndpoints). az needs the other endpoints only if a command uses them.
func azOptions(c cloud.Cloud) map[string]string {
	return map[string]string{
		"endpoint_management":                         c.Audience,
		"endpoint_resource_manager":                   c.Manager + "/",
		"endpoint_active_directory":                   c.Authority,
		"endpoint_active_directory_resource_id":       c.Audience,
		"endpoint_active_directory_graph_resource_id": c.Audience,
		"profile": "latest",
	}
}
