# The bash agent: reads the job, then becomes the bash that runs the sample. That bash first reads trace.sh (through
# BASH_ENV, which is unset there), so that $0, "$@", BASH_SOURCE, `return` and error messages are those of a plain run.

read_job() {
  local LC_ALL=C line field part
  { printf 'W\x1f%s\n' "$$" >&4; } 2>/dev/null
  IFS= read -r line <&3 || exit 125
  job=()
  while [[ $line == *$'\x1f'* ]]; do
    unescape "${line%%$'\x1f'*}"
    line=${line#*$'\x1f'}
  done
  unescape "$line"
}

# Appends one field to the job. A raw newline cannot occur in a field: it stands for `\\` while the rest is replaced.
unescape() {
  field=${1//'\\'/$'\n'}
  field=${field//'\r'/$'\r'}
  field=${field//'\u'/$'\x1f'}
  local whole=
  while [[ $field == *$'\n'* ]]; do
    part=${field%%$'\n'*}
    whole+=${part//'\n'/$'\n'}\\
    field=${field#*$'\n'}
  done
  job+=("$whole${field//'\n'/$'\n'}")
}

read_job
if [[ -z ${job[0]} ]]; then
  exec 40>&4 4>&- 41<&3 3<&- # the hints and the further cells, out of the way
  exec "$BASH" --noprofile --norc "${BASH_SOURCE[0]%/*}/session.sh" "${job[1]}"
fi
exec 3<&-
{ exec 40>&4; } 2>/dev/null || exec "$BASH" "${job[@]}" # nobody listens
exec 4>&-                                               # out of the way of a script that uses descriptor 4
if [[ $# -gt 0 ]]; then
  GLOVEBOX_WISHES=$* BASH_ENV=${BASH_SOURCE[0]%/*}/wishes.sh exec "$BASH" "${job[@]}"
fi
BASH_ENV=${BASH_SOURCE[0]%/*}/trace.sh exec "$BASH" "${job[@]}"
