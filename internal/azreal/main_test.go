//go:build linux

package azreal

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/azenv/azenv/internal/fakeazure"
)

// toolsVar names, for the run inside, the folder that the run outside has made, with the
// azenv under test in it.
const toolsVar = "AZREAL_TOOLS"

// What the run inside has.
var (
	tools  string // folder: azenv, ca.pem, hosts, and this program as others
	server *fakeazure.Server
	// missing is why no test can run.
	missing string
)

func TestMain(m *testing.M) {
	if as := roles[filepath.Base(os.Args[0])]; as != nil {
		if err := as(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if tools = os.Getenv(toolsVar); tools != "" {
		if err := isolate(filepath.Join(tools, "hosts")); err != nil {
			missing = "no namespace of its own: " + err.Error()
		} else if err := serve(); err != nil {
			fmt.Fprintln(os.Stderr, "azreal:", err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	}
	if _, err := exec.LookPath("az"); err != nil {
		missing = "az is missing"
		os.Exit(m.Run())
	}
	code, err := outside()
	if err != nil {
		missing = "no namespace of its own: " + err.Error()
		code = m.Run()
	}
	os.Exit(code)
}

// roles are other programs that this one is, by the names of links to it.
var roles = map[string]func() error{
	"azidentity-token": goToken,
	"xdg-open":         func() error { return fakeazure.Browse(http.DefaultClient, os.Args[1]) },
}

// outside builds azenv and runs this program again, inside. An error means that it could
// not be started there.
func outside() (code int, err error) {
	dir, err := os.MkdirTemp("", "azenv-azreal-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "azenv"), "github.com/azenv/azenv/cmd/azenv")
	build.Stderr = os.Stderr
	if build.Run() != nil {
		return 1, nil
	}
	runtime.LockOSThread() // Pdeathsig is about the thread
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(os.Environ(), toolsVar+"="+dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		if code = exit.ExitCode(); code < 0 {
			fmt.Fprintln(os.Stderr, "azreal:", exit)
			code = 1
		}
		return code, nil
	}
	return 0, err
}

// serve starts the fake cloud, and makes the links that roles has.
func serve() error {
	self, err := os.Executable()
	for name := range roles {
		if err == nil {
			err = os.Symlink(self, filepath.Join(tools, name))
		}
	}
	if err != nil {
		return err
	}
	if server, err = fakeazure.Start(fakeazure.New(fakeazure.World{}), "127.0.0.1:443"); err != nil {
		return err
	}
	return server.WriteCA(filepath.Join(tools, "ca.pem"))
}
