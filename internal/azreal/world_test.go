//go:build linux

package azreal

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/azenv/azenv/internal/fakeazure"
)

// world is a home folder and a cloud of its own. There is one cloud at a time, so tests do
// not run in parallel; the commands of one may.
type world struct {
	t     testing.TB
	home  string
	cloud *fakeazure.Cloud
	env   []string // besides what environ has
	kills bool     // azenv was killed at some moment
}

// newWorld opens a world, or skips the test where there can be none.
func newWorld(t testing.TB, of fakeazure.World) *world {
	t.Helper()
	if missing != "" {
		t.Skip(missing)
	}
	w := &world{t: t, home: t.TempDir(), cloud: fakeazure.New(of)}
	server.Use(w.cloud)
	t.Cleanup(func() {
		w.t = t // a subtest's may have been left there
		w.leaks()
	})
	// Where fish finds no completions made of man pages it makes them, in the background.
	for _, dir := range []string{".config/fish", ".local/share/fish/generated_completions"} {
		if err := os.MkdirAll(w.path(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	w.warm()
	return w
}

// stores are azenv's files that may hold secrets: its token stores, and what az itself
// writes in a context's folder.
var stores = regexp.MustCompile(`^\.local/state/azenv(/run/[^/]+)?/(tokens/(az-entry-)?[0-9a-f]{32}\.json|az/[0-9a-f]{16}/\.azure/.+)$`)

// halfWritten is what azenv leaves beside a token store if it is killed while it writes: the
// next one that looks there an hour later removes it.
var halfWritten = regexp.MustCompile(`/(tokens|\.azure)/\.azenv-[A-Z2-7]+$`)

// leaks fails the test where azenv has left a secret of the cloud anywhere else.
func (w *world) leaks() {
	for _, dir := range []string{".local", ".config"} {
		for _, name := range w.secrets(dir) {
			if path := dir + "/" + name; !stores.MatchString(path) && !(w.kills && halfWritten.MatchString(path)) {
				w.t.Errorf("a secret of the cloud is in %s", path)
			}
		}
	}
}

// index is what az otherwise spends seconds on in a new home, by file name.
var index map[string]string

// warm gives the home what az makes of its own commands, made once.
func (w *world) warm() {
	w.t.Helper()
	names := []string{"commandIndex.json", "versionCheck.json"}
	if index == nil {
		w.azOK("account", "list", "-o", "none")
		index = map[string]string{}
		for name, text := range w.files(".azure") {
			if slices.Contains(names, name) {
				index[name] = text
			}
		}
		if err := os.RemoveAll(w.path(".azure")); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := os.Mkdir(w.path(".azure"), 0o700); err != nil {
		w.t.Fatal(err)
	}
	for name, text := range index {
		if err := os.WriteFile(w.path(".azure", name), []byte(text), 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
}

// path returns a path below the home folder.
func (w *world) path(elem ...string) string {
	return filepath.Join(append([]string{w.home}, elem...)...)
}

// environ is the environment that programs here start with.
func (w *world) environ() []string {
	ca := filepath.Join(tools, "ca.pem")
	return append([]string{
		"HOME=" + w.home, "PATH=" + tools + ":" + os.Getenv("PATH"), "TERM=dumb", "LANG=C.UTF-8",
		"REQUESTS_CA_BUNDLE=" + ca, "SSL_CERT_FILE=" + ca,
		"AZURE_CORE_COLLECT_TELEMETRY=false", "HISTFILE=/dev/null", "fish_history=",
	}, w.env...)
}

// patience is how long one program may take on a loaded machine.
const patience = 180 * time.Second

// run runs a program in the world's environment and some more.
func (w *world) run(env []string, name string, args ...string) (stdout, stderr string, code int) {
	w.t.Helper()
	if name == "azenv" {
		name = filepath.Join(tools, name)
	}
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = append(w.environ(), env...), w.home
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	late := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	err := cmd.Run()
	late.Stop()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		w.t.Fatal(err)
	}
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

// az runs az as it is outside any azenv.
func (w *world) az(args ...string) (stdout, stderr string, code int) {
	w.t.Helper()
	return w.run(nil, "az", args...)
}

// azOK runs az, which must succeed.
func (w *world) azOK(args ...string) string {
	w.t.Helper()
	out, errOut, code := w.az(args...)
	if code != 0 {
		w.t.Fatalf("az %q: exit %d\n%s\n%v", args, code, errOut, w.cloud.Requests())
	}
	return out
}

// azFails runs az, which must fail, and returns what it says.
func (w *world) azFails(args ...string) string {
	w.t.Helper()
	out, errOut, code := w.az(args...)
	if code == 0 {
		w.t.Fatalf("az %q succeeded\n%s", args, out)
	}
	return errOut
}

// azenv runs azenv outside any hook, where it must succeed.
func (w *world) azenv(args ...string) string {
	w.t.Helper()
	out, errOut, code := w.run(nil, "azenv", args...)
	if code != 0 {
		w.t.Fatalf("azenv %q: exit %d\n%s", args, code, errOut)
	}
	return out
}

// login signs a user in by device code, as one who enters it at once does.
func (w *world) login(user string, args ...string) {
	w.t.Helper()
	w.cloud.Change(func(c *fakeazure.World) { c.AtBrowser = user })
	w.azOK(append([]string{"login", "--use-device-code", "-o", "none"}, args...)...)
}

// loginInBrowser signs a user in as on a desktop.
func (w *world) loginInBrowser(user string, args ...string) {
	w.t.Helper()
	w.cloud.Change(func(c *fakeazure.World) { c.AtBrowser = user })
	args = append([]string{"login", "-o", "none"}, args...)
	if _, errOut, code := w.run([]string{"BROWSER=xdg-open %s &"}, "az", args...); code != 0 {
		w.t.Fatalf("az %q: exit %d\n%s\n%v", args, code, errOut, w.cloud.Requests())
	}
}

// loginApp signs a service principal in by its secret.
func (w *world) loginApp(app fakeazure.ServicePrincipal, args ...string) {
	w.t.Helper()
	w.azOK(append([]string{"login", "--service-principal", "-u", app.ClientID, "-p", app.Secret, "--tenant", app.Tenant, "-o", "none"}, args...)...)
}

// files are the files below a folder of the home, with what is in them.
func (w *world) files(dir string) map[string]string {
	w.t.Helper()
	out := map[string]string{}
	root := w.path(dir)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path) // of a path below it
		out[rel] = string(data)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		w.t.Fatal(err)
	}
	return out
}

// changed are the names of what differs between two states of a folder, but for the
// records that az keeps of each run.
func changed(before, after map[string]string) []string {
	var out []string
	for name := range after {
		if old, was := before[name]; !was || old != after[name] {
			out = append(out, name)
		}
	}
	for name := range before {
		if _, is := after[name]; !is {
			out = append(out, "-"+name)
		}
	}
	out = slices.DeleteFunc(out, func(name string) bool {
		name = strings.TrimPrefix(name, "-")
		return strings.HasPrefix(name, "commands/") || strings.HasPrefix(name, "logs/") || strings.HasPrefix(name, "telemetry")
	})
	slices.Sort(out)
	return out
}

// read parses a file below the home as JSON, with or without a byte order mark.
func (w *world) read(v any, name string) {
	w.t.Helper()
	data, err := os.ReadFile(w.path(name))
	if err == nil {
		err = json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), v)
	}
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
}

// secrets are the files below a folder of the home that hold one of the cloud's secrets.
func (w *world) secrets(dir string) []string {
	var out []string
	for name, text := range w.files(dir) {
		if strings.Contains(text, fakeazure.Marker) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
