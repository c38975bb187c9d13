# Read by the sample's own bash before the sample in a run that explores; `trace.sh` follows. The wishes are no variable of
# the sample's.
glovebox_here=${BASH_SOURCE[0]%/*}
for glovebox_wish in $GLOVEBOX_WISHES; do
  case $glovebox_wish in
    exercise=*) source "$glovebox_here/exercise.sh" ;;
    random=least) unset RANDOM; RANDOM=0 ;;
    random=greatest) unset RANDOM; RANDOM=32767 ;;
    random=*) unset RANDOM; RANDOM=${glovebox_wish#random=} ;;
  esac
done
unset GLOVEBOX_WISHES glovebox_wish
source "$glovebox_here/trace.sh"
