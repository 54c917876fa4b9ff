package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/azenv/azenv"

// arrows are which of azenv's packages each of them imports. What is not here
// imports none; docs/ARCHITECTURE.md says why those that are do.
var arrows = map[string][]string{
	"cmd/azenv":             {"internal/cli"},
	"cmd/azenv-hook":        {"internal/azctx", "internal/build", "internal/environ", "internal/run", "internal/session", "internal/shell", "internal/term"},
	"internal/azcli":        {"internal/azctx", "internal/home"},
	"internal/azctx":        {"internal/home"},
	"internal/azps":         {"internal/azctx"},
	"internal/azure":        {"internal/home"},
	"internal/build/beside": {"internal/build", "internal/home"},
	"internal/cloud":        {"internal/home"},
	"internal/environ":      {"internal/azctx"},
	"internal/secret":       {"internal/home"},
	"internal/session": {
		"internal/azcli", "internal/azctx", "internal/azps", "internal/cloud", "internal/environ",
		"internal/home", "internal/proc", "internal/shell", "internal/tokens",
	},
	"internal/shell":  {"internal/environ", "shells"},
	"internal/tokens": {"internal/home"},
}

// composers use any room that lies below them, in this order from above.
var composers = []string{"internal/cli", "internal/doctor", "internal/signin"}

// above says whether a composer may use a room: not another one beside or above it, but
// doctor may use signin.
func above(from, to string) bool {
	i, j := slices.Index(composers, from), slices.Index(composers, to)
	return i >= 0 && (j < 0 || i < j)
}

// fenced are packages that only some rooms import.
var fenced = map[string][]string{
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity":                                    {"internal/azure"},
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armsubscriptions/v2": {"internal/azure"},
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public":              {"internal/azure"},
	"github.com/urfave/cli/v2":      {"internal/cli"},
	"github.com/zalando/go-keyring": {"internal/secret"},
	module + "/internal/azure":      {"internal/signin"},
	"os/exec":                       {"internal/cli", "internal/doctor", "internal/run", "internal/session"},
}

// pure rooms know nothing of the machine.
var pure = map[string][]string{
	"internal/environ": {"io/fs", "net", "os", "os/exec", "path/filepath", "syscall", "time"},
	"internal/shell":   {"io/fs", "net", "os", "os/exec", "path/filepath", "syscall", "time"},
}

// export is what the hook's export needs: nothing of it may pull in the network.
var export = []string{"internal/azctx", "internal/environ", "internal/home", "internal/proc", "internal/session", "internal/shell", "internal/term", "shells"}

// offline are rooms that do not link net: with it come a resolver and, where there is
// one, the system's C library.
var offline = []string{
	"internal/azcli", "internal/azctx", "internal/azps", "internal/cloud", "internal/environ", "internal/home",
	"internal/proc", "internal/session", "internal/shell", "internal/term", "internal/tokens",
}

// listed is what `go list` says of a package.
type listed struct {
	ImportPath    string
	Imports, Deps []string
	Standard      bool
}

// list runs go list for one system.
func list(t *testing.T, goos string, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps,Standard"}, args...)...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

// room returns a package's path within azenv, and whether it is azenv's.
func room(path string) (string, bool) {
	return strings.CutPrefix(path, module+"/")
}

// tool says whether a room is for developers, not part of azenv.
func tool(room string) bool {
	return strings.HasPrefix(room, "tools/") || strings.HasPrefix(room, "internal/tools") || strings.HasPrefix(room, "internal/e2e")
}

// support are rooms that only tests import.
var support = []string{"internal/azreal", "internal/fakeazure"}

// TestImports holds the rules between rooms of docs/ARCHITECTURE.md, for every
// system that azenv is built for.
func TestImports(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("go is missing")
	}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		t.Run(goos, func(t *testing.T) {
			t.Parallel()
			checkArrows(t, list(t, goos, module+"/..."))
			deps := list(t, goos, "-deps", module+"/cmd/azenv")
			checkDeps(t, deps)
			checkOffline(t, deps)
			checkHook(t, list(t, goos, "-deps", module+"/cmd/azenv-hook"))
			// There it reads a file of the user's before main, and waits where that is a pipe.
			if goos != "windows" && slices.ContainsFunc(deps, func(p listed) bool { return p.ImportPath == "github.com/adrg/xdg" }) {
				t.Error("azenv links github.com/adrg/xdg")
			}
		})
	}
}

func checkArrows(t *testing.T, pkgs []listed) {
	t.Helper()
	for _, p := range pkgs {
		from, _ := room(p.ImportPath)
		for _, path := range p.Imports {
			if to, ours := room(path); ours && !above(from, to) && !slices.Contains(arrows[from], to) &&
				(!tool(from) || to == "internal/cli") {
				t.Errorf("%s imports %s", from, to)
			}
			if only, ok := fenced[path]; ok && !slices.Contains(only, from) && !tool(from) {
				t.Errorf("%s imports %s, which is for %s", from, path, strings.Join(only, " and "))
			}
			if slices.Contains(pure[from], path) {
				t.Errorf("%s is pure, and imports %s", from, path)
			}
		}
	}
}

// checkOffline takes no notice of net where it comes with golang.org/x/sys/windows, which
// has it for one type, and without which nothing can be asked of Windows.
func checkOffline(t *testing.T, pkgs []listed) {
	t.Helper()
	imports := map[string][]string{"golang.org/x/sys/windows": nil}
	for _, p := range pkgs {
		if _, known := imports[p.ImportPath]; !known {
			imports[p.ImportPath] = p.Imports
		}
	}
	for _, name := range offline {
		path := module + "/" + name
		if imports[path] == nil {
			t.Errorf("%s is no part of azenv: the list of what does not link net is out of date", name)
		}
		from := map[string]string{path: ""} // which package each was found in
		for queue := []string{path}; len(queue) > 0; queue = queue[1:] {
			for _, to := range imports[queue[0]] {
				if _, seen := from[to]; !seen {
					from[to] = queue[0]
					queue = append(queue, to)
				}
			}
		}
		if by, linked := from["net"]; linked {
			t.Errorf("%s links net, by %s", name, by)
		}
	}
}

// checkHook holds that what prompts start has no network code in it, and no command line.
// On Windows golang.org/x/sys brings net with it.
func checkHook(t *testing.T, pkgs []listed) {
	t.Helper()
	if len(pkgs) == 0 {
		t.Error("azenv-hook depends on nothing: the check is broken")
	}
	for _, p := range pkgs {
		for _, no := range []string{"crypto/tls", "debug/", "github.com/Azure", "github.com/urfave", "net/http", module + "/internal/cli"} {
			if strings.HasPrefix(p.ImportPath, no) {
				t.Errorf("azenv-hook depends on %s", p.ImportPath)
			}
		}
		name, _ := room(p.ImportPath)
		if slices.Contains(p.Imports, "net") && p.ImportPath != "golang.org/x/sys/windows" {
			t.Errorf("azenv-hook depends on net, by %s", name)
		}
	}
}

// checkDeps looks at all that main pulls in.
func checkDeps(t *testing.T, pkgs []listed) {
	t.Helper()
	seen := map[string]bool{}
	for _, p := range pkgs {
		name, ours := room(p.ImportPath)
		seen[name] = true
		if ours && slices.Contains(p.Deps, module+"/internal/cli") && name != "cmd/azenv" {
			t.Errorf("%s depends on internal/cli", name)
		}
		if ours && name != "internal/cli" && name != "cmd/azenv" && slices.Contains(p.Deps, "github.com/urfave/cli/v2") {
			t.Errorf("%s depends on urfave/cli", name)
		}
		if slices.Contains(export, name) {
			for _, dep := range []string{"crypto/tls", "net/http"} {
				if slices.Contains(p.Deps, dep) {
					t.Errorf("%s, which export needs, depends on %s", name, dep)
				}
			}
		}
		if strings.HasPrefix(p.ImportPath, "testing") || tool(name) || slices.Contains(support, name) {
			t.Errorf("azenv depends on %s", p.ImportPath)
		}
	}
	for _, name := range export {
		if !seen[name] {
			t.Errorf("%s is no part of azenv: the list of what export needs is out of date", name)
		}
	}
}
