#!/usr/bin/env bash
# ci/second-opinion.sh [BUILD]: runs the suite against the bundled deployment through Prism, a validating proxy from
# npm that is not ours, and compares opinions: every valid request is valid to Prism, every violation that it can see
# is one, every answer conforms. What it cannot see stands in ci/readers/prism-differences.txt, each with the reason.
# Needs npm; prints one line. Faults of the wire are left out: they would not pass a proxy as they are.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/sanitize}
crewcheck=$build/crewcheck
modules=build/prism
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

if ! command -v npm >/dev/null; then
    echo "SKIPPED    Prism: there is no npm here"
    exit 0
fi
mkdir -p "$modules"
if ! said=$(cd "$modules" && npm install --no-audit --no-fund --no-package-lock @stoplight/prism-cli@5 2>&1); then
    echo "SKIPPED    Prism: it cannot be installed here: $(tail -n 1 <<<"$said")"
    exit 0
fi
prism=$modules/node_modules/.bin/prism
export PRISM_VERSION
PRISM_VERSION=$("$prism" --version)

# Waits until the file holds a line that matches, and prints it.
line_of() {
    for _ in $(seq 600); do
        grep -m 1 -E "$2" "$1" 2>/dev/null && return 0
        sleep 0.1
    done
    echo "second-opinion: $1 never said $2" >&2
    cat "$1" >&2
    return 1
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

"$crewcheck" serve --task plan --task write --human plan >"$work/serve.log" 2>&1 &
deployment=$(line_of "$work/serve.log" 'http://127' | grep -oE 'http://127[^ ]*' | head -n 1)
port=$(free_port)
"$prism" proxy spec/crewai-amp-2025-10.yaml "$deployment" --host 127.0.0.1 --port "$port" >"$work/prism.log" 2>&1 &
line_of "$work/prism.log" 'listening' >/dev/null

status=0
CREWCHECK_TOKEN=bundled-organization-token "$crewcheck" run --target "http://127.0.0.1:$port" --quiet --workers 2 \
    --suite target --suite auth --suite inputs --suite kickoff --suite status --suite resume --suite lifecycle --suite human \
    --suite webhooks --record "$work/record.ndjson" >"$work/run.txt" 2>&1 || status=$?
if [ "$status" -gt 1 ]; then
    cat "$work/run.txt"
    exit 1
fi
node ci/readers/prism.mjs "$work/record.ndjson" ci/readers/prism-differences.txt
