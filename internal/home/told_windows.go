package home

import (
	"os"

	"github.com/adrg/xdg"
)

// atStart has the variables as adrg/xdg found them. It reads them once, before this is
// set.
var atStart = readByXDG(os.Getenv)

// readByXDG returns the values of the variables that change what adrg/xdg finds.
func readByXDG(getenv func(string) string) (values [4]string) {
	for i, name := range []string{"LOCALAPPDATA", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
		values[i] = getenv(name)
	}
	return values
}

// told returns the folder for programs' files that Windows itself tells, which an
// administrator may have moved. adrg/xdg has asked Windows. The folder belongs to the user
// of this process, so it counts only if getenv reads this process's environment.
func told(getenv func(string) string) string {
	switch {
	case readByXDG(getenv) != atStart:
		return ""
	case getenv("XDG_CONFIG_HOME") == "":
		return xdg.ConfigHome
	case getenv("XDG_STATE_HOME") == "":
		return xdg.StateHome
	}
	return ""
}
