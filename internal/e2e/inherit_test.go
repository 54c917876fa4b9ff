package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// awaitEnv waits for a file of `env -0`.
func awaitEnv(t *testing.T, file string) map[string]string {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if data, err := os.ReadFile(file); err == nil && strings.HasSuffix(string(data), "\x00") {
			return parseEnv(t, file)
		}
	}
	t.Fatalf("%s did not appear", file)
	return nil
}

// A tmux server keeps the environment of the shell it was born in, for ever. The
// choice of that shell must not reach any window.
func TestTmux_serverHandsAChoiceToNoWindow(t *testing.T) {
	need(t, "tmux")
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "it is on pipes here; TestPwsh_onATerminal has it in tmux")
		w := imported(t)
		path, err := exec.LookPath(sh)
		if err != nil {
			t.Fatal(err)
		}
		sockets, err := os.MkdirTemp("", "az") // a socket's path must be short
		if err != nil {
			t.Fatal(err)
		}
		w.env = []string{"SHELL=" + path, "TMUX_TMPDIR=" + sockets}
		t.Cleanup(func() {
			w.command("tmux", "kill-server")
			os.RemoveAll(sockets)
		})
		w.write(".tmux.conf", "set -g default-command "+path+"\n")
		prod, dev := w.start(sh, "", ""), w.open(sh)
		prod.ok("azenv use Prod")
		dev.ok("azenv use Dev")
		window := func(target, name string) map[string]string {
			file := filepath.Join(dev.dir, name)
			dev.ok("tmux send-keys -t " + target + " 'command env -0 >" + file + "' Enter")
			return awaitEnv(t, file)
		}
		prod.ok("tmux new-session -d -s one -x 200 -y 50")
		wantNothing(t, window("one:0", "born"))
		shown := dev.ok("tmux capture-pane -p -t one:0")
		if strings.Count(shown, "azenv: dropped") != 1 {
			t.Errorf("not said once:\n%s", shown)
		}
		dev.ok("tmux new-window -t one:1")
		wantNothing(t, window("one:1", "window"))
		dev.ok("tmux new-session -d -s two -x 200 -y 50")
		wantNothing(t, window("two:0", "session"))

		// With a default, windows have it; what is chosen in one stays there, and
		// shells inside that one keep it.
		w.azenv("set", "default", "--subscription", subTwin, "--global")
		dev.ok("tmux new-window -t one:2")
		wantVars(t, window("one:2", "default"), "default", subTwin, tenantA)
		dev.ok("tmux send-keys -t one:2 'azenv use Dev' Enter")
		dev.ok("tmux send-keys -t one:2 '" + strings.Join(argv(sh), " ") + "' Enter")
		wantVars(t, window("one:2", "nested"), "Dev", subDev, tenantA)
		// A name set by hand for the server is an accident, too.
		dev.ok("tmux set-environment -g AZENV_CONTEXT Dev")
		dev.ok("tmux new-window -t one:3")
		wantVars(t, window("one:3", "byhand"), "default", subTwin, tenantA)
	})
}

func TestInherit_nestedShellsAndScriptsKeepTheChoice(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "it reads ahead, so a shell inside cannot be typed in; TestPwsh_insideAndScripts has the rest")
		w := imported(t)
		w.env = []string{"ARM_CLIENT_SECRET=s3cret", "AZURE_DEFAULTS_GROUP=earlier"}
		s := w.start(sh, "", "")
		s.ok("azenv use Dev")
		file := func(name string) string { return filepath.Join(s.dir, name) }
		wantVars(t, s.environmentOf("sh -c 'exec \"$0\" \"$@\"' env"), "Dev", subDev, tenantA)
		wantVars(t, s.nestedEnvironment(), "Dev", subDev, tenantA)

		// A script that outlives its shell, as from cron or nohup.
		s.ok("sh -c '(sleep 0.2; env -0 >" + file("orphan") + ") & exit 0'")
		wantVars(t, awaitEnv(t, file("orphan")), "Dev", subDev, tenantA)

		// A nested shell has its own choice; the outer one keeps its own.
		inner := strings.Join(argv(sh), " ")
		s.ok(inner)
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok("azenv use --unset")
		env := s.environment()
		if env["AZURE_DEFAULTS_GROUP"] != "earlier" || env["AZENV_ACTIVE"] != "" {
			t.Errorf("a nested shell does not give the set variables back: %q", azure(env))
		}
		if v, ok := env["ARM_CLIENT_SECRET"]; ok {
			t.Errorf("a nested shell has what was hidden: %q", v)
		}
		s.run("exit")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)

		// The same process, another program.
		s.send("exec " + inner + "\n")
		s.sync()
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		s.ok("azenv use Prod")
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
	})
}

func TestExec_runsInAContextWithoutSwitching(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "it reads ahead, so a shell inside cannot be typed in; TestPwsh_exec has the rest")
		w := imported(t)
		w.env = []string{"ARM_CLIENT_SECRET=s3cret"}
		s := w.start(sh, "", "")
		s.ok("azenv use Dev")
		wantVars(t, s.environmentOf("azenv exec Prod -- env"), "Prod", subProd, tenantA)
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
		if status, _ := s.run("azenv exec Prod -- sh -c 'exit 7'"); status != 7 {
			t.Errorf("status %d, want 7", status)
		}
		if status, _ := s.run("azenv exec Prod -- sh -c 'kill -TERM $$'"); status != 128+15 {
			t.Errorf("status %d after a signal, want 143", status)
		}
		env := s.environmentOf("azenv exec Prod -- env")
		for name := range env {
			if strings.HasPrefix(name, "__AZENV") {
				t.Errorf("%s reaches the command", name)
			}
		}
		// An interactive shell started that way is in that context.
		s.send("azenv exec Prod -- " + strings.Join(argv(sh), " ") + "\n")
		s.sync()
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.ok("azenv use Dev")
		wantVars(t, s.environment(), "Dev", subDev, tenantA)
	})
}

// sudo -E hands the variables on; an interactive shell of another user that has a
// hook of its own goes by that user's profile.
func TestSudo(t *testing.T) {
	need(t, "sudo")
	if os.Geteuid() != 0 {
		t.Skip("sudo to another user without a password takes root")
	}
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "it reads ahead, so a shell inside cannot be typed in")
		w := imported(t)
		s := w.start(sh, "", "")
		s.ok("azenv use Dev")
		// sudo eats what is typed ahead, so nothing is until it has ended.
		kept := filepath.Join(s.dir, "kept")
		s.send("sudo -E -u nobody env -0 >" + kept + "\n")
		wantVars(t, awaitEnv(t, kept), "Dev", subDev, tenantA)

		other := newWorld(t)
		other.write(".azure/azureProfile.json", azProfile(sampleSubs))
		other.azenv("import", "--no-use")
		other.azenv("set", "theirs", "--subscription", subTwo, "--global")
		azenv := filepath.Join(binDir, "azenv")
		other.write(other.rcFile(sh), quiet[sh]+strings.Replace(hookLine(sh), "azenv", azenv, 1)+"\n")
		if _, errOut, code := w.command("chown", "-R", "nobody", other.home); code != 0 {
			t.Fatal(errOut)
		}
		for _, dir := range []string{s.dir, filepath.Dir(s.dir), other.home, filepath.Dir(other.home)} {
			os.Chmod(dir, 0o777)
		}
		from := len(s.screen())
		os.Chmod(other.home, 0o755)
		s.send("sudo -E -u nobody HOME=" + other.home + " " + strings.Join(argv(sh), " ") + "\n")
		s.await(from, "dropped the context that another user chose")
		s.sync()
		wantVars(t, s.environment(), "theirs", subTwo, tenantB)
		if shown := s.screen()[from:]; strings.Count(shown, "dropped the context that another user chose") != 1 {
			t.Errorf("not said once:\n%s", shown)
		}
	})
}

// In a container the first shell is init, so a server that is left to init has it
// for a parent. Its windows are other windows all the same.
func TestTmux_inAContainer(t *testing.T) {
	need(t, "tmux", "unshare")
	w := imported(t)
	if _, _, code := w.command("unshare", "-pf", "--mount-proc", "true"); code != 0 {
		t.Skip("no pid namespace may be made here")
	}
	sockets, err := os.MkdirTemp("", "az")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(sockets) })
	w.env = []string{"TMUX_TMPDIR=" + sockets, "SHELL=/bin/bash"}
	w.write(".bashrc", quiet["bash"]+hookLine("bash")+"\n")
	s := w.openAs(t, "bash", w.environ(), "unshare", "-pf", "--mount-proc", "bash", "--noprofile", "-i")
	s.ok("azenv use Dev")
	s.ok("tmux -f /dev/null new-session -d -s one -x 200 -y 50 bash --noprofile -i")
	file := filepath.Join(s.dir, "window")
	s.ok("tmux send-keys -t one:0 'command env -0 >" + file + "' Enter")
	wantNothing(t, awaitEnv(t, file))
	s.ok("tmux kill-server")
}
