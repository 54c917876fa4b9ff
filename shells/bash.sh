# shellcheck shell=bash
# azenv for bash 3.2 and later. `azenv hook bash` prints this file and what this
# shell starts with. What it relies on, and what it must survive:
#  - names that a user may have aliased or redefined are written \builtin NAME;
#    expansions carry a default, statements a status of their own, so that set -e,
#    set -u, noclobber and nocasematch do not matter;
#  - __azenv_fresh, from the last export, says whether that still holds: builtins
#    only. While it does, a prompt starts no process;
#  - a change is whole or the shell is sealed: see __azenv_begin, __azenv_end.

__azenv_bin="${__azenv_bin:-azenv}" __azenv_asked="${__azenv_asked:-$__azenv_bin}" __azenv_text="${__azenv_text-}"
__azenv_run='' __azenv_mark='' __azenv_at='' __azenv_watch='' __azenv_bad='' __azenv_skip='' __azenv_broken=''
__azenv_file='' __azenv_passed=()

function __azenv_fresh { \builtin return 1; }

# __azenv_same: all holds, but the shell has gone elsewhere: does __azenv_file decide there,
# too, or again no file? Then all holds there. Where the path is not clean, or the directory
# is gone, it says no, and azenv is asked.
function __azenv_same {
  # What is readonly can be no local: then azenv is asked.
  \builtin local d="${PWD-}" f='' p="${__azenv_passed[0]-}" i=0 rest='' IFS=' ' passed='' 2>/dev/null || \builtin return 1
  case "$d/" in
    //) d='' ;;
    / | [!/]* | *//* | */./* | */../*) \builtin return 1 ;;
  esac
  [[ -d $d/ ]] || \builtin return 1
  passed=()
  while f="$d/.azcontext"; [[ $f != "$__azenv_file" ]]; do
    # From where the two ways up are one it was looked just now.
    while [[ ${#p} -gt ${#f} ]]; do i=$((i + 1)) p="${__azenv_passed[i]-}"; done
    if \builtin test "$f" = "$p"; then
      rest=$i f="$__azenv_file"
      \builtin break
    fi
    [[ ! -e $f && ! -L $f ]] || \builtin return 1
    passed+=("$f")
    [[ -n $d ]] || \builtin return 1
    d="${d%/*}"
  done
  # [[ obeys nocasematch.
  \builtin test "$f" = "$__azenv_file" || \builtin return 1
  if [[ -n $rest ]]; then
    __azenv_passed=(${passed[@]+"${passed[@]}"} "${__azenv_passed[@]:rest}")
  else
    __azenv_passed=("${passed[@]-}")
  fi
  __azenv_at="${PWD-}"
  case "$-" in *a*) __azenv_private ;; esac
}

# __azenv_begin NAME VALUE: NAME seals until __azenv_end says its real value.
function __azenv_begin {
  __azenv_bad='' __azenv_skip=''
  __azenv_set "$1" "$2"
  __azenv_skip="$__azenv_bad"
}

# __azenv_end NAME [VALUE]: all that went before is checked; open up.
function __azenv_end {
  \builtin test -z "$__azenv_bad" || \builtin return 0
  __azenv_return "$@"
}

# __azenv_return NAME [VALUE]: NAME gets an earlier value back, or is unset again.
function __azenv_return {
  if \builtin test "$#" -gt 1; then __azenv_set "$1" "$2"; else __azenv_unset "$1"; fi
}

# __azenv_set leaves alone what could not be put aside: export marks even a
# readonly variable that it fails to set.
function __azenv_set {
  \builtin test -z "$__azenv_skip" || \builtin return 0
  case " $__azenv_bad " in *" $1 "*) \builtin return 0 ;; esac
  \builtin export "$1=$2" || \builtin :
  \builtin test "${!1-}" = "$2" || __azenv_bad="${__azenv_bad:+$__azenv_bad }$1"
}

function __azenv_unset {
  \builtin test -z "$__azenv_skip" || \builtin return 0
  \builtin unset -v "$1" || \builtin :
  \builtin test -z "${!1+x}" || __azenv_bad="${__azenv_bad:+$__azenv_bad }$1"
}

# __azenv_aside NAME FLAG: keeps NAME's value out of the environment, as it was.
# The copy is un-exported after it was assigned, since set -a exports it.
function __azenv_aside {
  \builtin test -z "$__azenv_skip" || \builtin return 0
  \builtin test -n "${!1+x}" || \builtin return 0
  \builtin eval "__azenv_v_$1=\$$1 __azenv_f_$1=$2"
  \builtin export -n "__azenv_v_$1" "__azenv_f_$1"
  __azenv_unset "$1"
  \builtin eval "__azenv_asides=\"\${__azenv_asides-}$1 \""
  \builtin export -n __azenv_asides
}
function __azenv_hide { __azenv_aside "$1" x; }
function __azenv_shade { __azenv_aside "$1" -; }

# __azenv_restore gives back what was put aside, but for what was set since.
function __azenv_restore {
  \builtin local rest="${__azenv_asides-}" name='' v='' f=''
  while \builtin test -n "$rest"; do
    name="${rest%% *}" rest="${rest#* }"
    v="__azenv_v_$name" f="__azenv_f_$name"
    if \builtin test -z "${!name+x}" && \builtin test -n "${!v+x}"; then
      if \builtin test "${!f-}" = x; then
        \builtin export "$name=${!v}" || \builtin :
      else
        \builtin eval "$name=\$$v"
        \builtin export -n "${name?}"
      fi
    fi
    \builtin unset -v "$v" "$f"
  done
  \builtin unset -v __azenv_asides
}

# __azenv_whole CODE: whether all that azenv printed is there.
function __azenv_whole {
  case "$1" in *'# azenv:end' | *'# azenv:end'[[:space:]]) ;; *) \builtin return 1 ;; esac
}

# __azenv_eval CODE [STUCK]: runs what azenv printed, if it is whole. Variables that
# would not change are told to azenv, once, which then seals.
function __azenv_eval {
  __azenv_whole "$1" || \builtin return 1
  \builtin local e=''
  __azenv_bad=''
  # Under set -e a readonly variable ends the shell, whatever stands behind ||.
  case "$-" in *e*) e=1; \builtin set +e ;; esac
  # What is in the way is known by __azenv_bad. One redirection costs as much as a call.
  \builtin eval "$1" 2>/dev/null || \builtin :
  \builtin test -z "$e" || \builtin set -e
  __azenv_broken=''
  case "$-" in *a*) __azenv_private ;; esac
  if \builtin test -n "$__azenv_bad" && \builtin test -z "${2-}"; then
    \builtin unset -v __azenv_note
    __azenv_refresh prompt "$__azenv_bad" || \builtin :
    \builtin return 1
  fi
}

# __azenv_private takes back what set -a exported of azenv's own.
function __azenv_private {
  \builtin export -n __azenv_bin __azenv_asked __azenv_text __azenv_run __azenv_mark __azenv_at __azenv_watch __azenv_note __azenv_bad __azenv_skip __azenv_broken \
    __azenv_left __azenv_calls __azenv_turn __azenv_file __azenv_passed
  \builtin export -nf azenv __azenv_fresh __azenv_same __azenv_begin __azenv_end __azenv_return __azenv_ask __azenv_set __azenv_unset __azenv_aside \
    __azenv_hide __azenv_shade __azenv_restore __azenv_whole __azenv_eval __azenv_private __azenv_refresh __azenv_hook \
    __azenv_late __azenv_tell __azenv_take __azenv_answered __azenv_start __azenv_install 2>/dev/null || \builtin :
}

# __azenv_ask PROGRAM EVENT STUCK runs azenv, or azenv-hook in its stead, which sees what
# the predicate compares, be it exported or not. It is run in a subshell.
function __azenv_ask {
  \builtin local name='' IFS=' '
  for name in $__azenv_watch; do
    \builtin test -z "${!name+x}" || \builtin export "${name?}"
  done
  # shellcheck disable=SC2034 # the program reads it: one thread starts faster
  \builtin export GOMAXPROCS=1 2>/dev/null || \builtin :
  __AZENV_CALL="bash,$$,$2,$__azenv_mark," __AZENV_DIR="${PWD-}" __AZENV_FROM="$__azenv_at" __AZENV_STUCK="$3" \
    __AZENV_HOOK="$__azenv_text,$__azenv_bin" "$1" export bash
}

# __azenv_refresh EVENT [STUCK]: asks azenv what holds now. Where azenv cannot be
# run the environment stays, one line says so, and nothing is tried again until
# azenv is typed.
function __azenv_refresh {
  \builtin local code=''
  if \builtin test "$__azenv_asked" != "$__azenv_bin" && \builtin test -f "$__azenv_asked" && \builtin test -x "$__azenv_asked"; then
    code="$(__azenv_ask "$__azenv_asked" "$1" "${2-}")" || \builtin :
  fi
  # azenv itself, from now on, where there is no azenv-hook, or that is gone or does not answer.
  if ! __azenv_whole "$code"; then
    __azenv_asked="$__azenv_bin"
    code="$(__azenv_ask "$__azenv_bin" "$1" "${2-}")" || \builtin :
  fi
  if __azenv_whole "$code"; then
    __azenv_eval "$code" "${2-}" || \builtin return 1
    \builtin return 0
  fi
  __azenv_broken=1
  \builtin printf 'azenv: error: %s did not answer: this shell stays as it is\n' "$__azenv_bin" >&2
  \builtin return 1
}

function __azenv_hook {
  \builtin local st=$?
  __azenv_late
  \builtin return "$st"
}

# __azenv_late looks whether all still holds; by itself it stands behind what others do
# at a prompt, as direnv.
function __azenv_late {
  [[ -n $__azenv_broken ]] || __azenv_fresh || __azenv_refresh prompt || \builtin :
  [[ -z ${__azenv_left-} ]] || __azenv_answered
  __azenv_tell
}

# __azenv_tell prints what azenv had to say, once.
function __azenv_tell {
  [[ -n ${__azenv_note-} ]] || \builtin return 0
  \builtin printf '%s\n' "$__azenv_note" >&2
  \builtin unset -v __azenv_note
}

# __azenv_take FILE evals what azenv left there. Of what was typed before nothing
# counts any more.
function __azenv_take {
  \builtin local code='' st=0
  IFS= \builtin read -r -d '' code 2>/dev/null <"$1" || \builtin :
  \builtin : >|"$1"
  __azenv_turn=$((${__azenv_turn:-0} + 1))
  __azenv_eval "$code" || st=1
  __azenv_tell
  \builtin return "$st"
}

# __azenv_answered takes up what was typed and stopped, by Ctrl-Z, and answered since:
# the latest, and only where nothing moved the shell meanwhile, for the code is made for
# what the shell was.
function __azenv_answered {
  \builtin local rest="$__azenv_left" left='' call='' file='' n=0
  while \builtin test -n "$rest"; do
    call="${rest%% *}" rest="${rest#* }"
    file="$__azenv_run/call-${call%%,*}"
    if \builtin test ! -s "$file"; then
      n=$((n + 1))
      \builtin test "$n" -gt 20 || left="$left$call "
    elif \builtin test "${call#*,}" = "${__azenv_turn:-0},$__azenv_mark"; then
      __azenv_take "$file" || \builtin :
      __azenv_fresh || __azenv_refresh prompt || \builtin :
    else
      \builtin : >|"$file"
      \builtin printf 'azenv: what was typed earlier and answered now is not taken up: this shell has changed meanwhile\n' >&2
    fi
  done
  __azenv_left="$left"
  case "$-" in *a*) __azenv_private ;; esac
}

# azenv runs the program; what that means for this shell it leaves in a file of
# this very process, and of no earlier call that was stopped.
function azenv {
  \builtin local st=0 bin="$__azenv_bin" name='' file='' event=typed
  \builtin test -x "$bin" || bin="$(\builtin type -P azenv || \builtin printf '%s' "$bin")"
  # A shell that could have no folder of its own before may now.
  \builtin test -n "$__azenv_run$__azenv_broken" || __azenv_refresh prompt || \builtin :
  __azenv_broken=''
  # bash 3.2 has no BASHPID, but seeds RANDOM in every subshell anew.
  name="${BASHPID:-$$-$BASH_SUBSHELL-$RANDOM$RANDOM}-${__azenv_calls:-0}"
  \builtin test -z "$__azenv_run" || file="$__azenv_run/call-$name"
  # The last command of a pipe runs in a subshell; what it reads there may be meant
  # for the shell itself.
  case "$BASH_SUBSHELL" in 0) ;; 1) event=piped ;; *) event=nested ;; esac
  __AZENV_CALL="bash,$$,$event,$__azenv_mark,$file" __AZENV_DIR="${PWD-}" __AZENV_FROM="$__azenv_at" \
    __AZENV_HOOK="$__azenv_text,$__azenv_bin" "$bin" "$@" || st=$?
  if \builtin test -z "$file"; then
    \builtin :
  elif \builtin test -s "$file"; then
    __azenv_take "$file" || st=1
  else
    # With these signals' numbers, of whatever system, a program was stopped.
    case "$st" in 14[5-9] | 150)
      __azenv_left="$name,${__azenv_turn:-0},$__azenv_mark ${__azenv_left-}"
      __azenv_calls=$((${__azenv_calls:-0} + 1))
      ;;
    esac
  fi
  \builtin return "$st"
}

# __azenv_start PID RUN CODE: RUN is the folder of the shell PID, and CODE is right
# for it if it is interactive; any other one asks for its own. A shell that is not
# interactive keeps what it inherited.
function __azenv_start {
  # Calls that were stopped: name, turn and mark; how many were; how often code was taken up.
  __azenv_left='' __azenv_calls=0 __azenv_turn=0
  \builtin test "$1" != "$$" || __azenv_run="$2"
  case "$-" in *a*) __azenv_private ;; esac
  case "$-" in *i*) ;; *) \builtin return 0 ;; esac
  if \builtin test "$1" = "$$"; then
    __azenv_eval "$3" || \builtin :
  else
    __azenv_refresh start || \builtin :
  fi
  __azenv_install
}

# __azenv_install puts the hook first, once, and last a second look where there is
# something between. The status of the line before is handed on to what follows; in
# front of && it ends no shell under set -e, and is no error to a trap. Each element of a list finds PIPESTATUS, too, as the command left it, so text
# becomes a list where bash knows lists here (5.1); but for that of bash-preexec, which
# looks for its own in the text at the first prompt.
function __azenv_install {
  \builtin local e=''
  for e in "${PROMPT_COMMAND[@]-}"; do
    case ";$e;" in *[\;[:space:]]__azenv_hook[\;[:space:]]*) \builtin return 0 ;; esac
  done
  e=$'\n__azenv_late'
  \builtin test -n "${PROMPT_COMMAND[*]-}" || e=''
  case "${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]} ${PROMPT_COMMAND-}" in
    [1-4].* | 5.0\ * | *__bp_install*)
      # shellcheck disable=SC2178,SC2128 # text: these versions know no list
      PROMPT_COMMAND="__azenv_hook && \\builtin :${PROMPT_COMMAND:+;$PROMPT_COMMAND$e}"
      ;;
    *) PROMPT_COMMAND=('__azenv_hook && \builtin :' ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"} ${e:+"__azenv_late"}) ;;
  esac
}
