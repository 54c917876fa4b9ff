package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// withBinary is a shell whose hook was loaded from a copy of azenv at the path that
// is returned.
func withBinary(w *world, sh string) (s *session, started func() []string, bin string) {
	w.t.Helper()
	bin = w.path("bin/azenv")
	if err := os.Mkdir(w.path("bin"), 0o700); err != nil {
		w.t.Fatal(err)
	}
	w.copyAzenv(bin)
	s, started = setup{load: strings.Replace(hookLine(sh), "azenv", bin, 1)}.open(w, sh)
	return s, started, bin
}

// copyAzenv puts a copy at path in one step, as an upgrade does.
func (w *world) copyAzenv(path string) {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(binDir, "azenv"))
	if err == nil {
		err = os.WriteFile(path+".new", data, 0o700)
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// Replaced by as good a build in one step, azenv goes on in shells that are open,
// which need not know.
func TestBinary_upgraded(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s, started, bin := withBinary(w, sh)
		s.ok("azenv use Dev")
		w.copyAzenv(bin)
		idle(t, s, started, "after an upgrade")
		w.azenv("set", "other", "--subscription", subTwo)
		s.ok(":")
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		w.copyAzenv(bin)
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		s.untroubled(0)
	})
}

// A shell that is open has the hook of the azenv before, and its run folder by the name that
// one gave it. What the next one hands to it may mean something else there, or nothing: it
// brings its own hook.
func TestBinary_upgradedToOneWithAnotherHook(t *testing.T) {
	need(t, "strace")
	older := map[string]string{ // as a hook of before, whose calls were others
		"bash": "function __azenv_return { __azenv_set \"$1\" gone; }; __azenv_text=older __azenv_at=''; __azenv_run=${__azenv_run%/*}/AAAAAAAAAAAA-$$-1; mkdir -pm 700 $__azenv_run",
		"zsh":  "function __azenv_return { __azenv_set \"$1\" gone }; __azenv_text=older __azenv_at=''; __azenv_run=${__azenv_run%/*}/AAAAAAAAAAAA-$$-1; mkdir -pm 700 $__azenv_run",
		"fish": "function __azenv_return; __azenv_set $argv[1] gone; end; set -g __azenv_text older; set -g __azenv_at ''; set -g __azenv_run (dirname $__azenv_run)/AAAAAAAAAAAA-$fish_pid-1; mkdir -pm 700 $__azenv_run",
	}
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.env = []string{"ARM_CLIENT_SECRET=s3cret"}
		w.pinned("here", "Prod\n")
		s, started, bin := withBinary(w, sh)
		s.ok("azenv use Dev")
		s.ok(older[sh])
		w.copyAzenv(bin)
		s.ok("azenv use --unset")
		if env := azure(s.environment()); len(env) != 1 || env["ARM_CLIENT_SECRET"] != "s3cret" {
			t.Errorf("after leaving: %q", env)
		}
		s.ok("cd here")
		wantDir(t, s.environment(), "Prod", subProd, tenantA)
		s.ok(older[sh])
		s.ok("cd ..")
		if env := azure(s.environment()); len(env) != 1 {
			t.Errorf("at a prompt: %q", env)
		}
		idle(t, s, started, "once it is the new one's")
		s.untroubled(0)
	})
}

// Whatever stands in azenv's place, one line says so, the shell stays as it is and
// asks no more, until azenv is typed and answers again.
func TestBinary_spoilt(t *testing.T) {
	need(t, "strace")
	spoilt := []struct {
		name string
		do   func(bin string) error
	}{
		{"garbage", func(bin string) error { return os.WriteFile(bin, []byte("\x7fELF\x00garbage\n"), 0o700) }},
		{"an empty file", func(bin string) error { return os.WriteFile(bin, nil, 0o700) }},
		{"not executable", func(bin string) error { return os.WriteFile(bin, []byte("#!/bin/sh\n"), 0o600) }},
		{"no interpreter", func(bin string) error { return os.WriteFile(bin, []byte("#!/nowhere/sh\n"), 0o700) }},
		{"a folder", func(bin string) error { return os.Mkdir(bin, 0o700) }},
		{"a dangling link", func(bin string) error { return os.Symlink("/nowhere/azenv", bin) }},
		{"half its output", func(bin string) error {
			return os.WriteFile(bin, []byte("#!/bin/sh\n"+filepath.Join(binDir, "azenv")+" \"$@\" | head -c 500\n"), 0o700)
		}},
		{"nothing", func(bin string) error { return nil }},
	}
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s, started, bin := withBinary(w, sh)
		for i, c := range spoilt {
			s.ok("azenv use Dev")
			if err := os.RemoveAll(bin); err != nil {
				t.Fatal(err)
			}
			if err := c.do(bin); err != nil {
				t.Fatal(err)
			}
			w.azenv("set", "other", "--subscription", subTwo, "--group", fmt.Sprint("rg", i))
			from := len(s.screen())
			s.ok(":")
			idle(t, s, started, c.name)
			if n := strings.Count(s.screen()[from:], "azenv: error: "+bin+" did not answer"); n != 1 {
				t.Errorf("%s: said %d times:\n%s", c.name, n, s.screen()[from:])
			}
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
			os.RemoveAll(bin)
			w.copyAzenv(bin)
			s.ok("azenv use Prod")
			wantVars(t, s.environment(), "Prod", subProd, tenantA)
			idle(t, s, started, c.name+", mended")
		}
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
	})
}

// One that hangs is left with Ctrl-C, at every prompt that would ask it; when it
// answers again nothing is needed.
func TestBinary_hanging(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s, _, bin := withBinary(w, sh)
		s.ok("azenv use Dev")
		os.Remove(bin)
		hang := "#!/bin/sh\n: >" + w.path("hanging") + "\nexec sleep 60\n"
		if err := os.WriteFile(bin, []byte(hang), 0o700); err != nil {
			t.Fatal(err)
		}
		s.send("azenv list\n")
		s.awaitFile(w.path("hanging"))
		s.key("\x03")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		w.copyAzenv(bin)
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
	})
}

// Moved to another folder of PATH, as by another way of installing, azenv is found
// there when it is typed.
func TestBinary_movedOnThePath(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s, started, bin := withBinary(w, sh)
		s.ok("azenv use Dev")
		os.Remove(bin) // the tests' own is on PATH
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		idle(t, s, started, "moved")
		s.untroubled(0)
	})
}
