// Package session owns one shell's context while an azenv command runs: what the hook
// said, which context is in force and why, what that changes in the shell, the shell's
// own folder, and entering az's folder of a context. It composes the rooms below it.
//
// It must not know flags, commands' options or the network, and it prints nothing: it
// returns values, notes and errors, and whoever called prints them.
package session

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/home"
)

// World is what azenv was started in: all that a session may touch of the outside.
type World struct {
	Env     environ.Env
	Call    Call // what the hook said
	Dirs    home.Dirs
	DirsErr error        // why there are no folders
	Store   *azctx.Store // the user's contexts
	// Piped says that what was typed stood on standard input, which is a pipe.
	Piped bool
	// Render makes of notes the text that a shell is to show.
	Render func([]Note) string
	// Log, where it is not nil, is told what is asked of the network.
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
	Dim  bool // says where one is now
}

// Trusted is what the user allows of directories' files.
func (w *World) Trusted() azctx.Trusted { return azctx.Trusted{Dir: w.Dirs.Trust()} }

// WorkDir is the directory azenv was typed in, as the shell calls it.
func (w *World) WorkDir() (string, error) {
	if w.Call.Shell != "" && filepath.IsAbs(w.Call.Dir) {
		return filepath.Clean(w.Call.Dir), nil
	}
	return os.Getwd()
}

// Within makes path absolute, as the shell would.
func Within(wd, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(wd, path)
}

// UserHome is below which az and Az PowerShell have their files.
func (w *World) UserHome() string { return cmp.Or(w.Env.Get("HOME"), w.Env.Get("USERPROFILE")) }

// Clouds are those that there are.
func (w *World) Clouds() cloud.Store { return cloud.Store{Dirs: w.Dirs} }

// Cloud is the cloud of that name, in whatever case.
func (w *World) Cloud(name string) (cloud.Cloud, error) {
	if c, ok := w.clouds[name]; ok {
		return c, nil
	}
	c, err := w.Clouds().Find(name)
	if err == nil {
		if w.clouds == nil {
			w.clouds = map[string]cloud.Cloud{}
		}
		w.clouds[name] = c // for this command, which asks again and again
	}
	return c, err
}

// ErrNoHook says that there is nobody to take up a change of this shell.
var ErrNoHook = errors.New("this shell has no azenv hook, so its context cannot change")

// HookLine is the line that loads the hook, for the shell the user runs.
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

// NeedHook is ErrNoHook in a shell that has none.
func (w *World) NeedHook() error {
	if w.Call.Shell == "" {
		return Hint(ErrNoHook, "%s", w.HookLine())
	}
	return nil
}

// authorityFor is how the SDKs are told where to sign in: not at all in the public cloud.
func authorityFor(c cloud.Cloud) string {
	if c.Name == cloud.Public {
		return ""
	}
	return c.Authority + "/"
}

// azOptions tell az of a cloud that it does not know (azure-cli: core/cloud.py,
// CloudEndpoints; what is missing there az does without until a command needs it).
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
