// Package build owns what tells one build of azenv from another. It is linked into
// azenv-hook, so it is small.
package build

import (
	"runtime/debug"
	"strings"
)

// Stamp is linked into both programs by `make build` and by releases, the same text into
// both: it begins with stampLead. It is empty in any other build.
var Stamp string

// stampLead makes a stamp a text that stands in no program by accident.
const stampLead = "azenv-build-"

// ID tells the build of this program from others: its stamp, else the version of the
// module that it was built of. It is empty where neither is known for sure, as in what
// `go build` makes of a work tree with changes.
func ID() string {
	if len(Stamp) > len(stampLead) && strings.HasPrefix(Stamp, stampLead) {
		return Stamp
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return Version(info)
}

// Version is the version of the main module, empty where it does not say what was built.
func Version(info *debug.BuildInfo) string {
	v := info.Main.Version
	if v == "" || v == "(devel)" || strings.Contains(v, "+dirty") {
		return ""
	}
	return v
}
