package e2e

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/azenv/azenv/shells"
)

// newerBash are constructs that bash 3.2, macOS's own, does not know or reads in
// another way. shellcheck knows dialects of sh, but no versions of bash.
var newerBash = []struct{ name, pattern, sample, since string }{
	{"attributes", `\b(?:declare|typeset|local)\s+(?:-\w+\s+)*-\w*[Aglnuc]`, "declare -gA x", "4.0 has A, l, u, c; 4.2 g; 4.3 n"},
	{"local -", `\blocal\s+-(?:\s|;|$)`, "local -", "4.4"},
	{"unset -n", `\bunset\s+-\w*n`, "unset -n ref", "4.3"},
	{"change of case", `\$\{!?\w+(?:\[[^]]*\])?(?:\^|,|~)`, `"${x^^}"`, "4.0"},
	{"transformations", `\$\{!?\w+(?:\[[^]]*\])?@[A-Za-z]\}`, "${x@Q}", "4.4"},
	{"negative length", `\$\{\w+(?:\[[^]]*\])?:[^}]*:\s*-`, "${x:1:-1}", "4.2"},
	{"negative subscript", `\w\[\s*-\d`, "${a[-1]}", "4.2"},
	{"quotes in a replacement", `\$\{\w+//?[^/}]*/[^}]*["']`, `${x//a/"b"}`, "3.2 keeps the quotes"},
	{"list without a default", `\$\{\w+\[[@*]\]\}`, `"${a[@]}"`, "before 4.4 an empty list is unset to set -u; see guards"},
	{"redirection of both, appended", `&>>`, "x &>>f", "4.0"},
	{"pipe of both", `\|&`, "x |& y", "4.0"},
	{"descriptor variables", `\{\w+\}[<>]`, "exec {fd}>f", "4.1"},
	{"falling through a case", `;;?&`, "a) x ;;& b) y ;&", "4.0"},
	{"case in a command substitution", `\$\([^)]*\bcase\b`, "$(case $x in a) y;; esac)", "3.2 ends it at the first )"},
	{"lists read from files", `\b(?:mapfile|readarray)\b`, "mapfile -t a", "4.0"},
	{"coprocesses", `\bcoproc\b`, "coproc x", "4.0"},
	{"printf -v of an element", `\bprintf\s+-v\s+["']?\w+\[`, "printf -v 'a[1]' x", "4.1"},
	{"printf of times", `%(?:-?\d+)?\([^)]*\)T`, "printf '%(%s)T' -1", "4.2"},
	{"is it set", `(?:\[\[?|\btest)\s+(?:!\s+)?-[vR]\s`, "[[ -v x ]]; test ! -v y", "4.2 has v; 4.3 R"},
	{"wait for one", `\bwait\s+-\w`, "wait -n", "4.3"},
	{"read to a length or with a text", `\bread\s+(?:-[a-zA-Z]+\s+(?:'[^']*'\s+|[^\s-]\S*\s+)?)*-\w*[Ni]\b`, "read -r -d '' -N 3 x", "4.1 has N; 4.0 i"},
	{"read with a part of a second", `\bread\s.*-t\s*\d*\.\d`, "read -t 0.1 x", "4.0"},
	{"own process", `\$\{?BASHPID\b(?:[^:\-+]|$)`, `"$BASHPID" ${BASHPID}`, "4.0; fine with a default"},
	{"variables", `\b(?:EPOCHSECONDS|EPOCHREALTIME|SRANDOM|BASH_ARGV0|BASH_XTRACEFD|FUNCNEST|BASH_LOADABLES_PATH|READLINE_LINE)\b`, "$EPOCHSECONDS", "4.0 to 5.1"},
	{"options", `\bshopt\s+-\w+\s+.*\b(?:assoc_expand_once|autocd|checkjobs|complete_fullquote|dirspell|direxpand|globasciiranges|globskipdots|globstar|inherit_errexit|lastpipe|localvar_\w+|patsub_replacement|progcomp_alias|varredir_close)\b`, "shopt -s lastpipe", "4.0 to 5.2"},
	{"completion", `\bcompopt\b|\bcomplete\s+.*-[DEI]\b`, "complete -D x", "4.0"},
	{"steps", `\{-?\d+\.\.-?\d+\.\.`, "{1..9..2}", "4.0"},
	{"characters by number", `\\[uU][0-9A-Fa-f]`, `$'\u00e9'`, "4.2"},
	{"funsubs", `\$\{\s`, "${ x; }", "5.3"},
}

var newerBashPatterns = func() []*regexp.Regexp {
	var list []*regexp.Regexp
	for _, r := range newerBash {
		list = append(list, regexp.MustCompile(r.pattern))
	}
	return list
}()

// comment is where a line's comment begins, if what stands before closes its quotes.
var comment = regexp.MustCompile(`(?:^|\s)#(?:\s|$)`)

// bashLines is code without its comments.
func bashLines(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for _, at := range comment.FindAllStringIndex(line, -1) {
			before := line[:at[0]]
			if strings.Count(before, "'")%2 == 0 && strings.Count(before, `"`)%2 == 0 {
				line = before
				break
			}
		}
		out = append(out, line)
	}
	return out
}

// tooNew names what bash 3.2 would not read as meant.
func tooNew(text string) []string {
	var out []string
	previous, asked := "", false // asked: the version was, in this function
	for _, line := range bashLines(text) {
		asked = strings.Contains(line, "BASH_VERSINFO") || asked && !strings.HasPrefix(line, "}")
		for i, rule := range newerBashPatterns {
			if found := rule.FindString(line); found != "" && !guarded(newerBash[i].name, line, previous) {
				out = append(out, newerBash[i].name+" ("+newerBash[i].since+"): "+strings.TrimSpace(line))
			}
		}
		// A string before 5.1: a list there would run its first element only.
		if strings.Contains(line, "PROMPT_COMMAND=(") || strings.Contains(line, "PROMPT_COMMAND+=(") {
			if !asked {
				out = append(out, "PROMPT_COMMAND as a list (5.1), no version asked: "+strings.TrimSpace(line))
			}
		}
		if strings.TrimSpace(line) != "" {
			previous = line
		}
	}
	return out
}

// guarded says whether a list is only expanded where it has elements.
func guarded(name, line, previous string) bool {
	return name == "list without a default" && (regexp.MustCompile(`\[@\]\+"\$\{\w+\[@\]\}"\}`).MatchString(line) || strings.Contains(previous, "BASH_VERSINFO"))
}

// The hook, and what azenv hands to it, is in the language of bash 3.2.
func TestBash32_language(t *testing.T) {
	w := imported(t)
	w.azenv("set", "odd & new, (x)", "--subscription", subTwo, "--group", "rg", "--protected")
	texts := map[string]string{
		"shells/bash.sh": shells.Bash, "azenv hook": w.azenv("hook", "bash"),
		"azenv export": w.azenv("export", "bash"), "azenv export --context": w.azenv("export", "bash", "--context", "odd & new, (x)"),
	}
	goldens, err := filepath.Glob("../shell/testdata/*.bash")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, file := range goldens {
		texts[file] = w.readFile(file)
	}
	for name, text := range texts {
		for _, found := range tooNew(text) {
			t.Errorf("%s: %s", name, found)
		}
	}
}

// Every rule finds its sample, and none finds what 3.2 has.
func TestBash32_rules(t *testing.T) {
	for i, r := range newerBash {
		if !newerBashPatterns[i].MatchString(r.sample) {
			t.Errorf("%s: the rule does not find %s", r.name, r.sample)
		}
	}
	for _, line := range []string{"PROMPT_COMMAND=(x)", "x; PROMPT_COMMAND+=(y)"} {
		if len(tooNew(line)) != 1 {
			t.Errorf("not found: %s", line)
		}
	}
	for _, line := range []string{
		"# declare -gA x", "x # ${x^^}", `"${a[@]-}"`, `x=(${a[@]+"${a[@]}"})`, "${!x@} ${!a[@]} ${x:1:2} ${x: -1} ${x#,} ${x%%,*}", "x >f 2>&1 || y",
		"case $x in a) y ;; esac", `"${BASHPID:-$$}"`, "printf -v x %s y", "read -r -d '' -n 26 c", "[[ -n $x ]] && test -e -v", "local -a x; local -r y; export -n z; export -nf f",
		"trap -p; type -P x; x=$'\\x41\\041'", "if test \"${BASH_VERSINFO[0]}\" -gt 5; then\n  PROMPT_COMMAND=(x)", "echo '# no comment' && x", "{1..9}", "<<<x", "x() { :; }; function y { :; }",
	} {
		if found := tooNew(line); len(found) > 0 {
			t.Errorf("%q is in 3.2, but: %q", line, found)
		}
	}
}
