package home

import (
	"cmp"
	"path/filepath"
)

// roots returns the folders in which programs keep a user's settings and state on the
// system goos. They are those of adrg/xdg, but read through getenv only, which need not be
// this process's environment. told is the folder that Windows itself tells, empty if it was
// not asked. A root that is not known is empty. A path that is not absolute is ignored.
func roots(goos string, getenv func(string) string, told string) (config, state string) {
	absolute := func(name string, below ...string) string {
		dir := getenv(name)
		if !filepath.IsAbs(dir) {
			return ""
		}
		return filepath.Join(append([]string{dir}, below...)...)
	}
	switch goos {
	case "darwin":
		config = absolute("HOME", "Library", "Application Support")
		state = config
	case "windows":
		config = cmp.Or(told, absolute("LOCALAPPDATA"), absolute("USERPROFILE", "AppData", "Local"))
		state = config
	default:
		config = absolute("HOME", ".config")
		state = absolute("HOME", ".local", "state")
	}
	return cmp.Or(absolute("XDG_CONFIG_HOME"), config), cmp.Or(absolute("XDG_STATE_HOME"), state)
}

// noHome says what is missing if there is no root.
func noHome(goos string) *UnfitError {
	if goos == "windows" {
		return &UnfitError{"no home folder", "LOCALAPPDATA is not set to an absolute path", `$env:LOCALAPPDATA = 'C:\your\folder'`}
	}
	return &UnfitError{"no home folder", "HOME is not set to an absolute path", "export HOME=/your/home"}
}
