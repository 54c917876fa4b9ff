package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// binDir holds the azenv under test.
var binDir string

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == browser {
		browse()
		return
	}
	dir, err := os.MkdirTemp("", "azenv-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binDir = dir
	build := exec.Command("go", "build", "-ldflags", "-X github.com/azenv/azenv/internal/build.Stamp=azenv-build-of-the-tests", "-o", dir+"/",
		"github.com/azenv/azenv/cmd/azenv", "github.com/azenv/azenv/cmd/azenv-hook")
	build.Stderr = os.Stderr
	code := 1
	// dumpenv FILE writes the environment, as it is, for shells that cannot.
	err = os.WriteFile(filepath.Join(dir, "dumpenv"), []byte("#!/bin/sh\nexec env -0 >\"$1\"\n"), 0o755)
	if err == nil && build.Run() == nil {
		os.Chmod(dir, 0o755) // another user runs it in the sudo tests
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// shellNames are the shells that the hook is tested in.
var shellNames = []string{"bash", "zsh", "fish", "pwsh"}

// eachShell runs fn in a subtest for every shell.
func eachShell(t *testing.T, fn func(t *testing.T, sh string)) {
	for _, sh := range shellNames {
		t.Run(sh, func(t *testing.T) {
			need(t, sh)
			t.Parallel()
			fn(t, sh)
		})
	}
}

// eachUnixShell is eachShell without PowerShell, for tests whose lines are those of
// the others; pwsh_test.go has its own.
func eachUnixShell(t *testing.T, fn func(t *testing.T, sh string)) {
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "what is typed here is for the other shells")
		fn(t, sh)
	})
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

// not skips a test in one shell, and says why.
func not(t *testing.T, sh, where, why string) {
	t.Helper()
	if sh == where {
		t.Skipf("%s: %s", where, why)
	}
}
