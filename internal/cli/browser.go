package cli

import (
	"runtime"

	"github.com/azenv/azenv/internal/run"
	"github.com/azenv/azenv/internal/session"
)

// hasBrowser says whether the user would see a web page. Nobody sees a page that is opened
// on a machine reached by ssh, or without a desktop.
func (a *app) hasBrowser() bool {
	switch {
	case a.Env.Get("SSH_CONNECTION") != "", a.Env.Get("SSH_TTY") != "", a.Env.Get("CODESPACES") != "":
		return false
	case runtime.GOOS == "darwin", runtime.GOOS == "windows":
		return true
	}
	desktop := a.Env.Get("DISPLAY") != "" || a.Env.Get("WAYLAND_DISPLAY") != "" || a.Env.Get("WSL_DISTRO_NAME") != ""
	return desktop && run.HasBrowser()
}

// openBrowser shows a page, and says what to type if no page opened.
func (a *app) openBrowser(url string) error {
	if err := run.Browser(url); err != nil {
		return session.Hint(err, "azenv login --device-code")
	}
	a.say("sign in in the browser; if none opened: azenv login --device-code")
	return nil
}
