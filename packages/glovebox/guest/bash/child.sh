# Read by a bash that the sample starts, before its script: as `trace.sh` for the sample's own. `bash -c` is not traced, as
# what it runs stands in no file.
unset BASH_ENV
if [[ -v GLOVEBOX_BASH_ENV ]]; then
  export BASH_ENV=$GLOVEBOX_BASH_ENV
  unset GLOVEBOX_BASH_ENV
  [[ -r $BASH_ENV ]] && source "$BASH_ENV"
fi
if [[ -f $0 && -e /proc/self/fd/40 ]]; then
  PS4=$'T\x1f$BASHPID\x1f${BASH_SOURCE-}\x1f$LINENO\x1f'
  BASH_XTRACEFD=40
  set -x
fi
