//go:build linux || darwin || windows

package proc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// helper is the variable that makes the test binary play a process.
const helper = "AZENV_PROC_TEST_HELPER"

func TestMain(m *testing.M) {
	switch os.Getenv(helper) {
	case "":
		os.Exit(m.Run())
	case "wait": // say who I am, live until stdin ends
		fmt.Println(os.Getpid())
		io.Copy(io.Discard, os.Stdin)
	case "exit":
	case "parent": // live as long as my child
		cmd := again("wait")
		if cmd.Start() != nil || cmd.Wait() != nil {
			os.Exit(1)
		}
	case "desert": // leave my child behind
		if again("wait").Start() != nil {
			os.Exit(1)
		}
	}
}

// again returns this binary playing role, on this process's stdin and stdout.
func again(role string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), helper+"="+role, "GORACE=atexit_sleep_ms=0")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd
}

// start runs cmd and returns the pid told by the "wait" that it is or starts.
// Both end with stop, or with the test.
func start(t *testing.T, cmd *exec.Cmd) (pid int, stop func()) {
	t.Helper()
	inR, inW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { outR.Close() })
	cmd.Stdin, cmd.Stdout = inR, outW
	err = cmd.Start()
	inR.Close()
	outW.Close()
	if err != nil {
		inW.Close()
		t.Fatal(err)
	}
	stop = func() {
		inW.Close()
		cmd.Wait()
	}
	t.Cleanup(stop)
	line, err := bufio.NewReader(outR).ReadString('\n')
	if err != nil {
		t.Fatalf("helper: %v", err)
	}
	pid, err = strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("helper: %v", err)
	}
	return pid, stop
}

func mustOf(t *testing.T, pid int) ID {
	t.Helper()
	id, err := Of(pid)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestOf_self(t *testing.T) {
	self := mustOf(t, os.Getpid())
	if self.PID != os.Getpid() || self.Boot == "" || self.Start == "" || self.Boot != Boot() {
		t.Errorf("incomplete: %+v", self)
	}
	if again := mustOf(t, os.Getpid()); again != self {
		t.Errorf("changed from %+v to %+v", self, again)
	}
	if strings.ContainsAny(self.Boot+self.Start, "/\\: \t\n'\"$") {
		t.Errorf("needs quoting: %+v", self)
	}
	if !self.Alive() {
		t.Error("not alive")
	}
	if !IsAncestor(os.Getpid(), self) {
		t.Error("not its own ancestor")
	}
}

func TestOf_parent(t *testing.T) {
	if os.Getppid() == 0 {
		t.Skip("the parent is in another pid namespace")
	}
	parent := mustOf(t, os.Getppid())
	if !parent.Alive() {
		t.Error("not alive")
	}
	if !IsAncestor(os.Getpid(), parent) {
		t.Error("parent is no ancestor")
	}
	if IsAncestor(os.Getppid(), mustOf(t, os.Getpid())) {
		t.Error("child is an ancestor")
	}
}

func TestOf_nonsensePIDs(t *testing.T) {
	for _, pid := range []int{0, -1, math.MinInt32, math.MaxInt32, math.MinInt, math.MaxInt} {
		if id, err := Of(pid); err == nil {
			t.Errorf("Of(%d) = %+v", pid, id)
		}
		if (ID{Boot: Boot(), PID: pid, Start: "0"}).Alive() {
			t.Errorf("%d: alive", pid)
		}
		if IsAncestor(pid, mustOf(t, os.Getpid())) {
			t.Errorf("%d: has an ancestor", pid)
		}
		if IsAncestor(os.Getpid(), ID{Boot: Boot(), PID: pid, Start: "0"}) {
			t.Errorf("%d: is an ancestor", pid)
		}
	}
}

func TestID_otherBootOrStart(t *testing.T) {
	self := mustOf(t, os.Getpid())
	tests := map[string]ID{
		"zero":          {},
		"no boot":       {PID: self.PID, Start: self.Start},
		"another boot":  {Boot: self.Boot + "0", PID: self.PID, Start: self.Start},
		"another start": {Boot: self.Boot, PID: self.PID, Start: self.Start + "0"},
		"no start":      {Boot: self.Boot, PID: self.PID},
	}
	for name, id := range tests {
		if id.Alive() {
			t.Errorf("%s: alive", name)
		}
		if IsAncestor(os.Getpid(), id) {
			t.Errorf("%s: is an ancestor", name)
		}
	}
}

func TestChild_livesAndDies(t *testing.T) {
	pid, stop := start(t, again("wait"))
	child := mustOf(t, pid)
	self := mustOf(t, os.Getpid())
	if !child.Alive() {
		t.Error("child is not alive")
	}
	if !IsAncestor(pid, self) {
		t.Error("test is no ancestor of its child")
	}
	if IsAncestor(os.Getpid(), child) {
		t.Error("child is an ancestor of the test")
	}
	stop()
	if child.Alive() {
		t.Error("ended child is alive")
	}
	if _, err := Of(pid); err == nil {
		t.Error("ended child has an identity")
	}
	if IsAncestor(pid, self) {
		t.Error("ended child has an ancestor")
	}
}

func TestIsAncestor_grandchild(t *testing.T) {
	cmd := again("parent")
	pid, _ := start(t, cmd)
	if pid == cmd.Process.Pid {
		t.Fatal("no grandchild")
	}
	if !IsAncestor(pid, mustOf(t, cmd.Process.Pid)) {
		t.Error("its parent is no ancestor")
	}
	if !IsAncestor(pid, mustOf(t, os.Getpid())) {
		t.Error("its grandparent is no ancestor")
	}
	sibling, _ := start(t, again("wait"))
	if IsAncestor(pid, mustOf(t, sibling)) {
		t.Error("its uncle is an ancestor")
	}
}

func TestIsAncestor_orphanIsNoDescendant(t *testing.T) {
	if os.Getpid() == 1 {
		t.Skip("pid 1 adopts orphans")
	}
	cmd := again("desert")
	pid, _ := start(t, cmd)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if !mustOf(t, pid).Alive() {
		t.Error("orphan is not alive")
	}
	if IsAncestor(pid, mustOf(t, os.Getpid())) {
		t.Error("test is an ancestor of an orphan")
	}
}

func TestIsAncestor_walk(t *testing.T) {
	gone := errors.New("gone")
	tests := []struct {
		name string
		tree map[int]process
		of   ID
		want bool
	}{
		{"itself", map[int]process{9: {5, 50}}, ID{PID: 9, Start: "50"}, true},
		{"parent", map[int]process{9: {5, 50}, 5: {1, 20}}, ID{PID: 5, Start: "20"}, true},
		{"parent started in the same tick", map[int]process{9: {5, 50}, 5: {1, 50}}, ID{PID: 5, Start: "50"}, true},
		{"far ancestor", map[int]process{9: {5, 50}, 5: {3, 20}, 3: {2, 10}}, ID{PID: 3, Start: "10"}, true},
		{"reused pid of the parent", map[int]process{9: {5, 50}, 5: {1, 51}}, ID{PID: 5, Start: "51"}, false},
		{"reused pid on the way", map[int]process{9: {5, 50}, 5: {3, 51}, 3: {1, 10}}, ID{PID: 3, Start: "10"}, false},
		{"reused pid of the ancestor asked for", map[int]process{9: {5, 50}, 5: {1, 20}}, ID{PID: 5, Start: "19"}, false},
		{"unreadable on the way", map[int]process{9: {5, 50}, 3: {1, 10}}, ID{PID: 3, Start: "10"}, false},
		{"top reached", map[int]process{9: {5, 50}, 5: {0, 20}}, ID{PID: 0, Start: "0"}, false},
		{"loop", map[int]process{9: {5, 50}, 5: {9, 50}}, ID{PID: 3, Start: "10"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := isAncestor(9, tt.of, func(pid int) (process, error) {
				p, ok := tt.tree[pid]
				if !ok {
					return p, gone
				}
				return p, nil
			})
			if got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestIsAncestor_walkIsBounded(t *testing.T) {
	line := func(pid int) (process, error) { return process{parent: pid + 1}, nil }
	if !isAncestor(1, ID{PID: maxDepth, Start: "0"}, line) {
		t.Errorf("level %d is not reached", maxDepth)
	}
	if isAncestor(1, ID{PID: maxDepth + 1, Start: "0"}, line) {
		t.Errorf("level %d is reached", maxDepth+1)
	}
}

func BenchmarkIsAncestor(b *testing.B) {
	parent, err := Of(os.Getppid())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		IsAncestor(os.Getpid(), parent)
	}
}
