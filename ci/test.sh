#!/usr/bin/env bash
# The one test command: installs what is missing, builds with warnings as errors, AddressSanitizer and UBSan, and
# passes every test through ctest. Arguments go to ctest.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/deps.sh
cmake --preset sanitize >/dev/null
cmake --build --preset sanitize -- --quiet
ctest --preset sanitize --no-tests=error -j "$(nproc)" "$@"
