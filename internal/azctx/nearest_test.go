package azctx

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree makes a folder with these files, and returns its real path and a trust in it.
func tree(t *testing.T, files map[string]string) (string, Trusted) {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range files {
		write(t, filepath.Join(top, path), text)
	}
	return top, Trusted{Dir: filepath.Join(t.TempDir(), "trust")}
}

// mkdir makes a folder below top and returns it.
func mkdir(t *testing.T, top, path string) string {
	t.Helper()
	dir := filepath.Join(top, path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFindPlace_theNearestDecides(t *testing.T) {
	top, trusted := tree(t, map[string]string{
		"a/.azcontext": "outer\n", "a/b/c/.azcontext": "inner\n", "a/bad/.azcontext": "two\nnames\n", "a/bad/x/y": "",
	})
	mkdir(t, top, "a/b/c/d/e")
	tests := []struct {
		name, dir string
		want      string   // the file that decides
		context   string   // what it names
		passed    []string // where none was, nearest first
	}{
		{"in its folder", "a", "a/.azcontext", "outer", nil},
		{"below its folder", "a/b", "a/.azcontext", "outer", []string{"a/b/.azcontext"}},
		{"before one further up", "a/b/c", "a/b/c/.azcontext", "inner", nil},
		{"far below", "a/b/c/d/e", "a/b/c/.azcontext", "inner", []string{"a/b/c/d/e/.azcontext", "a/b/c/d/.azcontext"}},
		{"a path that is not clean", "a/b/../b//c/./", "a/b/c/.azcontext", "inner", nil},
		{"a working directory that is not there", "a/gone/away", "a/.azcontext", "outer", []string{"a/gone/away/.azcontext", "a/gone/.azcontext"}},
		{"a path that goes through a file", "a/bad/x/y/z", "a/bad/.azcontext", "", []string{"a/bad/x/y/z/.azcontext", "a/bad/x/y/.azcontext", "a/bad/x/.azcontext"}},
		{"one that is rejected decides, too", "a/bad", "a/bad/.azcontext", "", nil},
		{"a path of which a part is too long", "a/" + strings.Repeat("n", 300), "a/.azcontext", "outer", []string{"a/" + strings.Repeat("n", 300) + "/.azcontext"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := trusted.FindNearest(top + "/" + tt.dir)
			if want := filepath.Join(top, tt.want); p.Path != want {
				t.Errorf("path %s, want %s", p.Path, want)
			}
			var passed []string
			for _, path := range tt.passed {
				passed = append(passed, filepath.Join(top, path))
			}
			if d := cmp.Diff(passed, p.Passed); d != "" {
				t.Errorf("passed (-want +got):\n%s", d)
			}
			if (p.Err == nil) != (tt.context != "") || (p.File == nil) != (tt.context == "") {
				t.Fatalf("error %v, file %v", p.Err, p.File)
			}
			if p.File != nil && p.File.Context != tt.context {
				t.Errorf("names %q, want %q", p.File.Context, tt.context)
			}
			if got := read(t, p.Path); string(p.Text) != got {
				t.Errorf("text %q, want %q", p.Text, got)
			}
			if p.Trust != Untrusted || p.TrustAt != "" {
				t.Errorf("trust %v at %q, though nobody allowed it", p.Trust, p.TrustAt)
			}
		})
	}
}

func TestFindPlace_ofNone(t *testing.T) {
	p := Trusted{Dir: t.TempDir()}.FindNearest("/")
	if _, err := os.Lstat("/.azcontext"); err == nil {
		t.Skip("there is a /.azcontext on this system")
	}
	if p.Path != "" || p.File != nil || p.Err != nil || p.Text != nil || p.Print() != "" {
		t.Errorf("found %+v", p)
	}
	if d := cmp.Diff([]string{filepath.Join(filepath.Clean("/"), ".azcontext")}, p.Passed); d != "" {
		t.Errorf("passed (-want +got):\n%s", d)
	}
}

func TestFindPlace_throughLinks(t *testing.T) {
	top, trusted := tree(t, map[string]string{"real/deep/f": "", "real/.azcontext": "real\n", "logical/.azcontext": "logical\n", "names/dev": "dev\n", "names/dir/f": ""})
	link(t, "../real/deep", filepath.Join(top, "logical/way"))
	link(t, "../dev", filepath.Join(top, "names/dir/.azcontext"))
	link(t, "loop", filepath.Join(top, "loop"))
	link(t, "real", filepath.Join(top, "alias"))
	tests := []struct{ name, dir, want, context string }{
		{"upwards is as the shell calls it", "logical/way", "logical/.azcontext", "logical"},
		{"a link to its folder", "alias", "alias/.azcontext", "real"},
		{"below a link to its folder", "alias/deep", "alias/.azcontext", "real"},
		{"the file is a relative link", "names/dir", "names/dir/.azcontext", "dev"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := trusted.FindNearest(filepath.Join(top, tt.dir))
			if p.Path != filepath.Join(top, tt.want) || p.Err != nil || p.File.Context != tt.context {
				t.Errorf("path %s, error %v, file %+v", p.Path, p.Err, p.File)
			}
		})
	}
	t.Run("a folder that is a loop of links", func(t *testing.T) {
		p := trusted.FindNearest(filepath.Join(top, "loop", "x"))
		if len(p.Passed) < 3 || strings.HasPrefix(p.Path, top) {
			t.Errorf("%+v", p)
		}
	})
}

// What stands where the file should be decides, too: what is above is not asked.
func TestFindPlace_ofWhatIsNoFile(t *testing.T) {
	tests := []struct {
		name, want string
		make       func(t *testing.T, path string)
	}{
		{"a directory", "a directory, not a file", func(t *testing.T, path string) { mkdir(t, path, "x") }},
		{"a link to a directory", "a directory, not a file", func(t *testing.T, path string) { link(t, ".", path) }},
		{"a link to nothing", "a link to nothing", func(t *testing.T, path string) { link(t, "nowhere", path) }},
		{"a link to itself", "too many levels of symbolic links", func(t *testing.T, path string) { link(t, ".azcontext", path) }},
		{"a link that goes through a file", "not a directory", func(t *testing.T, path string) { link(t, "file/x", path) }},
		{"a device", "not a regular file", func(t *testing.T, path string) { link(t, "/dev/zero", path) }},
		{"a terminal", "not a regular file", func(t *testing.T, path string) { link(t, "/dev/tty", path) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			top, trusted := tree(t, map[string]string{".azcontext": "above\n", "d/file": ""})
			path := filepath.Join(top, "d", DirFileName)
			tt.make(t, path)
			p := trusted.FindNearest(filepath.Dir(path))
			wantRejected(t, p, path, tt.want)
			if p.Text != nil {
				t.Errorf("text %q", p.Text)
			}
		})
	}
}

// wantRejected fails unless p is the file at path, rejected for that reason.
func wantRejected(t *testing.T, p Nearest, path, why string) {
	t.Helper()
	if p.Path != path || p.File != nil || p.Trust != Untrusted || p.Err == nil || p.Err.Error() != why {
		t.Errorf("%+v, want %s rejected: %s", p, path, why)
	}
	if p.Print() == "" {
		t.Error("no mark")
	}
}

func TestFindPlace_readsNoMoreThanMust(t *testing.T) {
	top, trusted := tree(t, map[string]string{".azcontext": strings.Repeat("n", 100_000), "max/.azcontext": "dev\n#" + strings.Repeat("x", DirFileLimit-5)})
	p := trusted.FindNearest(top)
	wantRejected(t, p, filepath.Join(top, DirFileName), "longer than 4096 bytes")
	if len(p.Text) > DirFileLimit+1 {
		t.Errorf("read %d bytes", len(p.Text))
	}
	if p := trusted.FindNearest(filepath.Join(top, "max")); p.Err != nil || len(p.Text) != DirFileLimit {
		t.Errorf("of %d bytes: error %v", len(p.Text), p.Err)
	}
}

func TestPlace_printTellsWhatHasChanged(t *testing.T) {
	top, trusted := tree(t, map[string]string{"a/.azcontext": "dev\n", "b/.azcontext": "dev\n"})
	a, b := filepath.Join(top, "a"), filepath.Join(top, "b")
	prints := map[string]string{}
	note := func(what, dir string) {
		t.Helper()
		p := trusted.FindNearest(dir)
		if again := trusted.FindNearest(dir); again.Print() != p.Print() {
			t.Errorf("%s: %q and %q", what, p.Print(), again.Print())
		}
		if other, ok := prints[p.Print()]; ok {
			t.Errorf("%s: the mark of %s", what, other)
		}
		prints[p.Print()] = what
	}
	note("as it was", a)
	note("the same text elsewhere", b)
	note("none", t.TempDir())
	write(t, filepath.Join(a, DirFileName), "dev")
	if without, with := (Trusted{}).FindNearest(a), prints; with[without.Print()] != "as it was" {
		t.Error("without the end of its line it is another file")
	}
	write(t, filepath.Join(a, DirFileName), "")
	note("empty", a)
	remove(t, filepath.Join(a, DirFileName))
	mkdir(t, a, DirFileName)
	note("a directory", a)
	remove(t, filepath.Join(a, DirFileName))
	link(t, "nowhere", filepath.Join(a, DirFileName))
	note("a link to nothing", a)
}
