package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// taken are the builtins and commands of a shell whose names a user may give to a
// function. In zsh local, export and typeset are words of the language where they
// are written plainly; fish reserves most names itself.
var taken = map[string]string{
	"bash": "cd command local return test [ read eval export unset printf echo true false set type env typeset declare trap shift wait source",
	"zsh":  "cd local test [ read eval export unset printf echo true false set type env typeset zmodload trap shift wait source emulate",
	"fish": "contains count echo false functions math path printf pwd random source true type",
}

// renamed defines a function for each name that says it was called and fails, so
// that a hook which calls one is both seen and led astray.
func renamed(sh, names string) string {
	var b strings.Builder
	for i, name := range strings.Fields(names) {
		if sh == "fish" {
			// fish's own functions call these, too.
			fmt.Fprintf(&b, "function %[1]s; if not builtin status stack-trace | builtin string match -qr \"function '(__)?azenv\"; builtin %[1]s $argv; return; end\n"+
				"builtin printf 'called_%[2]d\\n' >&2; return 1; end\n", name, i)
		} else {
			fmt.Fprintf(&b, "function %s { builtin printf 'called_%d\\n' >&2; builtin return 1; }\n", name, i)
		}
	}
	return b.String()
}

// aliased is renamed for aliases.
func aliased(names string) string {
	var b strings.Builder
	for i, name := range strings.Fields(names) {
		fmt.Fprintf(&b, "alias '%s'=called_%d\n", name, i)
	}
	return b.String()
}

// without drops words: what a test or the hook's own line cannot do without before
// the hook is there.
func without(names string, drop ...string) string {
	kept := slices.DeleteFunc(strings.Fields(names), func(name string) bool { return slices.Contains(drop, name) })
	return strings.Join(kept, " ")
}

// Users have functions and aliases named like what the hook calls, from before it
// was loaded or since. None of them is called, and none leads it astray.
func TestRenamed(t *testing.T) {
	for _, sh := range shellNames {
		before := renamed(sh, without(taken[sh], "eval", "source", "emulate"))
		all := []setup{
			{name: "functions before", before: before},
			{name: "functions after", after: renamed(sh, taken[sh])},
		}
		if sh != "fish" {
			all = append(all,
				setup{name: "aliases before", before: aliased(without(taken[sh], "eval"))},
				setup{name: "aliases after", after: aliased(taken[sh])})
		}
		each(t, sh, all)
	}
}

// People wrap what they use all day; a wrapper that passes on must go on to work.
func TestRenamed_wrappers(t *testing.T) {
	wrap := map[string]string{
		"bash": "function cd { builtin cd \"$@\" && ls >/dev/null; }\nfunction command { builtin command \"$@\"; }\nfunction env { builtin command env \"$@\"; }\nalias az='az --only-show-errors' sudo='sudo ' cd..='cd ..'",
		"zsh":  "function cd { builtin cd \"$@\" && ls >/dev/null }\nfunction env { builtin command env \"$@\" }\nalias -g L='| less' G='| grep'\nalias az='az --only-show-errors' sudo='sudo ' cd..='cd ..'",
		"fish": "function cd; builtin cd $argv; and command ls >/dev/null; end\nfunction env; command env $argv; end\nalias az 'command az --only-show-errors'\nabbr -a gs git status",
	}
	for _, sh := range shellNames {
		each(t, sh, []setup{{name: "before", before: wrap[sh]}, {name: "after", after: wrap[sh]}})
	}
}
