package azctx

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// wantSkimmed fails unless s, skimmed, has p's contexts, and nothing was written.
func wantSkimmed(t *testing.T, s *Store, p *Profile) {
	t.Helper()
	before := filesIn(t, s)
	var want []Brief
	for i := range p.Contexts {
		c := &p.Contexts[i]
		want = append(want, Brief{c.ID, c.Label, c.Account.Name, c.Tenant.ID, c.Subscription.ID, c.Subscription.Name})
	}
	all, err := s.Skim()
	if d := cmp.Diff(want, all, cmpopts.EquateEmpty()); d != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, d)
	}
	if d := cmp.Diff(before, filesIn(t, s)); d != "" {
		t.Errorf("skimming wrote something (-before +after):\n%s", d)
	}
}

// filesIn returns all that lies in the folders of s, by path, with its time.
func filesIn(t *testing.T, s *Store) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(filepath.Dir(s.Dirs.State), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		fi, err := d.Info()
		files[path] = fi.ModTime().String()
		if fi.Mode().IsRegular() {
			files[path] += read(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestSkim_hasWhatTheProfileHas(t *testing.T) {
	seeded(t, 40, func(t *testing.T, r *randSource) {
		p := randomProfile(r)
		s := newStore(t, p)
		wantSkimmed(t, s, p)
		if _, err := s.records(); err != nil && len(p.Contexts) > 0 {
			t.Errorf("the index is not used: %v", err)
		}
	})
}

func TestSkim_hasWhatTheProfileHasWhen(t *testing.T) {
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			for seed := range 8 {
				p := lookups()
				s := newStore(t, p)
				d.do(t, s, source(seed))
				wantSkimmed(t, s, p)
			}
		})
	}
	t.Run("there is no profile", func(t *testing.T) { wantSkimmed(t, newStore(t, nil), &Profile{}) })
}

// A label is found as the member that it is, whatever the texts around it say.
func TestSkim_isNotMisled(t *testing.T) {
	const trap = `","label":"trap","x":"`
	p := &Profile{Contexts: []Context{stored(1, "a & b (c)", trap), stored(2, "é", `\`), stored(3, "c", "")}}
	p.Contexts[2].Subscription.Name = trap
	p.Contexts[2].Account.Name = `{"label":"trap"}`
	p.Contexts[1].Subscription.Name = ""
	tenantOnly := sample(4)
	tenantOnly.ID, tenantOnly.Label, tenantOnly.Subscription = ctxID(4), "tenant only", Subscription{}
	tenantOnly.Group = `"subscription":{"id":"trap","name":"trap"`
	p.Contexts = append(p.Contexts, tenantOnly)
	wantSkimmed(t, newStore(t, p), p)
}

func TestSkim_saysWhatIsWrong(t *testing.T) {
	s := newStore(t, lookups())
	write(t, s.Dirs.Profile(), "{")
	if all, err := s.Skim(); err == nil || all != nil {
		t.Errorf("a damaged profile: %v, %v", all, err)
	}
	if err := os.Chmod(s.Dirs.State, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Skim(); err == nil {
		t.Error("a folder that others can write to is read")
	}
}

func BenchmarkSkim(b *testing.B) {
	s := storeIn(b.TempDir())
	var found Found
	for i := range 10_000 {
		found.Contexts = append(found.Contexts, sample(i))
	}
	found.Current = -1
	err := s.Update(func(p *Profile) error {
		p.Merge(found, Source{Kind: SourceAz, Path: "/home/ops/.azure/azureProfile.json"}, "/home/ops/.azure")
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"Skim", func() error { _, err := s.Skim(); return err }},
		{"Load", func() error { _, err := s.Load(); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
