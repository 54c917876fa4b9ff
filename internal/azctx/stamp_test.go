package azctx

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/home"
)

// revoked says whether stamp is that of a change that was not finished yet.
func revoked(stamp string) bool { return strings.HasPrefix(stamp, stampFor("changing")[:16]) }

// TestStamp_isTakenBackBeforeAChange leaves what a writer that was killed does, before
// its change and behind it: a shell that held the stamp looks, and what it finds is
// the profile as it is, for good.
func TestStamp_isTakenBackBeforeAChange(t *testing.T) {
	for _, made := range []bool{false, true} {
		s := newStore(t, lookups())
		held := opened(t, s).Stamp
		if err := s.revoke(); err != nil {
			t.Fatal(err)
		}
		if made {
			p, err := s.Load()
			if err != nil {
				t.Fatal(err)
			}
			p.Contexts[0].Location = "moved"
			data, err := p.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if err := home.Replace(s.Dirs.Profile(), data, false); err != nil {
				t.Fatal(err)
			}
		}
		wantStep(t, s, !made, false)
		if now, _ := s.Stamp(); now == held || len(now) != len(held) {
			t.Errorf("made %v: the stamp is %q, and was %q: shells do not look", made, now, held)
		}
		s.ReadOnly = true // as where the folder may not be written to, or another writes
		v := opened(t, s)
		if now, _ := s.Stamp(); v.Stamp != now || !revoked(now) {
			t.Errorf("made %v: the view has stamp %q, and %q is on disk", made, v.Stamp, now)
		}
		s.ReadOnly = false
		v = opened(t, s)
		if now, _ := s.Stamp(); v.Stamp != now || revoked(now) || (now == held) == made {
			t.Errorf("made %v: the view has stamp %q, %q is on disk, %q was", made, v.Stamp, now, held)
		}
		if c, err := v.ByID(ctxID(1)); err != nil || (c.Location == "moved") != made {
			t.Errorf("made %v: %+v, error %v", made, c, err)
		}
		wantStep(t, s, true, true)
	}
}

// TestStamp_takenBackIsNeverThatOfBefore holds that a shell that looked during one
// change does not take the next one for it.
func TestStamp_takenBackIsNeverThatOfBefore(t *testing.T) {
	s := newStore(t, lookups())
	seen := map[string]bool{}
	for range 50 {
		if err := s.revoke(); err != nil {
			t.Fatal(err)
		}
		stamp, _ := s.Stamp()
		if seen[stamp] || !revoked(stamp) {
			t.Fatalf("stamp %q", stamp)
		}
		seen[stamp] = true
	}
}

// TestStamp_comesBackWhereNothingIsWritten has the profile's link lead to no folder.
func TestStamp_comesBackWhereNothingIsWritten(t *testing.T) {
	s := newStore(t, nil)
	if err := os.MkdirAll(s.Dirs.Config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("missing/profile.json", s.Dirs.Profile()); err != nil {
		t.Skip(err)
	}
	err := s.Update(adding(sample(50)))
	var path *os.PathError
	if !errors.As(err, &path) {
		t.Errorf("error %v", err)
	}
	if now, _ := s.Stamp(); now != stampFor(noProfile) {
		t.Errorf("stamp %q", now)
	}
}

// TestStamp_thatCannotBeTakenBack leaves the profile alone: other shells would not
// see the change.
func TestStamp_thatCannotBeTakenBack(t *testing.T) {
	s := newStore(t, lookups())
	before := read(t, s.Dirs.Profile())
	remove(t, s.Dirs.Stamp())
	if err := os.MkdirAll(s.Dirs.Stamp()+"/something", 0o700); err != nil {
		t.Fatal(err)
	}
	err := s.Update(adding(sample(50)))
	var path *os.PathError
	if !errors.As(err, &path) || path.Path != s.Dirs.Stamp() {
		t.Errorf("error %v", err)
	}
	if got := read(t, s.Dirs.Profile()); got != before {
		t.Error("the profile was changed")
	}
}
