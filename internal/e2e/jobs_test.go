package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// lastJob is the variable with the process of the last background job.
var lastJob = map[string]string{"bash": "$!", "zsh": "$!", "fish": "$last_pid"}

// What the hook starts is no job of the user: what is listed, what is waited for and
// $! stay as they were, at switches and at prompts that ask azenv.
func TestJobs_areTheUsersOwn(t *testing.T) {
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		s := w.start(sh, map[string]string{"bash": "set -b", "zsh": "unsetopt bang_hist"}[sh], "")
		s.ok("sleep 300 &")
		s.ok("sleep 301 &")
		list := func() string {
			s.ok("jobs >~/jobs; true")
			return w.read("jobs")
		}
		jobs, last := list(), s.value(lastJob[sh])
		if strings.Count(jobs, "sleep") != 2 {
			t.Fatalf("jobs: %s", jobs)
		}
		for i, line := range []string{"azenv use Dev", ":", "echo other | azenv use -f -", "azenv use nosuch; true", "azenv use --unset"} {
			w.azenv("set", "other", "--subscription", subTwo, "--group", fmt.Sprint("rg", i))
			s.ok(line)
			if now := list(); now != jobs {
				t.Errorf("%s: the jobs were\n%s\nand are\n%s", line, jobs, now)
			}
			if now := s.value(lastJob[sh]); now != last {
				t.Errorf("%s: the last job was %s and is %s", line, last, now)
			}
		}
		if sh == "fish" {
			s.ok("kill %2; kill %1; wait")
		} else {
			s.ok("kill %1")
			// By its number the job is gone where the shell has seen it end already.
			if status, _ := s.run("kill %2; wait $!"); status != 143 {
				t.Errorf("wait: status %d, want 143", status)
			}
		}
		// One that ends while nobody types, and one that is waited for on a line.
		from := len(s.screen())
		s.ok("sleep 0.1 &")
		time.Sleep(200 * time.Millisecond)
		s.ok(":")
		s.ok("sleep 0.1 & azenv use Prod; wait")
		s.ok(":")
		if shown := strings.ReplaceAll(s.screen()[from:], s.dir, ""); strings.Contains(shown, "__azenv") || s.trouble(shown) != "" {
			t.Errorf("the screen:\n%s", shown)
		}
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		if left := list(); left != "" && !strings.Contains(left, "no jobs") {
			t.Errorf("jobs are left: %s", left)
		}
	})
}

// A program stopped with Ctrl-Z goes on after a switch, and the switch holds.
func TestJobs_stoppedAndContinued(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) {
		w := imported(t)
		w.write(w.rcFile(sh), quiet[sh]+hookLine(sh)+"\n")
		s, started := w.straced(sh)
		s.ok("azenv use Dev")
		s.send("sh -c ': >~/ready; exec cat >~/typed'\n")
		s.awaitFile(w.path("typed"))
		s.send("one\n")
		for end := time.Now().Add(patience); w.read("typed") == "" && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
		if status := s.key("\x1a"); status == 0 && sh != "fish" {
			t.Errorf("status 0 after Ctrl-Z")
		}
		s.ok("azenv use Prod")
		idle(t, s, started, "with a stopped job")
		s.ok("jobs >~/jobs")
		if got := w.read("jobs"); strings.Count(got, "cat") != 1 {
			t.Errorf("jobs:\n%s", got)
		}
		from := len(s.screen())
		s.send("fg\n")
		s.await(from, "cat >~/typed")
		time.Sleep(100 * time.Millisecond) // for the terminal to be the program's
		s.send("two\n")
		s.key("\x04")
		if got := w.read("typed"); got != "one\ntwo\n" {
			t.Errorf("the program read %q", got)
		}
		wantVars(t, s.environment(), "Prod", subProd, tenantA)
		s.untroubled(0)
	})
}
