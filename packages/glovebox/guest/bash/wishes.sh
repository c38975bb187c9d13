# Read by the sample's own bash before the sample in a run that explores; `trace.sh` follows. The wishes are no variable of
# the sample's.
glovebox_here=${BASH_SOURCE[0]%/*}
for glovebox_wish in $GLOVEBOX_WISHES; do
  case $glovebox_wish in
    exercise=*) glovebox_exercises=1 ;;
    within=*) glovebox_within=${glovebox_wish#within=} ;;
    before=*) glovebox_before=${glovebox_wish#before=} ;;
    random=least) unset RANDOM; RANDOM=0 ;;
    random=greatest) unset RANDOM; RANDOM=32767 ;;
    random=*) unset RANDOM; RANDOM=${glovebox_wish#random=} ;;
  esac
done
# A script without a function, a handler or an argument has nothing to call, and sees nothing of all this.
if [[ -n ${glovebox_exercises-} ]]; then
  glovebox_text=$(<"$0")
  if [[ $glovebox_text =~ \(\)|function\ |trap\ |getopts|\$[1@#]|\$\{[1@#] ]]; then source "$glovebox_here/exercise.sh"; fi
fi
unset GLOVEBOX_WISHES glovebox_wish glovebox_exercises glovebox_text
source "$glovebox_here/trace.sh"
