//go:build unix

package home

import (
	"io/fs"
	"os"
	"syscall"
)

// Open opens a file for reading as os.Open does, but never waits for a pipe.
func Open(path string) (*os.File, error) { return open(path, 0) }

// open opens a file for reading; a pipe does not make it wait. It does not let the runtime
// watch the file: for that the first os.Open of a program sets up more than it takes to
// read all that a prompt's export reads.
func open(path string, flag int) (*os.File, error) {
	for {
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC|NoWait|flag, 0)
		if err == syscall.EINTR {
			continue
		}
		if err == nil {
			err = syscall.SetNonblock(fd, false) // which is how os.NewFile knows
		}
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: path, Err: err}
		}
		return os.NewFile(uintptr(fd), path), nil
	}
}
