package azctx

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// questions are what a view is asked about p: all that is there, in several
// cases, and what is not.
func questions(p *Profile) (byID, byName []string) {
	byID = append(ids(p), "", "none", ctxID(0xffff), guid(1))
	byName = append([]string{"", " ", "nobody", "Dve", guid(0xffff), "none"}, words...)
	for i := range p.Contexts {
		c := &p.Contexts[i]
		for _, s := range []string{c.Name, c.Label, c.FullName(), c.Subscription.Name, c.Subscription.ID, c.ID} {
			byName = append(byName, s, strings.ToUpper(s), strings.ToLower(s), s+"x")
		}
	}
	return byID, byName
}

// same says how the answers of v differ from those of p, empty for not at all.
func same(v Contexts, p *Profile) string {
	if got := v.DefaultID(); got != p.Default {
		return fmt.Sprintf("default %q, want %q", got, p.Default)
	}
	byID, byName := questions(p)
	for _, id := range byID {
		want, _ := p.ByID(id)
		got, err := v.ByID(id)
		if err != nil {
			return fmt.Sprintf("ByID(%q): error %v", id, err)
		}
		if d := cmp.Diff(want, got, sameProfile); d != "" {
			return fmt.Sprintf("ByID(%q) (-want +got):\n%s", id, d)
		}
	}
	for _, name := range byName {
		want, wantErr := p.Find(name)
		got, err := v.Find(name)
		if d := cmp.Diff(fmt.Sprintf("%T %v", wantErr, wantErr), fmt.Sprintf("%T %v", err, err)); d != "" {
			return fmt.Sprintf("Find(%q) error (-want +got):\n%s", name, d)
		}
		if d := cmp.Diff(want, got, sameProfile); d != "" {
			return fmt.Sprintf("Find(%q) (-want +got):\n%s", name, d)
		}
		all, _ := p.All(name)
		gotAll, err := v.All(name)
		if err != nil {
			return fmt.Sprintf("All(%q): error %v", name, err)
		}
		if !slices.EqualFunc(all, gotAll, func(a, b *Context) bool { return a.ID == b.ID && a.Label == b.Label }) {
			return fmt.Sprintf("All(%q): %d, want %d, or others", name, len(gotAll), len(all))
		}
	}
	return ""
}

// opened returns a view of s, closed when the test ends.
func opened(t *testing.T, s *Store) *View {
	t.Helper()
	v, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

func TestView_answersAsTheProfileDoes(t *testing.T) {
	seeded(t, 40, func(t *testing.T, r *randSource) {
		p := randomProfile(r)
		s := newStore(t, p)
		v := opened(t, s)
		if v.index == nil && len(p.Contexts) > 0 {
			t.Error("the index is not used")
		}
		if d := same(v, p); d != "" {
			t.Error(d)
		}
	})
}

func TestOpen_noticesAProfileEditedByHand(t *testing.T) {
	s := newStore(t, lookups())
	before, _ := s.Stamp()
	text := strings.Replace(read(t, s.Dirs.Profile()), guid(3), guid(0x33), 1) // of the same length
	write(t, s.Dirs.Profile(), text)
	want, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	v := opened(t, s)
	if d := same(v, want); d != "" {
		t.Error(d)
	}
	wantMended(t, s, want)
	if now, _ := s.Stamp(); now == before || v.Stamp != now {
		t.Errorf("stamp %q, before %q, the view's %q: other shells do not notice", now, before, v.Stamp)
	}
}

func TestOpen_noticesAProfileThatIsGone(t *testing.T) {
	p := lookups()
	p.Default = ctxID(1)
	s := newStore(t, p)
	before, _ := s.Stamp()
	remove(t, s.Dirs.Profile())
	v := opened(t, s)
	if d := same(v, &Profile{}); d != "" {
		t.Error(d)
	}
	if now, _ := s.Stamp(); now == before {
		t.Errorf("stamp still %q: other shells keep contexts that are gone", now)
	}
}

func TestOpen_ofACorruptProfile(t *testing.T) {
	s := newStore(t, lookups())
	for _, text := range []string{"", "{", `{"version":1,"contexts":[{}]}`, fileOf("") + "x"} {
		write(t, s.Dirs.Profile(), text)
		v, err := s.Open()
		var corrupt *CorruptError
		if !errors.As(err, &corrupt) {
			t.Errorf("%.20q: error %v, want *CorruptError", text, err)
		}
		if v == nil {
			t.Fatal("no view to close")
		}
		v.Close()
		if got := read(t, s.Dirs.Profile()); got != text {
			t.Errorf("%.20q was overwritten with %q", text, got)
		}
	}
}

func TestOpen_ofNothing(t *testing.T) {
	s := newStore(t, nil)
	v := opened(t, s)
	if d := same(v, &Profile{}); d != "" {
		t.Error(d)
	}
	if _, err := os.Stat(s.Dirs.Config); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a look made the folder: %v", err)
	}
}
