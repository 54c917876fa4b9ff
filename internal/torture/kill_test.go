//go:build unix

package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A kill may leave files that were being written, and nothing else: the profile as it
// was before the command or as it is after it, no lock that is held, and a stamp by
// which a shell sees a change that was made, and that the next azenv puts right.

// victim is a kind of command that is killed, over and over.
type victim struct {
	name string
	cmd  func(w *world, i int) *exec.Cmd // the change number i
	done func(p stored, i int) bool      // whether it was made
}

var victims = []victim{
	{"set", func(w *world, i int) *exec.Cmd { return w.command(set(fmt.Sprintf("new%d", i), 1000+i)...) },
		func(p stored, i int) bool { return p.names()[1000+i] == fmt.Sprintf("new%d", i) }},
	{"set of what others are in", func(w *world, i int) *exec.Cmd {
		return w.command("set", w.load().Contexts[0].Label, "--group", fmt.Sprintf("rg%d", i))
	},
		func(p stored, i int) bool { return p.Contexts[0].Group == fmt.Sprintf("rg%d", i) }},
	{"rename", func(w *world, i int) *exec.Cmd { return w.command("rename", guid(1), fmt.Sprintf("held%d", i)) },
		func(p stored, i int) bool { return p.names()[1] == fmt.Sprintf("held%d", i) }},
	{"import", func(w *world, i int) *exec.Cmd { return w.command("import", w.source(3000+i), "--no-use") },
		func(p stored, i int) bool { return p.names()[3000+i] != "" }},
	{"use --global", func(w *world, i int) *exec.Cmd { return w.hooked("use", "--global", guid(1+i%2)) },
		func(p stored, i int) bool { return p.Default == p.Contexts[i%2].ID }},
}

// newVictims has two contexts and a shell in the first.
func newVictims(t *testing.T) (*world, *shell) {
	w := newWorld(t)
	w.ok(set("held", 1)...)
	w.ok(set("other", 2)...)
	s := w.shell()
	s.run("azenv use " + guid(1))
	return w, s
}

func TestKill_atARandomMoment(t *testing.T) {
	kills := many(40, 500) / len(victims)
	for _, v := range victims {
		t.Run(v.name, func(t *testing.T) {
			w, s := newVictims(t)
			var times []time.Duration
			for i := range 5 {
				start := time.Now()
				if r := w.finish(v.cmd(w, i)); r.code != 0 {
					t.Fatal(r)
				}
				times = append(times, time.Since(start))
			}
			slices.Sort(times)
			took, killed, made := times[2], 0, 0
			for i := 5; killed < kills && i < 4*kills; i++ {
				before := w.load()
				dead := killAfter(t, v.cmd(w, i), rand.N(took))
				if dead {
					killed++
				}
				if w.survives(s, before, i, v) && dead {
					made++
				}
			}
			t.Logf("%d were killed within %v, %d of them behind their change", killed, took, made)
		})
	}
}

// killAfter starts a command and kills it after some time; it may be done by then.
func killAfter(t *testing.T, cmd *exec.Cmd, after time.Duration) bool {
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return false
	}
	time.Sleep(after)
	cmd.Process.Kill()
	cmd.Wait()
	return cmd.ProcessState.ExitCode() == -1
}

// survives looks at what a kill left, and says whether the change was made.
func (w *world) survives(s *shell, before stored, i int, v victim) (made bool) {
	w.t.Helper()
	w.free()
	after := w.load()
	if made = v.done(after, i); !made && fmt.Sprint(after) != fmt.Sprint(before) {
		w.t.Errorf("neither as before nor as after:\n%v\n%v", before, after)
	}
	w.noticed(s, after) // before any other azenv could mend the stamp
	if now := w.sound(); fmt.Sprint(now) != fmt.Sprint(after) {
		w.t.Errorf("the next azenv reads\n%v\nof\n%v", now, after)
	}
	start := time.Now()
	w.ok("set", "other", "--location", fmt.Sprintf("l%d", i))
	if took := time.Since(start); took > 5*time.Second {
		w.t.Errorf("the next writer took %v", took)
	}
	s.run(":") // it has seen all that there is before the next kill
	return made
}

// noticed fails unless the shell, which is in context 1 since its last use, shows at its
// next prompt what became of it.
func (w *world) noticed(s *shell, p stored) {
	w.t.Helper()
	want := p.Contexts[0].Label
	if p.Contexts[0].Group != s.group {
		want = "sealed"
	}
	s.run(":")
	if got := s.run(`echo "active $AZENV_ACTIVE"`); !strings.Contains(got, "active "+want+"\n") {
		w.t.Errorf("want active %s; the shell: %s", want, got)
	}
	if want == "sealed" {
		s.run("azenv use " + guid(1))
		s.group = p.Contexts[0].Group
	}
}

// TestKill_ofSeveralAtOnce kills what waits for the lock as well as who has it.
func TestKill_ofSeveralAtOnce(t *testing.T) {
	w, s := newVictims(t)
	for round := range many(4, 60) {
		var wg sync.WaitGroup
		for k, v := range victims {
			cmd := v.cmd(w, 1+round*len(victims)+k)
			wg.Go(func() { killAfter(t, cmd, rand.N(40*time.Millisecond)) })
		}
		wg.Wait()
		w.free()
		w.noticed(s, w.load())
		w.sound()
		start := time.Now()
		w.ok(set(fmt.Sprintf("next%d", round), 9000+round)...)
		s.run(":")
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("the next writer took %v", took)
		}
	}
}

// TestKill_atEveryCall kills at the first, the second and so on of the calls that
// change files.
func TestKill_atEveryCall(t *testing.T) {
	need(t, "strace")
	for _, calls := range []string{"renameat", "fsync", "flock", "unlinkat", "write", "openat"} {
		t.Run(calls, func(t *testing.T) {
			w, s := newVictims(t)
			killed := 0
			for _, v := range victims {
				unhurt := 0
				for n := 1; n < 200 && unhurt < 2; n += 1 + n/many(3, 1000) {
					before := w.load()
					i := 3 + n
					cmd := v.cmd(w, i)
					strace(cmd, fmt.Sprintf("%s:signal=SIGKILL:when=%d", calls, n))
					r := w.finish(cmd)
					switch {
					case r.code == 0:
						unhurt++
					case r.code != -1:
						if strings.Contains(r.err, "ptrace") || strings.Contains(r.err, "PTRACE") {
							t.Skipf("strace may not trace here: %s", r.err)
						}
						t.Fatalf("not killed: %v", r)
					default:
						killed++
					}
					w.survives(s, before, i, v)
				}
			}
			if killed == 0 {
				t.Error("nothing was killed, so this tests nothing")
			}
		})
	}
}

// strace makes cmd run under strace, with that injected.
func strace(cmd *exec.Cmd, inject string) {
	path, _ := exec.LookPath("strace")
	call, _, _ := strings.Cut(inject, ":")
	cmd.Args = append([]string{"strace", "-f", "-qqq", "-o", os.DevNull, "-e", "trace=" + call, "-e", "inject=" + inject}, append([]string{cmd.Path}, cmd.Args[1:]...)...)
	cmd.Path = path
}
