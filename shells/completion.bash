# shellcheck shell=bash
# azenv's completion for bash 3.2 and later. `azenv completion bash` prints this file.
# What it relies on, and what it must survive:
#  - bash cuts words at each of COMP_WORDBREAKS, so also within prod@contoso: the line
#    is read here, as a shell reads it. Only what readline takes for the word, $2, is
#    replaced;
#  - the options, functions and aliases of a user, as in the hook;
#  - names are anybody's text: each is quoted as the place it goes to asks, and nothing
#    is evaluated.

# __azenv_read LINE CUT reads the words of LINE: __azenv_words, and in __azenv_starts
# where each begins. Of the last one, at the cursor: __azenv_quote, the quote that is
# open; __azenv_lead, how much of it stands before CUT; __azenv_into, that it is a file
# to redirect to.
function __azenv_read {
  \builtin local line="$1" cut="$2" i=0 c='' word='' some='' into='' start=0
  __azenv_words=() __azenv_starts=() __azenv_quote='' __azenv_lead=0
  while \builtin test "$i" -lt "${#line}"; do
    \builtin test "$i" -gt "$cut" || __azenv_lead=${#word}
    \builtin test -n "$some" || start=$i
    c="${line:i:1}" i=$((i + 1))
    case "$__azenv_quote" in
      \')
        if \builtin test "$c" = \'; then __azenv_quote=''; else word="$word$c"; fi
        continue ;;
      \")
        case "$c${line:i:1}" in
          \"*) __azenv_quote='' ;;
          \\[\"\\\$\`]) word="$word${line:i:1}" i=$((i + 1)) ;;
          *) word="$word$c" ;;
        esac
        continue ;;
    esac
    case "$c" in
      [[:space:]] | [\<\>])
        if \builtin test -n "$some" && \builtin test -z "$into"; then
          __azenv_words[${#__azenv_words[@]}]="$word" __azenv_starts[${#__azenv_starts[@]}]="$start"
        fi
        case "$some$c" in *[\<\>]) into=1 ;; ?*[[:space:]]) into='' ;; esac
        word='' some='' __azenv_lead=0 ;;
      [\'\"]) __azenv_quote="$c" some=1 ;;
      \\) word="$word${line:i:1}" some=1 i=$((i + 1)) ;;
      *) word="$word$c" some=1 ;;
    esac
  done
  \builtin test "$i" -gt "$cut" || __azenv_lead=${#word}
  \builtin test -n "$some" || start=$i
  __azenv_words[${#__azenv_words[@]}]="$word" __azenv_starts[${#__azenv_starts[@]}]="$start" __azenv_into="$into"
}

# __azenv_quoted TEXT QUOTE: TEXT as it is typed within QUOTE, or outside of any, in
# __azenv_text.
function __azenv_quoted {
  __azenv_text="$1"
  case "$2$1" in
    \'*\'* | \"*[\"\\\$\`!]*) ;;
    \'* | \"*) \builtin return 0 ;;
    *[![:alnum:]_./:@,+=-]*) \builtin printf -v __azenv_text %q "$1"; \builtin return 0 ;;
    *) \builtin return 0 ;;
  esac
  \builtin local text="$1" i=0 c=''
  __azenv_text=''
  while \builtin test "$i" -lt "${#text}"; do
    c="${text:i:1}" i=$((i + 1))
    case "$2$c" in
      \'\') c="'\\''" ;;
      \"!) c='"\!"' ;; # history knows no other way
      \"[\"\\\$\`]) c="\\$c" ;;
    esac
    __azenv_text="$__azenv_text$c"
  done
}

# __azenv_behind START CUR completes the command line that begins at START of this one,
# as what was registered for its program says.
function __azenv_behind {
  \builtin local k=0 at=0 cur="$2" cmd='' prev='' spec='' do='' run='' load=''
  while \builtin test "$k" -lt "$COMP_CWORD"; do
    while case "${COMP_LINE:at:1}" in [[:space:]]) ;; *) \builtin false ;; esac; do at=$((at + 1)); done
    \builtin test "$at" -lt "$1" || \builtin break
    at=$((at + ${#COMP_WORDS[k]})) k=$((k + 1))
  done
  COMP_LINE="${COMP_LINE:$1}" COMP_POINT=$((COMP_POINT - $1)) COMP_CWORD=$((COMP_CWORD - k))
  COMP_WORDS=("${COMP_WORDS[@]:k}")
  if \builtin test "$COMP_CWORD" -eq 0; then
    case "$cur" in
      */*) __azenv_option default ;;
      *) IFS=$'\n' \builtin read -r -d '' -a COMPREPLY <<<"$(\builtin compgen -c -- "$cur")" || \builtin : ;;
    esac
    \builtin return 0
  fi
  cmd="${COMP_WORDS[0]}" prev="${COMP_WORDS[COMP_CWORD - 1]}"
  for load in '' _comp_load _completion_loader; do # the last two are bash-completion's
    case "$load" in ?*) "$load" "$cmd" >/dev/null 2>&1 || \builtin : ;; esac
    spec="$(\builtin complete -p -- "$cmd" 2>/dev/null || \builtin complete -p -- "${cmd##*/}" 2>/dev/null)" && \builtin break
  done
  \builtin eval "\\builtin set -- $spec" # which bash itself has quoted
  while \builtin test "$#" -gt 1; do
    case "$1" in
      -o) __azenv_option "$2"; \builtin shift ;;
      -F) do="$2"; \builtin shift ;;
      -C) run="$2"; \builtin shift ;;
    esac
    \builtin shift
  done
  if \builtin test -n "$do"; then
    "$do" "$cmd" "$cur" "$prev" || \builtin :
  elif \builtin test -n "$run"; then
    IFS=$'\n' \builtin read -r -d '' -a COMPREPLY <<<"$(
      \builtin export COMP_LINE COMP_POINT COMP_KEY COMP_TYPE
      \builtin eval "$run"' "$cmd" "$cur" "$prev"' 2>/dev/null
    )" || \builtin :
  else
    __azenv_option default
  fi
}

# __azenv_option NAME sets an option of complete for this one time; bash 3.2 cannot.
function __azenv_option { \builtin compopt -o "$1" 2>/dev/null || \builtin :; }

function __azenv_complete {
  \builtin local head="${COMP_LINE:0:COMP_POINT}" bin="${__azenv_bin-}" answer='' line='' order='' noglob=1 IFS=$' \t\n'
  \builtin local __azenv_words __azenv_starts __azenv_quote __azenv_lead __azenv_into __azenv_text
  COMPREPLY=()
  __azenv_read "$head" $((${#head} - ${#2}))
  if \builtin test -n "$__azenv_into"; then
    __azenv_option default
    \builtin return 0
  fi
  \builtin test -x "$bin" || bin="$(\builtin type -P azenv)" || \builtin return 0
  answer="$(__AZENV_CALL="bash,$$,typed,${__azenv_mark-}," "$bin" __complete "${__azenv_words[@]:1}" </dev/null 2>/dev/null)" || \builtin return 0
  case "$-" in *f*) ;; *) noglob=''; \builtin set -f ;; esac
  IFS=$'\n'
  for line in $answer; do
    case "$line" in
      $'\t'*) order="${line:1}"; \builtin continue ;;
    esac
    __azenv_quoted "${line:__azenv_lead}" "$__azenv_quote"
    COMPREPLY[${#COMPREPLY[@]}]="$__azenv_text"
  done
  IFS=$' \t\n'
  \builtin test -n "$noglob" || \builtin set +f
  case "${#COMPREPLY[@]} $order" in
    '0 files') __azenv_option default ;;
    '0 dirs') __azenv_option dirnames ;;
    '0 command '*) __azenv_behind "${__azenv_starts[${order#command } + 1]}" "$2" ;;
  esac
  \builtin return 0
}

# Without compopt, what nothing fits completes to files.
if \builtin test "${BASH_VERSINFO[0]}" -ge 4; then
  \builtin complete -F __azenv_complete azenv
else
  \builtin complete -o default -F __azenv_complete azenv
fi
case "$-" in
  *a*) \builtin export -nf __azenv_read __azenv_quoted __azenv_behind __azenv_option __azenv_complete ;;
esac
