# azenv for zsh 5.3 and later. `azenv hook zsh` prints this file and what this
# shell starts with, inside `emulate zsh -o no_aliases -c`: every function here
# runs with zsh's own options and without aliases, whatever the user has set.
# What it relies on, and what it must survive:
#  - __azenv_fresh, from the last export, says whether that still holds: builtins
#    only. While it does, a prompt starts no process;
#  - a change is whole or the shell is sealed: see __azenv_begin, __azenv_end;
#  - assigning to a readonly variable ends every function that is running, so
#    each change stands in a block of its own.

typeset -g __azenv_bin=${__azenv_bin:-azenv} __azenv_asked=${__azenv_asked:-${__azenv_bin:-azenv}} __azenv_text=${__azenv_text-}
typeset -g __azenv_run='' __azenv_mark='' __azenv_at='' __azenv_watch='' __azenv_note='' __azenv_bad='' __azenv_skip='' __azenv_broken=''
typeset -g __azenv_drawn=${__azenv_drawn-} # a new hook may be loaded amid a line: its cd's are still followed
typeset -gA __azenv_v __azenv_f # what is put aside, and whether it was exported
typeset -g __azenv_file=''
typeset -ga __azenv_passed=()
zmodload -F zsh/system p:sysparams 2>/dev/null

function __azenv_fresh { builtin return 1 }

# __azenv_same: all holds, but the shell has gone elsewhere: does __azenv_file decide there,
# too, or again no file? Then all holds there. Where the path is not clean, or the directory
# is gone, it says no, and azenv is asked.
function __azenv_same {
  local d="${PWD-}" f='' p="${__azenv_passed[1]-}"
  local -i i=1
  local -a passed
  case "$d/" in
    //) d='' ;;
    /|[^/]*|*//*|*/./*|*/../*) builtin return 1 ;;
  esac
  [[ -d $d/ ]] || builtin return 1
  while f=$d/.azcontext; [[ $f != "$__azenv_file" ]]; do
    # From where the two ways up are one it was looked just now.
    while (( $#p > $#f )); do p="${__azenv_passed[++i]-}"; done
    if [[ $f == "$p" ]]; then
      passed+=("${(@)__azenv_passed[i,-1]}") f=$__azenv_file
      break
    fi
    [[ ! -e $f && ! -L $f ]] || builtin return 1
    passed+=("$f")
    [[ -n $d ]] || builtin return 1
    d=${d%/*}
  done
  __azenv_passed=("${passed[@]}") __azenv_at=$PWD
}

# __azenv_begin NAME VALUE: NAME seals until __azenv_end says its real value.
function __azenv_begin {
  __azenv_bad='' __azenv_skip=''
  __azenv_set "$1" "$2"
  __azenv_skip=$__azenv_bad
}

# __azenv_end NAME [VALUE]: all that went before is checked; open up.
function __azenv_end {
  [[ -z $__azenv_bad ]] || builtin return 0
  __azenv_return "$@"
}

# __azenv_return NAME [VALUE]: NAME gets an earlier value back, or is unset again.
function __azenv_return {
  if (( $# > 1 )); then __azenv_set "$1" "$2"; else __azenv_unset "$1"; fi
}

function __azenv_set {
  [[ -z $__azenv_skip && " $__azenv_bad " != *" $1 "* ]] || builtin return 0
  { builtin typeset -g "$1=$2"; builtin export "$1" } always { TRY_BLOCK_ERROR=0 }
  [[ "${(P)1-}" == "$2" ]] || __azenv_bad+=${__azenv_bad:+ }$1
}

function __azenv_unset {
  [[ -z $__azenv_skip && " $__azenv_bad " != *" $1 "* ]] || builtin return 0
  { builtin unset "$1" } always { TRY_BLOCK_ERROR=0 }
  [[ -z ${(P)1+x} ]] || __azenv_bad+=${__azenv_bad:+ }$1
}

# __azenv_aside NAME FLAG: keeps NAME's value out of the environment, as it was.
function __azenv_aside {
  [[ -z $__azenv_skip && -n ${(P)1+x} ]] || builtin return 0
  __azenv_v[$1]="${(P)1}" __azenv_f[$1]=$2
  __azenv_unset "$1"
}
function __azenv_hide { __azenv_aside "$1" x }
function __azenv_shade { __azenv_aside "$1" - }

# __azenv_restore gives back what was put aside, but for what was set since.
function __azenv_restore {
  local name
  for name in "${(@k)__azenv_v}"; do
    [[ -z ${(P)name+x} ]] || continue
    if [[ $__azenv_f[$name] == x ]]; then
      { builtin export "$name=$__azenv_v[$name]" } always { TRY_BLOCK_ERROR=0 }
    else
      builtin typeset -g "$name=$__azenv_v[$name]"
    fi
  done
  __azenv_v=() __azenv_f=()
}

# __azenv_whole CODE: whether all that azenv printed is there.
function __azenv_whole { [[ ${1%$'\n'} == *'# azenv:end' ]] }

# __azenv_eval CODE [STUCK]: runs what azenv printed, if it is whole. Variables that
# would not change are told to azenv, once, which then seals.
function __azenv_eval {
  __azenv_whole "$1" || builtin return 1
  __azenv_bad=''
  # What is in the way is known by __azenv_bad. One redirection costs as much as a call.
  { { builtin eval "$1" } always { TRY_BLOCK_ERROR=0 } } 2>/dev/null
  __azenv_broken=''
  if [[ -n $__azenv_bad && -z ${2-} ]]; then
    __azenv_note=''
    __azenv_refresh prompt "$__azenv_bad"
    builtin return 1
  fi
  builtin return 0
}

# __azenv_ask PROGRAM EVENT STUCK runs azenv, or azenv-hook in its stead, which sees what the predicate compares, be it
# exported or not. It is run in a subshell, which becomes azenv.
function __azenv_ask {
  local name IFS=' '
  for name in ${=__azenv_watch}; do
    [[ -z ${(P)name+x} ]] || builtin export "$name"
  done
  { builtin export GOMAXPROCS=1 } always { TRY_BLOCK_ERROR=0 } 2>/dev/null # one thread starts faster
  __AZENV_CALL="zsh,$$,$2,$__azenv_mark," __AZENV_DIR=$PWD __AZENV_FROM=$__azenv_at __AZENV_STUCK=$3 \
    __AZENV_HOOK="$__azenv_text,$__azenv_bin" builtin exec "$1" export zsh
}

# __azenv_refresh EVENT [STUCK]: asks azenv what holds now. Where azenv cannot be
# run the environment stays, one line says so, and nothing is tried again until
# azenv is typed.
function __azenv_refresh {
  local code=''
  if [[ $__azenv_asked != "$__azenv_bin" && -f $__azenv_asked && -x $__azenv_asked ]]; then
    code="$(__azenv_ask "$__azenv_asked" "$1" "${2-}")"
  fi
  # azenv itself, from now on, where there is no azenv-hook, or that is gone or does not answer.
  if ! __azenv_whole "$code"; then
    __azenv_asked=$__azenv_bin
    code="$(__azenv_ask "$__azenv_bin" "$1" "${2-}")"
  fi
  if __azenv_whole "$code"; then
    __azenv_eval "$code" "${2-}"
    builtin return
  fi
  __azenv_broken=1
  builtin print -ru2 -- "azenv: error: $__azenv_bin did not answer: this shell stays as it is"
  builtin return 1
}

function __azenv_hook {
  __azenv_drawn=1
  __azenv_look prompt
}

# __azenv_look EVENT asks whether all still holds. zsh keeps the status itself, and
# another one than 0 would be an error to a user's trap.
function __azenv_look {
  [[ -n $__azenv_broken ]] || __azenv_fresh || __azenv_refresh "$1"
  (( ! $#__azenv_left )) || __azenv_answered "$1"
  __azenv_tell
  builtin return 0
}

# __azenv_late looks again behind what others do at a prompt, as direnv.
function __azenv_late { __azenv_look prompt }

# __azenv_cd makes `cd x && terraform plan` follow on one line. The output of a
# command substitution is not watched by anybody, and prompts are full of them. Before
# the first prompt nothing is printed.
function __azenv_cd {
  [[ -n $__azenv_drawn && $ZSH_EVAL_CONTEXT != *cmdsubst* ]] || builtin return 0
  __azenv_look cd
}

# __azenv_tell prints what azenv had to say, once.
function __azenv_tell {
  [[ -n $__azenv_note ]] || builtin return 0
  builtin print -ru2 -- "$__azenv_note"
  __azenv_note=''
}

# __azenv_take FILE evals what azenv left there. Of what was typed before nothing
# counts any more.
function __azenv_take {
  local -i st=0
  (( ++__azenv_turn ))
  __azenv_eval "$(<$1)" || st=1
  __azenv_tell
  builtin : >|$1
  builtin return st
}

# __azenv_answered EVENT takes up what was typed and stopped, by Ctrl-Z, and answered
# since: the latest, and only where nothing moved the shell meanwhile, for the code is
# made for what the shell was.
function __azenv_answered {
  (( ! ZSH_SUBSHELL )) || builtin return 0
  local file='' was=''
  local -i i
  for (( i = $#__azenv_left; i > 0; i-- )); do
    was=${__azenv_left[i]%% *} file=${__azenv_left[i]#* }
    [[ -s $file ]] || continue
    __azenv_left[i]=()
    if [[ $was == $__azenv_turn,$__azenv_mark ]]; then
      __azenv_take $file || builtin :
      __azenv_fresh || __azenv_refresh "$1" || builtin :
    else
      builtin : >|$file
      builtin print -ru2 -- 'azenv: what was typed earlier and answered now is not taken up: this shell has changed meanwhile'
    fi
  done
  (( $#__azenv_left <= 20 )) || __azenv_left=("${(@)__azenv_left[-20,-1]}")
  builtin return 0
}

# azenv runs the program; what that means for this shell it leaves in a file of
# this very process. Ctrl-Z ends this function, and what is left of it runs in a copy
# of the shell once the program is done. So the call is noted before, with a file that
# no later one has, and the note is dropped where the function gets to its end.
function azenv {
  local -i st=0 sub=$ZSH_SUBSHELL
  local bin=$__azenv_bin file='' event=typed
  # A shell that could have no folder of its own before may now.
  [[ -n $__azenv_run$__azenv_broken ]] || __azenv_refresh prompt || builtin :
  __azenv_broken=''
  [[ -x $bin ]] || bin=azenv
  if [[ -n $__azenv_run ]]; then
    file=$__azenv_run/call-${sysparams[pid]:-$$}-$(( __azenv_calls++ ))
    __azenv_left+=("$__azenv_turn,$__azenv_mark $file")
  fi
  # What is read in a pipe's subshell may be meant for the shell itself.
  case $ZSH_SUBSHELL in 0) ;; 1) event=piped ;; *) event=nested ;; esac
  __AZENV_CALL="zsh,$$,$event,$__azenv_mark,$file" __AZENV_DIR=$PWD __AZENV_FROM=$__azenv_at \
    __AZENV_HOOK="$__azenv_text,$__azenv_bin" builtin command "$bin" "$@" || st=$?
  if (( ZSH_SUBSHELL != sub )); then
    # The copy follows, for what stands behind in a function; the shell itself takes it
    # up at its next prompt, and says so.
    [[ ! -s $file ]] || __azenv_eval "$(<$file)" || builtin :
    __azenv_note=''
    builtin return st
  fi
  if [[ -n $file ]]; then
    __azenv_calls=$(( __azenv_calls - 1 ))
    __azenv_left[-1]=()
    [[ ! -s $file ]] || __azenv_take $file || st=1
  fi
  builtin return st
}

# __azenv_start PID RUN CODE: RUN is the folder of the shell PID, and CODE is right
# for it if it is interactive; any other one asks for its own. A shell that is not
# interactive keeps what it inherited.
function __azenv_start {
  typeset -ga __azenv_left=() # calls that were stopped: turn, mark and file
  typeset -gi __azenv_calls=0 __azenv_turn=0 # how many were; how often code was taken up
  [[ $1 != $$ ]] || __azenv_run=$2
  [[ -o interactive ]] || builtin return 0
  if [[ $1 == $$ ]]; then __azenv_eval "$3"; else __azenv_refresh start; fi
  typeset -ga precmd_functions chpwd_functions
  precmd_functions=(__azenv_hook ${precmd_functions:#__azenv_(hook|late)})
  (( $#precmd_functions == 1 )) || precmd_functions+=(__azenv_late)
  chpwd_functions=(${chpwd_functions:#__azenv_cd} __azenv_cd)
  builtin return 0
}
