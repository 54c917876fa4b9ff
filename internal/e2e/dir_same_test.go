package e2e

import (
	"os"
	"strings"
	"testing"
)

// A foreign ID is never accepted on the way to a directory that names the context in
// force, nor by azenv allow: it is set anew, or seals.
func TestDir_foreignIDOnTheWayToTheSameContext(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.pinned("a", "Dev\n")
		w.pinned("b", "Dev\n")
		s := w.start(sh, "", "")
		s.ok("cd a")
		wantDir(t, s.environment(), "Dev", subDev, tenantA)
		s.run(export(sh, "ARM_SUBSCRIPTION_ID", "evil") + "; cd ../b")
		wantDir(t, s.environment(), "Dev", subDev, tenantA)
		s.run(export(sh, "ARM_SUBSCRIPTION_ID", "evil") + "; azenv allow")
		if env := s.environment(); env["AZENV_ACTIVE"] != "sealed" || env["ARM_SUBSCRIPTION_ID"] != "" {
			t.Errorf("after allow: %q", azure(env))
		}
		s.ok("azenv use --unset")
		s.run(export(sh, "AZURE_CONFIG_DIR", "/elsewhere") + "; azenv allow")
		if env := s.environment(); env["AZENV_ACTIVE"] != "" || env["AZURE_CONFIG_DIR"] != "/elsewhere" {
			t.Errorf("did not step back: %q", azure(env))
		}
	})
}

// exec --dir runs where it resolves, as cd there would.
func TestDir_execRunsWhereItResolves(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.mkdir("real/deep/target")
		w.pinned("lnk", "Dev\n")
		w.pinned("real/deep", "Prod\n")
		if err := os.Symlink("../real/deep/target", w.path("lnk/link")); err != nil {
			t.Fatal(err)
		}
		s := w.start(sh, "", "")
		s.ok("cd lnk/link")
		shown := s.ok("azenv exec --dir .. -- sh -c 'echo at $(pwd -P) and $(pwd -L) in $AZENV_ACTIVE'")
		if want := "at " + w.path("lnk") + " and " + w.path("lnk") + " in Dev"; !strings.Contains(shown, want) {
			t.Errorf("no %q in:\n%s", want, shown)
		}
	})
}

// pin writes nothing outside of its directory.
func TestDir_pinDoesNotWriteThroughALink(t *testing.T) {
	w := imported(t)
	w.mkdir("clone")
	w.write("key", "ssh-ed25519 AAAA\n")
	if err := os.Symlink("../key", w.path("clone/.azcontext")); err != nil {
		t.Fatal(err)
	}
	_, errOut, code := w.command("sh", "-c", "cd clone && azenv pin Dev")
	if code != 1 || !strings.Contains(errOut, "a link, which is not written through") || w.read("key") != "ssh-ed25519 AAAA\n" {
		t.Errorf("exit %d\n%s\n%s", code, errOut, w.read("key"))
	}
}

// What stays sealed is said, and is no success.
func TestDir_unsetWhereTheDirectorySeals(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.file("here", "Dev\n")
		s := w.start(sh, "", "")
		s.run("cd here")
		if shown := s.fails("azenv use --unset"); !strings.Contains(shown, "not allowed") || !strings.Contains(shown, "hint: azenv allow") {
			t.Errorf("not said:\n%s", shown)
		}
	})
}
