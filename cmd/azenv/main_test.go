package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/azenv/azenv/internal/cli"
)

var update = flag.Bool("update", false, "write the files that scripts compare with anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"azenv":    func() { os.Exit(cli.Run()) },
		"xdg-open": browse,
	})
}

// TestScripts runs the scripts in testdata: a topic each, in a home and an
// environment of its own.
func TestScripts(t *testing.T) {
	if signal.Ignored(syscall.SIGHUP) { // as under nohup; what is started gets one that is caught as the rule is
		caught := make(chan os.Signal, 1)
		signal.Notify(caught, syscall.SIGHUP)
		t.Cleanup(func() { signal.Stop(caught) })
	}
	testscript.RunT(&searched{T: t}, testscript.Params{
		Dir:                "testdata",
		RequireUniqueNames: true,
		UpdateScripts:      *update,
		ContinueOnError:    true, // one wrong line hides no other
		Setup:              setUp,
		Condition:          condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"answer": answer, "cloud": cloudCommand, "secrets": secrets, "status": status,
		},
	})
}

// setUp makes a home of which files in the script may be part, and puts files as
// az and Az PowerShell write them, and the README, into the folder samples.
func setUp(env *testscript.Env) error {
	test := env.T().(*searched)
	env.Values[worldKey{}] = &world{test: test}
	env.Defer(func() { test.search(env.WorkDir) })
	home := filepath.Join(env.WorkDir, "home")
	env.Setenv("HOME", home)
	if os.Getenv("GORACE") == "" {
		env.Setenv("GORACE", "atexit_sleep_ms=0") // else each azenv takes a second to end
	}
	env.Setenv("ESC", "\x1b")
	env.Setenv("BEL", "\a")
	samples := filepath.Join(env.WorkDir, "samples")
	for _, dir := range []string{home, samples} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	for _, name := range []string{"README.md", "internal/azcli/testdata/azureProfile.json", "internal/azps/testdata/AzureRmContext.json"} {
		data, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(samples, filepath.Base(name)), data, 0o600); err != nil {
			return err
		}
	}
	// azenv refuses folders that others may write to, whatever the umask here is.
	return filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = os.Chmod(path, 0o700)
		}
		return err
	})
}

// condition knows root, who may read every file, and pidns: that a pid namespace can be
// made.
func condition(name string) (bool, error) {
	switch name {
	case "root":
		return os.Geteuid() == 0, nil
	case "pidns":
		return exec.Command("unshare", "-pf", "--mount-proc", "true").Run() == nil, nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

// status runs a program and holds that it ends with exactly that exit code:
//
//	status 2 azenv nosuch
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program [argument...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}
