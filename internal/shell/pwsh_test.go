//go:build unix

package shell

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/environ"
)

// readPwsh reads one word as PowerShell does, and says what it is; what is not one
// whole word of a text is an error.
func readPwsh(word string) (string, error) {
	in := []rune(word)
	single := func(r rune) bool { return r == '\'' || r >= '\u2018' && r <= '\u201b' }
	double := func(r rune) bool { return r == '"' || r >= '\u201c' && r <= '\u201e' }
	at := func(i int) rune {
		if i < len(in) {
			return in[i]
		}
		return 0
	}
	var out strings.Builder
	switch {
	case single(at(0)):
		for i := 1; i < len(in); i++ {
			if single(in[i]) {
				if i == len(in)-1 {
					return out.String(), nil
				}
				if i++; !single(at(i)) {
					return "", fmt.Errorf("it ends at %d", i-1)
				}
			}
			out.WriteRune(in[i])
		}
	case double(at(0)):
		for i := 1; i < len(in); i++ {
			switch r := in[i]; {
			case double(r) && i == len(in)-1:
				return out.String(), nil
			case double(r):
				if i++; !double(at(i)) {
					return "", fmt.Errorf("it ends at %d", i-1)
				}
				out.WriteRune(in[i])
			case r == '$':
				return "", fmt.Errorf("something is expanded at %d", i)
			case r == '`':
				i++
				if at(i) == 'u' && at(i+1) == '{' {
					hex, _, ok := strings.Cut(string(in[i+2:min(len(in), i+9)]), "}")
					n, err := strconv.ParseUint(hex, 16, 32)
					if !ok || err != nil || n > 0x10ffff {
						return "", fmt.Errorf("no character at %d", i)
					}
					out.WriteRune(rune(n))
					i += len("u{}") + len(hex) - 1
				} else if c, ok := map[rune]rune{'0': 0, 'a': 7, 'b': 8, 'e': 27, 'f': 12, 'n': 10, 'r': 13, 't': 9, 'v': 11}[at(i)]; ok {
					out.WriteRune(c)
				} else {
					out.WriteRune(at(i))
				}
			default:
				out.WriteRune(r)
			}
		}
	}
	return "", fmt.Errorf("it does not end")
}

func checkQuotedPwsh(t *testing.T, text string) {
	t.Helper()
	want := string([]rune(text)) // .NET has no text that is not Unicode
	got, err := readPwsh(quotePwsh(text))
	if err != nil || got != want {
		t.Errorf("%s as %s is read as %s, %v", short(text), short(quotePwsh(text)), short(got), err)
	}
	checkSafe(t, pwsh, text)
}

func TestQuotePwsh(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "''",
		"dev":                    "'dev'",
		"it's":                   "'it''s'",
		"$x `y` \"z\" $(touch)":  "'$x `y` \"z\" $(touch)'",
		"a\nb":                   "\"a`u{a}b\"",
		"\x1b[31m\x7f":           "\"`u{1b}[31m`u{7f}\"",
		"\u2018x\u2019 it's":     "\"`u{2018}x`u{2019} it's\"",
		"\u201cx\u201d":          "\"`u{201c}x`u{201d}\"",
		"Größe $x `y` \"z\"":     "\"Gr`u{f6}`u{df}e `$x ``y`` `\"z`\"\"",
		"\U0001f600":             "\"`u{1f600}\"",
		"caf\xe9":                "\"caf`u{fffd}\"",
		"trailing newline\n":     "\"trailing newline`u{a}\"",
		"`u{41}":                 "'`u{41}'",
		"é`u{41}":                "\"`u{e9}``u{41}\"",
		"--":                     "'--'",
		"@{a=1}; Remove-Item -r": "'@{a=1}; Remove-Item -r'",
	} {
		if got := quotePwsh(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
		checkQuotedPwsh(t, text)
	}
	for _, text := range append(nasty(), long()...) {
		checkQuotedPwsh(t, text)
	}
}

func FuzzQuotePwsh(f *testing.F) {
	for _, v := range nasty() {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkQuotedPwsh(t, strings.ReplaceAll(text, "\x00", ""))
	})
}

// TestPwsh_isASCII holds that all that the shell reads from a pipe is, so that the
// console's encoding does not matter; and that no line break comes from a value.
func TestPwsh_isASCII(t *testing.T) {
	hooked := func(v string) string {
		u := strange(v)
		u.Note = "azenv: " + v
		return pwsh.Hooked(u)
	}
	lines := strings.Count(hooked("x"), "\n")
	for _, v := range nasty() {
		code := hooked(v)
		if n := strings.Count(code, "\n"); n != lines && !strings.Contains(v, separator) {
			t.Errorf("%s: %d lines, want %d", short(v), n, lines)
		}
		for _, text := range []string{code, pwsh.Plain(strange(v).Plan, configDir, sealed), pwsh.Hook(alone(v), 4711, v, code)} {
			if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && (r < ' ' || r > '~') }); i >= 0 {
				t.Fatalf("%s: %q", short(v), text[i:min(len(text), i+20)])
			}
		}
	}
}

// needPwsh skips the test where PowerShell is missing.
func needPwsh(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("pwsh"); err != nil {
		t.Skip("pwsh is not installed")
	}
}

// runPwsh runs a script in a folder with files, and returns what it wrote to the file
// out, each text ended by a NUL.
func runPwsh(t *testing.T, script string, files map[string]string, env ...string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		put(t, dir, name, text)
	}
	put(t, dir, "script.ps1", strict+script)
	cmd := exec.Command("pwsh", "-NoLogo", "-NoProfile", "-NonInteractive", "-File", filepath.Join(dir, "script.ps1"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "HOME="+dir, "POWERSHELL_TELEMETRY_OPTOUT=1", "POWERSHELL_UPDATECHECK=Off", "LC_ALL=C")...)
	if r := finish(t, cmd); r.status != 0 || r.stderr != "" {
		t.Fatalf("status %d, %s", r.status, short(r.stderr))
	}
	out, err := os.ReadFile(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	return ran{stdout: string(out)}.items()
}

// strict is the beginning of every script: what throws at the least fault, and a
// list of what is said at the end.
const strict = `Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$said = [Collections.Generic.List[string]]::new()
`

// sayAll writes the list to the file out.
const sayAll = "[IO.File]::WriteAllText((Join-Path $PSScriptRoot 'out'), ($said -join \"`0\") + \"`0\")\n"

func TestPwsh_readsItsOwnWords(t *testing.T) {
	needPwsh(t)
	for _, values := range batches(append(nasty(), long()...)) {
		var b strings.Builder
		for _, v := range values {
			fmt.Fprintf(&b, "$said.Add(%s)\n", quotePwsh(v))
		}
		script := ". ([scriptblock]::Create([IO.File]::ReadAllText((Join-Path $PSScriptRoot 'words'))))\n" + sayAll
		got := runPwsh(t, script, map[string]string{"words": b.String()})
		if len(got) != len(values) {
			t.Fatalf("%d words, want %d", len(got), len(values))
		}
		for i, v := range values {
			if got[i] != string([]rune(v)) {
				t.Errorf("%s as %s is %s", short(v), short(quotePwsh(v)), short(got[i]))
			}
		}
	}
}

// A script that loads the hook keeps what it has; an update is whole, its predicate
// holds after it and tells a case from another.
func TestPwsh_takesAnUpdate(t *testing.T) {
	needPwsh(t)
	odd := "it's \"$x\" `y` é\n| \u2018"
	final := "/srv/" + odd
	u := small()
	u.Plan.Final = &final
	u.Plan.Changes = append(u.Plan.Changes, environ.Change{Op: environ.Set, Name: "AZENV_CONTEXT", Value: odd})
	u.Predicate = Predicate{
		Vars: []Value{{"AZENV_CONTEXT", odd}, {configDir, final}, {"AZURE_LOCATION", ""}},
		Set:  "AZENV_ACTIVE", Absent: []string{"/nosuch/one", "/nosuch/two"}, Present: "/",
	}
	script := `Invoke-Expression ([IO.File]::ReadAllText((Join-Path $PSScriptRoot 'hook')))
$said.Add($env:AZENV_ACTIVE)
$said.Add([string](__azenv_eval ([IO.File]::ReadAllText((Join-Path $PSScriptRoot 'code'))) ''))
foreach ($name in 'AZENV_ACTIVE', 'AZENV_CONTEXT', 'AZURE_CONFIG_DIR', 'AZURE_LOCATION', 'ARM_CLIENT_SECRET') {
    $said.Add([string][Environment]::GetEnvironmentVariable($name))
}
$said.Add([string](__azenv_fresh))
$env:AZENV_CONTEXT = $env:AZENV_CONTEXT.ToUpperInvariant()
$said.Add([string](__azenv_fresh))
__azenv_restore
$said.Add($env:ARM_CLIENT_SECRET)
$said.Add([string](__azenv_eval '__azenv_set ''AZENV_ACTIVE'' ''half''' ''))
$said.Add($env:AZENV_ACTIVE)
` + sayAll
	got := runPwsh(t, script, map[string]string{"hook": pwsh.Hook(alone("/no/azenv"), 1, "", pwsh.Hooked(small())), "code": pwsh.Hooked(u)},
		"AZENV_ACTIVE=mine", "AZURE_LOCATION=mine", "ARM_CLIENT_SECRET=s3cret")
	want := []string{"mine", "True", "Contoso Development", odd, final, "", "", "True", "False", "s3cret", "False", "Contoso Development"}
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
