//go:build unix

package shell

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
)

// strange is an update with v wherever a value can be.
func strange(v string) Update {
	u := small()
	u.Plan.Final, u.Sealed, u.Mark, u.Run, u.Note = &v, "/"+v, v, v, v
	u.Plan.Changes = append(slices.Clone(u.Plan.Changes), environ.Change{Op: environ.Set, Name: "AZENV_CONTEXT", Value: v})
	u.Predicate = Predicate{Files: []File{{"/" + v, v, false}}, Absent: []string{"/" + v}, Present: "/" + v, Dir: &v, Nearest: &Nearest{Passed: []string{"/" + v}, Path: "/" + v}, Vars: []Value{{"AZENV_CONTEXT", v}}}
	return u
}

// noExecute makes a shell read a file without running it.
var noExecute = map[string]string{"bash": "-n", "fish": "--no-execute", "zsh": "-n"}

func checkParses(t *testing.T, s *Shell, what, code string) {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "code", code)
	cmd := exec.Command(s.Name, append(slices.Clone(plainStart[s.Name]), noExecute[s.Name], filepath.Join(dir, "code"))...)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%s cannot read %s: %v\n%s", s.Name, what, err, short(string(out)))
	}
}

func TestHooked_parses(t *testing.T) {
	for _, s := range real {
		t.Run(s.Name, func(t *testing.T) {
			need(t, s)
			t.Parallel()
			var b strings.Builder
			for i, v := range nasty() {
				code := s.Hooked(strange(v))
				b.WriteString(code)
				if i%100 == 0 { // a value may not lean on what follows it
					checkParses(t, s, "the code for "+short(v), code)
				}
			}
			checkParses(t, s, "the code for all values", b.String())
			checkParses(t, s, "the code for a long value", s.Hooked(strange(strings.Repeat("'\x01é\n", 2_000))))
		})
	}
}

func TestPlain_parses(t *testing.T) {
	for _, s := range real {
		t.Run(s.Name, func(t *testing.T) {
			need(t, s)
			var b strings.Builder
			for _, v := range nasty() {
				b.WriteString(s.Plain(strange(v).Plan, configDir, sealed))
			}
			checkParses(t, s, "the code for all values", b.String())
		})
	}
}

func TestHook_parses(t *testing.T) {
	for _, s := range real {
		t.Run(s.Name, func(t *testing.T) {
			need(t, s)
			for _, v := range []string{"/usr/bin/azenv", "/it's here/azenv", "/a b\n/$(touch owned)/`x`/azenv", "/\xff\x1b[31m/azenv"} {
				checkParses(t, s, "the hook at "+short(v), s.Hook(alone(v), 4711, v, s.Hooked(strange(v))))
			}
		})
	}
}

// loaded are the options under which a shell without a terminal loads the hook
// and runs what it is given.
var loaded = map[string][]string{
	"bash": {"", "set -a", "set -eu -o pipefail -o noclobber", "shopt -s nocasematch extglob nullglob", "IFS=:z1"},
	"fish": {""},
	"zsh": {
		"", "setopt all_export", "setopt ksh_arrays sh_word_split no_unset err_return", "setopt glob_subst no_case_match extended_glob no_clobber",
		"setopt rc_quotes csh_junkie_quotes", "emulate sh", "IFS=:z1",
	},
}

// prepared is a script's beginning: the options, and the hook, loaded from a file
// called hook.
func prepared(s *Shell, options string) string { return options + "\n" + evalFile(s, "hook") }

// take makes the shell run the update in a file of that name, as a hook does.
func take(s *Shell, file string) string {
	if s == fish {
		return fmt.Sprintf("__azenv_eval (command cat %s | string collect)\n", file)
	}
	return fmt.Sprintf("__azenv_eval \"$(command cat %s)\"\n", file)
}

// say prints text, and the value of the variables named in vars, with a NUL each.
func say(s *Shell, text string) string { return "builtin printf '%s\\0' " + text + "\n" }

// fresh prints whether the predicate holds.
func fresh(s *Shell) string {
	if s == fish {
		return "if __azenv_fresh; builtin printf 'fresh\\0'; else; builtin printf 'old\\0'; end\n"
	}
	return "if __azenv_fresh; then builtin printf 'fresh\\0'; else builtin printf 'old\\0'; fi\n"
}

// forEach runs fn in each shell, in each locale, and under each of its options.
func forEach(t *testing.T, fn func(t *testing.T, s *Shell, lang, options string)) {
	for _, s := range real {
		for _, options := range loaded[s.Name] {
			for _, lang := range locales {
				if options != "" && lang == "C" {
					continue // the two have nothing to do with each other
				}
				t.Run(s.Name+" "+lang+" "+options, func(t *testing.T) {
					need(t, s)
					t.Parallel()
					fn(t, s, lang, options)
				})
			}
		}
	}
}

// checkNothingOwn holds that nothing of azenv's own is handed to what the shell starts.
func checkNothingOwn(t *testing.T, env map[string]string) {
	t.Helper()
	for n := range env {
		if strings.Contains(n, "__azenv") {
			t.Errorf("%s is exported", n)
		}
	}
}

func TestHooked_setsEveryValue(t *testing.T) {
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		for _, values := range valuesFor(options) {
			u := small()
			u.Plan.Changes = nil
			u.Predicate = Predicate{}
			for i, v := range values {
				u.Plan.Changes = append(u.Plan.Changes, environ.Change{Op: environ.Set, Name: name(i), Value: v})
				u.Predicate.Vars = append(u.Predicate.Vars, Value{name(i), v})
			}
			script := prepared(s, options) + take(s, "code") + say(s, `"$__azenv_bad"`) + fresh(s) + "command env -0\n"
			r := run(t, s, lang, script, map[string]string{"hook": s.Hook(alone("azenv"), 1, "", ""), "code": s.Hooked(u)})
			items := r.items()
			if r.status != 0 || r.stderr != "" || len(items) < 2 {
				t.Fatalf("batch from %s: status %d, %s", short(values[0]), r.status, short(r.stderr))
			}
			if items[0] != "" || items[1] != "fresh" {
				t.Errorf("batch from %s: would not change: %q; the predicate is %s", short(values[0]), items[0], items[1])
			}
			env := environment(items[2:])
			checkNothingOwn(t, env)
			for i, v := range values {
				if got := env[name(i)]; got != v {
					t.Errorf("%s became %s", short(v), short(got))
				}
			}
			if got := env[configDir]; got != *u.Plan.Final {
				t.Errorf("batch from %s: %s is %s", short(values[0]), configDir, short(got))
			}
		}
	})
}

// TestHooked_noticesEveryValue holds that the predicate sees a change from every
// value to its likes.
func TestHooked_noticesEveryValue(t *testing.T) {
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		values := []string{
			"", "dev", "DEV", "Dev", "d*", "dev\n", "dev ", " dev", "[d]ev", "!", "(", ")", "-n", "-z", "=", "a=b", "x\x01", "x\x7f", "\xff", "\xfe",
			"é", "e\u0301", "*", "?", "\\", "\\\\", "'", `"`, "\n", "\t", "|", "||", "dev|",
		}
		var b strings.Builder
		b.WriteString(prepared(s, options))
		files := map[string]string{"hook": s.Hook(alone("azenv"), 1, "", "")}
		for i, v := range values {
			file := fmt.Sprintf("code%d", i)
			files[file] = s.Hooked(Update{Predicate: Predicate{Vars: []Value{{"AZENV_CONTEXT", v}}}})
			b.WriteString(take(s, file))
			for _, now := range values {
				fmt.Fprintf(&b, s.export+"\n", "AZENV_CONTEXT", s.quote(now))
				b.WriteString(fresh(s))
			}
		}
		r := run(t, s, lang, b.String(), files)
		items := r.items()
		if r.status != 0 || r.stderr != "" || len(items) != len(values)*len(values) {
			t.Fatalf("status %d, %d answers, %s", r.status, len(items), short(r.stderr))
		}
		for i, v := range values {
			for k, now := range values {
				want := "old"
				if v == now {
					want = "fresh"
				}
				if got := items[i*len(values)+k]; got != want {
					t.Errorf("was %q, now %q: %s", v, now, got)
				}
			}
		}
	})
}

// TestHooked_noticesWhatMovesBetweenVariables holds that several variables are not
// taken for what they look like together.
func TestHooked_noticesWhatMovesBetweenVariables(t *testing.T) {
	type three [3]string
	values := []three{
		{"a", "b", "c"}, {"a|b", "c", ""}, {"a", "b|c", ""}, {"a|b|c", "", ""}, {"", "a|b", "c"}, {"", "", "a|b|c"}, {"", "", ""}, {"|", "", ""}, {"", "|", ""}, {"", "", "|"},
		{"||", "", ""}, {"a b", "c", ""}, {"a", "b c", ""}, {"a\n", "b", "c"}, {"a", "\nb", "c"}, {"ab", "c", ""}, {"a", "bc", ""},
	}
	names := three{"AZENV_CONTEXT", "ARM_TENANT_ID", "AZURE_TENANT_ID"}
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		var b strings.Builder
		b.WriteString(prepared(s, options))
		files := map[string]string{"hook": s.Hook(alone("azenv"), 1, "", "")}
		for i, v := range values {
			file := fmt.Sprintf("code%d", i)
			files[file] = s.Hooked(Update{Predicate: Predicate{Vars: []Value{{names[0], v[0]}, {names[1], v[1]}, {names[2], v[2]}}}})
			b.WriteString(take(s, file))
			for _, now := range values {
				for k, n := range names {
					fmt.Fprintf(&b, s.export+"\n", n, s.quote(now[k]))
				}
				b.WriteString(fresh(s))
			}
		}
		r := run(t, s, lang, b.String(), files)
		items := r.items()
		if r.status != 0 || r.stderr != "" || len(items) != len(values)*len(values) {
			t.Fatalf("status %d, %d answers, %s", r.status, len(items), short(r.stderr))
		}
		for i, v := range values {
			for k, now := range values {
				if got := items[i*len(values)+k] == "fresh"; got != (v == now) {
					t.Errorf("was %q, now %q: fresh is %v", v, now, got)
				}
			}
		}
	})
}

// TestHooked_noticesAFileThatComes holds that the predicate sees one that should
// not be there.
func TestHooked_noticesAFileThatComes(t *testing.T) {
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		const path = `"it's \$(here)"`
		script := prepared(s, options) + take(s, "code") + fresh(s) + "command touch " + path + "\n" + fresh(s) + "command rm " + path + "\n" + fresh(s)
		r := run(t, s, lang, script, map[string]string{"hook": s.Hook(alone("azenv"), 1, "", ""), "code": s.Hooked(Update{Predicate: Predicate{Absent: []string{"it's $(here)"}}})})
		if want := []string{"fresh", "old", "fresh"}; !slices.Equal(r.items(), want) || r.stderr != "" {
			t.Errorf("got %q, want %q; %s", r.items(), want, short(r.stderr))
		}
	})
}

// TestHooked_comparesTheFile holds that the predicate reads the file's contents.
func TestHooked_comparesTheFile(t *testing.T) {
	const stamp = "azenv 1 0123456789abcdef\n"
	contents := []string{stamp, "azenv 1 0123456789abcdee\n", "", "\n", stamp + stamp, stamp + "x", strings.Repeat("x", 100_000), "AZENV 1 0123456789ABCDEF\n", "*"}
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		script := prepared(s, options) + take(s, "code")
		files := map[string]string{"hook": s.Hook(alone("azenv"), 1, "", ""), "code": s.Hooked(Update{Predicate: Predicate{Files: []File{{"it's $(here)", stamp, true}}}})}
		want := []string{"old"} // there is no file yet
		script += fresh(s)
		for i, c := range contents {
			file := fmt.Sprintf("stamp%d", i)
			files[file] = c
			script += "command cp " + file + ` "it's \$(here)"` + "\n" + fresh(s)
			want = append(want, map[bool]string{true: "fresh", false: "old"}[c == stamp])
		}
		script += `command rm "it's \$(here)"; command mkdir "it's \$(here)"` + "\n" + fresh(s)
		want = append(want, "old")
		r := run(t, s, lang, script, files)
		if got := r.items(); !slices.Equal(got, want) || r.stderr != "" || r.status != 0 {
			t.Errorf("got %q, want %q; status %d, %s", got, want, r.status, short(r.stderr))
		}
	})
}

// TestHooked_hidesAndRestores holds that what is put aside comes back byte for
// byte, and is in no environment meanwhile.
func TestHooked_hidesAndRestores(t *testing.T) {
	names := func(i int) string { // what ends in PATH is a list to fish
		return fmt.Sprintf("ARM_CLIENT_%03d%s", i, map[bool]string{true: "_PATH"}[i%3 == 2])
	}
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		values := []string{"", "", "", "a:b", "a:b", "a::b:", ":", " ", "a b", "  a  ", "a\n", "\n\n", "\xff", "'\\'", "$x", "*", "-n", "(", "!", "x\x01\x7f", "é", "\x1e", "%s", "~", "日本", "\x1b[31m", "\u202e"}
		for i, v := range nasty() {
			if i%7 == 0 {
				values = append(values, v)
			}
		}
		var env []string
		hide, restore := Update{ConfigDir: configDir, Sealed: sealed}, Update{ConfigDir: configDir, Sealed: sealed}
		hide.Plan.Whole, restore.Plan.Whole = true, true
		for i, v := range values {
			env = append(env, names(i)+"="+v)
			hide.Plan.Changes = append(hide.Plan.Changes, environ.Change{Op: environ.Hide, Name: names(i)})
		}
		restore.Plan.Changes = []environ.Change{{Op: environ.Restore}}
		divide := say(s, s.quote(stop))
		script := prepared(s, options) + "command env -0\n" + divide + take(s, "hide") + "command env -0\n" + divide + take(s, "restore") + "command env -0\n"
		r := run(t, s, lang, script, map[string]string{"hook": s.Hook(alone("azenv"), 1, "", ""), "hide": s.Hooked(hide), "restore": s.Hooked(restore)}, env...)
		parts := strings.Split(r.stdout, stop+"\x00")
		if r.status != 0 || r.stderr != "" || len(parts) != 3 {
			t.Fatalf("status %d, %d parts, %s", r.status, len(parts), short(r.stderr))
		}
		var before, hidden, after map[string]string
		for i, to := range []*map[string]string{&before, &hidden, &after} {
			*to = environment(ran{stdout: parts[i]}.items())
		}
		checkNothingOwn(t, hidden)
		checkNothingOwn(t, after)
		for n := range hidden {
			if strings.HasPrefix(n, "ARM_CLIENT_") {
				t.Errorf("%s is not hidden", n)
			}
		}
		for i, v := range values {
			if s == fish && lang == "C" {
				v = before[names(i)] // there, fish reads what it inherits as Latin-1
			}
			if got, ok := after[names(i)]; !ok || got != v {
				t.Errorf("%s: %s came back as %s, %v", names(i), short(v), short(got), ok)
			}
		}
	})
}

// TestHooked_aShellVariableComesBack holds that Shadow keeps a variable that was
// never exported.
func TestHooked_aShellVariableComesBack(t *testing.T) {
	assign := map[string]string{"bash": "ARM_TENANT_ID=\"it's\n mine\"\n", "zsh": "ARM_TENANT_ID=\"it's\n mine\"\n", "fish": "set -g ARM_TENANT_ID \"it's\n mine\"\n"}
	forEach(t, func(t *testing.T, s *Shell, lang, options string) {
		if strings.Contains(options, "-a") || strings.Contains(options, "all_export") {
			t.Skip("there, every variable is exported")
		}
		in, out := Update{ConfigDir: configDir, Sealed: sealed}, Update{ConfigDir: configDir, Sealed: sealed}
		in.Plan = environ.Plan{Whole: true, Changes: []environ.Change{{Op: environ.Shadow, Name: "ARM_TENANT_ID"}, {Op: environ.Set, Name: "ARM_TENANT_ID", Value: "azenv's"}}}
		out.Plan = environ.Plan{Whole: true, Changes: []environ.Change{{Op: environ.Unset, Name: "ARM_TENANT_ID"}, {Op: environ.Restore}}}
		script := prepared(s, options) + assign[s.Name] + take(s, "in") + say(s, `"$ARM_TENANT_ID"`) + take(s, "out") + say(s, `"$ARM_TENANT_ID"`) + "command env -0\n"
		r := run(t, s, lang, script, map[string]string{"hook": s.Hook(alone("azenv"), 1, "", ""), "in": s.Hooked(in), "out": s.Hooked(out)})
		items := r.items()
		if r.status != 0 || r.stderr != "" || len(items) < 2 || items[0] != "azenv's" || items[1] != "it's\n mine" {
			t.Fatalf("status %d, %q, %s", r.status, items, short(r.stderr))
		}
		env := environment(items[2:])
		if v, ok := env["ARM_TENANT_ID"]; ok {
			t.Errorf("it is exported, as %q", v)
		}
		checkNothingOwn(t, env)
	})
}

// TestHooked_namesAreIdentifiers holds what the hooks rely on: the name of a
// variable reaches them unquoted where they eval.
func TestHooked_namesAreIdentifiers(t *testing.T) {
	env := environ.Env{}
	for _, v := range nasty() {
		if strings.Contains(v, "=") {
			continue
		}
		for _, p := range environ.HiddenPatterns {
			env[strings.TrimSuffix(p, "*")+v] = v
		}
		env[v] = v
	}
	for _, v := range environ.Table {
		env[v.Name] = "x"
	}
	c := &azctx.Context{
		ID: "0123456789abcdef", Label: "dev", Cloud: "AzureCloud",
		Account:      azctx.Account{Name: "ops@contoso.example"},
		Tenant:       azctx.Tenant{ID: "22222222-aaaa-4bbb-8ccc-000000000001"},
		Subscription: azctx.Subscription{ID: "33333333-aaaa-4bbb-8ccc-000000000001"},
		Group:        "rg", Location: "westeurope",
	}
	paths := environ.Paths{Sealed: sealed, Owns: func(string) bool { return false }, Az: func(*azctx.Context) environ.Az {
		return environ.Az{Dir: "/az", Cloud: environ.Cloud{Name: "AzureCloud", ARM: "public"}}
	}}
	identifier := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	for what, res := range map[string]azctx.Result{
		"a context": {State: azctx.State{Choice: c.ID, Active: c.ID}, Context: c, Switched: true},
		"sealed":    {State: azctx.State{Choice: c.ID, Seal: "why"}, Switched: true},
		"left":      {Was: azctx.State{Choice: c.ID, Active: c.ID}, Switched: true},
	} {
		plan, err := env.Make(res, paths, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(plan.Changes) == 0 {
			t.Errorf("%s: nothing changes", what)
		}
		for _, ch := range plan.Changes {
			if !identifier.MatchString(ch.Name) && (ch.Op != environ.Restore || ch.Name != "") {
				t.Errorf("%s: %q is no name of a variable", what, ch.Name)
			}
		}
		for _, s := range real {
			code := s.Hooked(Update{Plan: plan, ConfigDir: configDir, Sealed: sealed})
			if strings.Contains(code, "touch owned") {
				t.Errorf("%s: %s is given a command", what, s.Name)
			}
		}
	}
}

// regexpName finds the name of one of the variables that these tests make
// readonly.
var regexpName = regexp.MustCompile(`ARM_SUBSCRIPTION_ID|AZURE_LOCATION|ARM_CLIENT_SECRET|AZURE_CONFIG_DIR`)
