package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/proc"
	"github.com/azenv/azenv/internal/session"
)

// checkShell checks which context is in force in this shell, and why.
func (d *checkup) checkShell() {
	o, err := d.Resolve()
	if err != nil {
		d.wrong(Error, err)
		return
	}
	doc := d.Situation(o)
	switch doc.State {
	case session.StateSealed:
		d.add(Warning, doc.Hint, "sealed: "+doc.Reason)
	case session.StateSteppedBack:
		d.add(Info, doc.Hint, "azenv has stepped back: "+doc.Reason)
	case session.StateActive:
		d.add(OK, "", fmt.Sprintf("%s is in force (%s): %s", o.Context.Label, doc.Scope, doc.Reason))
		if len(doc.Overrides) > 0 {
			d.add(Warning, fmt.Sprintf("azenv use %q", o.Context.Label),
				fmt.Sprintf("set by hand, so that some tools obey it rather than the context: %s", strings.Join(doc.Overrides, ", ")))
		}
	default:
		d.add(OK, "", doc.Reason)
	}
	switch names := slices.DeleteFunc(d.Env.Overrides(), func(name string) bool { return d.Env.Get(name) == "" }); {
	case len(names) == 0:
	case doc.State == session.StateSealed:
		d.add(Warning, d.unset(names...), fmt.Sprintf("set by hand, so that some tools work in spite of the seal: %s", strings.Join(names, ", ")))
	case doc.State != session.StateActive:
		d.add(Info, "", fmt.Sprintf("tools may sign in by what is set here, and azenv use hides: %s", strings.Join(names, ", ")))
	}
	if doc.State == session.StateNone || doc.State == session.StateSteppedBack {
		d.checkPlain()
	}
}

// checkPlain names the variables that tell tools where to work while no context is in
// force.
func (d *checkup) checkPlain() {
	var names []string
	for _, v := range environ.Table {
		if d.Env.Get(v.Name) != "" && v.Name != environ.ConfigDir && !v.Yields {
			names = append(names, v.Name)
		}
	}
	if len(names) > 0 {
		d.add(Info, "", fmt.Sprintf("tools go by what is set here, and azenv use replaces: %s", strings.Join(names, ", ")))
	}
	if dir := d.Env.Get(environ.ConfigDir); dir != "" {
		d.add(Info, "", fmt.Sprintf("%s is set: az has its files in %s", environ.ConfigDir, dir))
	}
}

// unset is the command that unsets variables, in the language of the shell that called.
func (d *checkup) unset(names ...string) string {
	switch d.Call.Shell {
	case "fish":
		return "set -e " + strings.Join(names, " ")
	case "pwsh":
		return "Remove-Item Env:" + strings.Join(names, ", Env:")
	}
	return "unset " + strings.Join(names, " ")
}

// checkEnvironment checks the variables that azenv itself reads.
func (d *checkup) checkEnvironment() {
	if dir := d.Env.Get("AZENV_HOME"); dir != "" {
		if d.DirsErr == nil {
			d.add(Info, "", "AZENV_HOME is set: all of azenv's files are in "+dir)
		}
	} else {
		for _, name := range []string{"XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
			switch dir := d.Env.Get(name); {
			case dir == "":
			case filepath.IsAbs(dir):
				d.add(Info, "", fmt.Sprintf("%s is set: %s", name, dir))
			default:
				d.add(Warning, d.unset(name), fmt.Sprintf("%s is not an absolute path, so it is not obeyed", name))
			}
		}
	}
	switch log := d.Env.Get("AZENV_LOG"); log {
	case "":
	case "off":
		d.add(Info, d.unset("AZENV_LOG"), "AZENV_LOG=off: what a switch leads to is not shown")
	case "debug":
		d.add(Info, d.unset("AZENV_LOG"), "AZENV_LOG=debug: what is asked of Azure is shown, without secrets")
	default:
		d.add(Warning, d.unset("AZENV_LOG"), "AZENV_LOG is set to what means nothing: it may be off or debug")
	}
}

// checkUser checks whether HOME belongs to the user who runs azenv.
func (d *checkup) checkUser() {
	dir := d.Env.Get("HOME")
	if runtime.GOOS == "windows" || !filepath.IsAbs(dir) {
		return // checkFolders reports a missing HOME
	}
	mend := "export HOME=/your/home"
	if d.Env.Get("SUDO_USER") != "" {
		mend = "sudo -H azenv doctor"
	}
	uid := os.Geteuid()
	switch owner, ok := home.Owner(dir); {
	case !ok:
		d.add(Warning, mend, fmt.Sprintf("HOME, %s, is not there", dir))
	case owner != uid:
		d.add(Warning, mend, fmt.Sprintf("HOME, %s, belongs to user %d, and azenv runs as user %d", dir, owner, uid))
	default:
		d.add(OK, "", fmt.Sprintf("user %d, to whom HOME belongs", uid))
	}
}

// checkSystem reports what azenv cannot do on this system.
func (d *checkup) checkSystem() {
	if proc.Boot() == "" {
		d.add(Error, "", "processes cannot be told apart here, so no shell can have a choice of its own")
	}
	if runtime.GOOS == "windows" {
		d.add(Info, "", "who may read azenv's folders is not checked on Windows")
	}
	if d.Call.Shell == "pwsh" {
		d.add(Info, "", "PowerShell before 7.5 cannot keep empty variables, and none can give back one that is no text")
	}
}
