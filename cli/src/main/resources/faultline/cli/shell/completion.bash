# Completion of PROGRAM for bash: PROGRAM completion bash

# What a verb has: the names of its options, and the verbs below it.
_PROGRAM_verb() {
  names='' verbs=''
  case $1 in
    #verbs
  esac
}

# What an option of a verb takes, or its place of that number: '' nothing, ' a b' one of these,
# '=a b' one of these, = and a file, / a file, // a folder, ! a command, - anything.
_PROGRAM_takes() {
  takes=''
  case $1 in
    #takes
  esac
}

# Proposes what $1 says for the word $2, which stands after $3 in its word.
_PROGRAM_propose() {
  local IFS=$' \t\n' value=$2 before=$3 i
  case $1 in
    ' '*) COMPREPLY=($(compgen -W "$1" -- "$value")) ;;
    '='*)
      if [[ $value == *=* ]]; then
        _PROGRAM_propose / "${value#*=}" "$before${value%%=*}="
        return
      fi
      COMPREPLY=($(compgen -S = -W "${1#=}" -- "$value"))
      compopt -o nospace 2>/dev/null
      ;;
    /)
      IFS=$'\n'
      COMPREPLY=($(compgen -f -- "$value"))
      compopt -o filenames 2>/dev/null
      ;;
    //)
      IFS=$'\n'
      COMPREPLY=($(compgen -d -- "$value"))
      compopt -o filenames 2>/dev/null
      ;;
  esac
  # Where a shell breaks words at =, only what follows it is replaced.
  if [[ -n $before && $COMP_WORDBREAKS != *=* ]]; then
    for i in "${!COMPREPLY[@]}"; do
      COMPREPLY[i]=$before${COMPREPLY[i]}
    done
  fi
}

# Completes the command that begins at word $1 as if it were typed alone.
_PROGRAM_command() {
  local IFS=$'\n'
  if declare -F _comp_command_offset >/dev/null; then
    _comp_command_offset "$1"
  elif declare -F _command_offset >/dev/null; then
    _command_offset "$1"
  elif ((COMP_CWORD == $1)); then
    COMPREPLY=($(compgen -c -- "${COMP_WORDS[COMP_CWORD]}"))
    [[ ${#COMPREPLY[@]} != 0 ]] || _PROGRAM_propose / "${COMP_WORDS[COMP_CWORD]}" ''
  else
    compopt -o default 2>/dev/null
  fi
}

_PROGRAM() {
  local verb='' takes='' names='' verbs='' word='' n=-1 i place=0 plain='' IFS=$' \t\n'
  local -a words=() starts=()
  COMPREPLY=()
  # --format=json comes as three words where a shell breaks words at =.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if ((n > 0)) && [[ ${COMP_WORDS[i]} == '='* || $word == '=' ]]; then
      words[n]+=${COMP_WORDS[i]}
    else
      n=$((n + 1))
      words[n]=${COMP_WORDS[i]}
      starts[n]=$i
    fi
    word=${COMP_WORDS[i]}
  done
  _PROGRAM_verb ''
  for ((i = 1; i < n; i++)); do
    word=${words[i]}
    if [[ -z $plain && $word == -- ]]; then
      plain=1
    elif [[ -z $plain && $word == -*=* ]]; then
      :
    elif [[ -z $plain && $word == -?* ]]; then
      _PROGRAM_takes "$verb $word"
      if [[ -n $takes ]]; then
        if ((++i == n)); then
          _PROGRAM_propose "$takes" "${words[n]}" ''
          return
        fi
      fi
    elif ((place == 0)) && [[ -z $plain && " $verbs " == *" $word "* ]]; then
      verb=${verb:+$verb }$word
      _PROGRAM_verb "$verb"
    else
      _PROGRAM_takes "$verb $place"
      if [[ $takes == '!' ]]; then
        _PROGRAM_command "${starts[i]}"
        return
      fi
      place=$((place + 1))
    fi
  done
  word=${words[n]}
  if [[ -z $plain && $word == -*=* ]]; then
    _PROGRAM_takes "$verb ${word%%=*}"
    _PROGRAM_propose "$takes" "${word#*=}" "${word%%=*}="
  elif [[ -z $plain && $word == -* ]]; then
    COMPREPLY=($(compgen -W "$names" -- "$word"))
  else
    _PROGRAM_takes "$verb $place"
    if [[ $takes == '!' ]]; then
      _PROGRAM_command "${starts[n]}"
    else
      _PROGRAM_propose "$takes" "$word" ''
    fi
  fi
}

complete -F _PROGRAM PROGRAM
