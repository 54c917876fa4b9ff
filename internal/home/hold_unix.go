//go:build unix

package home

import (
	"os"
	"syscall"
)

// holdName is the file in a shell's folder that is locked by what azenv started and may
// outlive the shell.
const holdName = "hold"

// Hold keeps dir, a shell's folder, from being taken for a dead one's while this process
// lives, or what it becomes, or what that starts.
func Hold(dir string) error {
	fd, err := syscall.Open(dir+"/"+holdName, syscall.O_RDONLY|syscall.O_CREAT|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return &os.PathError{Op: "open", Path: dir + "/" + holdName, Err: err}
	}
	// Never closed: a program that this process becomes inherits it.
	return syscall.Flock(fd, syscall.LOCK_SH|syscall.LOCK_NB)
}

// Held says whether somebody holds dir.
func Held(dir string) bool {
	fd, err := syscall.Open(dir+"/"+holdName, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer syscall.Close(fd)
	return syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB) == syscall.EWOULDBLOCK
}
