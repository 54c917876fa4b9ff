package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/azenv/azenv/internal/fakeazure"
)

// searched is a test that keeps what a script printed, debug log and the environments of
// children included, and in the end looks for the fake cloud's secrets there and in every
// file that there is then.
type searched struct {
	*testing.T
	mu      sync.Mutex
	log     strings.Builder
	answers []string // that azenv token printed, by way of the command answer
	files   []string // with a secret, where none may be
}

func (s *searched) Log(args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintln(&s.log, args...)
}

// Verbose is true: else what went well is not logged, and nothing searched.
func (s *searched) Verbose() bool { return true }

func (s *searched) Run(name string, fn func(testscript.T)) {
	s.T.Run(name, func(t *testing.T) {
		one := &searched{T: t}
		t.Cleanup(func() {
			if t.Failed() || testing.Verbose() {
				t.Log(one.log.String())
			}
		})
		defer func() { // also where the script fails
			for _, where := range one.leaks() {
				t.Errorf("a secret of the cloud is in %s", where)
			}
		}()
		fn(one)
	})
}

// leaks says where secrets are that are in no token store.
func (s *searched) leaks() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log.String()
	for _, answer := range s.answers {
		log = strings.ReplaceAll(log, "[stdout]\n"+answer, "")
	}
	where := s.files
	for i, line := range strings.Split(log, "\n") {
		if strings.Contains(line, fakeazure.Marker) {
			where = append(where, fmt.Sprintf("line %d of what was printed", i+1))
		}
	}
	return where
}

// stores are the files that may hold secrets: the token stores of azenv and of az, what
// scripts have as input (app.*), and what azenv token printed into files (answer*).
var stores = []*regexp.Regexp{
	regexp.MustCompile(`/azenv(/[^/]+)?/tokens/(az-entry-)?[0-9a-f]{32}\.json$`),
	regexp.MustCompile(`/azenv(/[^/]+)?/az/[0-9a-f]{16}/\.azure/(msal_token_cache|service_principal_entries)\.json$`),
	regexp.MustCompile(`^home/\.azure/(msal_token_cache|service_principal_entries)\.json$`),
	regexp.MustCompile(`^(app\.|answer)[^/]*$`),
}

// search notes the files below root that hold a secret where none may be.
func (s *searched) search(root string) {
	held := secretFiles(root)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range held {
		if !slices.ContainsFunc(stores, func(r *regexp.Regexp) bool { return r.MatchString(name) }) {
			s.files = append(s.files, name)
		}
	}
}

// secretFiles are the files below root that hold a secret, by their path from there.
func secretFiles(root string) (held []string) {
	filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !d.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(path)
		if name, rerr := filepath.Rel(root, path); err == nil && rerr == nil && strings.Contains(string(data), fakeazure.Marker) {
			held = append(held, filepath.ToSlash(name))
		}
		return nil
	})
	slices.Sort(held)
	return held
}

// answer runs a program whose answer is a token, and keeps it in a file:
//
//	answer FILE azenv token
func answer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: answer file program [argument...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	text := ts.ReadFile("stdout")
	s := worldOf(ts).test
	s.mu.Lock()
	s.answers = append(s.answers, text)
	s.mu.Unlock()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// TestSearch proves that a secret is found, wherever it was left.
func TestSearch(t *testing.T) {
	root := t.TempDir()
	put := func(name string) {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x "+fakeazure.Marker+"-AT-1 y"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	allowed := []string{
		"home/.local/state/azenv/tokens/0123456789abcdef0123456789abcdef.json", "home/.azure/msal_token_cache.json", "app.secret", "answer.json",
		"home/.local/state/azenv/az/0123456789abcdef/.azure/msal_token_cache.json", "home/run/azenv/a-1-2/az/0123456789abcdef/.azure/service_principal_entries.json",
	}
	planted := []string{"home/.config/azenv/profile.json", "home/.local/state/azenv/tokens/sign-in-0123456789abcdef0123456789abcdef.json", "home/x/app.secret", "stderr"}
	for _, name := range append(allowed, planted...) {
		put(name)
	}
	s := &searched{T: t, answers: []string{fakeazure.Marker + "-of-token\n"}}
	s.search(root)
	s.Log("[stdout]\n" + fakeazure.Marker + "-of-token\n[stderr]\nfine\nAZURE_X=" + fakeazure.Marker + "-in-env")
	want := append(slices.Clone(planted), "line 3 of what was printed")
	got := s.leaks()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
