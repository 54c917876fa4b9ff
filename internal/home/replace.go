package home

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The name of a file that is being written begins with tempPrefix, and its length is
// tempLen.
const (
	tempPrefix = ".azenv-"
	tempLen    = len(tempPrefix) + 26
)

// tempAge is the age from which on nobody writes such a file any more.
const tempAge = time.Hour

// Replace writes data to path in one step: readers see the old file or the new
// one, never a part. The mode is 0600. With durable the data reaches the disk
// before the name does, and the file's time is that of the replacement. A link at
// path stays a link: its target is replaced. Errors are *fs.PathError. Their Op is
// Replacing, unless path has too many links.
func Replace(path string, data []byte, durable bool) error {
	return replaceTarget(path, data, 0o600, durable)
}

// Replacing is the Op of errors about a file that could not be replaced.
const Replacing = "replace"

// ReplaceOwn is Replace for a file that only azenv makes: a link at path is replaced
// itself, and its target stays as it is.
func ReplaceOwn(path string, data []byte, durable bool) error {
	return replace(path, data, 0o600, durable)
}

// ReplaceShared is Replace for a file of the user's own: the umask decides whether others
// may read it.
func ReplaceShared(path string, data []byte) error { return replaceTarget(path, data, 0o666, false) }

func replaceTarget(path string, data []byte, mode fs.FileMode, durable bool) error {
	path, err := follow(path)
	if err != nil {
		return err
	}
	return replace(path, data, mode, durable)
}

func replace(path string, data []byte, mode fs.FileMode, durable bool) error {
	err := write(path, data, mode, durable)
	// The error must not name the temporary file, which is gone again.
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		err = at.Err
	case errors.As(err, &link):
		err = link.Err
	}
	if err != nil {
		return &fs.PathError{Op: Replacing, Path: path, Err: err}
	}
	return nil
}

func write(path string, data []byte, mode fs.FileMode, durable bool) error {
	temp := filepath.Join(filepath.Dir(path), tempPrefix+rand.Text())
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil && durable {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil && durable {
		// Sync may have been slow. Whoever compares times, as az does for its tokens,
		// would then take the file for older than it is. If the time cannot be set,
		// nothing worse happens.
		os.Chtimes(temp, time.Time{}, time.Now())
	}
	if err == nil {
		err = rename(temp, path)
	}
	if err != nil {
		os.Remove(temp)
		return err
	}
	if durable {
		syncDir(filepath.Dir(path))
	}
	return nil
}

// Sweep removes the temporary files beside the file at path, which were left by processes
// that were killed while they wrote it. The caller holds the lock under which the file is
// written.
func Sweep(path string) {
	path, err := follow(path)
	if err != nil {
		return
	}
	entries, _ := os.ReadDir(filepath.Dir(path))
	for _, e := range entries {
		if len(e.Name()) != tempLen || !strings.HasPrefix(e.Name(), tempPrefix) {
			continue
		}
		if fi, err := e.Info(); err == nil && fi.Mode().IsRegular() && time.Since(fi.ModTime()) > tempAge {
			os.Remove(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
}

// follow returns the path to which the links at path lead, whether it exists or not.
func follow(path string) (string, error) {
	for range 40 { // as many links as Linux follows
		target, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	return "", &os.PathError{Op: "follow", Path: path, Err: errors.New("too many links")}
}

// syncDir makes a rename durable if the system can sync a folder. If it cannot, the
// rename is as durable as that system makes it.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
}
