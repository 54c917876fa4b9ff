package azctx

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// damages are what can become of the index and the stamp without azenv.
var damages = []struct {
	name string
	do   func(t *testing.T, s *Store, r *randSource)
}{
	{"the index is gone", func(t *testing.T, s *Store, _ *randSource) { remove(t, s.Dirs.Index()) }},
	{"the index is empty", func(t *testing.T, s *Store, _ *randSource) { write(t, s.Dirs.Index(), "") }},
	{"the index is cut", func(t *testing.T, s *Store, r *randSource) {
		text := read(t, s.Dirs.Index())
		write(t, s.Dirs.Index(), text[:r.IntN(len(text))])
	}},
	{"the index is cut in its keys", func(t *testing.T, s *Store, r *randSource) {
		text := read(t, s.Dirs.Index())
		write(t, s.Dirs.Index(), text[:len(text)-1-r.IntN(2*keySize)])
	}},
	{"the index has zeros in its keys", func(t *testing.T, s *Store, _ *randSource) {
		text := read(t, s.Dirs.Index())
		write(t, s.Dirs.Index(), text[:len(text)-2*keySize]+strings.Repeat("\x00", 2*keySize))
	}},
	{"the index is of another profile", func(t *testing.T, s *Store, r *randSource) {
		write(t, s.Dirs.Index(), string(encodeIndex(randomProfile(r), "1.2.3", "0123456789abcdef")))
	}},
	{"the index is a folder", func(t *testing.T, s *Store, _ *randSource) {
		remove(t, s.Dirs.Index())
		if err := os.Mkdir(s.Dirs.Index(), 0o700); err != nil {
			t.Fatal(err)
		}
	}},
	{"the stamp is gone", func(t *testing.T, s *Store, _ *randSource) { remove(t, s.Dirs.Stamp()) }},
	{"the stamp is empty", func(t *testing.T, s *Store, _ *randSource) { write(t, s.Dirs.Stamp(), "") }},
	{"the stamp is another's", func(t *testing.T, s *Store, _ *randSource) { write(t, s.Dirs.Stamp(), stampFor("0123456789abcdef")) }},
	{"the stamp is a megabyte", func(t *testing.T, s *Store, _ *randSource) {
		write(t, s.Dirs.Stamp(), strings.Repeat("x", 1<<20))
	}},
	{"both are gone", func(t *testing.T, s *Store, _ *randSource) { remove(t, s.Dirs.Index()); remove(t, s.Dirs.Stamp()) }},
	{"the state folder is gone", func(t *testing.T, s *Store, _ *randSource) {
		if err := os.RemoveAll(s.Dirs.State); err != nil {
			t.Fatal(err)
		}
	}},
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func TestView_answersAsTheProfileDoesWhen(t *testing.T) {
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			for seed := range 4 {
				r := source(seed)
				p := randomProfile(r)
				if seed == 0 || len(p.Contexts) == 0 { // an empty one has no index
					p = lookups()
				}
				s := newStore(t, p)
				d.do(t, s, r)
				if diff := same(opened(t, s), p); diff != "" {
					t.Errorf("seed %d: %s", seed, diff)
				}
			}
		})
	}
}

func TestOpen_mendsIndexAndStamp(t *testing.T) {
	for _, d := range damages {
		if d.name == "the index is a folder" {
			continue // what somebody else put there is not azenv's to remove
		}
		t.Run(d.name, func(t *testing.T) {
			p := lookups()
			s := newStore(t, p)
			d.do(t, s, source(1))
			first := opened(t, s)
			wantMended(t, s, p)
			if stamp := read(t, s.Dirs.Stamp()); first.Stamp != stamp {
				t.Errorf("the view that mended has stamp %q, but %q is on disk", first.Stamp, stamp)
			}
		})
	}
}

// wantMended fails unless the index of s serves, and the stamp is p's.
func wantMended(t *testing.T, s *Store, p *Profile) {
	t.Helper()
	if want, got := stampFor(hashOf([]byte(read(t, s.Dirs.Profile())))), read(t, s.Dirs.Stamp()); got != want {
		t.Errorf("stamp %q, want %q", got, want)
	}
	v := opened(t, s)
	if v.index == nil {
		t.Error("the index is not used")
	}
	if d := same(v, p); d != "" {
		t.Error(d)
	}
}

// answers is what c says to a few questions, as text.
func answers(c Contexts) string {
	var b strings.Builder
	fmt.Fprintln(&b, "default", c.DefaultID())
	for _, id := range []string{ctxID(1), ctxID(2)} {
		got, err := c.ByID(id)
		fmt.Fprintln(&b, id, got, err)
	}
	for _, name := range []string{"dev", "prod", "shared", guid(1)} {
		fmt.Fprintln(&b, name, findIn(c, name))
	}
	return b.String()
}

// TestView_isNotMisledByADamagedIndex changes every byte of an index, one at a
// time. No answer may change: a context of another subscription is worse than
// none.
func TestView_isNotMisledByADamagedIndex(t *testing.T) {
	p := &Profile{Default: ctxID(2), Contexts: []Context{called(1, "dev", 1, "Shared"), called(2, "prod", 2, "Shared")}}
	s := newStore(t, p)
	good, profile := read(t, s.Dirs.Index()), read(t, s.Dirs.Profile())
	want, bad, first := answers(p), 0, ""
	for i := range len(good) {
		b := []byte(good)
		b[i] ^= 1
		write(t, s.Dirs.Index(), string(b))
		v, err := s.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got := answers(v); got != want {
			if bad++; first == "" || strings.Contains(got, "-000000000003") {
				first = cmp.Diff(want, got)
			}
		}
		v.Close()
	}
	if bad > 0 {
		t.Errorf("%d of %d changed bytes changed an answer; one of them (-want +got):\n%s", bad, len(good), first)
	}
	if read(t, s.Dirs.Profile()) != profile {
		t.Error("the profile was written to")
	}
}
