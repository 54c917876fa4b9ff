package azctx

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// link makes a symbolic link, or skips where that takes a privilege.
func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skip(err)
	}
}

func TestUpdate_refusesALockThatIsALink(t *testing.T) {
	for _, target := range []string{"there", "not there"} {
		t.Run(target, func(t *testing.T) {
			s := newStore(t, lookups())
			victim := filepath.Join(t.TempDir(), "victim")
			if target == "there" {
				write(t, victim, "precious")
			}
			before := read(t, victim)
			remove(t, s.Dirs.Lock())
			link(t, victim, s.Dirs.Lock())
			profile := read(t, s.Dirs.Profile())
			if err := s.Update(adding(sample(50))); err == nil {
				t.Error("no error")
			}
			if got := read(t, victim); got != before {
				t.Errorf("the link's target is %q, was %q", got, before)
			}
			if read(t, s.Dirs.Profile()) != profile {
				t.Error("the profile was written to without the lock")
			}
			if d := same(opened(t, s), lookups()); d != "" {
				t.Errorf("reading: %s", d)
			}
		})
	}
}

func TestUpdate_keepsAProfileThatIsALink(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, config, dotfiles string) // links config/profile.json
	}{
		{"absolute", func(t *testing.T, config, dotfiles string) {
			link(t, filepath.Join(dotfiles, "p.json"), filepath.Join(config, "profile.json"))
		}},
		{"relative", func(t *testing.T, config, dotfiles string) {
			rel, err := filepath.Rel(config, filepath.Join(dotfiles, "p.json"))
			if err != nil {
				t.Fatal(err)
			}
			link(t, rel, filepath.Join(config, "profile.json"))
		}},
		{"of a link", func(t *testing.T, config, dotfiles string) {
			link(t, filepath.Join(dotfiles, "p.json"), filepath.Join(config, "between"))
			link(t, "between", filepath.Join(config, "profile.json"))
		}},
	}
	for _, target := range []string{"", fileOf("")} {
		for _, tt := range tests {
			t.Run(fmt.Sprintf("%s, with a target: %v", tt.name, target != ""), func(t *testing.T) {
				s := newStore(t, nil)
				dotfiles := t.TempDir()
				if err := os.MkdirAll(s.Dirs.Config, 0o700); err != nil {
					t.Fatal(err)
				}
				tt.make(t, s.Dirs.Config, dotfiles)
				if target != "" {
					write(t, filepath.Join(dotfiles, "p.json"), target)
				}
				if err := s.Update(adding(sample(2))); err != nil {
					t.Fatal(err)
				}
				if fi, err := os.Lstat(s.Dirs.Profile()); err != nil || fi.Mode()&os.ModeSymlink == 0 {
					t.Errorf("the profile is no link any more: %v, %v", fi.Mode(), err)
				}
				if got := read(t, filepath.Join(dotfiles, "p.json")); !strings.Contains(got, guid(2)) {
					t.Errorf("the link's target is %q", got)
				}
				p, err := s.Load()
				if err != nil {
					t.Fatal(err)
				}
				wantMended(t, s, p)
			})
		}
	}
}
