package home

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// NotFile says why a path is not read: what is there is not a regular file.
type NotFile string

// What may be where a file should be.
const (
	Folder  NotFile = "a directory, not a file"
	Link    NotFile = "a link where a file should be"
	Special NotFile = "not a regular file"
)

func (n NotFile) Error() string { return string(n) }

// TooLong says that a file has more bytes than it may have.
type TooLong int64

func (n TooLong) Error() string {
	switch {
	case n > 0 && n%(1<<20) == 0:
		return fmt.Sprintf("larger than %d MiB", n>>20)
	case n > 0 && n%(1<<10) == 0:
		return fmt.Sprintf("larger than %d KiB", n>>10)
	}
	return fmt.Sprintf("larger than %d bytes", n)
}

// FileError says why a file is not read: what is there is a NotFile or a TooLong.
type FileError struct {
	Path string
	Err  error
}

func (e *FileError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *FileError) Unwrap() error { return e.Err }

// Cause is err without the path, for a message that has it already.
func Cause(err error) error {
	var system *fs.PathError
	var file *FileError
	switch {
	case errors.As(err, &system):
		return system.Err
	case errors.As(err, &file):
		return file.Err
	}
	return err
}

// ReadSmall returns the contents of a file of at most that many bytes, and its FileInfo
// from when it was opened. It never waits for a pipe, and never opens a device. An error is
// a *FileError, of a NotFile or a TooLong, or one of the system. With a TooLong comes
// the beginning of the file, one byte more than the limit.
func ReadSmall(path string, limit int64) ([]byte, fs.FileInfo, error) {
	return readSmall(path, limit, os.Stat, 0)
}

// ReadSmallOwn is ReadSmall for a file that only azenv or az makes: it refuses a link.
func ReadSmallOwn(path string, limit int64) ([]byte, fs.FileInfo, error) {
	return readSmall(path, limit, os.Lstat, NoFollow)
}

func readSmall(path string, limit int64, stat func(string) (fs.FileInfo, error), flag int) ([]byte, fs.FileInfo, error) {
	failed := func(err error) error { return &FileError{path, err} }
	// Even to open a device may do something, so look first. If that fails, opening fails,
	// too, and its error says why.
	if fi, err := stat(path); err == nil && !fi.Mode().IsRegular() {
		return nil, nil, failed(kind(fi))
	}
	f, err := open(path, flag)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	// Something else may have come there since.
	fi, err := f.Stat()
	switch {
	case err != nil:
		return nil, nil, err
	case !fi.Mode().IsRegular():
		return nil, nil, failed(kind(fi))
	}
	var data bytes.Buffer
	data.Grow(int(min(fi.Size(), limit)) + bytes.MinRead)
	if _, err := data.ReadFrom(io.LimitReader(f, limit+1)); err != nil {
		return nil, nil, err
	}
	if int64(data.Len()) > limit {
		return data.Bytes(), fi, failed(TooLong(limit))
	}
	return data.Bytes(), fi, nil
}

// kind returns what is there instead of a file.
func kind(fi fs.FileInfo) NotFile {
	switch {
	case fi.IsDir():
		return Folder
	case fi.Mode()&fs.ModeSymlink != 0:
		return Link
	}
	return Special
}
