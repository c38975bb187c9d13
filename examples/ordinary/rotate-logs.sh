#!/usr/bin/env bash
# Rotates app.log: app.log.2.gz becomes app.log.3.gz and so on; the oldest goes.
set -euo pipefail

log="${1:-app.log}"
keep=3
limit=200

write_entries() {
  for number in $(seq 1 20); do
    printf '2026-01-0%d INFO request %d served\n' $((number % 9 + 1)) "$number" >>"$log"
  done
}

rotate() {
  rm -f -- "$log.$keep.gz"
  for ((number = keep - 1; number >= 1; number--)); do
    [[ -f $log.$number.gz ]] && mv -- "$log.$number.gz" "$log.$((number + 1)).gz"
  done
  gzip -c -- "$log" >"$log.1.gz"
  : >"$log"
}

for _ in 1 2; do
  write_entries
  if (($(wc -c <"$log") > limit)); then
    rotate
  fi
done
ls "$log"*
