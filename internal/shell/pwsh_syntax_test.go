//go:build unix

package shell

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/environ"
)

// pwshFault is a line of the checker: which piece of code, and what is wrong where.
var pwshFault = regexp.MustCompile(`(?m)^(\d+)(:\d+:\d+: .*)$`)

// pwshFaults returns what tools/pwsh-syntax.mjs finds in each piece of code, by its
// index in code. One process takes them all. It skips the test where node or the
// grammar is missing.
func pwshFaults(t *testing.T, code ...string) map[int]string {
	t.Helper()
	checker, err := filepath.Abs("../../tools/pwsh-syntax.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed")
	}
	cmd := exec.Command("node", checker)
	cmd.Dir = t.TempDir()
	for i, c := range code {
		name := strconv.Itoa(i)
		put(t, cmd.Dir, name, c)
		cmd.Args = append(cmd.Args, name)
	}
	var exit *exec.ExitError
	out, err := cmd.Output()
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	switch cmd.ProcessState.ExitCode() {
	case 0, 1:
	case 3:
		t.Skip("the grammar of PowerShell is not installed: tools/deps.sh")
	default:
		t.Fatalf("%s: %v: %s", checker, err, exit.Stderr)
	}
	faults := map[int]string{}
	for _, m := range pwshFault.FindAllStringSubmatch(string(out), -1) {
		i, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		faults[i] += fmt.Sprintln(m[1] + m[2])
	}
	if (exit == nil) != (len(faults) == 0) {
		t.Fatalf("%s: %v, but it says %q", checker, err, out)
	}
	return faults
}

// checkPwsh holds that each piece of code is PowerShell, as far as a grammar can
// tell: nothing is run.
func checkPwsh(t *testing.T, code ...string) {
	t.Helper()
	faults := pwshFaults(t, code...)
	for i, c := range code {
		if faults[i] != "" {
			t.Errorf("PowerShell cannot read %s:\n%s", short(c), faults[i])
		}
	}
}

// quotesOfPwsh are what PowerShell takes for one single quote, straight or curly.
var quotesOfPwsh = []string{"'", "\u2018", "\u2019", "\u201a", "\u201b"}

func TestPwshFaults(t *testing.T) {
	good := []string{
		"", "\n", "# azenv:end\n", "$env:A = 'b'",
		"function global:__azenv_fresh {\n    [string]::Equals(\"${env:A}|$($x.y)\", 'b', [StringComparison]::Ordinal) -and\n    -not [IO.File]::Exists('/x')\n}\n",
		". ([scriptblock]::Create($code)) 2>$null\n",
		"\"`u{2019}`n\"\n",
	}
	bad := []string{
		"function f { if (", "f }", "$env:A = 'it's'", "$x = @(1", "\"a", "else { 1 }",
		"# a\nif [ -n \"$x\" ]; then f; fi\n", bash.Hook(alone("azenv"), 1, "", ""), fish.Hook(alone("azenv"), 1, "", ""), zsh.Hook(alone("azenv"), 1, "", ""),
	}
	for _, q := range quotesOfPwsh {
		good = append(good, "f 'a"+q+q+"b'", "f \"a"+q+"b\"")
		bad = append(bad, "f 'a"+q+"b'")
	}
	faults := pwshFaults(t, append(good, bad...)...)
	for i, c := range append(good, bad...) {
		if got, want := faults[i], i >= len(good); (got != "") != want {
			t.Errorf("of %s it says %q", short(c), strings.TrimSpace(got))
		}
	}
	checkPwsh(t, good...)
}

// Whatever is in the values, what azenv hands to PowerShell is PowerShell.
func TestPwsh_allThatIsEmittedCanBeRead(t *testing.T) {
	u := small()
	code := []string{
		pwsh.Hooked(u), pwsh.Hooked(Update{}), pwsh.Plain(u.Plan, configDir, sealed), pwsh.Plain(environ.Plan{}, configDir, sealed),
		pwsh.Hook(alone("/opt/it's here/azenv"), 7, "/run/azenv/x", pwsh.Hooked(u)),
	}
	for _, v := range nasty()[:200] {
		u := strange(v)
		code = append(code, pwsh.Hooked(u), pwsh.Plain(u.Plan, configDir, v), pwsh.Hook(alone(v), 1, v, v))
	}
	checkPwsh(t, code...)
}
