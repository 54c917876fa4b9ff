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
		return &PlaceError{dir, "not a folder", "ren " + dir}
	}
	return nil
}
