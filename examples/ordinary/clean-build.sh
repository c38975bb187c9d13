#!/usr/bin/env bash
# Builds into its own folder, then cleans up what it made and nothing else.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build="$root/build"

build_all() {
  mkdir -p "$build/objects"
  for name in lexer parser printer; do
    echo "object of $name" >"$build/objects/$name.o"
  done
  cat "$build"/objects/*.o >"$build/program"
}

clean() {
  if [[ ! -d $build ]]; then
    echo "nothing to clean"
    return
  fi
  rm -r -- "${build:?}"
  echo "removed build/"
}

build_all
wc -l <"$build/program"
clean
