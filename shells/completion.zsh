# azenv's completion for zsh 5.3 and later. `azenv completion zsh` prints this file,
# inside `emulate zsh -o no_aliases -c`. It does nothing where compinit has not run.
# Which of the names fit, in whatever case, and how they are quoted, is zsh's own work,
# so a user's matchers count.

function __azenv_complete {
  builtin setopt local_options "${_comp_options[@]}" # what _files and the like expect
  local bin=${__azenv_bin-} word='' order=''
  local -a answer names expl
  [[ -x $bin ]] || bin=${commands[azenv]-}
  [[ -n $bin ]] || return 1
  case $PREFIX in
    -*=*) word=${PREFIX%%=*}= ;;
    -*) word=- ;;
  esac
  answer=("${(@f)$(__AZENV_CALL="zsh,$$,typed,${__azenv_mark-}," "$bin" __complete "${(@Q)words[2,CURRENT-1]}" "$word" </dev/null 2>/dev/null)}")
  names=("${(@)answer:#($'\t'*|)}")
  order=${(M)answer:#$'\t'*}
  if [[ -n $word && $word != - ]]; then
    compset -P '*='
    names=("${(@)names#*=}")
  fi
  # Flags come where they are asked for, or where nothing else does: not because a word
  # has letters of theirs.
  [[ -z $PREFIX || -n $word ]] || names=("${(@)names:#-*}")
  if (( $#names )); then
    _wanted azenv expl azenv compadd -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' -a names
    [[ -n $order && -n $PREFIX ]] || return
  fi
  case $order in
    $'\t'files) _files ;;
    $'\t'dirs) _files -/ ;;
    $'\t'command\ *)
      local -i n=$(( ${order##* } + 1 ))
      shift $n words
      (( CURRENT -= n ))
      _normal
      ;;
    *) return 1 ;;
  esac
}

if (( $+functions[compdef] )); then compdef __azenv_complete azenv; fi
