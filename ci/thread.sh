#!/usr/bin/env bash
# Builds with ThreadSanitizer and runs the tests in which threads meet: exchanges, loops, listeners, runs, executions, the
# bundled deployment. Arguments go to ctest in the place of that choice.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/deps.sh
cmake --preset thread >/dev/null
cmake --build --preset thread -- --quiet
[ $# -gt 0 ] || set -- -R '^(http_(exchange|loop|listener|pace|transport)|follow.*|run_.*|reference|suites_(plan|callbacks)|record)$'
ctest --preset thread --no-tests=error -j "$(nproc)" "$@"
