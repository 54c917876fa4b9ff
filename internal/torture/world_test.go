//go:build unix

package torture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// patience is how long one command may take on a loaded machine.
const patience = 2 * time.Minute

// world is a home folder, and how azenv is run in it.
type world struct {
	t             *testing.T
	home          string
	config, state string // azenv's folders
	env           []string
	bin           string
	as            *syscall.Credential // nil for the user of the tests
	calls         atomic.Int64
}

// newWorld has azenv's folders where the XDG rules put them.
func newWorld(t *testing.T) *world {
	t.Helper()
	home, err := os.MkdirTemp("", "torture-") // t.TempDir is closed to other users
	if err == nil {
		// Where fish finds no completions made of man pages it makes them, in the background.
		err = os.MkdirAll(filepath.Join(home, ".local/share/fish/generated_completions"), 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				os.Chmod(path, 0o700)
			}
			return nil
		})
		if err := os.RemoveAll(home); err != nil {
			t.Error(err)
		}
	})
	return worldIn(t, home)
}

func worldIn(t *testing.T, home string) *world {
	return &world{
		t: t, home: home, bin: binary,
		config: filepath.Join(home, ".config/azenv"), state: filepath.Join(home, ".local/state/azenv"),
		env: []string{"HOME=" + home},
	}
}

// allIn has all of azenv's files in one folder.
func allIn(t *testing.T, dir string) *world {
	w := worldIn(t, dir)
	w.config, w.state, w.env = dir, dir, []string{"HOME=" + dir, "AZENV_HOME=" + dir}
	return w
}

func (w *world) profile() string { return filepath.Join(w.config, "profile.json") }
func (w *world) file(name string) string {
	return filepath.Join(w.state, name)
}

// result is what a command did.
type result struct {
	args     []string
	out, err string
	code     int // -1 where it was killed
}

func (r result) String() string {
	return fmt.Sprintf("azenv %q: exit %d\n%s%s", r.args, r.code, r.out, r.err)
}

// command is azenv with the environment of this world.
func (w *world) command(args ...string) *exec.Cmd {
	return w.program(w.bin, args...)
}

func (w *world) program(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append([]string{"PATH=" + filepath.Dir(w.bin) + ":" + os.Getenv("PATH"), "LANG=C.UTF-8", "TERM=dumb", "HISTFILE=/dev/null"}, w.env...)
	cmd.Dir = "/"
	if w.as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: w.as}
	}
	return cmd
}

// finish runs a command, which may not take for ever.
func (w *world) finish(cmd *exec.Cmd) result {
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	r := result{args: cmd.Args[1:]}
	if err := cmd.Start(); err != nil {
		w.t.Error(err)
		r.code = -2
		return r
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		w.t.Errorf("azenv %q does not end", cmd.Args[1:])
		cmd.Process.Kill()
	})
	err := cmd.Wait()
	stop()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Error(err)
	}
	r.out, r.err, r.code = out.String(), errOut.String(), cmd.ProcessState.ExitCode()
	return r
}

// run runs azenv.
func (w *world) run(args ...string) result { return w.finish(w.command(args...)) }

// ok runs azenv, which must succeed.
func (w *world) ok(args ...string) string {
	w.t.Helper()
	r := w.run(args...)
	if r.code != 0 {
		w.t.Fatal(r)
	}
	return r.out
}

// set is the command that stores context n, called name.
func set(name string, n int) []string {
	return []string{"set", name, "--subscription", guid(n), "--tenant", guid(0), "--account", "ops@contoso.example"}
}

func guid(n int) string { return fmt.Sprintf("%08x-aaaa-4bbb-8ccc-%012x", n, n) }

// source writes a file of az with one subscription and returns its path.
func (w *world) source(n int) string {
	w.t.Helper()
	path := filepath.Join(w.home, fmt.Sprintf("source%d.json", n))
	write(w.t, path, fmt.Sprintf(`{"subscriptions": [{"id": %q, "name": "Imported %d", "state": "Enabled", "isDefault": true,
		"user": {"name": "ops@contoso.example", "type": "user"}, "tenantId": %q, "environmentName": "AzureCloud"}]}`, guid(n), n, guid(0)))
	return path
}

// hooked is azenv as the hook of a bash runs it, which is this very process: what it
// is to eval is left in a file.
func (w *world) hooked(args ...string) *exec.Cmd {
	w.t.Helper()
	cmd := w.command(args...)
	call := filepath.Join(w.runFolder(), fmt.Sprintf("call-%d", w.calls.Add(1)))
	cmd.Env = append(cmd.Env, fmt.Sprintf("__AZENV_CALL=bash,%d,typed,,%s", os.Getpid(), call), "__AZENV_DIR=/")
	return cmd
}

var runLine = regexp.MustCompile(`(?m)^__azenv_start \d+ (\S+) `)

// runFolder is the folder of this process, as of a shell.
func (w *world) runFolder() string {
	w.t.Helper()
	out := w.ok("hook", "bash")
	m := runLine.FindStringSubmatch(out)
	if m == nil || !filepath.IsAbs(m[1]) {
		w.t.Fatalf("no run folder in the hook:\n%s", out[max(0, len(out)-600):])
	}
	return m[1]
}

// stored is what the tests know of the profile's form.
type stored struct {
	Version  int
	Default  string
	Contexts []struct {
		ID, Name, Label, Group string
		Subscription           struct{ ID string }
	}
}

func (w *world) load() (p stored) {
	w.t.Helper()
	data, err := os.ReadFile(w.profile())
	if errors.Is(err, os.ErrNotExist) {
		return p
	}
	if err == nil {
		err = json.Unmarshal(data, &p)
	}
	if err != nil {
		w.t.Fatalf("%v in a profile of %d bytes:\n%s", err, len(data), data)
	}
	return p
}

// names are the labels of all contexts, by the numbers of their subscriptions.
func (p stored) names() map[int]string {
	names := map[int]string{}
	for _, c := range p.Contexts {
		var n int
		fmt.Sscanf(c.Subscription.ID, "%08x", &n)
		names[n] = c.Label
	}
	return names
}

// sound fails unless the profile loads, has no two of what must be unique, and what is
// derived from it is in step.
func (w *world) sound() stored {
	w.t.Helper()
	listed := strings.Fields(w.ok("list", "-o", "name"))
	p := w.load()
	if p.Version == 0 {
		return p
	}
	ids, labels, subs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range p.Contexts {
		label := strings.ToLower(c.Label)
		if ids[c.ID] || labels[label] || subs[c.Subscription.ID] {
			w.t.Errorf("%s, %s or %s is there twice", c.ID, c.Label, c.Subscription.ID)
		}
		ids[c.ID], labels[label], subs[c.Subscription.ID] = true, true, true
	}
	if p.Default != "" && !ids[p.Default] {
		w.t.Errorf("the default %s is no context", p.Default)
	}
	if len(listed) < len(p.Contexts) {
		w.t.Errorf("list has %q, the profile %d contexts", listed, len(p.Contexts))
	}
	w.inStep()
	return p
}

// inStep fails unless stamp and index are those of the profile.
func (w *world) inStep() {
	w.t.Helper()
	sum := sha256.Sum256([]byte(read(w.t, w.profile())))
	hash := hex.EncodeToString(sum[:8])
	if got, want := read(w.t, w.file("stamp")), "azenv 1 "+hash+"\n"; got != want {
		w.t.Errorf("stamp %q, want %q", got, want)
	}
	head := strings.Fields(read(w.t, w.file("index")))
	if len(head) < 3 || head[2] != hash {
		w.t.Errorf("the index is not that of the profile %s: %q", hash, head[:min(3, len(head))])
	}
}

// free fails if somebody holds the writers' lock.
func (w *world) free() {
	w.t.Helper()
	f, err := os.OpenFile(w.file("lock"), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		w.t.Errorf("the lock is held: %v", err)
	}
}

// left are the files in a folder that azenv was about to write.
func left(t *testing.T, dirs ...string) (names []string) {
	t.Helper()
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".azenv-") {
				names = append(names, filepath.Join(dir, e.Name()))
			}
		}
	}
	return names
}

// clean fails where files that were being written are left.
func (w *world) clean() {
	w.t.Helper()
	if names := left(w.t, w.config, w.state); len(names) > 0 {
		w.t.Errorf("left over: %q", names)
	}
}

// lines are the error and the hint.
var lines = regexp.MustCompile(`\Aazenv: error: [^\n]+\nazenv: hint: [^\n]+\n\z`)

// clear fails unless azenv failed with one line of error and one of a hint, which say
// all of words.
func (w *world) clear(r result, words ...string) {
	w.t.Helper()
	if r.code != 1 || r.out != "" || !lines.MatchString(r.err) || len(r.err) > 600 {
		w.t.Errorf("want one clear line and a hint: %v", r)
		return
	}
	for _, word := range words {
		if !strings.Contains(r.err, word) {
			w.t.Errorf("want %q in: %v", word, r)
		}
	}
	for _, bad := range []string{"panic", "goroutine", "--help", ".azenv-"} {
		if strings.Contains(r.err, bad) {
			w.t.Errorf("want no %q in: %v", bad, r)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// tree is every path below dir with its kind, mode and contents.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		text, target := "", ""
		if d.Type().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text = string(data)
		}
		target, _ = os.Readlink(path)
		lines = append(lines, fmt.Sprintf("%s %v %q %s", path, d.Type(), text, target))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
