//go:build unix

package home

import (
	"os"
	"syscall"
)

// holdName is a file in a shell's folder. A program that azenv started locks it, since the
// program may run longer than the shell.
const holdName = "hold"

// Hold holds dir, a shell's folder, so that nobody takes its shell for dead. That lasts
// while this process lives, or the program that it becomes, or what that program starts.
func Hold(dir string) error {
	fd, err := syscall.Open(dir+"/"+holdName, syscall.O_RDONLY|syscall.O_CREAT|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return &os.PathError{Op: "open", Path: dir + "/" + holdName, Err: err}
	}
	// The file is never closed: the program that this process becomes inherits it.
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
