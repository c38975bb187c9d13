#!/bin/bash
# Exercises quoting, functions, loops, here-documents and arguments.
set -eu
greeting="Hello there"
folder=/tmp/words.d
count=0
mkdir -p "$folder/inner part"
cd "$folder"
shout() {
  local text=$1
  echo "$text" | tr a-z A-Z
}
for name in alpha beta gamma; do
  count=$((count + 1))
  echo "$count: $name" > "$folder/$name.txt"
done
shout "$greeting to you"
cat alpha.txt beta.txt | grep -v 'al' || true
cat <<END
Here $greeting and
  $(echo nested words) stay
END
cat <<'RAW'
No $expansion here
RAW
ls *.txt {alpha,beta}.txt | sort -u
if [ -f /tmp/words.d/alpha.txt ] && [[ $name == gam* ]]; then echo found; else echo lost; fi
case $name in
  alpha|beta) echo first ;;
  ga*) echo "third case" ;;
esac
while read -r line; do echo "read $line"; done < beta.txt
printf '%s-%s\n' one "two words" 'three'\''s'
echo "escaped \"quotes\" and \$dollar" 'single "double" inside'
rest=$(printf 'a\nb\n' | wc -l)
echo "lines: $rest ${greeting%% *} ${#greeting}" >&2
list=(x "y z")
echo "${list[1]} ${list[@]}"
LANG=C sort -r alpha.txt gamma.txt \
  | head -n 1
command -v cat > /dev/null && echo present
rm -rf "$folder"
test -e "$folder" || exit 3
