//go:build unix

package home

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// NoFollow is the open flag that refuses a symbolic link.
const NoFollow = syscall.O_NOFOLLOW

// NoWait is the open flag with which open does not wait for the other end of a FIFO.
const NoWait = syscall.O_NONBLOCK

// Mine returns an error unless dir is a folder that belongs to this user and that
// nobody else may write to. If dir exists, the error is a *UnfitError.
func Mine(dir string) error {
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	switch {
	case !fi.IsDir():
		return &UnfitError{dir, "not a folder", "mv " + Word(dir) + " " + Word(dir+".old")}
	case ok && int(st.Uid) != os.Geteuid():
		return &UnfitError{dir, fmt.Sprintf("belongs to user %d, not to you", st.Uid), "export AZENV_HOME=/a/folder/of/yours"}
	case fi.Mode().Perm()&0o022 != 0:
		return &UnfitError{dir, fmt.Sprintf("others may write to it (mode %04o)", fi.Mode().Perm()), "chmod go-w " + Word(dir)}
	}
	return nil
}

// Private returns an error if path belongs to another user, or if others may use it in any
// way. If path exists, the error is a *UnfitError.
func Private(path string) error {
	fi, err := os.Stat(path)
	if err != nil {
		return err
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
		return &UnfitError{path, fmt.Sprintf("belongs to user %d, not to you", st.Uid), "ls -ld " + Word(path)}
	}
	may := ""
	switch mode := fi.Mode().Perm(); {
	case mode&0o022 != 0:
		may = "write to"
	case mode&0o044 != 0:
		may = "read"
	case mode&0o011 != 0:
		may = "enter"
	default:
		return nil
	}
	return &UnfitError{path, fmt.Sprintf("others may %s it (mode %04o)", may, fi.Mode().Perm()), "chmod go-rwx " + Word(path)}
}

// Usable returns an error unless this user may list, enter and change the folder.
func Usable(dir string) error {
	if err := unix.Faccessat(unix.AT_FDCWD, dir, unix.R_OK|unix.W_OK|unix.X_OK, unix.AT_EACCESS); err != nil {
		return &os.PathError{Op: "access", Path: dir, Err: err}
	}
	return nil
}

// Enterable says whether this user may reach what is in the folder.
func Enterable(dir string) bool {
	return unix.Faccessat(unix.AT_FDCWD, dir, unix.X_OK, unix.AT_EACCESS) == nil
}

// Owner returns the user to whom path belongs, and whether that is known.
func Owner(path string) (uid int, ok bool) {
	fi, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	return OwnerOf(fi)
}

// OwnerOf is Owner for a file that was looked at before.
func OwnerOf(fi os.FileInfo) (uid int, ok bool) {
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(st.Uid), true
}
