package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// evilNames are what an administrator of some tenant may call a subscription.
var evilNames = []string{
	`it's "quoted"`, "$(touch pwned)", "`touch pwned`", "a\nb\r\nc", "100% %n %F{red}%d", "wow! !! !$", "\x1b[31mred\x1b[0m",
	"\x1b]0;title\x07", "\x9b31m", "\u202egnp.exe", "\u200bhidden\u2066", strings.Repeat("long ", 20000), "caf\xe9\xff", "-rf", "--help",
	"list", "use", "-", "--", "help", "none", "sealed", "", " ", "~", "*", "a;touch pwned", "a|b&c>d<e", "{a,b}", "#x", "\\", "'", "\x00nul",
	"${AZENV_STATE}", "(touch pwned)", "日本語 Produktion ü", "Shared", "Shared",
}

// names of flags and commands as given names, besides.
func evilContexts() string {
	var b strings.Builder
	b.WriteString("\ufeff{\"DefaultContextKey\":\"nothing\",\"Contexts\":{")
	for i, name := range evilNames {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `%s:{"Account":{"Id":%s,"Type":"User"},"Tenant":{"Id":"%s","Directory":%s},"Subscription":{"Id":"66666666-0000-4000-8000-%012d","Name":%s},"Environment":{"Name":"AzureCloud"}}`,
			jsonText("given "+name), jsonText(account), tenantA, jsonText(name+".example"), i, jsonText("x"+name))
	}
	b.WriteString("}}")
	return b.String()
}

// jsonText quotes for JSON and leaves bytes that are no UTF-8 as they are.
func jsonText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			fmt.Fprintf(&b, `\u%04x`, c)
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func evilProfile() string {
	var b strings.Builder
	b.WriteString("\ufeff{\"subscriptions\":[")
	for i, name := range evilNames {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"77777777-0000-4000-8000-%012d","name":%s,"state":"Enabled","isDefault":false,"user":{"name":%s,"type":"user"},"tenantId":"%s","tenantDisplayName":%s,"environmentName":"AzureCloud"}`,
			i, jsonText(name), jsonText(account), tenantB, jsonText(name))
	}
	b.WriteString("]}")
	return b.String()
}

// promptWith shows the label as the README says.
var promptWith = map[string]string{
	"bash": `PS1='[${AZENV_ACTIVE}] '`,
	"zsh":  "setopt prompt_subst prompt_bang\nprecmd() { psvar[1]=$AZENV_ACTIVE }\nPROMPT='[%1v] '",
	"fish": "function fish_prompt; printf '[%s] ' $AZENV_ACTIVE; end",
}

// harmful says what in shown a terminal would act on or a reader be fooled by;
// known is what the shell itself sends.
func harmful(shown string, known ...string) string {
	for _, k := range known {
		shown = strings.ReplaceAll(shown, k, "")
	}
	for _, bad := range []string{"\x1b", "\x07", "\u009b", "\u202e", "\u2066", "\u200b"} {
		if strings.Contains(shown, bad) {
			return bad
		}
	}
	for i, r := range shown { // the byte alone, not as part of a letter
		if r == utf8.RuneError && shown[i] == 0x9b {
			return "\x9b"
		}
	}
	return ""
}

func TestHarmful_findsWhatHarms(t *testing.T) {
	for _, bad := range []string{"\x1b[31m", "\a", "\u009b31m", "\x9b31m", "\u202egnp", "\u2066", "\u200b"} {
		if harmful("a "+bad+" b") == "" {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"", "日本語 Produktion ü", "\u201b\u06db", "known\x1b"} { // of which 0x9b is a part
		if bad := harmful(good, "known\x1b"); bad != "" {
			t.Errorf("%q has %q", good, bad)
		}
	}
}

func TestHostileNames(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		not(t, sh, "pwsh", "a script that passes * and ~ on to a program has them expanded, quoted or not; TestPwsh_names has others")
		w := newWorld(t)
		w.write(".azure/azureProfile.json", evilProfile())
		w.write(".Azure/AzureRmContext.json", evilContexts())
		_, errOut, code := w.command("azenv", "import", "--no-use")
		if code != 0 || harmful(errOut) != "" {
			t.Fatalf("import: exit %d, harmful %q\n%q", code, harmful(errOut), errOut)
		}
		labels := strings.Split(strings.TrimSuffix(w.azenv("list", "-o", "name"), "\n"), "\n")
		if want := 2*len(evilNames) - 1; len(labels) != want { // two keys are the same
			t.Fatalf("%d labels for %d contexts:\n%q", len(labels), want, labels)
		}
		for _, form := range []string{"table", "tsv", "json"} {
			if out := w.azenv("list", "-o", form); harmful(out) != "" {
				t.Errorf("list -o %s shows %q", form, harmful(out))
			}
		}
		s := w.start(sh, "", promptWith[sh])
		for i, label := range labels {
			file := w.write(fmt.Sprintf("label%d", i), label)
			from := len(s.screen())
			s.ok(fmt.Sprintf("azenv use %s(cat %s)%s && azenv show -o name && azenv show -o table", map[bool]string{true: "", false: `"$`}[sh == "fish"], file, map[bool]string{true: "", false: `"`}[sh == "fish"]))
			env := s.environment()
			if env["AZENV_ACTIVE"] != label || env["AZENV_CONTEXT"] != label {
				t.Errorf("use %q: AZENV_ACTIVE = %q, AZENV_CONTEXT = %q", label, env["AZENV_ACTIVE"], env["AZENV_CONTEXT"])
			}
			if bad := harmful(s.screen()[from:], "\x1b[?2004h", "\x1b[?2004l"); bad != "" {
				t.Errorf("%q: the screen got %q:\n%q", label, bad, s.screen()[from:])
			}
			if !strings.Contains(s.screen()[from:], "["+label+"] ") {
				t.Errorf("the prompt does not show %q:\n%s", label, s.screen()[from:])
			}
		}
		// The raw names, as an argument and by hand: refused or found, never run.
		for i, name := range evilNames {
			if strings.Contains(name, "\x00") || len(name) > 100000 {
				continue
			}
			file := w.write(fmt.Sprintf("name%d", i), name)
			read := map[string]string{"fish": "set -gx AZENV_CONTEXT (cat " + file + " | string collect)"}[sh]
			if read == "" {
				read = `export AZENV_CONTEXT="$(cat ` + file + `)"`
			}
			from := len(s.screen())
			s.run(read)
			s.run("azenv show")
			s.run("azenv use \"$AZENV_CONTEXT\"")
			if strings.HasPrefix(name, "-") { // of which alone -- makes another thing
				s.run("azenv use -- \"$AZENV_CONTEXT\"")
			}
			if sh == "fish" {
				s.run("azenv export fish --context \"$AZENV_CONTEXT\" | source")
			} else {
				s.run(`eval "$(azenv export ` + sh + ` --context "$AZENV_CONTEXT")"`)
			}
			if bad := harmful(s.screen()[from:], "\x1b[?2004h", "\x1b[?2004l"); bad != "" {
				t.Errorf("%q by hand: the screen got %q:\n%q", name, bad, s.screen()[from:])
			}
			if env := s.environment(); env["AZENV_ACTIVE"] == "" && strings.TrimSpace(name) != "" {
				t.Errorf("%q by hand left the shell without a word: %q", name, azure(env))
			}
		}
		filepath.WalkDir(w.home, func(path string, _ os.DirEntry, _ error) error {
			if filepath.Base(path) == "pwned" {
				t.Errorf("a name was executed: %s", path)
			}
			return nil
		})
	})
}
