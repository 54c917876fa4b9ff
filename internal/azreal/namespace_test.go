//go:build linux

package azreal

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/azenv/azenv/internal/fakeazure"
)

// isolate keeps what is mounted from now on to this process and its children, sends the
// hosts of the fake cloud to loopback, by a file that takes the place of /etc/hosts, and
// brings loopback up.
func isolate(hosts string) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	text := "127.0.0.1 " + strings.Join(fakeazure.Hosts, " ") + "\n"
	if err := os.WriteFile(hosts, []byte(text), 0o644); err != nil {
		return err
	}
	if err := unix.Mount(hosts, "/etc/hosts", "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("/etc/hosts: %w", err)
	}
	return loopback(true)
}

// loopback brings the only network there is up or down.
func loopback(up bool) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("loopback: %w", err)
	}
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return fmt.Errorf("loopback: %w", err)
	}
	if up {
		lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo); err != nil {
		return fmt.Errorf("loopback: %w", err)
	}
	return nil
}
