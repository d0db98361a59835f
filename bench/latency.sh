#!/usr/bin/env bash
# How long a full run takes on a crew whose execution takes 2 s, with 100 ms added to every answer, against what its longest
# chain of dependent requests must take. Exit 1 beyond 1.5 times that. bench/README.md tells how the chain is reckoned.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset release >/dev/null
cmake --build --preset release --target crewcheck -- --quiet >&2
mkdir -p build/bench
program=build/release/crewcheck
record=build/bench/latency.ndjson

"$program" serve --port 0 --quiet --variant slow --step-ms 333 >build/bench/latency.txt &
server=$!
trap 'kill "$server"' EXIT
for _ in $(seq 100); do
    url=$(grep -om1 'http://[0-9.:]*' build/bench/latency.txt) && break
    sleep 0.1
done
CREWCHECK_TOKEN=bundled-organization-token CREWCHECK_USER_TOKEN=bundled-user-token \
    "$program" run --target "$url" --record "$record" --workers 16 >/dev/null
took=$(sed -n 's/.*"type":"summary".*"duration":\([0-9]*\).*/\1/p' "$record")
awk -v took="$took" 'BEGIN {
    chain = 0.1 + 0.1 + 2.0 + 0.1 + 2 * 0.1 + 1.0
    printf "took %.2f s, the longest chain %.2f s: %.2f times\n", took / 1e6, chain, took / 1e6 / chain
    exit took / 1e6 > 1.5 * chain
}'
