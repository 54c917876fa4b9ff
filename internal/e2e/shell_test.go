package e2e

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// patience is how long a shell may take for one line on a loaded machine.
const patience = 40 * time.Second

// world is a home folder with all that shells in it share.
type world struct {
	t    *testing.T
	home string
	env  []string // besides HOME and PATH
}

func newWorld(t *testing.T) *world {
	t.Helper()
	home, err := os.MkdirTemp("", "home-")
	if err != nil {
		t.Fatal(err)
	}
	// A shell that is hung up may leave an azenv at work for a moment.
	t.Cleanup(func() {
		for range 100 {
			if err = os.RemoveAll(home); err == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Error(err)
	})
	w := &world{t: t, home: home}
	// Where fish finds no completions made of man pages it makes them, in the background;
	// they are in the cache since fish 4.
	for _, dir := range []string{".azure", ".Azure", ".cache/fish/generated_completions", ".config/fish", ".config/powershell", ".local/share/fish/generated_completions"} {
		if err := os.MkdirAll(filepath.Join(w.home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// path returns a path below the home folder.
func (w *world) path(elem ...string) string {
	return filepath.Join(append([]string{w.home}, elem...)...)
}

func (w *world) write(name, text string) string {
	w.t.Helper()
	path := w.path(name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func (w *world) read(name string) string {
	w.t.Helper()
	return w.readFile(w.path(name))
}

func (w *world) readFile(path string) string {
	w.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

// environ is the environment that programs here start with.
func (w *world) environ() []string {
	env := []string{
		"HOME=" + w.home, "PATH=" + binDir + ":" + os.Getenv("PATH"), "TERM=dumb", "LANG=C.UTF-8",
		"AZURE_CORE_COLLECT_TELEMETRY=false", "HISTFILE=/dev/null", "fish_history=",
		"POWERSHELL_TELEMETRY_OPTOUT=1", "POWERSHELL_UPDATECHECK=Off",
	}
	for _, kv := range os.Environ() { // without which pwsh may not start here
		if strings.HasPrefix(kv, "DOTNET_") {
			env = append(env, kv)
		}
	}
	return append(env, w.env...)
}

// command runs a program outside any hook and returns what it prints.
func (w *world) command(name string, args ...string) (stdout, stderr string, code int) {
	w.t.Helper()
	if name == "azenv" {
		name = filepath.Join(binDir, "azenv")
	}
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = w.environ(), w.home
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		w.t.Fatal(err)
	}
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

// azenv runs azenv outside any hook, where it must succeed.
func (w *world) azenv(args ...string) string {
	w.t.Helper()
	out, errOut, code := w.command("azenv", args...)
	if code != 0 {
		w.t.Fatalf("azenv %q: exit %d\n%s", args, code, errOut)
	}
	return out
}

// session is an interactive shell on a terminal; PowerShell is on pipes.
type session struct {
	*world
	t    *testing.T
	sh   string
	in   io.WriteCloser
	out  io.Reader
	cmd  *exec.Cmd
	n    int
	dir  string
	mu   sync.Mutex
	seen []byte
	done chan struct{}
}

// hookLine loads the hook as the README says.
func hookLine(sh string) string {
	switch sh {
	case "fish":
		return "azenv hook fish | source"
	case "pwsh":
		return "azenv hook pwsh | Out-String | Invoke-Expression"
	}
	return fmt.Sprintf(`eval "$(azenv hook %s)"`, sh)
}

// rcFile is where a shell reads the line at its start.
func (w *world) rcFile(sh string) string {
	return map[string]string{
		"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish",
		"pwsh": ".config/powershell/Microsoft.PowerShell_profile.ps1",
	}[sh]
}

// quiet is what makes a shell's screen readable for a test.
var quiet = map[string]string{
	"bash": "PS1='> '\nbind 'set enable-bracketed-paste off' 2>/dev/null\n",
	"zsh":  "PS1='> '\nunsetopt zle prompt_cr prompt_sp\n",
	"fish": "set -g fish_greeting\nfunction fish_prompt; printf '> '; end\n",
	"pwsh": "Remove-Module PSReadLine -ErrorAction Ignore\nfunction prompt { '> ' }\n",
}

// start opens a shell whose rc file has before, the hook, and after.
func (w *world) start(sh, before, after string) *session {
	w.t.Helper()
	w.write(w.rcFile(sh), quiet[sh]+before+"\n"+hookLine(sh)+"\n"+after+"\n")
	return w.open(sh)
}

// argv starts an interactive shell that reads its rc file.
func argv(sh string) []string {
	switch sh {
	case "bash":
		return []string{"bash", "--noprofile", "-i"}
	case "pwsh":
		return []string{"pwsh", "-NoLogo", "-Interactive"}
	}
	return []string{sh, "-i"}
}

// open opens a shell as the rc file is.
func (w *world) open(sh string) *session { return w.openAs(w.t, sh, w.environ(), argv(sh)...) }

// openAs opens any interactive program that ends up in a shell of kind sh.
func (w *world) openAs(t *testing.T, sh string, env []string, argv ...string) *session {
	t.Helper()
	s := &session{world: w, t: t, sh: sh, dir: t.TempDir(), done: make(chan struct{})}
	s.cmd = exec.Command(argv[0], argv[1:]...)
	s.cmd.Env, s.cmd.Dir = env, w.home
	if sh == "pwsh" {
		s.startOnPipes()
	} else {
		tty, err := pty.StartWithSize(s.cmd, &pty.Winsize{Rows: 50, Cols: 250})
		if err != nil {
			t.Fatal(err)
		}
		s.in, s.out = tty, tty
	}
	go s.watch()
	t.Cleanup(s.close)
	s.sync()
	return s
}

// startOnPipes starts the shell on pipes. On a terminal .NET asks for the cursor's
// position at every prompt and waits for an answer, which nobody gives here; with its
// input from a pipe PowerShell reads lines, still loads the profile and calls prompt.
// It reads ahead, so no program that reads lines of its own may be typed.
func (s *session) startOnPipes() {
	s.t.Helper()
	in, err := s.cmd.StdinPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	out, w, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Stdout, s.cmd.Stderr = w, w
	err = s.cmd.Start()
	w.Close()
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { out.Close() })
	s.in, s.out = in, out
}

func (s *session) watch() {
	defer close(s.done)
	buf := make([]byte, 1<<16)
	for {
		n, err := s.out.Read(buf)
		s.mu.Lock()
		s.seen = append(s.seen, buf[:n]...)
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// close hangs the shell up, as a closed terminal does.
func (s *session) close() {
	leave := "\x03\nexit\nexit\n" // for a shell that is strace's child
	if s.sh == "pwsh" {
		leave = "exit\n"
	}
	io.WriteString(s.in, leave)
	s.cmd.Process.Signal(syscall.SIGHUP)
	gone := time.AfterFunc(10*time.Second, func() { s.cmd.Process.Kill() })
	s.cmd.Wait()
	gone.Stop()
	s.in.Close()
}

// screen returns all that was shown so far.
func (s *session) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.seen)
}

func (s *session) send(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.in, text); err != nil {
		s.t.Fatalf("%s: %v\n%s", s.sh, err, s.screen())
	}
}

// sync waits until the shell has drawn a prompt after all that was typed, and
// returns the status of the line before.
func (s *session) sync() int {
	s.t.Helper()
	return s.types()
}

// types types lines and what sync waits for, all at once: what is typed while a line
// runs is echoed by the terminal, in the midst of what that line and the hook show.
func (s *session) types(lines ...string) int {
	s.t.Helper()
	s.n++
	file := filepath.Join(s.dir, "done"+strconv.Itoa(s.n))
	status := "$?"
	if s.sh == "fish" {
		status = "$status"
	}
	// printf and test are among what users redefine.
	line := "builtin printf 's%s\\n' " + status + " >" + file + "; builtin printf '=%s=\\n' " + strconv.Itoa(s.n)
	if s.sh == "pwsh" {
		line = "$ok = $?; [IO.File]::WriteAllText('" + file + "', 's' + $(if ($ok) { 0 } elseif ($global:LASTEXITCODE) { $global:LASTEXITCODE } else { 1 }) + [char]10); " +
			"[Console]::WriteLine('=' + " + strconv.Itoa(s.n) + " + '=')"
	}
	s.send(strings.Join(append(lines, line), "\n") + "\n")
	shown := fmt.Sprintf("=%d=", s.n)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if data, err := os.ReadFile(file); err == nil && strings.HasSuffix(string(data), "\n") && strings.Contains(s.screen(), shown) {
			n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(string(data)), "s"))
			if err != nil {
				s.t.Fatalf("%s: status %q", s.sh, data)
			}
			return n
		}
	}
	s.t.Fatalf("%s: no prompt after %s; the screen:\n%s", s.sh, patience, s.screen())
	return -1
}

// await waits until the screen shows text, from some point on.
func (s *session) await(from int, text string) {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(s.screen()[from:], text) {
			return
		}
	}
	s.t.Fatalf("%s: the screen never showed %q:\n%s", s.sh, text, s.screen()[from:])
}

// nothing is a line that does nothing.
func nothing(sh string) string {
	if sh == "pwsh" {
		return "$null = 0"
	}
	return ":"
}

// run types a line and returns its status and what the screen showed meanwhile.
func (s *session) run(line string) (status int, shown string) {
	s.t.Helper()
	if line == ":" {
		line = nothing(s.sh)
	}
	from := len(s.screen())
	status = s.types(line)
	return status, s.screen()[from:]
}

// ok types a line that must succeed.
func (s *session) ok(line string) string {
	s.t.Helper()
	status, shown := s.run(line)
	if status != 0 {
		s.t.Fatalf("%s: %s: status %d\n%s", s.sh, line, status, shown)
	}
	return shown
}

// fails types a line that must fail.
func (s *session) fails(line string) string {
	s.t.Helper()
	status, shown := s.run(line)
	if status == 0 {
		s.t.Fatalf("%s: %s: succeeded\n%s", s.sh, line, shown)
	}
	return shown
}

// environment is what a program started by line would see; the line ends with
// the program's name, env.
func (s *session) environmentOf(line string) map[string]string {
	s.t.Helper()
	env, _ := s.environmentAfter(line)
	return env
}

// environmentAfter is environmentOf the last of several lines, of which only that one
// must succeed, and what the screen showed meanwhile.
func (s *session) environmentAfter(lines ...string) (env map[string]string, shown string) {
	s.t.Helper()
	s.n++
	file := filepath.Join(s.dir, "env"+strconv.Itoa(s.n))
	line := &lines[len(lines)-1]
	if s.sh == "pwsh" { // which before 7.4 makes text of what it redirects
		*line = strings.TrimSuffix(strings.TrimSuffix(*line, "env"), "command ") + "dumpenv " + file
	} else {
		*line += " -0 >" + file
	}
	from := len(s.screen())
	status := s.types(lines...)
	if shown = s.screen()[from:]; status != 0 {
		s.t.Fatalf("%s: %q: status %d\n%s", s.sh, lines, status, shown)
	}
	return parseEnv(s.t, file), shown
}

func (s *session) environment() map[string]string {
	s.t.Helper()
	return s.environmentOf("command env")
}

func parseEnv(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for _, kv := range strings.Split(strings.TrimSuffix(string(data), "\x00"), "\x00") {
		name, value, _ := strings.Cut(kv, "=")
		env[name] = value
	}
	return env
}

// azure keeps the variables that azenv has to do with.
func azure(env map[string]string) map[string]string {
	out := map[string]string{}
	for name, value := range env {
		for _, p := range []string{"AZ", "ARM_", "ANSIBLE_", "IDENTITY_", "MSI_"} {
			if strings.HasPrefix(name, p) && name != "AZURE_CORE_COLLECT_TELEMETRY" {
				out[name] = value
			}
		}
	}
	return out
}

// nestedEnvironment is what a program sees in an interactive shell inside this one.
func (s *session) nestedEnvironment() map[string]string {
	s.t.Helper()
	s.n++
	file := filepath.Join(s.dir, "env"+strconv.Itoa(s.n))
	if s.sh == "pwsh" {
		s.ok(`pwsh -NoLogo -NoExit -Command "dumpenv '` + file + `'; exit"`)
		return parseEnv(s.t, file)
	}
	program := map[string]string{"bash": "bash --noprofile"}[s.sh]
	if program == "" {
		program = s.sh
	}
	s.ok(program + " -ic 'command env -0 >" + file + "'")
	return parseEnv(s.t, file)
}
