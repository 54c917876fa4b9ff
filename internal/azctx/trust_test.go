package azctx

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// trustRole makes the test binary allow and deny a file over and over; its
// arguments are the trust folder, the file, and what ends it.
const trustRole = "AZENV_AZCTX_TEST_TRUST"

// trustOver is what that process does.
func trustOver(args []string) error {
	trusted := Trusted{Dir: args[0]}
	for i := range 40 {
		if err := trusted.Allow(args[1], fmt.Appendf(nil, "text %d\n", i)); err != nil {
			return err
		}
		if err := trusted.Deny(args[1]); err != nil {
			return err
		}
	}
	if args[2] == "allow" {
		return trusted.Allow(args[1], []byte("last\n"))
	}
	return trusted.Deny(args[1])
}

// trustAt returns the trust in the file of dir, as it is now.
func (t Trusted) trustAt(dir string) Trust { return t.FindNearest(dir).Trust }

// wantTrust fails unless the file of dir has that trust, and what it rests on is there.
func wantTrust(t *testing.T, trusted Trusted, dir string, want Trust) {
	t.Helper()
	p := trusted.FindNearest(dir)
	if p.Trust != want || p.Err != nil {
		t.Errorf("%s: trust %v, error %v; want %v", p.Path, p.Trust, p.Err, want)
	}
	rests := p.Trust == Allowed || p.Trust == Under
	if _, err := os.Stat(p.TrustAt); rests != (err == nil) {
		t.Errorf("trust %v rests on %q: %v", p.Trust, p.TrustAt, err)
	}
}

// ok fails the test on an error.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTrust_ofAFile(t *testing.T) {
	top, trusted := tree(t, map[string]string{".azcontext": "dev\n", "other/.azcontext": "dev\n"})
	path := filepath.Join(top, DirFileName)
	wantTrust(t, trusted, top, Untrusted)
	ok(t, trusted.Allow(path, []byte("dev\n")))
	wantTrust(t, trusted, top, Allowed)
	wantTrust(t, trusted, filepath.Join(top, "other"), Untrusted)

	write(t, path, "prod\n")
	wantTrust(t, trusted, top, Untrusted)
	ok(t, trusted.Allow(path, []byte("prod\n")))
	wantTrust(t, trusted, top, Allowed)
	write(t, path, "dev\n")
	wantTrust(t, trusted, top, Allowed) // several contents, as branches have them

	ok(t, trusted.Deny(path))
	wantTrust(t, trusted, top, Denied)
	for _, text := range []string{"prod\n", "new\n"} {
		write(t, path, text)
		wantTrust(t, trusted, top, Denied)
	}
	ok(t, trusted.Allow(path, []byte("new\n")))
	wantTrust(t, trusted, top, Allowed)
	write(t, path, "dev\n")
	wantTrust(t, trusted, top, Untrusted) // deny took back what was allowed before

	ok(t, trusted.Allow(path, []byte("dev\n")))
	ok(t, trusted.Forget(path))
	wantTrust(t, trusted, top, Untrusted)
	ok(t, trusted.Deny(path))
	ok(t, trusted.Forget(path))
	wantTrust(t, trusted, top, Untrusted)
	if left, err := os.ReadDir(trusted.Dir); err != nil || len(left) > 0 {
		t.Errorf("left %v, error %v", left, err)
	}
}

func TestTrust_ofATree(t *testing.T) {
	top, trusted := tree(t, map[string]string{"work/.azcontext": "a\n", "work/x/y/.azcontext": "b\n", "worker/.azcontext": "c\n"})
	work, deep, worker := filepath.Join(top, "work"), filepath.Join(top, "work/x/y"), filepath.Join(top, "worker")
	if real, err := trusted.AllowUnder(work); err != nil || real != work {
		t.Fatalf("%s, error %v", real, err)
	}
	wantTrust(t, trusted, work, Under)
	wantTrust(t, trusted, deep, Under)
	wantTrust(t, trusted, worker, Untrusted)

	ok(t, trusted.Allow(filepath.Join(deep, DirFileName), []byte("b\n")))
	wantTrust(t, trusted, deep, Allowed)
	ok(t, trusted.Forget(filepath.Join(deep, DirFileName)))
	wantTrust(t, trusted, deep, Under)
	ok(t, trusted.Deny(filepath.Join(deep, DirFileName)))
	wantTrust(t, trusted, deep, Denied)
	wantTrust(t, trusted, work, Under)
	ok(t, trusted.Allow(filepath.Join(deep, DirFileName), []byte("else\n")))
	wantTrust(t, trusted, deep, Under) // the denial is lifted

	if was, err := trusted.DenyUnder(filepath.Join(top, "work/x")); err != nil || was {
		t.Errorf("was a tree: %v, error %v", was, err)
	}
	wantTrust(t, trusted, deep, Under)
	if was, err := trusted.DenyUnder(work); err != nil || !was {
		t.Errorf("was a tree: %v, error %v", was, err)
	}
	wantTrust(t, trusted, work, Untrusted)

	if real, err := trusted.AllowUnder(filepath.Join(top, "nosuch")); err == nil {
		t.Errorf("a tree that is not there is allowed: %s", real)
	}
	if _, err := trusted.AllowUnder("/"); err != nil {
		t.Fatal(err)
	}
	wantTrust(t, trusted, worker, Under)
}

// A tree that was removed can be denied all the same.
func TestTrust_ofATreeThatIsGone(t *testing.T) {
	top, trusted := tree(t, map[string]string{"work/.azcontext": "a\n"})
	work := filepath.Join(top, "work")
	if _, err := trusted.AllowUnder(work); err != nil {
		t.Fatal(err)
	}
	ok(t, os.Rename(work, work+".old"))
	if was, err := trusted.DenyUnder(work); err != nil || !was {
		t.Errorf("was a tree: %v, error %v", was, err)
	}
	ok(t, os.Rename(work+".old", work))
	wantTrust(t, trusted, work, Untrusted)
}

func TestForget_withoutAFolder(t *testing.T) {
	trusted := Trusted{Dir: filepath.Join(t.TempDir(), "none")}
	ok(t, trusted.Forget("/x/.azcontext"))
	if _, err := os.Stat(trusted.Dir); err == nil {
		t.Error("it made one")
	}
}

// Of several processes that allow and deny the same file none fails, and nothing but
// entries is left.
func TestTrust_byProcessesAtOnce(t *testing.T) {
	top, trusted := tree(t, map[string]string{".azcontext": "last\n"})
	path := filepath.Join(top, DirFileName)
	self, err := os.Executable()
	ok(t, err)
	for end, want := range map[string]Trust{"allow": Allowed, "deny": Denied} {
		var wg sync.WaitGroup
		for range 3 {
			cmd := exec.Command(self, trusted.Dir, path, end)
			cmd.Env, cmd.Stderr = append(os.Environ(), trustRole+"=1", "GORACE=atexit_sleep_ms=0"), os.Stderr
			wg.Go(func() {
				if err := cmd.Run(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := trusted.trustAt(top); got != want && (end == "deny" || got == Denied) {
			t.Errorf("all ended with %s: trust %v", end, got)
		}
		list, err := os.ReadDir(trusted.Dir)
		ok(t, err)
		for _, e := range list {
			if len(e.Name()) < 64 || !e.Type().IsRegular() {
				t.Errorf("left %s", e.Name())
			}
		}
	}
}
