# After the script, when its shell exits: every function it defined is called in a subshell of its own, with arguments from
# the words the function compares with; then what it does at signals. Nothing of this is traced but the functions. Read
# only for a run that asks. A script's own trap for EXIT comes first.

trap() {
  if [[ $# -ge 2 && $1 != -* && " ${*:2} " == *' EXIT '* ]]; then
    builtin trap "$1"$'\n''glovebox_exercise' EXIT
    local one
    for one in "${@:2}"; do [[ $one == EXIT ]] || builtin trap "$1" "$one"; done
  else
    builtin trap "$@"
  fi
}

glovebox_exercise() {
  { set +xeu; } 2>/dev/null
  builtin trap - EXIT
  local name number=0 line words
  while read -r _ _ name; do
    [[ $name == trap || $name == glovebox_* ]] && continue
    (( ++number > 60 )) && break
    glovebox_mark "$name"
    glovebox_call "$name"
  done <<<"$(declare -F)"
  builtin trap -p >/tmp/exercise.txt
  while read -r line; do
    [[ $line == 'trap -- '* && $line != *EXIT ]] || continue
    eval "words=(${line#trap -- })"
    glovebox_mark "${words[1]}"
    eval "glovebox_handler() { ${words[0]}"$'\n''}'
    ( ulimit -t 1; set -x; glovebox_handler ) </dev/null
  done </tmp/exercise.txt
}

glovebox_mark() {
  printf 'E\x1f%s\x1f%s\n' "$$" "${1//[^[:print:]]/ }" >&40
  printf -- '--- exercised: %s ---\n' "$1"
}

glovebox_call() {
  local word words=(/tmp/exercise.txt value 1) body
  body=$(declare -f "$1")
  while [[ ${#words[@]} -lt 12 && $body =~ (==?|-eq|-ge|-gt)\ [\"\']?([A-Za-z0-9_./:-]{1,60}) ]]; do
    words+=("${BASH_REMATCH[2]}")
    body=${body#*"${BASH_REMATCH[0]}"}
  done
  (
    ulimit -t 1
    for word in "${words[@]}"; do
      set -x
      "$1" "$word" value 2
      { set +x; } 2>/dev/null
    done
  ) </dev/null
}

builtin trap glovebox_exercise EXIT
