# Read by the sample's own bash before the sample: every command is written to the hints as it is about to run.
# bash repeats the first character of PS4 for each level of nesting. None of these variables is exported.
unset BASH_ENV
printf 'B\x1f%s\n' "$$" 2>/dev/null >&40
PS4=$'T\x1f$BASHPID\x1f${BASH_SOURCE-}\x1f$LINENO\x1f'
BASH_XTRACEFD=40
set -x
