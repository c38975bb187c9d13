#!/bin/sh
# What a change does that its base does not, for any CI that has git and glovebox.
#   deploy/ci/glovebox-gate.sh [BASE] [OPTIONS of glovebox gate]
# Without BASE, what the CI says the change is for. Results go to glovebox-results/. Exit code 0 allow, 1 the verdict is at or
# above --fail-on, 2 it could not be examined.
# Keep this script, and glovebox, outside of the checkout: a change could write them.
set -eu

program=${GLOVEBOX:-glovebox}
results=glovebox-results

fail() {
  printf 'glovebox-gate: %s\n  %s\n' "$1" "$2" >&2
  exit 2
}

case ${1:-} in
'' | -*) base= ;;
*)
  base=$1
  shift
  ;;
esac

# The branch that a change is for, as each CI calls it: Jenkins, Azure, Bitbucket, Buildkite, Drone and Woodpecker.
branch=${CHANGE_TARGET:-${SYSTEM_PULLREQUEST_TARGETBRANCH:-${BITBUCKET_PR_DESTINATION_BRANCH:-${BUILDKITE_PULL_REQUEST_BASE_BRANCH:-${DRONE_TARGET_BRANCH:-${CI_COMMIT_TARGET_BRANCH:-}}}}}}
branch=${branch#refs/heads/}

# What a branch is called is its author's word: nothing that git could take for an option or another name.
case $base$branch in
-* | *[!A-Za-z0-9_./@^~+-]* | *..*) fail "the base $base$branch is no branch or commit" 'Name it: glovebox-gate.sh origin/main' ;;
esac

if [ -z "$base" ]; then
  [ -n "$branch" ] || fail 'there is nothing to compare with' 'Name it: glovebox-gate.sh origin/main'
  git fetch --quiet --no-tags origin "+refs/heads/$branch:refs/remotes/origin/$branch"
  base=origin/$branch
fi

# A link of the change's own could lie there and lead elsewhere.
rm -rf -- "$results"
mkdir -- "$results"
exec "$program" gate --base "$base" --output "$results/result.json" --output "$results/result.md" \
  --output "$results/result.xml" --output "$results/result.sarif" "$@"
