# After the script, when its shell exits: every function it defined is called in a subshell of its own, with arguments by the
# names it gives them and from the words it compares with; then what it does at signals; then the script itself with its own
# options. Nothing of this is traced but the functions. Read only for a run that asks, and where there is something to call.
# A script's own trap for EXIT comes first.

trap() {
  if [[ $# -ge 2 && $1 != -* && " ${*:2} " == *' EXIT '* ]]; then
    builtin trap "$1"$'\n''glovebox_exercise' EXIT
    local one
    for one in "${@:2}"; do [[ $one == EXIT ]] || builtin trap "$1" "$one"; done
  elif [[ ${1--p} == -p ]]; then
    local shown
    shown=$(builtin trap "$@")
    shown=${shown/$'\n'"glovebox_exercise'"/"'"}
    shown=${shown/"trap -- 'glovebox_exercise' EXIT"/}
    [[ -z $shown ]] || printf '%s\n' "$shown"
  else
    builtin trap "$@"
  fi
}

glovebox_exercise() {
  { set +xeuC; } 2>/dev/null
  builtin trap - EXIT
  [[ $BASHPID == "$$" ]] || return # a subshell of the script's
  local glovebox_now=${EPOCHREALTIME/[.,]/}
  ((glovebox_now - glovebox_began < ${glovebox_before:-3600000} * 1000)) || return
  glovebox_until=$((glovebox_now + ${glovebox_within:-3600000} * 1000))
  # What comes next is no act of the script's last line.
  printf 'T\x1f%s\x1f\x1f\x1f:\n' "$$" >&40
  { printf 'value\n' >/tmp/exercise.txt; } 2>/dev/null
  local name number=0
  while read -r _ _ name; do
    [[ $name == trap || $name == glovebox_* ]] && continue
    ((++number > 60)) && break
    glovebox_bounded "$name" glovebox_call "$name"
  done <<<"$(declare -F)"
  glovebox_handlers
  glovebox_again
}

# A name, and what is done in a subshell: no longer than a moment, with bounds on what it may use. What hangs is left behind.
glovebox_bounded() {
  ((${EPOCHREALTIME/[.,]/} < glovebox_until)) || return
  printf 'E\x1f%s\x1f%s\n' "$$" "${1//[^[:print:]]/ }" >&40
  local done output=1
  if [[ -n $glovebox_within ]]; then
    output=/dev/null
  else
    printf -- '--- exercised: %s ---\n' "$1"
  fi
  exec {done}< <(
    if [[ $output == /dev/null ]]; then exec {back}>&1 >/dev/null 2>&1; else exec {back}>&1 >&"$glovebox_out"; fi
    printf 'E\x1f%s\x1f%s\n' "$BASHPID" "${1//[^[:print:]]/ }" >&40
    ulimit -t 1 -u 40 -f 8192 2>/dev/null
    [[ -z $glovebox_within ]] || sleep() { :; }
    "${@:2}" </dev/null
    { set +x; } 2>/dev/null
    echo >&"$back"
  )
  read -rt "${glovebox_patience}" -u "$done" _
  exec {done}<&-
}

glovebox_call() {
  local body words=() word first rest
  body=$(declare -f "$1")
  glovebox_words "$body"
  glovebox_arguments "$body"
  for word in "$first" "${words[@]}"; do
    set -x
    "$1" "$word" "${rest[@]}"
    { set +x; } 2>/dev/null
  done
}

# Sets `words` to what a text compares with: never places, which are named and not meant.
glovebox_words() {
  local text=$1 line label
  while [[ ${#words[@]} -lt 10 && $text =~ (==?|-eq|-ge|-gt)\ [\"\']?([A-Za-z0-9_.:-][A-Za-z0-9_./:-]{0,60}) ]]; do
    words+=("${BASH_REMATCH[2]}")
    text=${text#*"${BASH_REMATCH[0]}"}
  done
  [[ $1 == *case* ]] || return
  while read -r line; do
    [[ ${#words[@]} -lt 16 && $line =~ ^([A-Za-z0-9_.:\"\'-]+(\ ?\|\ ?[A-Za-z0-9_.:\"\'-]+)*)\) ]] || continue
    for label in ${BASH_REMATCH[1]//|/ }; do words+=("${label//[\"\']/}"); done
  done <<<"$1"
}

# Sets `first` and `rest` by the names that the function gives its arguments.
glovebox_arguments() {
  local text=$1 names=() name at values=()
  while [[ $text =~ ([A-Za-z_]+)=[\"\']?\$\{?([1-6]) ]]; do
    names[BASH_REMATCH[2]]=${BASH_REMATCH[1]}
    text=${text#*"${BASH_REMATCH[0]}"}
  done
  for at in 1 2 3 4 5 6; do
    [[ $at -le 3 || -n ${names[at]-} ]] || break
    name=${names[at]-}
    case ${name,,} in
      *url* | *uri*) values+=(http://exercise.example/) ;;
      *host* | *server* | *domain* | *addr* | ip) values+=(exercise.example) ;;
      *port*) values+=(8080) ;;
      *cmd* | *command*) values+=(true) ;;
      *count* | *num* | *size* | n | i | *limit*) values+=(2) ;;
      *file* | *path* | *dir* | *dest* | *src* | *source* | *target* | *folder*) values+=(/tmp/exercise.txt) ;;
      '') if ((at == 1)); then values+=(/tmp/exercise.txt); elif ((at == 2)); then values+=(value); else values+=(2); fi ;;
      *) values+=(value) ;;
    esac
  done
  first=${values[0]}
  rest=("${values[@]:1}")
}

glovebox_handlers() {
  local line words
  while read -r line; do
    [[ $line == 'trap -- '* && $line != *EXIT && $line != *DEBUG && $line != *ERR ]] || continue
    eval "words=(${line#trap -- })"
    eval "glovebox_handler() { ${words[0]}"$'\n''}'
    glovebox_bounded "${words[1]}" glovebox_traced glovebox_handler
  done <<<"$(builtin trap -p)"
}

glovebox_traced() {
  set -x
  "$@"
}

# The script again, where it looks at its arguments: once for each option and command that it knows.
glovebox_again() {
  local text words=() word letters at
  text=$(<"$glovebox_entry") 2>/dev/null
  [[ $text == *'$1'* || $text == *'${1'* || $text == *'$@'* || $text == *'$#'* || $text == *getopts* ]] || return
  glovebox_words "$text"
  if [[ $text =~ getopts\ +[\"\']?:?([A-Za-z:]{1,40}) ]]; then
    letters=${BASH_REMATCH[1]//:/}
    for ((at = 0; at < ${#letters} && at < 8; at++)); do words+=("-${letters:at:1}"); done
  fi
  for word in "${words[@]}" value; do
    glovebox_bounded "with $word" glovebox_restart "$word" /tmp/exercise.txt value
  done
}

glovebox_restart() {
  trap() { builtin trap "$@"; }
  set -x
  builtin source "$glovebox_entry" "$@"
}

glovebox_began=${EPOCHREALTIME/[.,]/}
glovebox_entry=$0
glovebox_patience=${glovebox_within:+0.15}
glovebox_patience=${glovebox_patience:-1.5}
[[ -n ${glovebox_within-} ]] || exec {glovebox_out}>&1
builtin trap glovebox_exercise EXIT
