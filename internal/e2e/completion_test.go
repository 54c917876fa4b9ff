package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// completionLine loads the completion as its help says.
func completionLine(sh string) string {
	if sh == "fish" {
		return "azenv completion fish | source"
	}
	return fmt.Sprintf(`eval "$(azenv completion %s)"`, sh)
}

// keys makes a shell read keys itself, as TAB needs.
var keys = map[string]string{
	"bash": "bind 'set bell-style none'\n",
	"zsh":  "setopt zle\nautoload -Uz compinit\ncompinit -u -D\n",
}

// tool is a program's own completion.
var tool = map[string]string{
	"bash": "function _tool { COMPREPLY=(\"$2pha:beta\"); }; complete -F _tool tool",
	"zsh":  "function _tool { compadd alpha:beta }; compdef _tool tool",
	"fish": "complete -c tool -f -a alpha:beta",
}

// tellWords makes azenv a function that writes its words into a file.
func tellWords(sh, file string) string {
	if sh == "fish" {
		return "function azenv; builtin printf '%s\\n' $argv >" + file + "; end"
	}
	return "function azenv { builtin printf '%s\\n' \"$@\" >|" + file + "; }"
}

// words types a line, which calls azenv, and returns the words that azenv got.
func (s *session) words(line string) []string {
	s.t.Helper()
	os.Remove(s.path("words"))
	s.ok(line)
	return strings.Split(strings.TrimSuffix(s.read("words"), "\n"), "\n")
}

// completable is a world with names that are hard to type.
func completable(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.write(".azure/azureProfile.json", azProfile(append(sampleSubs[:4:4],
		azSub{"22222222-0000-4000-8000-000000000005", "Landing Zone (EU), blue", tenantA},
		azSub{"22222222-0000-4000-8000-000000000006", "it's \"a\" $(touch pwned)\\ `touch pwned` !x ~", tenantA},
		azSub{"22222222-0000-4000-8000-000000000007", "Übung: & mehr", tenantB})))
	w.azenv("import", "--no-use")
	w.write("a file.json", "")
	if err := os.Mkdir(w.path("a dir"), 0o700); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestCompletion(t *testing.T) {
	const landing, hostile = "Landing Zone (EU), blue", "it's \"a\" $(touch pwned)\\ `touch pwned` !x ~"
	eachShell(t, func(t *testing.T, sh string) {
		w := completable(t)
		w.write(w.rcFile(sh), quiet[sh]+keys[sh]+completionLine(sh)+"\n"+tool[sh]+"\n"+tellWords(sh, w.path("words"))+"\n")
		s := w.open(sh)
		if shown := s.screen(); strings.Contains(shown, "rror") || strings.Contains(shown, "not found") {
			t.Errorf("at the start:\n%s", shown)
		}
		for _, c := range []struct {
			typed string
			want  []string
		}{
			{"us\tx", []string{"use", "x"}},
			{"use Pr\tx", []string{"use", "Prod", "x"}},
			{"use pR\t", []string{"use", "Prod"}},
			{"use a\t", []string{"use", "a"}}, // and no file
			{"use Lan\tx", []string{"use", landing, "x"}},
			{"use lan\t", []string{"use", landing}},
			{"use Landing\\ Z\t", []string{"use", landing}},
			{"use \"Lan\tx", []string{"use", landing, "x"}},
			{"use 'Landing Z\t", []string{"use", landing}},
			{"use Lan\"ding Z\t", []string{"use", landing}},
			{"use Shared@" + tenantB[:1] + "\t", []string{"use", "Shared@" + tenantB[:8]}},
			{"use Üb\t", []string{"use", "Übung: & mehr"}},
			{"use --un\t", []string{"use", "--unset"}},
			{"use --scope us\t", []string{"use", "--scope", "user"}},
			{"use --scope=us\tx", []string{"use", "--scope=user", "x"}},
			{"list --output ta\t", []string{"list", "--output", "table"}},
			{"set x --subscription Lan\t", []string{"set", "x", "--subscription", landing}},
			{"set x --subscription it\tx", []string{"set", "x", "--subscription", hostile, "x"}},
			{"set x --subscription \"it\tx", []string{"set", "x", "--subscription", hostile, "x"}},
			{"set x --subscription 'it\tx", []string{"set", "x", "--subscription", hostile, "x"}},
			{"set x --subscription Ü\t", []string{"set", "x", "--subscription", "Übung: & mehr"}},
			{"set x --subscription Übung:\t", []string{"set", "x", "--subscription", "Übung: & mehr"}},
			{"remove Dev Pr\t", []string{"remove", "Dev", "Prod"}},
			{"save f Pr\t", []string{"save", "f", "Prod"}},
			{"save a\\ f\t", []string{"save", "a file.json"}},
			{"import \"a f\t", []string{"import", "a file.json"}},
			{"allow --under a\tx", []string{"allow", "--under", "a dir/x"}},
			{"export bash --context Pr\t", []string{"export", "bash", "--context", "Prod"}},
			{"help renam\t", []string{"help", "rename"}},
			{"exec Pr\t -- printen\tx", []string{"exec", "Prod", "--", "printenv", "x"}},
			{"exec Lan\t -- tool al\t", []string{"exec", landing, "--", "tool", "alpha:beta"}},
			{"exec --dir 'a dir' -- tool al\t", []string{"exec", "--dir", "a dir", "--", "tool", "alpha:beta"}},
		} {
			if diff := cmp.Diff(c.want, s.words("azenv "+c.typed)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", c.typed, diff)
			}
		}
		if _, err := os.Stat(w.path("pwned")); err == nil {
			t.Error("a name was executed")
		}
	})
}

// What is typed with the hook loaded moves the shell, also to a context that lives
// only there; it does not matter which of the two lines comes first.
func TestCompletion_withTheHook(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := completable(t)
		for _, lines := range [][2]string{{hookLine(sh), completionLine(sh)}, {completionLine(sh), hookLine(sh)}} {
			w.write(w.rcFile(sh), quiet[sh]+keys[sh]+lines[0]+"\n"+lines[1]+"\n"+lines[1]+"\n")
			s := w.open(sh)
			s.ok("azenv us\tPr\t")
			wantVars(t, s.environment(), "Prod", subProd, tenantA)
			s.ok("azenv autosave off --scope process")
			s.ok("azenv set 'passing by' --subscription " + subDev + " --group rg")
			s.ok("azenv use Pr\t")
			s.ok("azenv use pass\t")
			wantVars(t, s.environment(), "passing by", subDev, tenantA)
			if shown := s.screen(); strings.Contains(shown, "rror") || strings.Contains(shown, "not found") {
				t.Errorf("an error:\n%s", shown)
			}
		}
	})
}

// The options and functions that a user may have.
func TestCompletion_underStrictOptions(t *testing.T) {
	for i, c := range []struct{ sh, on string }{
		{"bash", "set -u"}, {"bash", "set -e"}, {"bash", "set -f; IFS=AZ_"}, {"bash", "set -o posix"}, {"bash", "set -a"},
		{"bash", "shopt -s nocasematch nullglob failglob extglob"}, {"bash", "shopt -u hostcomplete; COMP_WORDBREAKS=' \t\n'"},
		{"bash", "alias local=: return=: test=: export=: read=: printf=:"},
		{"bash", "function test { :; }; function read { :; }; function export { :; }; function printf { :; }"},
		{"bash", "set -o vi; bind 'set completion-ignore-case on'; bind 'set show-all-if-ambiguous on'"},
		{"zsh", "setopt no_unset"}, {"zsh", "setopt err_exit"}, {"zsh", "setopt err_return ksh_arrays sh_word_split glob_subst"},
		{"zsh", "setopt no_case_match rc_quotes warn_create_global csh_junkie_quotes complete_in_word menu_complete"},
		{"zsh", "alias -g '||'=x '[['=y; alias local=: return=:; IFS=AZ_"},
		{"zsh", "zstyle ':completion:*' matcher-list '' 'r:|=*' 'l:|=* r:|=*'; zstyle ':completion:*' format '%d'; zstyle ':completion:*' completer _complete _approximate"},
		{"fish", inFish3("function printf; end; function test; end; function string; end", deafTo("printf")) + "; function echo; end"},
	} {
		t.Run(fmt.Sprintf("%s_%d", c.sh, i), func(t *testing.T) {
			t.Logf("%s: %s", c.sh, c.on)
			need(t, c.sh)
			t.Parallel()
			w := completable(t)
			w.write(w.rcFile(c.sh), quiet[c.sh]+keys[c.sh]+c.on+"\n"+completionLine(c.sh)+"\n"+tool[c.sh]+"\n"+tellWords(c.sh, w.path("words"))+"\n")
			s := w.open(c.sh)
			for typed, want := range map[string]string{
				"use pr\t":                         "use,Prod",
				"use 'Land\t":                      "use,Landing Zone (EU), blue",
				"use shared@\t":                    "use,Shared@11111111",
				"set x --subscription=Üb\t":        "set,x,--subscription=Übung: & mehr",
				"allow --under a\tx":               "allow,--under,a dir/x",
				"exec Pr\t -- printen\tx":          "exec,Prod,--,printenv,x",
				"exec Prod -- tool --flag=x al\tx": "exec,Prod,--,tool,--flag=x,alpha:beta,x",
			} {
				// What stands before a break of words, as @, is not typed again.
				if got := strings.Join(s.words("azenv "+typed), ","); !strings.EqualFold(got, want) {
					t.Errorf("%q: %q, want %q", typed, got, want)
				}
			}
			if shown := s.screen(); strings.Contains(shown, "rror") || strings.Contains(shown, "not found") {
				t.Errorf("an error:\n%s", shown)
			}
		})
	}
}

// What bash itself knows stays: files to redirect to, commands that complete, options
// of a program's own completion, and what a program that is not known takes.
func TestCompletion_ofBashItself(t *testing.T) {
	need(t, "bash")
	w := completable(t)
	own := "function _nospace { COMPREPLY=(\"$2x=\"); }; complete -o nospace -F _nospace nospace\n" +
		"function _answers { printf '%s\\n' \"${COMP_LINE// /_}:$COMP_POINT:$1:$2:$3\"; }; complete -C _answers answers\n" +
		"function _later { complete -F _tool later; return 124; }; complete -F _later -D\n"
	w.write(".bashrc", quiet["bash"]+completionLine("bash")+"\n"+tool["bash"]+"\n"+own+tellWords("bash", w.path("words"))+"\n")
	s := w.open("bash")
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"exec Prod -- nospace a\tb", []string{"exec", "Prod", "--", "nospace", "ax=b"}},
		{"exec Prod -- answers b c\t", []string{"exec", "Prod", "--", "answers", "b", "answers_b_c:11:answers:c:b"}},
		{"exec 'Landing Zone (EU), blue' -- answers c\t", []string{"exec", "Landing Zone (EU), blue", "--", "answers", "answers_c:9:answers:c:answers"}},
		{"exec Prod -- ls a\\ f\t", []string{"exec", "Prod", "--", "ls", "a file.json"}},
		{"exec Prod -- /bin/nosuchdir a\\ f\t", []string{"exec", "Prod", "--", "/bin/nosuchdir", "a file.json"}},
		{"exec Prod -- azenv exec Dev -- answers d\t", []string{"exec", "Prod", "--", "azenv", "exec", "Dev", "--", "answers", "answers_d:9:answers:d:answers"}},
		{"use Prod 2>/dev/nul\t Pr\t", []string{"use", "Prod", "Pr"}},
	} {
		if diff := cmp.Diff(c.want, s.words("azenv "+c.typed)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.typed, diff)
		}
	}
}

func TestCompletion_fishComplete(t *testing.T) {
	need(t, "fish")
	w := completable(t)
	for line, want := range map[string]string{
		"azenv use Pr":                   "Prod\n",
		"azenv use 'Landing Z":           "Landing Zone (EU), blue\n",
		"azenv use --scope=u":            "--scope=user\n",
		"azenv import a":                 "a dir/\na file.json\n",
		"azenv allow --under a":          "a dir/\n",
		"azenv exec Prod -- azenv use P": "Prod\n",
		"azenv use Prod no":              "",
	} {
		out, errOut, _ := w.command("fish", "--no-config", "-c", completionLine("fish")+`; complete -C "$argv[1]"`, line)
		if out != want || errOut != "" {
			t.Errorf("%s: %q, want %q\n%s", line, out, want, errOut)
		}
	}
}

// Without compinit there is nothing to complete by, and nothing to say.
func TestCompletion_zshWithoutCompinit(t *testing.T) {
	need(t, "zsh")
	w := completable(t)
	w.write(".zshrc", quiet["zsh"]+completionLine("zsh")+"; print $?loaded\n"+tellWords("zsh", w.path("words"))+"\n")
	s := w.open("zsh")
	if shown := s.screen(); !strings.Contains(shown, "0loaded") || strings.Contains(shown, "zsh:") {
		t.Errorf("at the start:\n%s", shown)
	}
	if got := s.words("azenv use Pr"); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

func TestCompletion_pwsh(t *testing.T) {
	need(t, "pwsh")
	w := completable(t)
	for _, load := range []string{"", "azenv hook pwsh | Out-String | Invoke-Expression; "} {
		for line, want := range map[string]string{
			"azenv us":                        "use",
			"azenv use pr":                    "Prod",
			"azenv use --un":                  "--unset",
			"azenv use Lan":                   "'Landing Zone (EU), blue'",
			"azenv use 'Lan":                  "'Landing Zone (EU), blue'",
			"azenv set x --subscription it":   "'it''s \"a\" $(touch pwned)\\ `touch pwned` !x ~'",
			"azenv hook ":                     "bash,fish,pwsh,zsh",
			"azenv exec Prod -- azenv use De": "Dev",
		} {
			out, errOut, _ := w.command("pwsh", "-NoProfile", "-Interactive", "-Command", load+
				"Set-StrictMode -Version Latest; azenv completion pwsh | Out-String | Invoke-Expression; "+
				"$line = @'\n"+line+"\n'@\n(TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ','")
			if strings.TrimSpace(out) != want || errOut != "" {
				t.Errorf("%s: %q, want %q\n%s", line, out, want, errOut)
			}
		}
	}
}
