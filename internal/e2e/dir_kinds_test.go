//go:build unix

package e2e

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// kind is something that may be in a file's place. Where why is empty it puts Dev in
// force, or what it puts.
type kind struct {
	name, text string
	puts       string
	make       func(w *world, dir, path string) // instead of text that is allowed
	why, hint  string
	warns      string
	notRoot    bool
}

const mend = "azenv use NAME; or mend the file and type azenv allow"

// padded is text that a comment makes n bytes long.
func padded(text string, n int) string {
	return text + "#" + strings.Repeat("x", n-len(text)-2) + "\n"
}

var kinds = []kind{
	{name: "allowed", text: "Dev\n"},
	{name: "no newline", text: "Dev"},
	{name: "blank lines behind", text: "\n  Dev\t\n\n\n"},
	{name: "BOM", text: "\ufeffDev\n"},
	{name: "CRLF", text: "# team\r\ncontext = Dev\r\n"},
	{name: "letters of everywhere", text: "# \u00fc \u65e5\u672c \U0001f600 \ue0b0 \uf120 \ufffd\nDev\n"},
	{name: "quotes", text: "# it's \"quoted\" $(touch pwned) `touch pwned` \\ !! %s '\nDev\n"},
	{name: "4096 bytes", text: padded("Dev\n", 4096)},
	{name: "4096 bytes of wide letters", text: "Dev\n#x" + strings.Repeat("\u00fc", 2045)},
	{name: "not allowed", make: func(w *world, dir, _ string) { w.file(dir, "Dev\n") }, why: "not allowed", hint: "azenv allow"},
	{name: "edited after it was allowed", make: func(w *world, dir, _ string) {
		w.pinned(dir, "Dev\n")
		w.file(dir, "dev\n")
	}, why: "not allowed", hint: "azenv allow"},
	{name: "edited and back", make: func(w *world, dir, _ string) {
		w.pinned(dir, "Dev\n")
		w.file(dir, "Prod\n")
		w.file(dir, "Dev\n")
	}},
	{name: "denied", make: func(w *world, dir, _ string) {
		w.pinned(dir, "Dev\n")
		w.azenv("deny", w.path(dir))
	}, why: "denied", hint: "azenv allow"},
	{name: "moved from elsewhere", make: func(w *world, dir, path string) {
		w.must(os.Rename(w.pinned(dir+"-from", "Dev\n"), path))
	}, why: "not allowed", hint: "azenv allow"},
	{name: "in a directory that was moved", make: func(w *world, dir, _ string) {
		w.must(os.Remove(w.path(dir)))
		w.pinned(dir+"-from", "Dev\n")
		w.must(os.Rename(w.path(dir+"-from"), w.path(dir)))
	}, why: "not allowed", hint: "azenv allow"},
	{name: "a link", make: func(w *world, dir, path string) {
		w.write(dir+"/target", "Dev\n")
		w.must(os.Symlink("target", path))
		w.azenv("allow", w.path(dir))
	}},
	{name: "a link to nothing", make: func(w *world, _, path string) { w.must(os.Symlink("nothing", path)) }, why: "a link to nothing", hint: mend},
	{name: "a link to itself", make: func(w *world, _, path string) { w.must(os.Symlink(dirFile, path)) }, why: "too many levels of symbolic links", hint: mend},
	{name: "a link to a device", make: func(w *world, _, path string) { w.must(os.Symlink("/dev/zero", path)) }, why: "not a regular file", hint: mend},
	{name: "FIFO", make: func(w *world, _, path string) { w.must(syscall.Mkfifo(path, 0o600)) }, why: "not a regular file", hint: mend},
	{name: "directory", make: func(w *world, _, path string) { w.must(os.Mkdir(path, 0o700)) }, why: "a directory, not a file", hint: mend},
	{name: "socket", make: func(w *world, _, path string) { w.must(socket(path)) }, why: "not a regular file", hint: mend},
	{name: "100 kB", make: func(w *world, dir, _ string) { w.file(dir, padded("Dev\n", 100_000)) }, why: "longer than 4096 bytes", hint: mend},
	{name: "4097 bytes", make: func(w *world, dir, _ string) { w.file(dir, padded("Dev\n", 4097)) }, why: "longer than 4096 bytes", hint: mend},
	{name: "NUL bytes", make: func(w *world, dir, _ string) { w.file(dir, "\x00\x00\x00") }, why: "has a NUL byte: not text", hint: mend},
	{name: "a name, then NUL", make: func(w *world, dir, _ string) { w.file(dir, "Dev\n\x00x") }, why: "has a NUL byte: not text", hint: mend},
	{name: "control characters", make: func(w *world, dir, _ string) { w.file(dir, "Dev\x1b]0;x\x07\n") }, why: "has a control character, U+001B", hint: mend},
	{name: "invalid UTF-8", make: func(w *world, dir, _ string) { w.file(dir, "Dev\n# caf\xe9\n") }, why: "not UTF-8", hint: mend},
	{name: "unreadable", notRoot: true, make: func(w *world, dir, path string) {
		w.pinned(dir, "Dev\n")
		w.must(os.Chmod(path, 0))
	}, why: "permission denied", hint: mend},
	{name: "empty", make: func(w *world, dir, _ string) { w.file(dir, "") }, why: "names no context", hint: mend},
	{name: "only comments", make: func(w *world, dir, _ string) { w.file(dir, "# nothing\n\n") }, why: "names no context", hint: mend},
	{name: "two contexts", make: func(w *world, dir, _ string) { w.file(dir, "Dev\nProd\n") }, why: "names 2 contexts, each on a line of its own", hint: mend},
	{name: "a name among keys", make: func(w *world, dir, _ string) { w.file(dir, "Dev\ngroup = rg\n") }, why: "is no key = value", hint: mend},
	{name: "a context that is not there", text: "nosuch\n", why: `no context "nosuch"`, hint: "azenv use NAME"},
	{name: "unknown keys", text: "context = Dev\ncolour = blue\ncolour = red\nsize = 1\n", warns: `unknown key "colour"`},
	{name: "another account", text: "subscription = " + subDev + "\naccount = dev@contoso.example\n", why: "no context has subscription " + subDev + ", account dev@contoso.example", hint: "azenv use NAME"},
	{name: "the account", text: "subscription = " + subDev + "\naccount = OPS@contoso.example\n"},
	{name: "another tenant", text: "context = Dev\ntenant = " + tenantB + "\n", why: `context "Dev" is another place than the file's other lines say`, hint: "azenv use NAME"},
	{name: "another cloud", text: "subscription = " + subDev + "\ncloud = AzureChinaCloud\n", why: "no context has subscription " + subDev + ", cloud AzureChinaCloud", hint: "azenv use NAME"},
	{name: "the cloud", text: "subscription = " + subDev + "\ncloud = AzureCloud\n"},
	{name: "an ambiguous subscription", text: "subscription = Shared\n", why: "subscription Shared is several contexts: other, guarded", hint: "azenv use NAME"},
	{name: "a subscription, narrowed by its tenant", text: "subscription = shared\ntenant = " + tenantA + "\n", puts: "other"},
	{name: "a subscription, narrowed to nothing", text: "subscription = Shared\ntenant = nosuch.example\n", why: "no context has subscription Shared, tenant nosuch.example", hint: "azenv use NAME"},
	{name: "an ambiguous context", text: "Shared\n", why: `"Shared" is ambiguous: it means other, guarded`, hint: "azenv use NAME"},
	{name: "protected", text: "guarded\n", why: `context "guarded" is protected: no directory puts it in force`, hint: `azenv use "guarded"`},
	{name: "protected, by ID", text: "subscription = " + subTwo + "\ntenant = " + tenantB + "\n", why: `context "guarded" is protected: no directory puts it in force`, hint: `azenv use "guarded"`},
}

// socket leaves a socket's file, of a path that may be long.
func socket(path string) error {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	short := fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), filepath.Base(path))
	return syscall.Bind(fd, &syscall.SockaddrUnix{Name: short})
}

// Whatever is in a file's place: going there puts its context in force or seals,
// says so once, and costs no process at a prompt; going away opens.
func TestDir_kindsOfFiles(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.azenv("set", "guarded", "--subscription", subTwo, "--tenant", tenantB, "--protected")
		w.azenv("set", "other", "--subscription", subTwin, "--tenant", tenantA, "--group", "other")
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		s, started := w.straced(sh)
		for i, k := range kinds {
			t.Run(strings.ReplaceAll(k.name, " ", "_"), func(t *testing.T) {
				if k.notRoot && os.Geteuid() == 0 {
					t.Skip("root may read every file")
				}
				s.as(t)
				dir := fmt.Sprintf("k%d", i)
				path := filepath.Join(w.mkdir(dir), dirFile)
				if k.make == nil {
					w.pinned(dir, k.text)
				} else {
					k.make(w, dir, path)
				}
				s.comes(k, dir, path, started)
			})
		}
		if _, err := os.Stat(w.path("pwned")); err == nil {
			t.Error("what a file says was executed")
		}
	})
}

// comes goes to a file and away again.
func (s *session) comes(k kind, dir, path string, started func() []string) {
	s.t.Helper()
	t := s.t
	s.settle()
	from := len(s.screen())
	s.cd(dir)
	env := s.environment()
	still(t, s, started, "in the directory")
	shown := s.screen()[from:]
	if k.why == "" {
		label := cmp.Or(k.puts, "Dev")
		wantDir(t, env, label, map[string]string{"Dev": subDev, "other": subTwin}[label], tenantA)
		if strings.Count(shown, "azenv: "+label+" (directory): ") != 1 {
			t.Errorf("the switch is not said once:\n%s", shown)
		}
	} else {
		wantSealed(t, env, "directory")
		wantSaid(t, shown, k.why, k.hint)
		if !strings.Contains(shown, "azenv: sealed: "+path+": ") && !strings.Contains(k.why, "context \"") {
			t.Errorf("the file is not named:\n%s", shown)
		}
	}
	if n := strings.Count(shown, "azenv: warning: "+path+": "+k.warns); k.warns != "" && n != 1 || k.warns == "" && strings.Contains(shown, "warning") {
		t.Errorf("%d warnings:\n%s", n, shown)
	}
	if bad := harmful(strings.NewReplacer("\x1b[?2004h", "", "\x1b[?2004l", "").Replace(shown)); bad != "" && s.sh != "fish" {
		t.Errorf("the screen got %q:\n%q", bad, shown)
	}
	s.cd(".")
	wantNothing(t, s.environment())
}
