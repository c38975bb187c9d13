# bash needs no program to speak TCP.
if { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; then
  echo hello >&3
  read -r -t 3 reply <&3
fi
case "$reply" in
  decoy:*) echo "ESCAPED $reply" ;;
  *) echo "CONTAINED no answer from port $1" ;;
esac
