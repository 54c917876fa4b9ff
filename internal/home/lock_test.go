package home

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
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

// TestLockInTurn_saysHowLongItWaited counts turns by the marks that were looked at: one at
// a turn's beginning and one at its end.
func TestLockInTurn_saysHowLongItWaited(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := Lock(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	const wait = time.Millisecond
	for moves, turns := range map[int]int{0: 1, 1: 2, 3: 4, lockTurns - 1: lockTurns, 100: lockTurns} {
		looks := 0
		_, err := LockInTurn(path, wait, func() string {
			looks++
			return strconv.Itoa(min(looks/2, moves)) // differs at the end of each of so many turns
		})
		var held *HeldError
		if !errors.As(err, &held) || *held != (HeldError{path, time.Duration(turns) * wait}) {
			t.Errorf("a queue that moved %d times: %v, want %d turns of %v", moves, err, turns, wait)
		}
		if looks < 2*turns-1 || looks > 2*turns {
			t.Errorf("a queue that moved %d times: looked %d times, want %d turns", moves, looks, turns)
		}
	}
}

// TestLockInTurn_getsItsTurn has the lock given back after more waits than one.
func TestLockInTurn_getsItsTurn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := Lock(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	looks := 0
	free, err := LockInTurn(path, 50*time.Millisecond, func() string {
		if looks++; looks == 5 { // as the third turn begins
			unlock()
		}
		return strconv.Itoa(looks)
	})
	if err != nil {
		t.Fatal(err)
	}
	free()
}

func TestLock_notAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	var unfit *UnfitError
	if _, err := Lock(path, 0); !errors.As(err, &unfit) || unfit.Path != path {
		t.Errorf("a folder: %v", err)
	}
}
