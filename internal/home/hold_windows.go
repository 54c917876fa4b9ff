package home

import (
	"path/filepath"

	"github.com/gofrs/flock"
)

// holdName is the file in a shell's folder that is locked by what azenv started and may
// outlive the shell.
const holdName = "hold"

// Hold keeps dir, a shell's folder, from being taken for a dead one's while this process
// lives: on Windows it waits for what it starts.
func Hold(dir string) error {
	_, err := flock.New(filepath.Join(dir, holdName)).TryRLock()
	return err
}

// Held says whether somebody holds dir.
func Held(dir string) bool {
	l := flock.New(filepath.Join(dir, holdName))
	got, err := l.TryLock()
	if got {
		l.Unlock()
	}
	return err == nil && !got
}
