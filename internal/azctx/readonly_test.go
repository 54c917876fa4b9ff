package azctx

import (
	"os"
	"path/filepath"
	"testing"
)

// wantStep fails unless index and stamp are, or are not, in step with the profile.
func wantStep(t *testing.T, s *Store, index, stamp bool) {
	t.Helper()
	i, m, err := s.InStep()
	if err != nil || i != index || m != stamp {
		t.Errorf("index %v, stamp %v, error %v; want %v and %v", i, m, err, index, stamp)
	}
}

func TestStore_readOnly(t *testing.T) {
	s := storeIn(t.TempDir())
	s.ReadOnly = true
	opened(t, s)
	wantStep(t, s, true, true)
	if _, err := os.Lstat(s.Dirs.State); err == nil {
		t.Error("the state folder was made")
	}
	if err := s.Update(adding(sample(0))); err != nil {
		t.Fatal(err)
	}
	wantStep(t, s, true, true)
	p, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{s.Dirs.Index(), s.Dirs.Stamp()} {
		if err := os.WriteFile(path, []byte("garbage"), 0o600); err != nil {
			t.Fatal(err)
		}
		if d := same(opened(t, s), p); d != "" {
			t.Error(d)
		}
		if data, _ := os.ReadFile(path); string(data) != "garbage" {
			t.Errorf("%s was mended", path)
		}
	}
	wantStep(t, s, false, false)
	s.ReadOnly = false
	opened(t, s)
	wantStep(t, s, true, true)
}

func TestTrusted_entries(t *testing.T) {
	dir := t.TempDir()
	tr := Trusted{Dir: filepath.Join(dir, "trust")}
	if n, err := tr.Entries(); err != nil || n.Files+n.Trees+n.Denied+len(n.Odd) != 0 {
		t.Errorf("without a folder: %+v, error %v", n, err)
	}
	for _, err := range []error{
		tr.Allow(filepath.Join(dir, "a"), []byte("dev")), tr.Allow(filepath.Join(dir, "a"), []byte("prod")),
		tr.Deny(filepath.Join(dir, "b")), os.WriteFile(filepath.Join(tr.Dir, "stray"), nil, 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tr.AllowUnder(dir); err != nil {
		t.Fatal(err)
	}
	n, err := tr.Entries()
	if err != nil || n.Files != 2 || n.Trees != 1 || n.Denied != 1 || len(n.Odd) != 1 || n.Odd[0] != "stray" {
		t.Errorf("%+v, error %v", n, err)
	}
	if err := os.Symlink(tr.Dir, filepath.Join(dir, "link")); err == nil {
		if _, err := (Trusted{Dir: filepath.Join(dir, "link")}).Entries(); err == nil {
			t.Error("a link is followed")
		}
	}
}
