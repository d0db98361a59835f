#!/usr/bin/env bash
# ci/readers.sh [BUILD]: gives every report of three records (a run of the bundled deployment, one with findings, one
# whose texts are hostile) to readers that are not ours, prints a line for each (reader, version, what it made of the
# file) and fails where one refuses a report or counts otherwise than the record. BUILD is a folder of a build with
# tests (build/sanitize). Readers from npm are left out, in so many words, where npm cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/sanitize}
crewcheck=$build/crewcheck
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

agrees() { echo "agrees     $*"; }
refuses() { echo "REFUSES    $*"; status=1; }

# ---- The reports ----

mkdir "$work/bundled" "$work/findings" "$work/hostile"
env -u CREWCHECK_TARGET -u CREWCHECK_TOKEN -u CREWCHECK_USER_TOKEN \
    "$crewcheck" run --target bundled --quiet --record "$work/bundled/record.ndjson" >/dev/null ||
    { echo "readers: the bundled deployment does not pass"; exit 1; }
cp tests/reports/data/demo.ndjson "$work/findings/record.ndjson"
"$build/tests/reports/hostile_record" "$work/hostile/record.ndjson"
for folder in "$work"/*; do
    "$crewcheck" report "$folder/record.ndjson" --quiet --junit "$folder/report.xml" --tap "$folder/report.tap" \
        --html "$folder/report.html" --markdown "$folder/report.md" --sarif "$folder/report.sarif" \
        --har "$folder/report.har" >"$folder/report.txt"
    "$crewcheck" report "$folder/record.ndjson" --quiet --tap "$folder/report14.tap" --tap-version 14 >/dev/null
done

# ---- Readers that are Debian packages ----

xmllint_version=$(xmllint --version 2>&1 | sed -n '1s/.*version \([0-9]*\).*/\1/p')
prove_version=$(prove --version | sed -n '1s/.*v\([0-9.]*\) and.*/\1/p')
for folder in "$work"/*; do
    name=$(basename "$folder")
    if said=$(xmllint --huge --noout --schema reports/junit-strict.xsd "$folder/report.xml" 2>&1); then
        agrees "xmllint $xmllint_version  $name/report.xml: keeps reports/junit-strict.xsd"
    else
        refuses "xmllint $xmllint_version  $name/report.xml: $(head -c 2000 <<<"$said")"
    fi
    said=$(prove --exec cat "$folder/report.tap" 2>&1) || true
    points=$(grep -cE '^(not )?ok ' "$folder/report.tap")
    if ! grep -q 'Parse errors' <<<"$said" && grep -qE "Tests[:=] ?$points\b" <<<"$said"; then
        agrees "prove $prove_version  $name/report.tap: $points points"
    else
        refuses "prove $prove_version  $name/report.tap: $(head -c 2000 <<<"$said")"
    fi
done

# ---- Readers from npm ----

modules=build/readers
mkdir -p "$modules"
cp ci/readers/package.json ci/readers/*.mjs "$modules"
if ! command -v npm >/dev/null; then
    echo "SKIPPED    the readers from npm: there is no npm here"
elif ! said=$(cd "$modules" && npm install --no-package-lock --no-audit --no-fund --ignore-scripts 2>&1); then
    echo "SKIPPED    the readers from npm: they cannot be installed here: $(tail -n 1 <<<"$said")"
else
    CREWCHECK_ROOT=$PWD node "$modules/read.mjs" "$work/bundled" "$work/findings" "$work/hostile" || status=1

    # ---- A browser ----

    browser=$(command -v chromium || true)
    if [ -z "$browser" ]; then
        echo "SKIPPED    Chromium: it is not installed here (ci/deps.sh readers installs it)"
    else
        python3 ci/readers/large.py >"$work/large.ndjson"
        "$crewcheck" report "$work/large.ndjson" --quiet --html "$work/large.html" >/dev/null || true
        node "$modules/page.mjs" "$browser" "$work/bundled" "$work/findings" "$work/hostile" --large "$work/large.html" || status=1
    fi
fi

# ---- A second opinion on the requests and on the bundled deployment ----

ci/second-opinion.sh "$build" || status=1
[ "$status" = 0 ] && echo "readers: all agree" || echo "readers: one does not agree"
exit "$status"
