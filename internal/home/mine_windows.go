package home

import "os"

// NoFollow is zero: creating a link takes a privilege on Windows.
const NoFollow = 0

// NoWait is zero: what opens like a file does not block on Windows.
const NoWait = 0

// Mine returns an error unless dir is a folder. Profile folders on Windows are
// closed to others by the access list they inherit.
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

// Private has nothing to check but that path is there, see Mine.
func Private(path string) error {
	_, err := os.Stat(path)
	return err
}

// Usable returns an error unless the folder can be listed.
func Usable(dir string) error {
	_, err := os.ReadDir(dir)
	return err
}

// Owner cannot tell.
func Owner(string) (uid int, ok bool) { return 0, false }

// OwnerOf cannot tell.
func OwnerOf(os.FileInfo) (uid int, ok bool) { return 0, false }

// Enterable takes every folder that is there to be one.
func Enterable(dir string) bool {
	_, err := os.Stat(dir)
	return err == nil
}
