package e2e

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/fakeazure"
)

// browser is what shows web pages: this very program, by that name in PATH.
const browser = "xdg-open"

// browse signs in on the page that it is given. It is noisy, as browsers are.
func browse() {
	fmt.Println("Opening in existing browser session.")
	if err := fakeazure.Browse(http.DefaultClient, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const ops = "ops@contoso.example"

// clouded opens a world with a cloud, of which azenv knows, and a desktop.
func clouded(t *testing.T) (*world, *fakeazure.Cloud) {
	t.Helper()
	const contoso, fabrikam = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"
	cloud := fakeazure.New(fakeazure.World{
		Tenants: []fakeazure.Tenant{{ID: contoso, Domain: "contoso.example"}, {ID: fabrikam, Domain: "fabrikam.example"}},
		Subscriptions: []fakeazure.Subscription{
			{ID: "11111111-0000-4000-8000-000000000001", Name: "Development", Tenant: contoso}, {ID: "22222222-0000-4000-8000-000000000001", Name: "Test", Tenant: fabrikam},
		},
		Users:     []fakeazure.User{{Name: ops, OID: "33333333-0000-4000-8000-000000000001", Home: contoso, Tenants: []string{fabrikam}}},
		AtBrowser: ops,
	})
	server, err := fakeazure.Start(cloud, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	w := newWorld(t)
	if err := server.WriteCA(w.path("ca.pem")); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err == nil {
		err = os.Mkdir(w.path("desktop"), 0o755)
	}
	if err == nil {
		err = os.Symlink(self, w.path("desktop", browser))
	}
	if err != nil {
		t.Fatal(err)
	}
	w.env = append(w.env, "DISPLAY=:0", "SSL_CERT_FILE="+w.path("ca.pem"), "PATH="+w.path("desktop")+":"+binDir+":"+os.Getenv("PATH"))
	w.azenv("cloud", "add", "Fake", "--authority", server.URL, "--resource-manager", server.URL,
		"--audience", "https://management.core.windows.net/", "--ca-file", w.path("ca.pem"), "--yes")
	return w, cloud
}

// kept are the files that azenv has, but for what belongs to running shells.
func (w *world) kept() (names []string) {
	filepath.WalkDir(w.home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, "/azenv/") || strings.Contains(path, "/azenv/run/") {
			return nil
		}
		names = append(names, strings.TrimPrefix(path, w.home))
		return nil
	})
	return names
}

// TestLogin_terminal signs in at a terminal: in a browser, with a list to pick from, then
// again with no argument, which asks for the account and tenant that are in force.
func TestLogin_terminal(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w, cloud := clouded(t)
		s := w.start(sh, "", "")
		from := len(s.screen())
		s.send("azenv login --cloud Fake\n")
		s.await(from, "number, or part of a name:")
		screen := s.screen()[from:]
		for _, text := range []string{"azenv: sign in in the browser", "2 of 2 tenants are listed", "1  Development", "2  Test"} {
			if !strings.Contains(screen, text) {
				t.Errorf("%q is not on the screen:\n%s", text, screen)
			}
		}
		if strings.Contains(screen, "existing browser") {
			t.Errorf("the browser's own talk is on the screen:\n%s", screen)
		}
		s.send("test\n")
		s.sync()
		if got := s.environment()["AZENV_ACTIVE"]; got != "Test" {
			t.Errorf("in force: %q", got)
		}
		if def := w.azenv("list"); !strings.Contains(def, "Test\t22222222-0000-4000-8000-000000000001\tfabrikam.example\tops@contoso.example\tFake\tdefault") {
			t.Errorf("the default: %s", def)
		}

		// Something needs more than this sign-in brought; what it asks for is remembered.
		cloud.Change(func(of *fakeazure.World) { of.Tenants[1].MFA = 50076 })
		shown := s.fails("azenv token --resource https://vault.azure.net --print")
		if !strings.Contains(shown, "hint: azenv login "+ops+" --tenant bbbbbbbb-0000-4000-8000-00000000000b") {
			t.Errorf("azenv token said:\n%s", shown)
		}
		cloud.ClearLog()
		s.ok("azenv login")
		asked := slices.DeleteFunc(cloud.Requests(), func(r fakeazure.Request) bool { return r.Kind != fakeazure.Authorize })
		if len(asked) != 1 || asked[0].Tenant != "bbbbbbbb-0000-4000-8000-00000000000b" || !asked[0].Claims || asked[0].User != ops {
			t.Errorf("asked to sign in: %+v", asked)
		}
		if got := s.environment()["AZENV_ACTIVE"]; got != "Test" {
			t.Errorf("in force after azenv login: %q", got)
		}
		s.ok("azenv token --resource https://vault.azure.net --print")
		if shown := s.fails("azenv token"); strings.Contains(shown, fakeazure.Marker) || !strings.Contains(shown, "azenv token --print") {
			t.Errorf("azenv token at a terminal:\n%s", shown)
		}
	})
}

// TestLogin_ctrlC leaves a sign-in that nobody ends: nothing is kept of it.
func TestLogin_ctrlC(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w, cloud := clouded(t)
		cloud.Change(func(of *fakeazure.World) { of.AtBrowser = "" })
		w.env = append(w.env, "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22") // nobody would see a browser
		before := w.kept()
		s := w.start(sh, "", "")
		from := len(s.screen())
		s.send("azenv login --cloud Fake\n")
		s.await(from, "and enter the code")
		if status := s.key("\x03"); status != 130 {
			t.Errorf("status %d after Ctrl-C", status)
		}
		if after := w.kept(); !slices.Equal(before, slices.DeleteFunc(after, func(n string) bool { return strings.HasSuffix(n, "/azenv-sealed--run-azenv-show") })) {
			t.Errorf("left behind: %q, before %q", after, before)
		}
		if shown := s.screen()[from:]; strings.Contains(shown, "error") {
			t.Errorf("Ctrl-C is an error:\n%s", shown)
		}
		cloud.Change(func(of *fakeazure.World) { of.AtBrowser = ops })
		from = len(s.screen())
		s.send("azenv login --cloud Fake\n")
		s.await(from, "number, or part of a name:")
		if status := s.key("\x03"); status != 130 {
			t.Errorf("status %d after Ctrl-C at the list", status)
		}
		if out := w.azenv("list"); out != "" {
			t.Errorf("contexts are left: %s", out)
		}
		for _, name := range w.kept() {
			if strings.Contains(w.read(strings.TrimPrefix(name, "/")), fakeazure.Marker) {
				t.Errorf("a secret is left in %s", name)
			}
		}
	})
}
