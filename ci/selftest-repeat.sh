#!/usr/bin/env bash
# ci/selftest-repeat.sh [N [ARGUMENT…]]: is the matrix of crewcheck selftest the same N times in a row (10)? Prints a line
# for each run, and what differs from the first; fails where anything does, or where a run has a hole. Arguments go to
# crewcheck selftest.
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-10}
[ $# -eq 0 ] || shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# One line for each row and case, in an order of its own.
lines() {
    python3 - "$1" <<'LINES'
import json, sys
matrix = json.load(open(sys.argv[1]))
for row in matrix["rows"]:
    print(row["name"], "failed:", *sorted(row["failed"]), "errored:", *sorted(row["errored"]),
          "executions:", row["executions"], row.get("problem", ""), row.get("hole", ""))
for case in sorted(matrix["cases"], key=lambda case: case["id"]):
    print(case["id"], "catches:", case["catches"], "proofs:", case["proofs"])
LINES
}

for ((i = 1; i <= count; i++)); do
    began=$SECONDS
    sound=sound
    build/release/crewcheck selftest --json "$@" >"$work/matrix.json" || sound="has holes"
    lines "$work/matrix.json" >"$work/$i.txt"
    [ "$sound" = sound ] || status=1
    if cmp -s "$work/1.txt" "$work/$i.txt"; then
        echo "run $i: $sound, the same; $((SECONDS - began)) s"
    else
        echo "run $i: $sound, DIFFERS; $((SECONDS - began)) s"
        diff "$work/1.txt" "$work/$i.txt" | grep '^[<>]' || true
        status=1
    fi
done
exit "$status"
