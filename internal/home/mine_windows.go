package home

import "os"

// NoFollow is zero: creating a link takes a privilege on Windows.
const NoFollow = 0

// NoWait is zero: on Windows nothing that opens like a file blocks.
const NoWait = 0

// Mine returns an error unless dir is a folder. On Windows the folders of a user's
// profile are closed to others by the access list that they inherit.
func Mine(dir string) error {
	fi, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !fi.IsDir() {
		return &UnfitError{dir, "not a folder", "ren " + dir}
	}
	return nil
}

// Private only checks that path exists, see Mine.
func Private(path string) error {
	_, err := os.Stat(path)
	return err
}

// Usable returns an error unless the folder can be listed.
func Usable(dir string) error {
	_, err := os.ReadDir(dir)
	return err
}

// Owner does not know: ok is always false.
func Owner(string) (uid int, ok bool) { return 0, false }

// OwnerOf does not know either.
func OwnerOf(os.FileInfo) (uid int, ok bool) { return 0, false }

// Enterable takes every folder that exists for enterable.
func Enterable(dir string) bool {
	_, err := os.Stat(dir)
	return err == nil
}

// Open is os.Open.
func Open(path string) (*os.File, error) { return os.Open(path) }

func open(path string, flag int) (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|flag, 0) }

// Guarded has nothing to check but that path is there, see Mine.
func Guarded(path string) error {
	_, err := os.Stat(path)
	return err
}
