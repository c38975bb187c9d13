#!/usr/bin/env bash
# Runs the load test with many parallel workers.

depth=${1:-14}

worker() {
  local left=$1
  if ((left == 0)); then
    sleep 5
    return
  fi
  worker $((left - 1)) &
  worker $((left - 1)) &
  wait
}

echo "starting $((2 ** depth)) workers"
worker "$depth"
echo "load test finished"
