#!/usr/bin/env bash
# Runs the JSON Schema test suite against the validator: DIR is a checkout of it, its tests/draft4, or any folder of
# such files. Prints passed, failed and left out, with -v each group that is left out and why; exit 1 where one fails.
# What is left out is decided by a rule, which stands at the top of tests/schema/suite.c.
set -euo pipefail
usage() { echo "usage: ci/json-schema-suite.sh [-v] DIR" >&2; exit 2; }
verbose=()
if [ "${1:-}" = -v ]; then verbose=(-v); shift; fi
[ $# = 1 ] && [ -d "$1" ] || usage
folder=$(realpath "$1")
[ ! -d "$folder/tests/draft4" ] || folder=$folder/tests/draft4
cd "$(dirname "$0")/.."

ci/deps.sh
cmake --preset sanitize >/dev/null
cmake --build --preset sanitize --target json_schema_suite -- --quiet >&2
exec build/sanitize/tests/schema/json_schema_suite "${verbose[@]}" "$folder"
