package home

import (
	"os"

	"github.com/adrg/xdg"
)

// atStart is the environment that adrg/xdg went by: it looks once, before this is set.
var atStart = counting(os.Getenv)

// counting are the variables that change what adrg/xdg finds.
func counting(getenv func(string) string) (values [4]string) {
	for i, name := range []string{"LOCALAPPDATA", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
		values[i] = getenv(name)
	}
	return values
}

// told is the folder for programs' files as Windows itself has it, which an administrator
// may have moved: adrg/xdg has asked. It is this process's user's, so it counts only where
// getenv is this process's environment.
func told(getenv func(string) string) string {
	switch {
	case counting(getenv) != atStart:
		return ""
	case getenv("XDG_CONFIG_HOME") == "":
		return xdg.ConfigHome
	case getenv("XDG_STATE_HOME") == "":
		return xdg.StateHome
	}
	return ""
}
