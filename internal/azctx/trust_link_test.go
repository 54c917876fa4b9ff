package azctx

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTrust_throughLinks(t *testing.T) {
	top, trusted := tree(t, map[string]string{
		"work/a/.azcontext": "a\n", "work/b/f": "", "out/.azcontext": "out\n", "out/text": "out\n", "strange/f": "",
	})
	in := func(path string) string { return filepath.Join(top, path) }
	link(t, "work", in("alias"))
	link(t, in("out"), in("work/outside"))
	link(t, in("out/text"), in("work/b/.azcontext"))
	link(t, in("work/a/.azcontext"), in("strange/.azcontext"))

	ok(t, trusted.Allow(in("alias/a/.azcontext"), []byte("a\n")))
	wantTrust(t, trusted, in("work/a"), Allowed)
	wantTrust(t, trusted, in("alias/a"), Allowed)
	ok(t, trusted.Deny(in("work/a/.azcontext")))
	wantTrust(t, trusted, in("alias/a"), Denied)
	ok(t, trusted.Forget(in("alias/a/.azcontext")))
	wantTrust(t, trusted, in("work/a"), Untrusted)

	if real, err := trusted.AllowUnder(in("alias")); err != nil || real != in("work") {
		t.Errorf("%s, error %v", real, err)
	}
	wantTrust(t, trusted, in("alias/a"), Under)
	wantTrust(t, trusted, in("work/a"), Under)
	t.Run("a folder that is linked into the tree is not in it", func(t *testing.T) {
		wantTrust(t, trusted, in("work/outside"), Untrusted)
	})
	t.Run("a file that is linked into the tree is not in it", func(t *testing.T) {
		wantTrust(t, trusted, in("work/b"), Untrusted)
		ok(t, trusted.Allow(in("work/b/.azcontext"), []byte("out\n")))
		wantTrust(t, trusted, in("work/b"), Allowed)
		write(t, in("out/text"), "changed\n")
		wantTrust(t, trusted, in("work/b"), Untrusted)
	})
	t.Run("a link from elsewhere to a file in the tree is not in it", func(t *testing.T) {
		wantTrust(t, trusted, in("strange"), Untrusted)
	})
	if was, err := trusted.DenyUnder(in("alias")); err != nil || !was {
		t.Errorf("was a tree: %v, error %v", was, err)
	}
	wantTrust(t, trusted, in("work/a"), Untrusted)
}

// An entry that is a link, or a folder, may be anybody's word.
func TestTrust_believesAndFollowsNoLinkedEntry(t *testing.T) {
	for _, what := range []string{"allowed", "denied", "under"} {
		t.Run(what, func(t *testing.T) {
			top, trusted := tree(t, map[string]string{".azcontext": "dev\n"})
			path := filepath.Join(top, DirFileName)
			say, want := map[string]func() error{
				"allowed": func() error { return trusted.Allow(path, []byte("dev\n")) },
				"denied":  func() error { return trusted.Deny(path) },
				"under":   func() error { _, err := trusted.AllowUnder(top); return err },
			}[what], map[string]Trust{"allowed": Allowed, "denied": Denied, "under": Under}[what]
			ok(t, say())
			wantTrust(t, trusted, top, want)
			list, err := os.ReadDir(trusted.Dir)
			if err != nil || len(list) != 1 {
				t.Fatalf("entries %v, error %v", list, err)
			}
			entry, victim := filepath.Join(trusted.Dir, list[0].Name()), filepath.Join(t.TempDir(), "victim")
			write(t, victim, "precious")
			remove(t, entry)
			link(t, victim, entry)
			wantTrust(t, trusted, top, Untrusted)
			ok(t, say())
			if got := read(t, victim); got != "precious" {
				t.Errorf("what the link leads to is now %q", got)
			}
			wantTrust(t, trusted, top, want)
			remove(t, entry)
			mkdir(t, entry, "")
			wantTrust(t, trusted, top, Untrusted)
		})
	}
}

func TestTrust_inAFolderThatIsALink(t *testing.T) {
	top, trusted := tree(t, map[string]string{".azcontext": "dev\n"})
	path := filepath.Join(top, DirFileName)
	ok(t, trusted.Allow(path, []byte("dev\n")))
	if _, err := trusted.AllowUnder(top); err != nil {
		t.Fatal(err)
	}
	ok(t, os.Rename(trusted.Dir, trusted.Dir+".real"))
	link(t, trusted.Dir+".real", trusted.Dir)
	wantTrust(t, trusted, top, Untrusted)
	wantRefusal(t, trusted, path)
}

// wantRefusal fails unless nothing can be written, and an error says where.
func wantRefusal(t *testing.T, trusted Trusted, path string) {
	t.Helper()
	before, _ := os.ReadDir(trusted.Dir)
	_, err := trusted.AllowUnder(filepath.Dir(path))
	for what, err := range map[string]error{"allow": trusted.Allow(path, []byte("x\n")), "deny": trusted.Deny(path), "under": err} {
		if err == nil || !strings.Contains(err.Error(), trusted.Dir) {
			t.Errorf("%s: error %v, want one that names the folder", what, err)
		}
	}
	if after, _ := os.ReadDir(trusted.Dir); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("it holds %v, before %v", after, before)
	}
}
