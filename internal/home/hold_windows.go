package home

import (
	"path/filepath"

	"github.com/gofrs/flock"
)

// holdName is a file in a shell's folder. azenv locks it for a program that it starts,
// since the program may run longer than the shell.
const holdName = "hold"

// Hold holds dir, a shell's folder, so that nobody takes its shell for dead. That lasts
// while this process lives: on Windows azenv waits for the program that it starts.
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
