package e2e

import (
	"strings"
	"testing"
)

// What the hook passes on to whoever comes next at a prompt is a status, and no error
// of its own.
func TestTraps_onErrorsThatAreOnlyPassedOn(t *testing.T) {
	trap := "trap 'errors=$((${errors:-0} + 1))' "
	for _, c := range []struct{ name, sh, before, after string }{
		{"ERR beside text", "bash", trap + "ERR", `PROMPT_COMMAND="$PROMPT_COMMAND; true"`},
		{"ZERR", "zsh", trap + "ZERR", ""},
		{"ERR set later", "zsh", "", trap + "ERR"},
		{"TRAPZERR", "zsh", "function TRAPZERR { errors=$((${errors:-0} + 1)) }", ""},
	} {
		t.Run(c.sh+"/"+strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			need(t, c.sh)
			t.Parallel()
			trapsCalled(t, imported(t).start(c.sh, c.before, c.after))
		})
	}
}
