package e2e

import (
	"strings"
	"testing"
)

// ohMyZsh is what oh-my-zsh and its like do: options, hooks for the title and the
// directory, a prompt that is made of functions.
const ohMyZsh = `
setopt prompt_subst auto_cd auto_pushd pushd_ignore_dups pushd_minus extended_history share_history no_case_glob extended_glob
autoload -Uz add-zsh-hook colors && colors
function title { print -Pn "\e]2;${2:q}\a" }
function omz_precmd { mine; title x '%n@%m:%~' }
function omz_preexec { emulate -L zsh; setopt extended_glob; begun; title x "${1[(wr)^(*=*|sudo|ssh|-*)]:gs/%/%%}" }
function omz_chpwd { moved=1 }
add-zsh-hook precmd omz_precmd
add-zsh-hook preexec omz_preexec
add-zsh-hook chpwd omz_chpwd
function prompt_info { [[ -z $AZENV_ACTIVE ]] || echo "(${AZENV_ACTIVE:gs/%/%%})" }
PROMPT='%{$fg[cyan]%}%c%{$reset_color%} $(prompt_info)> '
`

// instantPrompt is how powerlevel10k draws a prompt before the rc file is through:
// what that and the first precmd print goes to a file, which is shown afterwards, to
// the user's annoyance, if there is anything in it.
const instantPrompt = `
exec {instant_in}<&0 {instant_out}>&1 {instant_err}>&2 0</dev/null 1>~/instant 2>&1
zmodload zsh/sched
function instant_end {
	exec 0<&$instant_in 1>&$instant_out 2>&$instant_err {instant_in}>&- {instant_out}>&- {instant_err}>&-
	command cat ~/instant
}
function instant_precmd { sched +0 instant_end; precmd_functions=(${precmd_functions:#instant_precmd}) }
typeset -ga precmd_functions=(instant_precmd $precmd_functions mine)
`

// lineEditor is zsh as it is used: with its line editor on a terminal.
const lineEditor = "PS1='> '\nsetopt zle\nbindkey -e\n"

func TestFrameworks_zsh(t *testing.T) {
	hook := "autoload -Uz add-zsh-hook\nadd-zsh-hook precmd mine\nadd-zsh-hook preexec begun\n"
	theme := "autoload -Uz promptinit\npromptinit\nprompt redhat\n"
	starship := "setopt prompt_subst\nPROMPT='$(command printf \"[%s]> \" $AZENV_ACTIVE)'\nprecmd_functions+=(mine)\npreexec_functions+=(begun)"
	plugins := lineEditor + ". /usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh\nunset ZSH_AUTOSUGGEST_USE_ASYNC\n. /usr/share/zsh-syntax-highlighting/zsh-syntax-highlighting.zsh\n" +
		"ZSH_HIGHLIGHT_MAXLENGTH=20 ZSH_AUTOSUGGEST_BUFFER_MAX_SIZE=20\n" + hook // the tests' long lines would take seconds
	xterm := []string{"TERM=xterm"}
	each(t, "zsh", []setup{
		{name: "functions named precmd and preexec", before: "function precmd { mine }\nfunction preexec { begun }", mine: 1, pipes: true, begun: true},
		{name: "add-zsh-hook before", before: hook, mine: 1, pipes: true, begun: true},
		{name: "add-zsh-hook after", after: hook, mine: 1, pipes: true, begun: true},
		{name: "unique array", before: "typeset -aU precmd_functions", after: "precmd_functions+=(mine __azenv_hook)", mine: 1, pipes: true},
		{name: "oh-my-zsh before", before: ohMyZsh, mine: 1, pipes: true, begun: true, forks: true},
		{name: "oh-my-zsh after", after: ohMyZsh, mine: 1, pipes: true, begun: true, forks: true},
		{name: "prompt theme before", before: theme + hook, mine: 1, pipes: true},
		{name: "prompt theme after", before: hook, after: theme + "prompt off\nprompt fade blue\nprompt restore", mine: 1, pipes: true},
		{name: "starship before", before: starship, mine: 1, pipes: true, begun: true, forks: true},
		{name: "starship after", after: starship, mine: 1, pipes: true, begun: true, forks: true},
		{name: "line editor with plugins before", env: xterm, before: plugins, mine: 1, pipes: true, begun: true, forks: true},
		{name: "line editor with plugins after", env: xterm, after: plugins, mine: 1, pipes: true, begun: true, forks: true},
		{name: "loaded in a function with its own options", load: "function tools { emulate -L ksh; setopt no_unset err_return; " + hookLine("zsh") + " }\ntools", before: hook, mine: 1, pipes: true},
		{name: "loaded at the first prompt", before: hook, mine: 1, pipes: true,
			load: "function later { add-zsh-hook -d precmd later; " + hookLine("zsh") + " }\nadd-zsh-hook precmd later"},
		{name: "loaded by the line editor", env: xterm, before: lineEditor + hook, mine: 1, pipes: true,
			load: "function later { zle -D zle-line-init; " + hookLine("zsh") + " }\nzle -N zle-line-init later"},
		{name: "liquidprompt before", env: xterm, before: ". /usr/share/liquidprompt/liquidprompt\n" + hook, mine: 1, pipes: true, forks: true},
		{name: "liquidprompt after", env: xterm, before: hook, after: ". /usr/share/liquidprompt/liquidprompt", mine: 1, pipes: true, forks: true},
		{name: "direnv before", before: hook + `eval "$(direnv hook zsh)"`, mine: 1, pipes: true, forks: true},
		{name: "direnv after", before: hook, after: `eval "$(direnv hook zsh)"`, mine: 1, pipes: true, forks: true},
	})
}

// With an instant prompt the terminal is not the shell's while the rc file runs.
// Nothing is printed then, and what there is to say is not lost.
func TestFrameworks_zshInstantPrompt(t *testing.T) {
	need(t, "zsh", "strace")
	for _, c := range []struct{ context, label string }{{"Dev", "Dev"}, {"nosuch", "sealed"}} {
		t.Run(c.label, func(t *testing.T) {
			t.Parallel()
			w := imported(t)
			s, started := setup{before: instantPrompt, env: []string{"AZENV_CONTEXT=" + c.context}}.open(w, "zsh")
			if got := s.environment()["AZENV_ACTIVE"]; got != c.label {
				t.Errorf("AZENV_ACTIVE = %q, want %q", got, c.label)
			}
			idle(t, s, started, c.label)
			printed, said := w.read("instant"), strings.Count(s.screen(), "azenv:")
			if c.label == "sealed" && said != 2 { // what, and a hint
				t.Errorf("said %d times:\n%s", said, s.screen())
			} else if c.label != "sealed" && said+len(printed) > 0 {
				t.Errorf("printed while the shell started: %q\n%s", printed, s.screen())
			}
		})
	}
}
