//go:build unix

package torture

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

// binary is the azenv under test.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(build(m))
}

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "azenv-torture-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	os.Chmod(dir, 0o755) // another user runs it, too
	binary = filepath.Join(dir, "azenv")
	cmd := exec.Command("go", "build", "-o", binary, "github.com/azenv/azenv/cmd/azenv")
	cmd.Stderr = os.Stderr
	if cmd.Run() != nil {
		return 1
	}
	return m.Run()
}

// need skips a test by name where a program is missing.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is missing", p)
		}
	}
}
