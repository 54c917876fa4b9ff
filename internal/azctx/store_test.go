package azctx

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// wantAll fails unless s holds sample(0) to sample(n-1), each once.
func wantAll(t *testing.T, s *Store, n int) {
	t.Helper()
	p, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Identity]int{}
	for i := range p.Contexts {
		seen[p.Contexts[i].Identity()]++
	}
	for i := range n {
		c := sample(i)
		if seen[c.Identity()] != 1 {
			t.Errorf("%s is there %d times", c.Subscription.Name, seen[c.Identity()])
		}
	}
	if len(p.Contexts) != n {
		t.Errorf("%d contexts, want %d", len(p.Contexts), n)
	}
	checkLabels(t, p)
	wantMended(t, s, p)
}

func TestUpdate_ofManyGoroutinesLosesNothing(t *testing.T) {
	const writers, each = 8, 4
	dir := t.TempDir()
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			s := storeIn(dir)
			for i := range each {
				if err := s.Update(adding(sample(w*each + i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	wantAll(t, storeIn(dir), writers*each)
}

func TestUpdate_ofManyProcessesLosesNothing(t *testing.T) {
	const writers, each = 5, 6
	dir := t.TempDir()
	var wg sync.WaitGroup
	for w := range writers {
		cmd := writer(t, dir, w*each, each)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantAll(t, storeIn(dir), writers*each)
}

func TestUpdate_thatFailsWritesNothing(t *testing.T) {
	for _, p := range []*Profile{nil, lookups()} {
		t.Run(fmt.Sprintf("a profile: %v", p != nil), func(t *testing.T) {
			s := newStore(t, p)
			before := s.files(t)
			boom := errors.New("boom")
			err := s.Update(func(p *Profile) error {
				p.Default = ctxID(1)
				p.Contexts = append(p.Contexts, stored(77, "more", ""))
				return boom
			})
			if !errors.Is(err, boom) {
				t.Errorf("error %v, want %v", err, boom)
			}
			if after := s.files(t); after != before {
				t.Errorf("files before\n%s\nafter\n%s", before, after)
			}
		})
	}
}

// files is the text of the files that an update writes.
func (s *Store) files(t *testing.T) string {
	t.Helper()
	return read(t, s.Dirs.Profile()) + "\n" + read(t, s.Dirs.Stamp()) + "\n" + read(t, s.Dirs.Index())
}

func TestUpdate_thatChangesNothingWritesNothing(t *testing.T) {
	for _, p := range []*Profile{nil, lookups()} {
		t.Run(fmt.Sprintf("a profile: %v", p != nil), func(t *testing.T) {
			s := newStore(t, p)
			before := s.files(t)
			was, _ := os.Stat(s.Dirs.Profile())
			if err := s.Update(func(*Profile) error { return nil }); err != nil {
				t.Fatal(err)
			}
			now, _ := os.Stat(s.Dirs.Profile())
			if after := s.files(t); after != before {
				t.Errorf("files before\n%s\nafter\n%s", before, after)
			} else if p != nil && !os.SameFile(was, now) {
				t.Error("the profile was replaced")
			}
		})
	}
}

func TestUpdate_leavesWhatItCannotReadAlone(t *testing.T) {
	for name, text := range map[string]string{
		"empty":   "",
		"corrupt": `{"version":1,"contexts":[`,
		"newer":   `{"version":2,"contexts":[],"more":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t, lookups())
			write(t, s.Dirs.Profile(), text)
			called := false
			err := s.Update(func(*Profile) error { called = true; return nil })
			var corrupt *CorruptError
			var newer *NewerError
			if called || !errors.As(err, &corrupt) && !errors.As(err, &newer) {
				t.Errorf("error %v, changed: %v", err, called)
			}
			if got := read(t, s.Dirs.Profile()); got != text {
				t.Errorf("the file is now %q", got)
			}
		})
	}
}

func TestUpdate_readsAFileOfWindows(t *testing.T) {
	s := newStore(t, nil)
	write(t, s.Dirs.Profile(), "\ufeff"+strings.ReplaceAll(fileOf(""), ",", ",\r\n"))
	if err := s.Update(adding(sample(2))); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Load(); err != nil || len(p.Contexts) != 2 {
		t.Errorf("profile %v, error %v", p, err)
	}
}

func TestStamp_changesWithEveryChange(t *testing.T) {
	s := newStore(t, nil)
	changes := []struct {
		name string
		fn   func(*Profile) error
	}{
		{"a context more", adding(sample(1))},
		{"another one", adding(sample(2))},
		{"a name", adding(given("dev", sample(1)))},
		{"a label", func(p *Profile) error { p.Contexts[0].Label = "dev2"; return nil }},
		{"a group", func(p *Profile) error { p.Contexts[0].Group = "rg"; return nil }},
		{"protection", func(p *Profile) error { p.Contexts[0].Protected = true; return nil }},
		{"a default", func(p *Profile) error { p.Default = p.Contexts[0].ID; return nil }},
		{"another default", func(p *Profile) error { p.Default = p.Contexts[1].ID; return nil }},
		{"no default", func(p *Profile) error { p.Default = ""; return nil }},
		{"a context less", func(p *Profile) error { p.Contexts = p.Contexts[1:]; return nil }},
		{"no context", func(p *Profile) error { p.Contexts = nil; return nil }},
	}
	was := ""
	for _, c := range changes {
		if err := s.Update(c.fn); err != nil {
			t.Fatal(err)
		}
		now, err := s.Stamp()
		if err != nil || now == was || len(now) != 25 || len(now) >= StampLimit || strings.Count(now, "\n") != 1 {
			t.Errorf("%s: stamp %q, before %q, error %v", c.name, now, was, err)
		}
		if err := s.Update(func(*Profile) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if again, _ := s.Stamp(); again != now {
			t.Errorf("%s: stamp %q after no change, want %q", c.name, again, now)
		}
		was = now
	}
}

// TestOpen_neverSeesLessThanTheStampStandsFor reads while another writes: what a
// view says must be at least as new as the stamp it carries, or a shell would
// hold on to what is old.
func TestOpen_neverSeesLessThanTheStampStandsFor(t *testing.T) {
	s := newStore(t, &Profile{Default: ctxID(1), Contexts: []Context{stored(1, "dev", "dev")}})
	const writes = 60
	var of sync.Map // stamp → which write it stands for
	first, _ := s.Stamp()
	of.Store(first, 0)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := 1; n <= writes; n++ {
			err := s.Update(func(p *Profile) error { p.Contexts[0].Location = strconv.Itoa(n); return nil })
			stamp, serr := s.Stamp()
			if err != nil || serr != nil {
				t.Error(err, serr)
			}
			of.Store(stamp, n)
		}
	}()
	type sight struct {
		stamp    string
		location int
	}
	var sights []sight
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		v, err := s.Open()
		if err != nil {
			t.Fatal(err)
		}
		c, err := v.ByID(ctxID(1))
		if err != nil || c == nil {
			t.Fatal(c, err)
		}
		n, _ := strconv.Atoi(c.Location)
		sights = append(sights, sight{v.Stamp, n})
		v.Close()
	}
	for _, g := range sights {
		n, ok := of.Load(g.stamp)
		if revoked(g.stamp) {
			continue // it stands for no profile, and none is held on its word
		}
		if !ok {
			t.Fatalf("stamp %q was never written", g.stamp)
		}
		if n.(int) > g.location {
			t.Errorf("the stamp of write %d came with the profile of write %d", n, g.location)
		}
	}
}

func TestReading_takesNoLock(t *testing.T) {
	s := newStore(t, lookups())
	unlock, err := s.lock(time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	remove(t, s.Dirs.Index()) // so that Open has something to mend, and may not
	start := time.Now()
	v := opened(t, s)
	if d := same(v, lookups()); d != "" {
		t.Error(d)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if got := read(t, s.Dirs.Index()); got != "(none)" {
		t.Error("the index was written while another held the lock")
	}
}

func TestLock_saysWhoHoldsIt(t *testing.T) {
	s := newStore(t, nil)
	unlock, err := s.lock(time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if _, err := s.lock(30 * time.Millisecond); err == nil || !strings.Contains(err.Error(), s.Dirs.Lock()) || !strings.Contains(err.Error(), "another azenv") {
		t.Errorf("error %v, want one that names the file and another azenv", err)
	}
}

// TestLock_waitsWhileOthersTakeTurns has a queue that moves: no single one of those
// before it holds the lock for as long as this writer waits.
func TestLock_waitsWhileOthersTakeTurns(t *testing.T) {
	s := newStore(t, lookups())
	unlock, err := s.lock(time.Second)
	if err != nil {
		t.Fatal(err)
	}
	const wait = 200 * time.Millisecond
	go func() {
		defer unlock()
		for range 20 {
			time.Sleep(wait / 8)
			if err := s.revoke(); err != nil {
				t.Error(err)
			}
		}
	}()
	free, err := storeIn(filepath.Dir(s.Dirs.State)).lock(wait)
	if err != nil {
		t.Fatal(err)
	}
	free()
}
