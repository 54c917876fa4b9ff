package e2e

import "testing"

// Letters for which a shell has a use of its own, and locales in which a letter is
// several, cost no process either.
func TestDir_lettersThatShellsReadInTheirOwnWay(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		for name, c := range map[string]struct{ locale, text string }{
			"private use":      {"C.UTF-8", "# \ue0b0 \uf6ab\nDev\n"},
			"no characters":    {"C.UTF-8", "# \ufdd0 \ufdef \ufffe\nDev\n"},
			"another locale":   {"C", "# \u00fc \u65e5\u672c \U0001f600\nDev\n"},
			"private use in C": {"C", "# \ue0b0 \uf6ab \ufdd0\nDev\n"},
		} {
			t.Run(name, func(t *testing.T) {
				w := imported(t)
				w.env = []string{"LANG=" + c.locale, "LC_ALL=" + c.locale}
				w.pinned("here", c.text)
				w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
				s, started := w.straced(sh)
				s.as(t)
				s.cd("here")
				wantDir(t, s.environment(), "Dev", subDev, tenantA)
				still(t, s, started, "in the directory")
			})
		}
	})
}
