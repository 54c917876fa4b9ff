package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What is PowerShell's own; the other tests run in it as in every shell.

var pwshVersion = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("pwsh", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", "$PSVersionTable.PSVersion.ToString()")
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
})

// pwshHasEmpty says whether a variable can be empty: from 7.5 on.
func pwshHasEmpty(t *testing.T) bool {
	t.Helper()
	version, err := pwshVersion()
	if err != nil {
		t.Fatal(err)
	}
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		t.Fatalf("version %q: %v", version, err)
	}
	return major > 7 || major == 7 && minor >= 5
}

// The prompt that the user wrote runs within, and finds what it would without azenv,
// also where azenv was asked before it.
func TestPwsh_promptSeesTheStatus(t *testing.T) {
	need(t, "pwsh")
	t.Parallel()
	w := imported(t)
	s := w.start("pwsh", "function prompt { $was = $?; $global:seen = \"[$was $global:LASTEXITCODE]\"; 'mine> ' }", "")
	if shown := s.screen(); strings.Contains(shown, "azenv:") || strings.Contains(shown, "rror") {
		t.Errorf("something was printed at the start:\n%q", shown)
	}
	s.ok("azenv use Dev")
	for _, asked := range []bool{false, true} {
		for line, want := range map[string]string{
			"sh -c 'exit 7'":   "[False 7]",
			"sh -c 'exit 0'":   "[True 0]",
			"$null = 1":        "[True 0]",
			"Get-Item /nosuch": "[False 0]",
		} {
			s.ok("sh -c 'exit 0'")
			if asked {
				w.azenv("set", fmt.Sprint("other", s.n), "--subscription", subTwo, "--group", fmt.Sprint("rg", s.n))
			}
			s.send(line + "\n")
			if shown := s.ok("$global:seen"); !strings.Contains(shown, want) {
				t.Errorf("after %s (azenv asked: %v) the prompt saw\n%s\nwant %s", line, asked, shown, want)
			}
		}
	}
	if shown := s.screen(); !strings.Contains(shown, "mine> ") || strings.Contains(shown, "> failed") {
		t.Errorf("the user's prompt is not shown as it is:\n%s", shown)
	}
}

// Settings under which a careless hook throws, and names that users give to
// functions.
func TestPwsh_strict(t *testing.T) {
	need(t, "pwsh")
	for i, on := range []string{
		"Set-StrictMode -Version Latest",
		"$ErrorActionPreference = 'Stop'",
		"Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop'; $PSNativeCommandUseErrorActionPreference = $true",
		"$PSNativeCommandUseErrorActionPreference = $true",
		"function Write-Error { }; function Set-Alias { }; function Test-Path { }",
		"$LASTEXITCODE = 5; $OFS = '-'; $OutputEncoding = [Text.Encoding]::ASCII",
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Logf("pwsh: %s", on)
			t.Parallel()
			w := imported(t)
			w.env = []string{"ARM_CLIENT_SECRET=s3cret", "AZURE_TENANT_ID=earlier"}
			s := w.start("pwsh", on, "")
			if shown := s.screen(); strings.Contains(shown, "rror") || strings.Contains(shown, "xception") {
				t.Errorf("at the start:\n%s", shown)
			}
			env := s.environmentOf("azenv use Dev && command env")
			wantVars(t, env, "Dev", subDev, tenantA)
			wantHidden(t, env)
			s.fails("azenv use nosuch && dumpenv " + w.path("went-on"))
			if _, err := os.Stat(w.path("went-on")); err == nil {
				t.Error("what stands behind && ran after a failure")
			}
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
			s.ok(export("pwsh", "AZENV_CONTEXT", "Prod"))
			wantVars(t, s.environment(), "Prod", subProd, tenantA)
			from := len(s.screen())
			s.ok("azenv use --unset")
			env = azure(s.environment())
			if len(env) != 2 || env["ARM_CLIENT_SECRET"] != "s3cret" || env["AZURE_TENANT_ID"] != "earlier" {
				t.Errorf("not given back: %q", env)
			}
			if shown := s.screen()[from:]; strings.Contains(shown, "rror:") || strings.Contains(shown, "xception") {
				t.Errorf("an error:\n%s", shown)
			}
		})
	}
}

// A prompt that replaces azenv's, or that has it within, costs nothing but the time
// until azenv is typed or the directory changes; loading twice makes no circle.
func TestPwsh_promptOfAnotherTool(t *testing.T) {
	need(t, "pwsh")
	t.Parallel()
	w := imported(t)
	s := w.start("pwsh", "", "function prompt { 'theirs> ' }")
	s.ok("azenv use Dev")
	s.ok(export("pwsh", "AZENV_CONTEXT", "Prod"))
	wantVars(t, s.environment(), "Prod", subProd, tenantA)

	s.ok("function prompt { 'third> ' }")
	s.ok("Set-Location .")
	s.ok(export("pwsh", "AZENV_CONTEXT", "Dev"))
	wantVars(t, s.environment(), "Dev", subDev, tenantA)

	s.ok("$global:within = $function:prompt; function prompt { 'around ' + (& $global:within) }")
	s.ok(hookLine("pwsh"))
	s.ok("azenv use Prod")
	s.ok(hookLine("pwsh"))
	from := len(s.screen())
	s.ok(export("pwsh", "AZENV_CONTEXT", "Dev"))
	wantVars(t, s.environment(), "Dev", subDev, tenantA)
	if shown := s.screen()[from:]; !strings.Contains(shown, "around third> ") || strings.Contains(shown, "PS>") {
		t.Errorf("the prompt:\n%s", shown)
	}
}

// Going into and out of a directory counts on the same line.
func TestPwsh_directories(t *testing.T) {
	need(t, "pwsh")
	t.Parallel()
	w := imported(t)
	pinned, other := w.mkdir("pinned"), w.mkdir("other")
	w.mkdir("pinned/below")
	s := w.start("pwsh", "", "")
	s.ok("cd " + pinned)
	s.ok("azenv pin Dev")
	s.ok("cd ..")
	wantNothing(t, s.environment())
	wantVars(t, s.environmentOf("cd pinned/below && command env"), "Dev", subDev, tenantA)
	if scope := s.environment()["AZENV_SCOPE"]; scope != "directory" {
		t.Errorf("scope %q", scope)
	}
	wantNothing(t, s.environmentOf("cd "+w.home+" && command env"))
	wantVars(t, s.environmentOf("Push-Location pinned && command env"), "Dev", subDev, tenantA)
	wantVars(t, s.environmentOf("cd Env: && command env"), "Dev", subDev, tenantA)
	wantVars(t, s.environment(), "Dev", subDev, tenantA)
	wantNothing(t, s.environmentOf("cd "+w.home+" && command env"))
	s.ok("$null = New-PSDrive -Name Work -PSProvider FileSystem -Root " + w.home)
	wantVars(t, s.environmentOf("cd Work:/pinned && command env"), "Dev", subDev, tenantA)
	wantNothing(t, s.environmentOf("cd Work:/other && command env"))
	if status, _ := s.run("sh -c 'exit 7'; cd " + pinned); status != 0 {
		t.Errorf("status %d after cd", status)
	}
	if shown := s.ok("\"[$LASTEXITCODE]\""); !strings.Contains(shown, "[7]") {
		t.Errorf("the exit code after cd: %s", shown)
	}

	// Somebody's file is not obeyed until it is allowed.
	w.write("other/.azcontext", "Prod\n")
	s.ok("cd " + other)
	wantSealed(t, s.environment(), "directory")
	s.ok("azenv allow")
	wantVars(t, s.environment(), "Prod", subProd, tenantA)
	w.write("other/.azcontext", "Dev\n")
	s.ok(":")
	wantSealed(t, s.environment(), "directory")
	if err := os.Remove(w.path("other/.azcontext")); err != nil {
		t.Fatal(err)
	}
	wantNothing(t, s.environmentOf("cd "+w.home+" && command env"))
}

func TestPwsh_exec(t *testing.T) {
	need(t, "pwsh")
	t.Parallel()
	w := imported(t)
	w.env = []string{"ARM_CLIENT_SECRET=s3cret"}
	s := w.start("pwsh", "", "")
	s.ok("azenv use Dev")
	for _, dashes := range []string{"-- ", "'--' ", ""} {
		env := s.environmentOf("azenv exec Prod " + dashes + "env")
		wantVars(t, env, "Prod", subProd, tenantA)
		wantHidden(t, env)
		for name := range env {
			if strings.HasPrefix(name, "__AZENV") {
				t.Errorf("%s reaches the command", name)
			}
		}
		for line, want := range map[string]int{
			"sh -c 'exit 7'": 7, "sh -c 'kill -TERM $$'": 128 + 15, "sh -c 'test $1 = -- && exit 5' x --": 5, "nosuch -x": 127,
		} {
			if dashes != "-- " && strings.HasSuffix(line, " --") {
				continue // PowerShell keeps the first one that is not quoted
			}
			if status, shown := s.run("azenv exec Prod " + dashes + line); status != want {
				t.Errorf("%s%s: status %d, want %d\n%s", dashes, line, status, want, shown)
			}
		}
	}
	wantVars(t, s.environment(), "Dev", subDev, tenantA)
}

// Shells inside keep the choice; what is no shell that somebody types in keeps what
// it inherited, and has azenv only if it loads the hook itself.
func TestPwsh_insideAndScripts(t *testing.T) {
	need(t, "pwsh")
	t.Parallel()
	w := imported(t)
	w.env = []string{"ARM_CLIENT_SECRET=s3cret"}
	s := w.start("pwsh", "", "")
	s.ok("azenv use Dev")
	wantVars(t, s.nestedEnvironment(), "Dev", subDev, tenantA)
	wantVars(t, s.environmentOf("pwsh -NoProfile -Command env"), "Dev", subDev, tenantA)
	orphan := filepath.Join(s.dir, "orphan")
	s.ok("sh -c '(sleep 0.2; env -0 >" + orphan + ") & exit 0'")
	wantVars(t, awaitEnv(t, orphan), "Dev", subDev, tenantA)
	wantVars(t, s.environment(), "Dev", subDev, tenantA)

	// By hand, and so honoured only by shells that somebody types in.
	w.env = []string{"AZENV_CONTEXT=Prod"}
	script := w.write("script.ps1", "dumpenv $args[0]\n")
	file := filepath.Join(s.dir, "script")
	for _, c := range []struct {
		args  []string
		stdin string
		typed bool
	}{
		{args: []string{"-Command", "dumpenv " + file}},
		{args: []string{"-c", "dumpenv " + file + "; exit # -noexit"}},
		{args: []string{"-ExecutionPolicy", "Bypass", "-Command", "dumpenv " + file}},
		{args: []string{"-WorkingDirectory", "/", "-File", script, file}},
		{args: []string{script, file}},
		{args: []string{"-NonInteractive", "-NoExit", "-Command", "dumpenv " + file + "; exit"}},
		{args: []string{"-Interactive", "-Command", "dumpenv " + file}},
		{stdin: "dumpenv " + file + "\nexit\n"},
		{args: []string{"-Command", "-"}, stdin: "dumpenv " + file + "\nexit\n"},
		{args: []string{"-NoExit", "-Command", "dumpenv " + file + "; exit"}, typed: true},
		{args: []string{"-noe", "-c", "dumpenv " + file + "; exit"}, typed: true},
		{args: []string{"-NoExit", "-File", script, file}, stdin: "exit\n", typed: true},
		{args: []string{"-NoLogo", "-Interactive"}, stdin: "dumpenv " + file + "\nexit\n", typed: true},
	} {
		t.Run(strings.ReplaceAll(strings.Join(c.args, " "), s.dir, ""), func(t *testing.T) {
			os.Remove(file)
			cmd := exec.Command("pwsh", c.args...)
			cmd.Env, cmd.Dir, cmd.Stdin = w.environ(), w.home, strings.NewReader(c.stdin)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			env := parseEnv(t, file)
			if c.typed {
				wantVars(t, env, "Prod", subProd, tenantA)
			} else if diff := cmp.Diff(map[string]string{"AZENV_CONTEXT": "Prod"}, azure(env)); diff != "" {
				t.Errorf("a script has something else than it inherited (-want +got):\n%s\n%s", diff, out)
			}
		})
	}
}

func TestPwsh_emptyValues(t *testing.T) {
	need(t, "pwsh")
	t.Parallel()
	w := imported(t)
	w.env = []string{"AZURE_CLIENT_ID=", "AZURE_TENANT_ID=", "ARM_CLIENT_ID=mine"}
	s := w.start("pwsh", "", "")
	s.ok("azenv use Dev")
	shown := s.ok("azenv use --unset")
	if strings.Contains(shown, "sealed") {
		t.Errorf("an empty value seals:\n%s", shown)
	}
	want := map[string]string{"ARM_CLIENT_ID": "mine"}
	if pwshHasEmpty(t) {
		want["AZURE_CLIENT_ID"], want["AZURE_TENANT_ID"] = "", ""
	}
	if diff := cmp.Diff(want, azure(s.environment())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Names go through PowerShell, its script and back; Dev and dev are two texts.
func TestPwsh_names(t *testing.T) {
	need(t, "pwsh")
	t.Parallel()
	w := newWorld(t)
	subs := []azSub{
		{subDev, "it's here", tenantA}, {subProd, "100% $x; `y` $(touch pwned) & | > <", tenantA},
		{subTwin, "Gr\u00f6\u00dfe \u2018x\u2019 \u65e5\u672c", tenantA}, {subTwo, "a,b @c {d} (e) [f]", tenantB},
	}
	w.write(".azure/azureProfile.json", azProfile(subs))
	w.azenv("import", "--no-use")
	s := w.start("pwsh", "", "")
	for _, sub := range subs {
		quoted := "'" + strings.NewReplacer("'", "''", "\u2018", "\u2018\u2018", "\u2019", "\u2019\u2019").Replace(sub.Name) + "'"
		s.ok("azenv use " + quoted + " && azenv show -o name")
		if env := s.environment(); env["AZURE_SUBSCRIPTION_ID"] != sub.ID || env["AZENV_ACTIVE"] == "" {
			t.Errorf("%q: %q", sub.Name, azure(env))
		}
	}
	s.ok("azenv list -o name | Where-Object { $_ -like 'a,b*' } | azenv use -f -")
	if env := s.environment(); env["AZURE_SUBSCRIPTION_ID"] != subTwo {
		t.Errorf("from a pipe: %q", azure(env))
	}
	if shown := s.ok("(azenv show -o json | ConvertFrom-Json).state"); !strings.Contains(shown, "active") {
		t.Errorf("as JSON: %s", shown)
	}
	s.ok("azenv use 'IT''S HERE'")
	s.ok("$env:AZENV_CONTEXT = $env:AZENV_CONTEXT.ToUpper(); if (__azenv_fresh) { sh -c 'exit 9' } else { sh -c 'exit 0' }")
	if env := s.environment(); env["AZURE_SUBSCRIPTION_ID"] != subDev {
		t.Errorf("by hand, in upper case: %q", azure(env))
	}
	if _, err := os.Stat(w.path("pwned")); err == nil {
		t.Error("a name was executed")
	}
}

// readyPrompt is a prompt at which nothing is typed yet.
var readyPrompt = regexp.MustCompile(`ready [0-9]+>$`)

// With PSReadLine, as people have it, on a terminal that answers; and azenv hands
// the terminal on.
func TestPwsh_onATerminal(t *testing.T) {
	need(t, "pwsh", "tmux")
	t.Parallel()
	w := imported(t)
	sockets, err := os.MkdirTemp("", "az") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	w.env = []string{"TMUX_TMPDIR=" + sockets}
	t.Cleanup(func() {
		w.command("tmux", "kill-server")
		os.RemoveAll(sockets)
	})
	tmux := func(args ...string) string {
		t.Helper()
		out, errOut, code := w.command("tmux", args...)
		if code != 0 {
			t.Fatalf("tmux %q: %s", args, errOut)
		}
		return out
	}
	w.write(w.rcFile("pwsh"), "$global:n = 0\nfunction prompt { $global:n++; \"ready $global:n> \" }\n"+hookLine("pwsh")+"\n")
	tmux("-f", "/dev/null", "new-session", "-d", "-s", "one", "-x", "200", "-y", "50", "pwsh", "-NoLogo")
	last := ""
	typed := func(line string) {
		t.Helper()
		for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
			pane := tmux("capture-pane", "-p", "-t", "one")
			if m := readyPrompt.FindString(strings.TrimSpace(pane)); m != "" && m != last {
				last = m
				break
			}
			if time.Now().After(end) {
				t.Fatalf("no prompt:\n%s", pane)
			}
		}
		time.Sleep(200 * time.Millisecond) // PSReadLine begins to read after the prompt
		tmux("send-keys", "-t", "one", "-l", line)
		tmux("send-keys", "-t", "one", "Enter")
	}
	file := func(n int) string { return w.path(fmt.Sprintf("env%d", n)) }
	typed("azenv use Dev && dumpenv " + file(1))
	wantVars(t, awaitEnv(t, file(1)), "Dev", subDev, tenantA)
	typed("azenv exec Prod -- sh -c '[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && dumpenv " + file(2) + "'")
	wantVars(t, awaitEnv(t, file(2)), "Prod", subProd, tenantA)
	typed("$env:AZENV_CONTEXT = 'Prod'")
	typed("dumpenv " + file(3))
	wantVars(t, awaitEnv(t, file(3)), "Prod", subProd, tenantA)
}
