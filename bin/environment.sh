# Sourced by every script here: finds the project, a Node that runs TypeScript, and the installed packages.
# Safe to repeat; does nothing when all is in place. Sets ROOT and puts the right Node first on PATH.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
NODE_VERSION=24.21.0
TOOLS="$ROOT/.tools"

say() { printf '%s\n' "$*" >&2; }

# 22.18 runs TypeScript as it is. Asked of the version alone: starting Node for it takes longer.
node_is_new_enough() {
  local version major minor
  version="$(node --version 2>/dev/null)" || return 1
  IFS=. read -r major minor _ <<<"${version#v}"
  [ "$major" -gt 22 ] || { [ "$major" -eq 22 ] && [ "$minor" -ge 18 ]; }
}

# The machine's own Node when it is new enough; else Node 24 from npm, from the package without an install script.
use_node() {
  if node_is_new_enough; then return; fi
  if ! command -v npm >/dev/null; then say 'Open CP-IS needs Node 20 or newer with npm (https://nodejs.org).'; exit 1; fi
  local platform home fetched
  home="$TOOLS/node-$NODE_VERSION"
  fetched=("$home"/node_modules/node-*/bin)
  if [ ! -x "${fetched[0]}/node" ]; then
    platform="$(node -p 'process.platform + "-" + process.arch')"
    say "Fetching Node $NODE_VERSION from npm (this machine has $(node -v)) ..."
    mkdir -p "$home"
    npm install --prefix "$home" --no-save --no-package-lock --ignore-scripts --no-fund --no-audit --loglevel=error \
      "node-$platform@$NODE_VERSION" >&2
    fetched=("$home/node_modules/node-$platform/bin")
    chmod +x "${fetched[0]}/node"
  fi
  export PATH="${fetched[0]}:$PATH"
  hash -r
}

# Installs exactly what the lock file says, once for each lock file: a copy of it lies beside the packages.
use_packages() {
  local installed="$ROOT/node_modules/.open-cpis-lock"
  if ! cmp -s "$ROOT/package-lock.json" "$installed"; then
    say 'Installing packages ...'
    (cd "$ROOT" && npm install --no-save --no-fund --no-audit --loglevel=error >&2)
    cp "$ROOT/package-lock.json" "$installed"
  fi
}

# A user without a home of their own (nobody) keeps npm's cache here.
if [ ! -w "${HOME:-/nonexistent}" ]; then export npm_config_cache="$TOOLS/npm-cache"; fi
export npm_config_update_notifier=false

# Node keeps what it compiled: every later start takes half the processor time. Not kept where we may not write.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$ROOT/.data/compiled}"

use_node
use_packages
cd "$ROOT"
