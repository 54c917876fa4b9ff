package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// doctored is what doctor says of a topic, by the shell's own azenv.
func (s *session) doctored(line, topic string) string {
	s.t.Helper()
	_, shown := s.run(line + " | cat")
	var found []string
	for _, l := range strings.Split(shown, "\n") {
		if f := strings.Split(strings.TrimSpace(l), "\t"); len(f) > 2 && f[1] == topic {
			found = append(found, l)
		}
	}
	return strings.Join(found, "\n")
}

func want(t *testing.T, got, what string) {
	t.Helper()
	if !strings.Contains(got, what) {
		t.Errorf("%q is not in:\n%s", what, got)
	}
}

// The hook hands over which one it is; an older one hands over nothing, and works.
func TestDoctor_hook(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, "", "")
		want(t, s.doctored("azenv doctor", "hook"), "ok\thook\tloaded in this shell, "+sh+", ")
		if shown := s.ok("azenv exec Dev -- env"); strings.Contains(shown, "__AZENV") {
			t.Errorf("what the hook says is handed on:\n%s", shown)
		}
		s.ok(map[bool]string{true: "set -g __azenv_text other", false: "__azenv_text=other"}[sh == "fish"])
		want(t, s.doctored("azenv doctor", "hook"), "warning\thook\tthe hook of this shell is not this azenv's")
		s.ok(hookLine(sh))
		want(t, s.doctored("azenv doctor", "hook"), "ok\thook\t")
		want(t, s.doctored("command azenv doctor", "hook"), "info\thook\tloaded in this shell, process ")

		w.write(w.rcFile(sh), quiet[sh])
		want(t, w.open(sh).doctored("azenv doctor", "hook"), "warning\thook\tnot loaded in this shell")

		if sh == "pwsh" {
			return // azenv is no function there, whose text could be another
		}
		s = w.start(sh, "", "")
		cut := ` azenv | sed 's/__AZENV_HOOK="[^"]*"//'`
		s.ok(map[string]string{
			"bash": `eval "$(declare -f` + cut + `)"`,
			"zsh":  `eval "$(functions` + cut + `)"`,
			"fish": "functions" + cut + " | source",
		}[sh])
		want(t, s.doctored("azenv doctor", "hook"), "warning\thook\tthe hook of this shell is an older one")
		s.ok("azenv use Dev") // brings this azenv's own
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		want(t, s.doctored("azenv doctor", "shell"), "ok\tshell\tDev is in force (process)")
		want(t, s.doctored("azenv doctor", "hook"), "ok\thook\t")
	})
}

// Where the hook's azenv is gone, that of PATH answers what is typed.
func TestDoctor_hooksBinaryIsGone(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		data, err := os.ReadFile(filepath.Join(binDir, "azenv"))
		if err != nil {
			t.Fatal(err)
		}
		other := w.path("other")
		if err := os.WriteFile(other, data, 0o700); err != nil {
			t.Fatal(err)
		}
		w.write(w.rcFile(sh), quiet[sh]+strings.Replace(hookLine(sh), "azenv hook", other+" hook", 1)+"\n")
		s := w.open(sh)
		want(t, s.doctored("azenv doctor", "azenv"), "warning\tazenv\tPATH has another azenv first, "+binDir)
		if err := os.Remove(other); err != nil {
			t.Fatal(err)
		}
		want(t, s.doctored("azenv doctor", "hook"), "warning\thook\tthe hook's azenv, "+other+", is gone")
	})
}

// doctor changes nothing, and starts nothing.
func TestDoctor_onlyLooks(t *testing.T) {
	need(t, "strace", "bash")
	w := imported(t)
	w.write(".local/state/azenv/index", "garbage")
	log := filepath.Join(t.TempDir(), "log")
	out, errOut, _ := w.command("strace", "-f", "-o", log, "-e", "trace=%file,%process,%network", filepath.Join(binDir, "azenv"), "doctor", "-o", "json")
	want(t, out, `"findings"`)
	if errOut != "" {
		t.Errorf("it says:\n%s", errOut)
	}
	started := 0
	for _, line := range strings.Split(w.readFile(log), "\n") {
		started += strings.Count(line, "execve(")
		for _, call := range []string{"O_WRONLY", "O_RDWR", "O_CREAT", "mkdir", "rename", "unlink", "chmod", "link(", "socket(", "connect("} {
			if strings.Contains(line, call) && !strings.Contains(line, "readlink") && !strings.Contains(line, `"/dev/`) {
				t.Errorf("it calls %s", line)
			}
		}
	}
	if started != 1 {
		t.Errorf("%d programs were started", started)
	}
}
