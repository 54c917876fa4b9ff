package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// world is a throw-away folder with the programs to measure and five homes: of a user
// with few contexts, of one with many, of one who imports as many again and again for the
// first time, of one with few who works in a project that says which, and of one with few
// who has chosen none.
type world struct {
	dir     string
	bin     string // has azenv and hello
	small   home
	large   home
	fresh   home
	project home
	plain   home
	direnv  string // its version; empty where it is missing
	strace  string // why strace cannot be used; empty where it can
}

// home is a user's home folder, in which azenv knows some contexts.
type home struct {
	dir     string
	work    string // where its shells start
	context string // the name of one of them, which its shells choose; empty for none
	none    bool   // nothing is in force in its shells
}

// hello is what a start costs in Go.
const hello = `package main

import "os"

func main() { os.Stdout.WriteString("hello, world\n") }
`

func newWorld(e effort) (w *world, err error) {
	w = &world{}
	if w.dir, err = os.MkdirTemp("", "azenv-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(w.dir)
		}
	}()
	w.bin = filepath.Join(w.dir, "bin")
	source := filepath.Join(w.dir, "hello.go")
	if err = os.WriteFile(source, []byte(hello), 0o600); err != nil {
		return nil, err
	}
	for name, pkg := range map[string]string{"azenv": "github.com/azenv/azenv/cmd/azenv", "azenv-hook": "github.com/azenv/azenv/cmd/azenv-hook", "hello": source} {
		if err = w.build(name, pkg); err != nil {
			return nil, err
		}
	}
	if out, err := exec.Command("direnv", "version").Output(); err == nil {
		w.direnv = strings.TrimSpace(string(out))
	}
	w.strace = straceMissing()
	if w.small, err = w.newHome("small", few); err != nil {
		return nil, err
	}
	if err = w.envrc(w.small); err != nil {
		return nil, err
	}
	if w.project, err = w.newProject(); err != nil {
		return nil, err
	}
	if w.plain, err = w.newPlain("plain"); err != nil {
		return nil, err
	}
	w.plain.context, w.plain.none = "", true
	if w.large, err = w.newHome("large", e.many); err != nil {
		return nil, err
	}
	if w.fresh, err = w.newHome("fresh", e.many); err != nil {
		return nil, err
	}
	return w, nil
}

// build compiles as releases are.
func (w *world) build(name, pkg string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-tags", "urfave_cli_no_docs", "-ldflags", "-s -w -X github.com/azenv/azenv/internal/build.Stamp=azenv-build-of-the-bench",
		"-o", filepath.Join(w.bin, name), pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", name, err, out)
	}
	return nil
}

// newHome makes a home in which azenv has imported n subscriptions of several
// tenants from az.
func (w *world) newHome(name string, n int) (home, error) {
	dir := filepath.Join(w.dir, name)
	h := home{dir: dir, work: filepath.Join(dir, "work"), context: fmt.Sprintf("bench-%05d", n/2)}
	// Where fish finds no completions made of man pages it makes them, in the background.
	completions := filepath.Join(dir, ".local/share/fish/generated_completions")
	for _, dir := range []string{filepath.Join(dir, ".azure"), filepath.Join(dir, "run"), completions, h.work} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return h, err
		}
	}
	type user struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	type subscription struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		State    string `json:"state"`
		User     user   `json:"user"`
		Default  bool   `json:"isDefault"`
		TenantID string `json:"tenantId"`
		Cloud    string `json:"environmentName"`
	}
	var profile struct {
		Subscriptions []subscription `json:"subscriptions"`
	}
	const tenants = 7
	for i := range n {
		profile.Subscriptions = append(profile.Subscriptions, subscription{
			ID:       fmt.Sprintf("33333333-aaaa-4bbb-8ccc-%012d", i),
			Name:     fmt.Sprintf("bench-%05d", i),
			State:    "Enabled",
			User:     user{"ops@contoso.example", "user"},
			Default:  i == 0,
			TenantID: fmt.Sprintf("22222222-aaaa-4bbb-8ccc-%012d", i%tenants),
			Cloud:    "AzureCloud",
		})
	}
	data, err := json.Marshal(profile)
	if err != nil {
		return h, err
	}
	file := filepath.Join(h.dir, ".azure", "azureProfile.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return h, err
	}
	_, err = w.output(h, "azenv", "import", "--no-use", file)
	return h, err
}

// env is the environment of everything that is measured: none of the user's own
// but PATH, behind the programs that were built here.
func (w *world) env(h home) []string {
	in := func(name string) string { return filepath.Join(h.dir, name) }
	return []string{
		"HOME=" + h.dir,
		"LANG=C.UTF-8",
		"PATH=" + w.bin + string(os.PathListSeparator) + os.Getenv("PATH"),
		"TERM=dumb",
		"USER=bench",
		"XDG_CACHE_HOME=" + in(".cache"),
		"XDG_CONFIG_HOME=" + in(".config"),
		"XDG_DATA_HOME=" + in(".local/share"),
		"XDG_RUNTIME_DIR=" + in("run"),
		"XDG_STATE_HOME=" + in(".local/state"),
		"BENCH_CONTEXT=" + h.context,
		"BENCH_WORK=" + h.work,
	}
}

// output runs a program in a home and returns what it printed.
func (w *world) output(h home, name string, args ...string) ([]byte, error) {
	if name == "azenv" {
		name = filepath.Join(w.bin, name)
	}
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = h.work, w.env(h)
	var talk bytes.Buffer
	cmd.Stderr = &talk
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, &talk)
	}
	return out, nil
}

// envrc writes what direnv needs to export the variables that azenv sets, to the
// same values, and allows it, if there is a direnv. AZENV_STATE is azenv's record,
// as DIRENV_DIFF is direnv's, so each keeps its own.
func (w *world) envrc(h home) error {
	if w.direnv == "" {
		return nil
	}
	before := map[string]bool{}
	for _, v := range w.env(h) {
		before[v] = true
	}
	out, err := w.output(h, "azenv", "exec", h.context, "--", "env", "-0")
	if err != nil {
		return err
	}
	var text strings.Builder
	for v := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		name, value, _ := strings.Cut(v, "=")
		if !before[v] && name != "AZENV_STATE" && name != "_" {
			fmt.Fprintf(&text, "export %s='%s'\n", name, strings.ReplaceAll(value, "'", `'\''`))
		}
	}
	file := filepath.Join(h.work, ".envrc")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		return err
	}
	_, err = w.output(h, "direnv", "allow", file)
	return err
}

// tools are those that can be measured here.
func (w *world) tools() []int {
	if w.direnv == "" {
		return []int{azenv}
	}
	return []int{azenv, direnv}
}

// about says what was compared.
func (w *world) about() string {
	direnv := "no direnv"
	if w.direnv != "" {
		direnv = "direnv " + w.direnv
	}
	return fmt.Sprintf("azenv as released, %s, %s on %s/%s, %d processors. Medians, with [least..most] of the rounds or with p10, the time that one in ten keeps within, and the most memory.",
		direnv, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}
