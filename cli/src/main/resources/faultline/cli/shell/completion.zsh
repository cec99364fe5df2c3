#compdef PROGRAM
# Completion of PROGRAM for zsh: PROGRAM completion zsh

# One of the words, = and a file.
_PROGRAM_word_and_file() {
  if compset -P '*='; then
    _files
  else
    compadd -S = -- "$@"
  fi
}

# As if the watched command were typed alone.
_PROGRAM_command() {
  if [[ $words[1] == -- ]]; then
    shift words
    (( CURRENT-- ))
  fi
  _normal
}

#verbs
# In a folder of $fpath this file is the function; read by a shell, it tells the shell about it.
if [[ $funcstack[1] == _PROGRAM ]]; then
  _PROGRAM "$@"
elif (( $+functions[compdef] )); then
  compdef _PROGRAM PROGRAM
else
  print -u2 'PROGRAM: call compinit before this'
fi
