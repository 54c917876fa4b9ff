//go:build unix

package home

import (
	"fmt"
	"os"
	"syscall"
)

// NoFollow is the open flag that refuses a symbolic link.
const NoFollow = syscall.O_NOFOLLOW

// NoWait is the open flag by which a FIFO does not make us wait for its other end.
const NoWait = syscall.O_NONBLOCK

// Mine returns an error, a *PlaceError where dir is there, unless it is a folder
// that belongs to this user and that nobody else may write to.
func Mine(dir string) error {
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	switch {
	case !fi.IsDir():
		return &PlaceError{dir, "not a folder", "mv " + dir + " " + dir + ".old"}
	case ok && int(st.Uid) != os.Geteuid():
		return &PlaceError{dir, fmt.Sprintf("belongs to user %d, not to you", st.Uid), "export AZENV_HOME=/a/folder/of/yours"}
	case fi.Mode().Perm()&0o022 != 0:
		return &PlaceError{dir, fmt.Sprintf("others may write to it (mode %04o)", fi.Mode().Perm()), "chmod go-w " + dir}
	}
	return nil
}
