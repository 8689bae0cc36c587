# Sourced by every script here: finds the project, a Node that runs TypeScript, and the installed packages.
# Safe to repeat; does nothing when all is in place. Sets ROOT and puts the right Node first on PATH.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
NODE_VERSION=24.21.0
TOOLS="$ROOT/.tools"

say() { printf '%s\n' "$*" >&2; }

node_is_new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 18) ? 0 : 1)' 2>/dev/null
}

# The machine's own Node when it is new enough; else Node 24 from npm, from the package without an install script.
use_node() {
  if command -v node >/dev/null && node_is_new_enough node; then return; fi
  if ! command -v npm >/dev/null; then say 'Open CP-IS needs Node 20 or newer with npm (https://nodejs.org).'; exit 1; fi
  local platform home
  platform="$(node -p 'process.platform + "-" + process.arch')"
  home="$TOOLS/node-$NODE_VERSION"
  if [ ! -x "$home/node_modules/node-$platform/bin/node" ]; then
    say "Fetching Node $NODE_VERSION from npm (this machine has $(node -v)) ..."
    mkdir -p "$home"
    npm install --prefix "$home" --no-save --no-package-lock --ignore-scripts --no-fund --no-audit --loglevel=error \
      "node-$platform@$NODE_VERSION" >&2
    chmod +x "$home/node_modules/node-$platform/bin/node"
  fi
  export PATH="$home/node_modules/node-$platform/bin:$PATH"
  hash -r
}

# Installs exactly what the lock file says, once for each lock file.
use_packages() {
  local wanted installed
  wanted="$(node -e 'process.stdout.write(require("crypto").createHash("sha256").update(require("fs").readFileSync(process.argv[1])).digest("hex"))' "$ROOT/package-lock.json")"
  installed="$(cat "$ROOT/node_modules/.open-cpis-lock" 2>/dev/null || true)"
  if [ "$wanted" != "$installed" ]; then
    say 'Installing packages ...'
    (cd "$ROOT" && npm install --no-save --no-fund --no-audit --loglevel=error >&2)
    printf '%s' "$wanted" > "$ROOT/node_modules/.open-cpis-lock"
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
