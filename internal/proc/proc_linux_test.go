package proc

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestOf_pid1(t *testing.T) {
	if _, err := os.ReadFile("/proc/1/stat"); err != nil || os.Getpid() == 1 {
		t.Skip("pid 1 is hidden, or the test itself")
	}
	if !mustOf(t, 1).Alive() {
		t.Error("not alive")
	}
	if IsAncestor(1, mustOf(t, os.Getpid())) {
		t.Error("test is an ancestor of pid 1")
	}
}

func TestOf_zombie(t *testing.T) {
	cmd := again("wait")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	cmd.Stdin, cmd.Stdout = r, nil
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.Close()
	pid := cmd.Process.Pid
	id := mustOf(t, pid)
	w.Close()
	// WNOWAIT: wait until it has ended, and leave it there.
	for {
		err = unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join("/proc", decimal(uint64(pid)))); err != nil {
		t.Fatalf("no zombie: %v", err)
	}
	if id.Alive() {
		t.Error("zombie is alive")
	}
	if _, err := Of(pid); !errors.Is(err, errEnded) {
		t.Errorf("got error %v, want %v", err, errEnded)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

func TestOf_commWithBlanksAndParentheses(t *testing.T) {
	for _, comm := range []string{"a) (b", ") Z 1 1 1 (", "x\n)\n Z 0", "))) ((("} {
		t.Run(comm, func(t *testing.T) {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(t.TempDir(), comm)
			if err := os.Symlink(self, name); err != nil {
				t.Fatal(err)
			}
			cmd := again("wait")
			cmd.Path, cmd.Args = name, []string{name}
			pid, _ := start(t, cmd)
			stat, err := os.ReadFile("/proc/" + decimal(uint64(pid)) + "/stat")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(stat), " ("+comm+") ") {
				t.Fatalf("comm is not %q in %q", comm, stat)
			}
			if !mustOf(t, pid).Alive() {
				t.Error("not alive")
			}
			if !IsAncestor(pid, mustOf(t, os.Getpid())) {
				t.Error("test is no ancestor")
			}
		})
	}
}

func TestParseStat(t *testing.T) {
	const rest = " 100 100 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 41635840 2822\n"
	tests := []struct {
		name, stat string
		want       process
		err        error
	}{
		{"plain", "42 (sh) S 7" + rest, process{7, 4711}, nil},
		{"blanks and parentheses", "42 (a) (b c) R 7" + rest, process{7, 4711}, nil},
		{"looks like a zombie", "42 () Z 1) S 7" + rest, process{7, 4711}, nil},
		{"comm is not UTF-8", "42 (\xff\x1b) S 7" + rest, process{7, 4711}, nil},
		{"stopped", "42 (sh) T 7" + rest, process{7, 4711}, nil},
		{"top of the namespace", "1 (init) S 0" + rest, process{0, 4711}, nil},
		{"zombie", "42 (sh) Z 7" + rest, process{}, errEnded},
		{"dead", "42 (sh) X 7" + rest, process{}, errEnded},
		{"dead, old kernel", "42 (sh) x 7" + rest, process{}, errEnded},
		{"empty", "", process{}, errFormat},
		{"no comm", "42 sh S 7" + rest, process{}, errFormat},
		{"cut", "42 (sh) S 7 100 100 0", process{}, errFormat},
		{"parent is no number", "42 (sh) S x" + rest, process{}, errFormat},
		{"start is no number", "42 (sh) S 7" + strings.Replace(rest, "4711", "-1", 1), process{}, errFormat},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseStat([]byte(tt.stat))
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %+v, %v, want %+v, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestNamespace(t *testing.T) {
	for link, want := range map[string]string{
		"pid:[4026531836]": "4026531836",
		"pid:[]":           "",
		"":                 "",
		"pid:4026531836":   "",
		"mnt:[4026531836]": "",
	} {
		if got := namespace(link); got != want {
			t.Errorf("%q: got %q, want %q", link, got, want)
		}
	}
}

func TestBoot_namesThePIDNamespace(t *testing.T) {
	link, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		t.Skip(err)
	}
	if suffix := namespace(link); suffix == "" || !strings.HasSuffix(Boot(), "-"+suffix) {
		t.Errorf("Boot() = %q, want suffix %q", Boot(), suffix)
	}
}
