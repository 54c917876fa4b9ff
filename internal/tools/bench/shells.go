package main

import (
	"os/exec"
	"strings"
)

// shell is one that azenv has a hook for. Its script is read by an interactive
// shell; LOAD and HOOK stand for what tool is measured. What it defines:
//
//	bench N  N evaluations of the hook
//	empty N  as many of nothing
//	roam N   N moves between two directories below the one it starts in: cd, and what the
//	         tool does at it and at the next prompt; an odd one counts for two
//	told     the subscription in force
//	walk N   N times out of the directory and in again: cd, and what the tool does at
//	         it and at the next prompt; the time and what is in force at the start,
//	         and for each of the N at once again, outside, and inside
//
// Each prints what it has to say between two @@; times are in microseconds.
type shell struct {
	name    string
	argv    []string // RC stands for the file with the script
	file    string   // where the script goes, in the home folder
	load    [2]string
	hook    [2]string
	script  string
	clocked string // a test that fails where its clock is not fine enough
}

// The tools, by their place in a shell's load and hook.
const (
	azenv = iota
	direnv
)

var shells = []shell{
	{
		name:    "bash",
		argv:    []string{"bash", "--rcfile", "RC", "-i"},
		file:    "bashrc",
		clocked: `test -n "${EPOCHREALTIME-}"`,
		load: [2]string{
			`eval "$(azenv hook bash)"; test -z "$BENCH_CONTEXT" || azenv use "$BENCH_CONTEXT"`,
			`eval "$(direnv hook bash)"; _direnv_hook`,
		},
		hook: [2]string{"__azenv_hook", "_direnv_hook"},
		script: `unset HISTFILE; PS1=; LOAD
bench() {
  local i t=${EPOCHREALTIME/[.,]/}
  for ((i = 0; i < $1; i++)); do HOOK; done
  printf '@@%s@@\n' $((${EPOCHREALTIME/[.,]/} - t))
}
empty() {
  local i t=${EPOCHREALTIME/[.,]/}
  for ((i = 0; i < $1; i++)); do :; done
  printf '@@%s@@\n' $((${EPOCHREALTIME/[.,]/} - t))
}
roam() {
  local i t=${EPOCHREALTIME/[.,]/}
  for ((i = 0; i < $1; i += 2)); do cd "$BENCH_WORK/one"; HOOK; cd "$BENCH_WORK/two"; HOOK; done
  printf '@@%s@@\n' $((${EPOCHREALTIME/[.,]/} - t))
}
told() { printf '@@%s@@\n' "$AZURE_SUBSCRIPTION_ID"; }
stamp() { printf '@@%s %s@@\n' "${EPOCHREALTIME/[.,]/}" "$AZURE_SUBSCRIPTION_ID"; }
walk() {
  local i; stamp
  for ((i = 0; i < $1; i++)); do
    stamp
    cd ..; HOOK; stamp
    cd "$BENCH_WORK"; HOOK; stamp
  done
}
dump() { command env -0 >"$1"; printf '@@%s@@\n' "$__azenv_mark,$__azenv_text"; }
`,
	},
	{
		name:    "zsh",
		argv:    []string{"zsh", "-d", "-i"},
		file:    ".zshrc",
		clocked: "zmodload zsh/datetime",
		load: [2]string{
			`eval "$(azenv hook zsh)"; test -z "$BENCH_CONTEXT" || azenv use "$BENCH_CONTEXT"`,
			`eval "$(direnv hook zsh)"; _direnv_hook`,
		},
		hook: [2]string{"__azenv_hook", "_direnv_hook"},
		script: `unset HISTFILE; PS1=; unsetopt prompt_sp; zmodload zsh/datetime; LOAD
bench() {
  local -i i us n=$1; local -F t=$EPOCHREALTIME
  for ((i = 0; i < n; i++)); do HOOK; done
  us=$(( (EPOCHREALTIME - t) * 1000000 )); print -r -- "@@$us@@"
}
empty() {
  local -i i us n=$1; local -F t=$EPOCHREALTIME
  for ((i = 0; i < n; i++)); do :; done
  us=$(( (EPOCHREALTIME - t) * 1000000 )); print -r -- "@@$us@@"
}
roam() {
  local -i i us n=$1; local -F t=$EPOCHREALTIME
  for ((i = 0; i < n; i += 2)); do cd "$BENCH_WORK/one"; HOOK; cd "$BENCH_WORK/two"; HOOK; done
  us=$(( (EPOCHREALTIME - t) * 1000000 )); print -r -- "@@$us@@"
}
told() { print -r -- "@@$AZURE_SUBSCRIPTION_ID@@" }
stamp() { local -i us=$(( EPOCHREALTIME * 1000000 )); print -r -- "@@$us $AZURE_SUBSCRIPTION_ID@@" }
walk() {
  local -i i n=$1; stamp
  for ((i = 0; i < n; i++)); do
    stamp
    cd ..; HOOK; stamp
    cd "$BENCH_WORK"; HOOK; stamp
  done
}
`,
	},
	{
		// fish has no clock of its own: a loop's time has two runs of date in it. Moves
		// have its events, since direnv takes its hook of cd away when a line is typed.
		name: "fish",
		argv: []string{"fish", "--no-config", "-i", "-C", "source 'RC'"},
		file: "bench.fish",
		load: [2]string{
			`azenv hook fish | source; test -z "$BENCH_CONTEXT"; or azenv use "$BENCH_CONTEXT"`,
			`direnv hook fish | source; __direnv_export_eval`,
		},
		hook:    [2]string{"__azenv_hook", "__direnv_export_eval"},
		clocked: `test (string length (date +%s%N)) = 19`,
		script: `function fish_prompt; end
LOAD
function bench
    set -l n (seq $argv[1]); set -l t (date +%s%N)
    for i in $n; HOOK; end
    set -l u (date +%s%N)
    echo "@@"(math "floor(($u - $t) / 1000)")"@@"
end
function empty
    set -l n (seq $argv[1]); set -l t (date +%s%N)
    for i in $n; true; end
    set -l u (date +%s%N)
    echo "@@"(math "floor(($u - $t) / 1000)")"@@"
end
function roam
    set -l n (seq 1 2 $argv[1]); set -l t (date +%s%N)
    for i in $n
        emit fish_preexec; cd $BENCH_WORK/one; emit fish_prompt
        emit fish_preexec; cd $BENCH_WORK/two; emit fish_prompt
    end
    set -l u (date +%s%N)
    echo "@@"(math "floor(($u - $t) / 1000)")"@@"
end
function told
    echo "@@$AZURE_SUBSCRIPTION_ID@@"
end
function stamp
    set -l ns (date +%s%N)
    echo "@@"(string sub -l 16 $ns)" $AZURE_SUBSCRIPTION_ID@@"
end
function walk
    stamp
    for i in (seq $argv[1])
        stamp
        emit fish_preexec; cd ..; emit fish_prompt; stamp
        emit fish_preexec; cd $BENCH_WORK; emit fish_prompt; stamp
    end
end
`,
	},
}

// text is the script that measures tool in s.
func (s *shell) text(tool int) string {
	return strings.NewReplacer("LOAD", s.load[tool], "HOOK", s.hook[tool]).Replace(s.script)
}

// missing says why s cannot be measured here; it is empty where it can.
func (s *shell) missing() string {
	if _, err := exec.LookPath(s.name); err != nil {
		return s.name + " is missing"
	}
	if exec.Command(s.name, "-c", s.clocked).Run() != nil {
		return s.name + " has no clock fine enough"
	}
	return ""
}
