//go:build linux

package azreal

import (
	"encoding/json"
	"flag"
	"path/filepath"
	"strings"
	"testing"
)

var long = flag.Bool("long", false, "run the full numbers, for minutes")

// many is how often something is done.
func many(short, full int) int {
	if *long {
		return full
	}
	return short
}

// stateDir is azenv's, below the home.
const stateDir = ".local/state/azenv"

// contexts opens a world whose user signed in before azenv came: Dev, Prod and Two are
// contexts, and az outside is on Dev.
func contexts(t testing.TB) *world {
	t.Helper()
	w := newWorld(t, sample())
	w.login(user)
	w.azenv("import", "--no-use")
	return w
}

// id is a context's.
func (w *world) id(name string) string {
	w.t.Helper()
	var shown struct{ ID string }
	if err := json.Unmarshal([]byte(w.azenv("show", name, "-o", "json")), &shown); err != nil {
		w.t.Fatal(err)
	}
	return shown.ID
}

// folder is a context's az folder, below the home.
func (w *world) folder(name string) string {
	w.t.Helper()
	return filepath.Join(stateDir, "az", w.id(name), ".azure")
}

// in runs az in a context without a shell, as a script does; it must succeed.
func (w *world) in(name string, args ...string) string {
	w.t.Helper()
	return w.azenv(append([]string{"exec", name, "--", "az"}, args...)...)
}

// here is what az says of where a shell is.
func (s *session) here() string {
	s.w.t.Helper()
	return s.output("az account show --query name -o tsv")
}

// active is what a program in a shell finds in AZENV_ACTIVE.
func (s *session) active() string {
	s.w.t.Helper()
	return s.environment()["AZENV_ACTIVE"]
}

// shows fails unless all of the texts are on a screen.
func shows(t testing.TB, screen string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			t.Errorf("%q is not on the screen:\n%s", text, screen)
		}
	}
}

// sameFiles fails unless a folder is as it was, byte for byte, what az records of its
// runs included.
func (w *world) sameFiles(dir string, before map[string]string) {
	w.t.Helper()
	now := w.files(dir)
	for name, text := range now {
		if old, was := before[name]; !was || old != text {
			w.t.Errorf("%s/%s was written", dir, name)
		}
	}
	for name := range before {
		if _, is := now[name]; !is {
			w.t.Errorf("%s/%s is gone", dir, name)
		}
	}
}

// requested are the kinds of requests since the log was cleared, and where to.
func (w *world) requested() []string {
	var out []string
	for _, r := range w.cloud.Requests() {
		out = append(out, r.Kind)
	}
	return out
}
