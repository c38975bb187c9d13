# A plain redirection, then a copy that a relative path carries out of the working directory.
if echo "was here" 2>/dev/null >"$1/$2" || cp /bin/echo "../../../../../../..$1/$2" 2>/dev/null; then
  echo "ESCAPED $1/$2"
else
  echo "CONTAINED $1 cannot be written"
fi
