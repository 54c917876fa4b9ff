package e2e

import "testing"

// A file that is as it was but for the newlines at its end is the same to every
// shell: noticed by all of them, or by none.
func TestDir_newlinesAtTheEnd(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.pinned("here", "Dev\n")
		w.mkdir("plain")
		s := w.start(sh, "", "")
		s.cd("here")
		s.settle()
		w.file("here", "Dev\n\n")
		standing, _ := s.next()
		s.cd("plain")
		s.cd("here")
		if comes := s.environment(); comes["AZENV_ACTIVE"] != standing["AZENV_ACTIVE"] {
			t.Errorf("a shell that stands there is in %q, and one that comes there in %q", standing["AZENV_ACTIVE"], comes["AZENV_ACTIVE"])
		}
	})
}
