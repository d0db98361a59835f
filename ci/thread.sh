#!/usr/bin/env bash
# Builds with ThreadSanitizer and runs what threads meet in: exchanges, loops, listeners, hostile targets, runs, executions,
# the bundled deployment, and some deployments of the selftest, with the relay in front. Arguments go to ctest in the place
# of that choice: then everything is built, and no selftest is run.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/deps.sh
cmake --preset thread >/dev/null
if [ $# -gt 0 ]; then
    cmake --build --preset thread -- --quiet
    exec ctest --preset thread --no-tests=error -j "$(nproc)" "$@"
fi

tests=(http_exchange http_loop http_listener follow run_engine reference suites_callbacks hostile_exchange)
cmake --build --preset thread --target crewcheck "${tests[@]/#/test_}" -- --quiet
choice=$(IFS='|'; echo "${tests[*]}")
ctest --preset thread --no-tests=error -j "$(nproc)" -R "^($choice)\$"

# What is found of the deployments is not asked here, where everything is slow: 66 tells of a race.
status=0
build/thread/crewcheck selftest --jobs 4 --fault chunk-size-lies --fault reset --fault cut-in-body \
    --fault crew-callback-twice --fault leaving-receiver-ends-execution --variant rate-limit --variant byte-by-byte \
    --variant human-on-last-task --variant callbacks-before-answer --variant closes-without-notice --variant gzip \
    >build/thread/selftest.txt || status=$?
[ "$status" -le 1 ] || { cat build/thread/selftest.txt; exit 1; }
echo "selftest under ThreadSanitizer: no race"
