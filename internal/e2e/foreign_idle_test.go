package e2e

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Beside direnv, which starts a process at every prompt, azenv starts none while
// nothing changes, whatever direnv has loaded.
func TestForeign_idleBesideDirenv(t *testing.T) {
	need(t, "direnv", "bash")
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := direnvWorld(t)
		// Each start of azenv leaves a line, wherever it is started from.
		log := w.write("started", "")
		os.Mkdir(w.path("bin"), 0o700)
		os.Chmod(w.write("bin/azenv", "#!"+bash+"\necho \"$*\" >>"+log+"\nexec -a \"$0\" "+binDir+"/azenv \"$@\"\n"), 0o700)
		w.env = append(w.env, "PATH="+w.path("bin")+":"+os.Getenv("PATH"))
		s := w.start(sh, direnvHook[sh], "")
		azenvs := func() []string { return strings.SplitAfter(w.read("started"), "\n") }
		// after types a line and counts what azenv starts once both have seen it.
		after := func(line string) {
			t.Helper()
			s.run(typed(sh, line))
			s.ok(":")
			before := len(azenvs())
			for range 5 {
				s.send(":\n")
			}
			s.ok(":")
			if more := azenvs()[before:]; len(more) > 0 {
				t.Errorf("%s: idle prompts started %q", line, more)
			}
		}
		after("cd ~/config")
		before := len(azenvs())
		after("azenv use Dev") // over a base that direnv set
		after("{unset AZURE_CONFIG_DIR}")
		if got := azenvs()[before-1:]; len(got) != 3 || got[0] != "use Dev\n" || got[1] != "export "+sh+"\n" {
			t.Fatalf("what was started: %q", got)
		}
		after("azenv use Dev")
		after("cd ~") // stepped back
		after("azenv use Dev")
		after("cd ~/sub") // sealed
		after("cd ~/config")
		after("azenv use Prod")
		after("cd ~/others")
		after("azenv use --unset")
		after("cd ~/name")
		after("cd ~/use")
		after("azenv use --none")
		after("cd ~/config")
		after("azenv use --unset")
		after("cd ~/pinsub")
		after("cd ~/pinconfig")
		after("azenv use Dev")
		after("{empty AZURE_CONFIG_DIR}")
	})
}
