//go:build unix

package torture

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// earlier is a commit whose azenv knows less: no autosave, no rename.
const earlier = "bf0634e5715a014b54ed44831af63c5ff71c5770"

// older builds the azenv of that commit, or skips where the clone does not go so far.
func older(t *testing.T) string {
	t.Helper()
	need(t, "git", "tar")
	root, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		t.Skip("not in a clone of the repository")
	}
	top := strings.TrimSpace(string(root))
	if exec.Command("git", "-C", top, "cat-file", "-e", earlier+"^{commit}").Run() != nil {
		t.Skipf("this clone has no commit %.7s", earlier)
	}
	dir := filepath.Join(filepath.Dir(binary), "older")
	bin := filepath.Join(dir, "bin", "azenv")
	if _, err := os.Stat(bin); err == nil {
		return bin
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	tar := filepath.Join(dir, "old.tar")
	for _, args := range [][]string{
		{"git", "-C", top, "archive", "-o", tar, earlier},
		{"tar", "-C", dir, "-xf", tar},
		{"go", "build", "-C", dir, "-buildvcs=false", "-o", bin, "./cmd/azenv"},
	} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
	}
	return bin
}

func TestTwoVersions_ofOneProfile(t *testing.T) {
	bin := older(t)
	w := newWorld(t)
	old := worldIn(t, w.home)
	old.bin = bin
	w.ok(set("dev", 1)...)
	w.ok("autosave", "off")
	// A member of some version to come, of the profile and of a context.
	text := strings.Replace(read(t, w.profile()), `"version": 1,`, `"version": 1, "colour": "red",`, 1)
	write(t, w.profile(), strings.Replace(text, `"name":"dev",`, `"name":"dev","mood":"calm",`, 1))
	kept := func(by string) {
		t.Helper()
		text := strings.ReplaceAll(read(t, w.profile()), " ", "")
		for _, want := range []string{`"autosave":"off"`, `"colour":"red"`, `"mood":"calm"`} {
			if !strings.Contains(text, want) {
				t.Fatalf("after %s there is no %s in %s", by, want, text)
			}
		}
	}
	want := map[int]string{1: "dev"}
	for i := range many(5, 40) {
		o, n := 10+2*i, 11+2*i
		old.ok(set(fmt.Sprintf("old%d", o), o)...)
		kept("the older one's set")
		old.inStep()
		if got := w.ok("list", "-o", "name"); !strings.Contains(got, fmt.Sprintf("old%d\n", o)) {
			t.Errorf("the newer one does not see context %d:\n%s", o, got)
		}
		// Autosave is off: only a context that is there may change.
		name := fmt.Sprintf("new%d", n)
		w.ok("rename", fmt.Sprintf("old%d", o), name)
		kept("the newer one's rename")
		w.inStep()
		want[o] = name
		if got := old.ok("list", "-o", "name"); !strings.Contains(got, name+"\n") {
			t.Errorf("the older one does not see %s:\n%s", name, got)
		}
	}
	w.ok("autosave", "on")
	if strings.Contains(read(t, w.profile()), "autosave") {
		t.Error("autosave is still in the profile")
	}
	var wg sync.WaitGroup
	for k, of := range []*world{w, old, w, old} {
		for i := range 10 {
			want[1000+100*k+i] = fmt.Sprintf("many%d-%d", k, i)
		}
		wg.Go(func() {
			for i := range 10 {
				if r := of.run(set(fmt.Sprintf("many%d-%d", k, i), 1000+100*k+i)...); r.code != 0 {
					t.Error(r)
				}
			}
		})
	}
	wg.Wait()
	if got := w.sound().names(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("contexts %v, want %v", got, want)
	}
	newer := strings.Replace(read(t, w.profile()), `"version": 1`, `"version": 2`, 1)
	write(t, w.profile(), newer)
	for _, of := range []*world{w, old} {
		for _, args := range [][]string{{"list"}, set("x", 9), {"import", of.source(8), "--no-use"}, {"exec", "dev", "--", "true"}} {
			of.clear(of.run(args...), "format 2 is newer than this azenv", "install the newer azenv")
		}
		if read(t, w.profile()) != newer {
			t.Error("a newer profile was written to")
		}
	}
}

// TestTwoVersions_aHookOfTheOtherOne keeps a shell going whose azenv is replaced.
func TestTwoVersions_aHookOfTheOtherOne(t *testing.T) {
	bin := older(t)
	w := newWorld(t)
	place := filepath.Join(w.home, "bin", "azenv")
	install := func(from string) {
		t.Helper()
		data, err := os.ReadFile(from)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(place), 0o700)
		}
		if err == nil {
			err = os.WriteFile(place+".new", data, 0o700)
		}
		if err == nil {
			err = os.Rename(place+".new", place)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.ok(set("dev", 1)...)
	w.ok(set("other", 2)...)
	w.bin = place
	for _, order := range [][2]string{{bin, binary}, {binary, bin}} {
		install(order[0])
		s := w.shell()
		s.works("azenv use dev")
		install(order[1])
		for _, line := range []string{":", "azenv use other", "azenv list -o name", "azenv use dev", "azenv set other --location " + filepath.Base(t.TempDir())} {
			s.works(line)
		}
		s.works("azenv use dev")
		if got := s.run(`echo "active $AZENV_ACTIVE"`); !strings.Contains(got, "active dev\n") && !strings.Contains(got, "active sealed\n") {
			t.Errorf("after the change of versions: %s", got)
		}
	}
}
