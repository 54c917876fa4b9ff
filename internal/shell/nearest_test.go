//go:build unix

package shell

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/azenv/azenv/internal/azctx"
)

// folders are those of a tree: of any name, deep, and seen through links.
var folders = []string{
	"plain", "plain/a", "plain/a/b", "file", "file/a", "file/a/b", "file/near", "file/near/a", "sibling", "sibling/a", "filex",
	"fifo/a", "folder/a", "dangling/a", "loop/a", "unreadable/a", "linked/a", "file/fifo/a", "shut/in/a",
	"it's \"quoted\" and blank ", "two\nlines\n", "two\nlines\n/\n", "two\nlines\n/\n/a", "$(touch owned)`touch owned`;", "a|b %n !!",
	"-a", "-a/!", "-a/!/(", "...", ".../..x", "\\ *?[a] {a,b} #x", "\u65e5\u672c \uf6ab \ufdd0", "caf\xe9 \xff\xfe", "\x1b]0;x\x07", "~", "FILE", "FILE/a",
	"deep" + strings.Repeat("/d", 40), "deep" + strings.Repeat("/d", 39), "deep/d/d",
	"way", "way/a", "file/out", "file/out/a", "plain/into",
}

// grow makes the tree and returns its top. What is in a place of a file is what may be
// there; only that it is there counts.
func grow(t *testing.T) string {
	t.Helper()
	top := t.TempDir()
	at := func(path ...string) string { return filepath.Join(append([]string{top}, path...)...) }
	link := func(to, path string) {
		if err := os.Symlink(to, at(path)); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"file", "sibling", "plain"} {
		if err := os.Mkdir(at(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	link("file", "way")
	link("../plain", "file/out")
	link("../file/near", "plain/into")
	for _, dir := range folders {
		if err := os.MkdirAll(at(dir), 0o700); err != nil && !os.IsExist(err) {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"file", "file/near", "sibling", "unreadable", "two\nlines\n", "-a/!", "shut/in", "caf\xe9 \xff\xfe", "deep/d", "FILE"} {
		put(t, at(dir), azctx.DirFileName, "dev\n")
	}
	link("../file/.azcontext", "linked/.azcontext")
	link("nowhere", "dangling/.azcontext")
	link(".azcontext", "loop/.azcontext")
	for _, err := range []error{
		os.Mkdir(at("folder/.azcontext"), 0o700), os.Chmod(at("unreadable/.azcontext"), 0), os.Chmod(at("shut"), 0),
		syscall.Mkfifo(at("fifo/.azcontext"), 0o600), syscall.Mkfifo(at("file/fifo/.azcontext"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(at("shut"), 0o700) })
	return top
}

// decided is an update for a shell in dir.
func decided(dir string) Update {
	n := azctx.Trusted{}.FindNearest(dir)
	return Update{At: dir, Predicate: Predicate{Nearest: &Nearest{Passed: n.Passed, Path: n.Path}}}
}

// goTo makes the shell go to dir, if it can.
func goTo(s *Shell, dir string) string { return "builtin cd " + s.quote(dir) + " 2>/dev/null\n" }

// same says whether a hook that was told what decides in a folder may take it that this
// decides in another one, too.
func same(from, to string) bool {
	fi, err := os.Stat(to)
	return from == to || filepath.IsAbs(to) && filepath.Clean(to) == to && err == nil && fi.IsDir() &&
		azctx.Trusted{}.FindNearest(from).Path == azctx.Trusted{}.FindNearest(to).Path
}

// TestSame_findsWhatFindNearestFinds walks from each folder to each other one, and holds
// that the hook takes one for another exactly where the same decides.
func TestSame_findsWhatFindNearestFinds(t *testing.T) {
	top := grow(t)
	var dirs []string
	for _, dir := range append(folders, "") {
		dir = filepath.Join(top, dir)
		if _, err := os.Stat(dir + "/."); err == nil { // not into what is shut
			dirs = append(dirs, dir)
		}
	}
	dirs = append(dirs, "/", "/tmp", "/usr/bin")
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		from := slices.Clone(dirs)
		if options != "" || lang == "C" {
			rand.Shuffle(len(from), func(i, k int) { from[i], from[k] = from[k], from[i] })
			from = from[:12]
		}
		if s == fish && lang == "C" { // there, fish cannot name them
			dirs := slices.DeleteFunc(slices.Clone(dirs), func(d string) bool { return strings.ContainsFunc(d, func(r rune) bool { return r > '~' }) })
			from = slices.DeleteFunc(from, func(d string) bool { return !slices.Contains(dirs, d) })
		}
		code := t.TempDir()
		var b strings.Builder
		for i, dir := range from {
			name := fmt.Sprint("code", i)
			put(t, code, name, s.Hooked(decided(dir)))
			b.WriteString(take(s, filepath.Join(code, name)))
			for _, to := range dirs {
				b.WriteString(goTo(s, to) + fresh(s) + say(s, `"$PWD"`) + say(s, `"$__azenv_at"`))
			}
		}
		b.WriteString("command env -0\n")
		put(t, code, "walk", b.String()) // too long for a word
		r := run(t, s, lang, prepared(s, options)+". "+filepath.Join(code, "walk")+"\n", map[string]string{"hook": s.Hook(alone("azenv"), 1, "", "")})
		items := r.items()
		if r.stderr != "" || len(items) < 3*len(from)*len(dirs) {
			t.Fatalf("status %d, %d answers, %s", r.status, len(items), short(r.stderr))
		}
		checkNothingOwn(t, environment(items[3*len(from)*len(dirs):]))
		asks, goes := 0, 0
		for i, dir := range from {
			at := dir // where the hook last was at home
			for k, to := range dirs {
				got := items[3*(i*len(dirs)+k):][:3]
				want := "old"
				if same(dir, got[1]) {
					want, at = "fresh", got[1]
					goes++
				} else {
					asks++
				}
				if got[1] != to && !(s == fish && lang == "C") {
					t.Fatalf("the shell is in %q, not in %q", got[1], to)
				}
				if got[0] != want || got[2] != at {
					t.Fatalf("from %q to %q: %s, at home in %q; want %s, %q", dir, to, got[0], got[2], want, at)
				}
			}
		}
		if asks == 0 || goes <= len(from) {
			t.Errorf("it would ask %d times, and not ask %d times: the tree tells nothing", asks, goes)
		}
	})
}

// TestSame_watchesWhereItWent holds that behind a move each folder on the way up is
// looked at, and what is left is not.
func TestSame_watchesWhereItWent(t *testing.T) {
	moves := []struct{ from, to string }{
		{"plain", "plain/a/b"}, {"plain/a/b", "..."}, {"file", "file/a/b"}, {"file/a/b", "file"}, {"two\nlines\n", "two\nlines\n/\n/a"},
		{"plain", ""}, {"caf\xe9 \xff\xfe", "caf\xe9 \xff\xfe"}, {"plain", "\\ *?[a] {a,b} #x"}, {"plain", "it's \"quoted\" and blank "},
		{"deep/d", "deep" + strings.Repeat("/d", 40)},
	}
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		own := t.TempDir() // a tree of its own, since it changes
		for _, dir := range folders {
			if err := os.MkdirAll(filepath.Join(own, dir), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		for _, dir := range []string{"file", "two\nlines\n", "caf\xe9 \xff\xfe", "deep/d"} {
			put(t, filepath.Join(own, dir), azctx.DirFileName, "dev\n")
		}
		var b strings.Builder
		var want []string
		for i, m := range moves {
			from, to := filepath.Join(own, m.from), filepath.Join(own, m.to)
			name := fmt.Sprint("code", i)
			put(t, own, name, s.Hooked(decided(from)))
			b.WriteString(take(s, filepath.Join(own, name)) + goTo(s, to) + fresh(s))
			want = append(want, "fresh")
			here, there := azctx.Trusted{}.FindNearest(from).Passed, azctx.Trusted{}.FindNearest(to).Passed
			for _, path := range slices.Concat(here, there) {
				if !strings.HasPrefix(path, own) {
					continue
				}
				touch, remove := "command touch "+s.quote(path)+"\n", "command rm "+s.quote(path)+"\n"
				b.WriteString(touch + fresh(s) + remove + fresh(s))
				want = append(want, map[bool]string{true: "old", false: "fresh"}[slices.Contains(there, path)], "fresh")
			}
		}
		put(t, own, "walk", b.String())
		r := run(t, s, lang, prepared(s, options)+". "+filepath.Join(own, "walk")+"\n", map[string]string{"hook": s.Hook(alone("azenv"), 1, "", "")})
		if got := r.items(); !slices.Equal(got, want) || r.stderr != "" {
			t.Errorf("got  %q\nwant %q; %s", got, want, short(r.stderr))
		}
	})
}

// TestSame_asksWhereTheNameDoesNotSay holds that of a directory that is not what its
// name says azenv is asked, and that the shell stays where it was at home.
func TestSame_asksWhereTheNameDoesNotSay(t *testing.T) {
	top := grow(t)
	in := filepath.Join(top, "plain", "a")
	names := []string{
		"", ".", "a", "plain/a", "/" + in, in + "/", in + "//b", in + "/./b", in + "/b/.", in + "/../a", in + "/..", "//", "/.", "/..", "/./", "~", "-a",
		in + "/gone", in + "\n", in + "/.azcontext", "/proc/self/fd/x",
	}
	for _, s := range []*Shell{bash, zsh} {
		for _, options := range loaded[s.Name] {
			t.Run(s.Name+" "+options, func(t *testing.T) {
				need(t, s)
				t.Parallel()
				dir := t.TempDir()
				put(t, dir, "code", s.Hooked(decided(filepath.Join(top, "plain"))))
				script := prepared(s, options) + take(s, filepath.Join(dir, "code")) + goTo(s, in)
				for _, name := range names {
					script += "PWD=" + s.quote(name) + "\n" + fresh(s)
				}
				script += "unset PWD\n" + fresh(s) + say(s, `"$__azenv_at"`) + "PWD=" + s.quote(in) + "\n" + fresh(s) + say(s, `"$__azenv_at"`)
				want := append(slices.Repeat([]string{"old"}, len(names)+1), filepath.Join(top, "plain"), "fresh", in)
				r := run(t, s, "C.UTF-8", script, map[string]string{"hook": s.Hook(alone("azenv"), 1, "", "")})
				if got := r.items(); !slices.Equal(got, want) || r.stderr != "" {
					t.Errorf("got %q, want %q; %s", got, want, short(r.stderr))
				}
			})
		}
	}
}

// TestSame_asksWhereItIsGone holds that azenv is asked in a directory that was removed.
func TestSame_asksWhereItIsGone(t *testing.T) {
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		top := t.TempDir()
		gone, back := filepath.Join(top, "go ne"), filepath.Join(top, "back")
		put(t, top, "code", s.Hooked(decided(top)))
		script := prepared(s, options) + take(s, filepath.Join(top, "code")) + "command mkdir " + s.quote(gone) + " " + s.quote(back) + "\n" +
			goTo(s, gone) + "command rmdir " + s.quote(gone) + "\n" + fresh(s) + goTo(s, back) + fresh(s) + say(s, `"$__azenv_at"`)
		r := run(t, s, lang, script, map[string]string{"hook": s.Hook(alone("azenv"), 1, "", "")})
		if want := []string{"old", "fresh", back}; !slices.Equal(r.items(), want) || r.stderr != "" {
			t.Errorf("got %q, want %q; %s", r.items(), want, short(r.stderr))
		}
	})
}

// TestHooked_pwshAsksWhereverItGoes holds that a hook without a walk compares the
// directory itself.
func TestHooked_pwshAsksWhereverItGoes(t *testing.T) {
	u := small()
	here := u.At
	asked := u
	asked.Predicate.Nearest = nil
	asked.Predicate.Dir, asked.Predicate.Absent = &here, append(slices.Clone(u.Predicate.Absent), u.Predicate.Nearest.Passed...)
	if got, want := pwsh.Hooked(u), pwsh.Hooked(asked); got != want || !strings.Contains(got, "$(__azenv_dir)") {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
