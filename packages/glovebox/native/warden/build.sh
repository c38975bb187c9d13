#!/bin/sh
# Compiles the warden to packages/glovebox/build/warden, static, with whatever C compiler is here.
# Exit codes: 0 built or already up to date, 1 it does not compile, 3 there is no compiler.
set -eu
cd "$(dirname "$0")"
output=${1:-../../build/warden}

warnings='-Wall -Wextra -Werror=implicit-function-declaration -Werror=return-type -Werror=format-security'
hardening='-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -Wl,-z,relro,-z,now,-z,noexecstack'

main() {
  if up_to_date; then exit 0; fi
  compilers=$(available_compilers)
  if [ -z "$compilers" ]; then
    echo 'warden: no C compiler found (looked for cc, gcc, clang, musl-gcc)' >&2
    echo 'remedy: sudo apt-get update && sudo apt-get install -y gcc libc6-dev && ./setup.sh' >&2
    exit 3
  fi
  mkdir -p "$(dirname "$output")"
  # Built beside its place and moved there: a warden that runs at this moment keeps its file.
  made="$output.$$"
  trap 'rm -f "$made" "$made.log"' EXIT
  compile || { cat "$made.log" >&2; exit 1; }
  cat "$made.log" >&2
  mv "$made" "$output"
}

# A position-independent program gets its addresses shuffled; not every libc can link one statically.
compile() {
  for compiler in $compilers; do
    for linking in '-fPIE -static-pie' '-static'; do
      # shellcheck disable=SC2086 # flags are several words
      "$compiler" -std=gnu11 -O2 $warnings $hardening $linking -o "$made" ./*.c >"$made.log" 2>&1 && return 0
    done
  done
  return 1
}

available_compilers() {
  for compiler in ${CC:-} cc gcc clang musl-gcc; do command -v "$compiler" || true; done
}

up_to_date() { [ -x "$output" ] && [ -z "$(find . -newer "$output")" ]; }

main
