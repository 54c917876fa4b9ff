package home

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := Lock(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, wait := range []time.Duration{0, 10 * time.Millisecond} {
		var held *HeldError
		if _, err := Lock(path, wait); !errors.As(err, &held) || *held != (HeldError{path, wait}) {
			t.Errorf("a lock that is held: %v", err)
		}
	}
	time.AfterFunc(20*time.Millisecond, unlock)
	unlock, err = Lock(path, 10*time.Second)
	if err != nil {
		t.Fatalf("a lock that was given back: %v", err)
	}
	unlock()
}

func TestLock_notAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	var place *PlaceError
	if _, err := Lock(path, 0); !errors.As(err, &place) || place.Place != path {
		t.Errorf("a folder: %v", err)
	}
}
