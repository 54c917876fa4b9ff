//go:build unix

package home

import (
	"fmt"
	"os"
	"syscall"
)

// NoFollow is the open flag that refuses a symbolic link.
const NoFollow = syscall.O_NOFOLLOW

// Mine returns an error unless dir is a folder that belongs to this user and
// that nobody else may write to.
func Mine(dir string) error {
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	switch {
	case !fi.IsDir():
		return fmt.Errorf("%s: not a folder", dir)
	case ok && int(st.Uid) != os.Geteuid():
		return fmt.Errorf("%s: belongs to user %d, not to you", dir, st.Uid)
	case fi.Mode().Perm()&0o022 != 0:
		return fmt.Errorf("%s: others may write to it (mode %04o)", dir, fi.Mode().Perm())
	}
	return nil
}
