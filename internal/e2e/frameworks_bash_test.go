package e2e

import "testing"

// bashPreexec is how bash-preexec works, in short: a text in PROMPT_COMMAND that
// installs it at the first prompt, and takes that text out of where it thinks it is.
const bashPreexec = `
__bp_install_string=$'__bp_trap_string="$(trap -p DEBUG)"\ntrap - DEBUG\n__bp_install'
function __bp_interactive_mode { __bp_ready=on; }
function __bp_precmd_invoke_cmd {
	__bp_status=$?
	local f
	for f in "${precmd_functions[@]}"; do __bp_set "$__bp_status"; "$f"; done
}
function __bp_set { return "$1"; }
function __bp_debug {
	[[ -t 1 && -n ${__bp_ready-} ]] || return 0
	__bp_ready=
	local c
	for c in "${PROMPT_COMMAND[@]}"; do [[ $'\n'$c$'\n' != *$'\n'"$BASH_COMMAND"$'\n'* ]] || return 0; done
	local f
	for f in "${preexec_functions[@]}"; do "$f"; done
}
function __bp_install {
	[[ ${PROMPT_COMMAND[*]} != *__bp_precmd_invoke_cmd* ]] || return 1
	trap __bp_debug DEBUG
	local old=${PROMPT_COMMAND//"$__bp_install_string"}
	old=${old%$'\n'}
	PROMPT_COMMAND=__bp_precmd_invoke_cmd${old:+$'\n'$old}
	PROMPT_COMMAND+=('__bp_interactive_mode')
	__bp_precmd_invoke_cmd
	__bp_interactive_mode
}
PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}$__bp_install_string
precmd_functions+=(mine) preexec_functions+=(begun)
`

// starshipBash is how starship's prompt works in bash: it moves what is there away,
// evals it itself, and has a DEBUG trap.
const starshipBash = `
function starship_preexec { [[ $ready != true ]] || { ready=false; begun; }; }
function status { return "$1"; }
function starship_precmd {
	local st=$?
	if [[ -n ${STARSHIP_PROMPT_COMMAND-} ]]; then
		status "$st"
		eval "$STARSHIP_PROMPT_COMMAND"
	fi
	status "$st"
	mine
	PS1=$(command printf '[%s] > ' "${AZENV_ACTIVE-}")
	ready=true
}
trap starship_preexec DEBUG
if [[ -z ${PROMPT_COMMAND-} ]]; then
	PROMPT_COMMAND=starship_precmd
elif [[ $PROMPT_COMMAND != *starship_precmd* ]]; then
	STARSHIP_PROMPT_COMMAND=$PROMPT_COMMAND
	PROMPT_COMMAND=starship_precmd
fi
`

// theme is how themes of bash-it and oh-my-bash add themselves: before what is
// there, as text, if their name is not in it.
const theme = `
function prompt_command { mine; PS1='theme > '; }
if [[ ! $PROMPT_COMMAND =~ (^|[^[:alnum:]_])prompt_command([^[:alnum:]_]|$) ]]; then
	PROMPT_COMMAND=prompt_command${PROMPT_COMMAND:+;$PROMPT_COMMAND}
fi
`

func TestFrameworks_bash(t *testing.T) {
	title := `printf "\033]0;%s\007" "${PWD/#$HOME/~}"; history -a; history -n`
	each(t, "bash", []setup{
		{name: "bash-preexec after", after: bashPreexec, mine: 1, begun: true},
		{name: "starship before", before: starshipBash, mine: 1, begun: true, forks: true},
		{name: "starship after", after: starshipBash, mine: 1, begun: true, forks: true},
		{name: "theme before", before: theme, mine: 1, pipes: true},
		{name: "theme after", after: theme, mine: 1, pipes: true},
		{name: "title and history before", before: "HISTFILE=~/h\nPROMPT_COMMAND='mine; " + title + "'", mine: 1, pipes: true},
		{name: "title and history after", after: "HISTFILE=~/h\nPROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND; }'mine; " + title + "'", mine: 1},
		{name: "loaded in a function", load: "function tools { local IFS=:; " + hookLine("bash") + "; }\ntools\nunset -f tools", before: "PROMPT_COMMAND=mine", mine: 1, pipes: true},
		{name: "loaded from a file", files: map[string]string{"azenv.bash": hookLine("bash")}, load: ". ~/azenv.bash", before: "PROMPT_COMMAND=mine", mine: 1, pipes: true},
		{name: "loaded at the first prompt", load: "function later { unset 'PROMPT_COMMAND[0]'; " + hookLine("bash") + "; }", before: "PROMPT_COMMAND=(later mine)", mine: 1, pipes: true},

		{name: "bash-completion", before: ". /usr/share/bash-completion/bash_completion", after: "complete -p cd >/dev/null"},
		{name: "liquidprompt before", env: []string{"TERM=xterm"}, before: "PROMPT_COMMAND=mine\n. /usr/share/liquidprompt/liquidprompt", mine: 1, forks: true},
		{name: "liquidprompt after", env: []string{"TERM=xterm"}, before: "PROMPT_COMMAND=mine", after: ". /usr/share/liquidprompt/liquidprompt", mine: 1, forks: true},
		{name: "direnv before", before: "PROMPT_COMMAND=mine\n" + `eval "$(direnv hook bash)"`, mine: 1, forks: true},
		{name: "direnv after", before: "PROMPT_COMMAND=mine", after: `eval "$(direnv hook bash)"`, mine: 1, forks: true},
	})
}
