#!/usr/bin/env bash
# Runs each fuzz target for SECONDS, one after the other, from a corpus that is made of the tests' data and grows in
# build/fuzz/corpus. Names behind SECONDS choose targets. What ends a target is left in build/fuzz/found/TARGET, to be
# mended and then put into tests/fuzz/found/TARGET; exit 1 where there is any.
set -euo pipefail
[[ "${1:-}" =~ ^[0-9]+$ ]] || { echo "usage: ci/fuzz.sh SECONDS [TARGET…]" >&2; exit 2; }
seconds=$1
shift
cd "$(dirname "$0")/.."
targets=("$@")
[ $# -gt 0 ] || targets=(json yaml schema overlay jsonpath contract)

ci/deps.sh
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzz_corpus "${targets[@]/#/fuzz_}" -- --quiet >&2
build/fuzz/tests/fuzz/fuzz_corpus . build/fuzz/corpus
failed=0
for target in "${targets[@]}"; do
    found=build/fuzz/found/$target
    mkdir -p "$found"
    words=()
    [ ! -f tests/fuzz/"$target".dict ] || words=(-dict=tests/fuzz/"$target".dict)
    if build/fuzz/tests/fuzz/fuzz_"$target" -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 \
        "${words[@]}" -print_final_stats=1 -artifact_prefix="$found/" build/fuzz/corpus/"$target" tests/fuzz/found/"$target" \
        2>"$found.log"; then
        echo "$target: $(grep -o 'number_of_executed_units: .*' "$found.log"), nothing found"
    else
        tail -40 "$found.log"
        echo "$target: see $found and $found.log"
        failed=1
    fi
done
exit $failed
