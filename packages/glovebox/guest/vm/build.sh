#!/bin/sh
# Compiles the bridge to packages/glovebox/build/vsock-bridge, static: the guest has no libraries for it.
# Exit codes: 0 built or already up to date, 1 it does not compile, 3 there is no compiler.
set -eu
cd "$(dirname "$0")"
output=${1:-../../build/vsock-bridge}

if [ -x "$output" ] && [ -z "$(find vsock-bridge.c build.sh -newer "$output")" ]; then exit 0; fi
for compiler in ${CC:-} cc gcc clang musl-gcc; do
  command -v "$compiler" >/dev/null || continue
  mkdir -p "$(dirname "$output")"
  made="$output.$$"
  trap 'rm -f "$made"' EXIT
  "$compiler" -std=gnu11 -O2 -Wall -Wextra -static -o "$made" vsock-bridge.c
  mv "$made" "$output"
  exit 0
done
exit 3
