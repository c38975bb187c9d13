# A session: cells, one after another, sourced into this shell. A cell that is cut short (interrupted, `exit`, `set -e`)
# ends its shell; a fresh one, under the same process id, takes over the variables, the functions and the options.

__glovebox_tell() { builtin printf "$@" >&40; }

# The status as the next cell finds it in `$?`.
__glovebox_status_was() { return "$__glovebox_status"; }

__glovebox_next() {
  local line
  until IFS= builtin read -r line <&41; do
    (($? > 128)) || builtin exit 125 # a signal is no end
  done
  line=${line#*$'\x1f'}
  __glovebox_path=${line%%$'\x1f'*} # a further word is for agents that display something
}

# Called at the end of the shell, or with `interrupted`. What is said of the cell is said by the shell that takes over.
__glovebox_cut_short() {
  __glovebox_status=$?
  builtin set +eux
  [[ $__glovebox_busy == 1 ]] || return # between cells there is nothing to cut short
  builtin trap - EXIT INT
  __glovebox_busy=0
  __glovebox_cut=${1-}
  unset -f __glovebox_{tell,status_was,next,take_over,end,cut_short}
  exec 42<<<"$(declare -p; declare -f; alias -p; shopt -p; set +o)"
  exec "$BASH" --noprofile --norc "$__glovebox_session"
}

__glovebox_take_over() {
  if [[ -n $__glovebox_cut ]]; then
    __glovebox_status=130
    __glovebox_tell 'X\x1f%s\x1fInterrupted\x1fthe cell was interrupted\n' "$$"
  fi
  __glovebox_end "${__glovebox_cut:+0}"
  unset __glovebox_cut
}

# Whether it came to its end: 1 when nothing else is said.
__glovebox_end() {
  __glovebox_busy=0
  __glovebox_tell 'V\x1f%s\x1fexit\x1f%s\nD\x1f%s\n' "$$" "$__glovebox_status" "${1:-1}"
  __glovebox_next
}

unset BASH_ENV
__glovebox_session=${BASH_SOURCE[0]}
if (($# > 0)); then
  __glovebox_path=$1
  __glovebox_status=0
  set --
else
  builtin source /proc/self/fd/42 2>/dev/null # what belongs to the shell itself is read-only
  exec 42<&-
  set +eux
fi
PS4=$'T\x1f$BASHPID\x1f${BASH_SOURCE-}\x1f$LINENO\x1f'
BASH_XTRACEFD=40
trap '__glovebox_cut_short' EXIT
trap '__glovebox_cut_short interrupted' INT
[[ -v __glovebox_cut ]] && __glovebox_take_over

while :; do
  BASH_ARGV0=$__glovebox_path
  __glovebox_busy=1
  __glovebox_tell 'B\x1f%s\n' "$$"
  set -x
  __glovebox_status_was
  builtin source "$__glovebox_path"
  __glovebox_status=$?
  builtin set +eux
  __glovebox_end
done
