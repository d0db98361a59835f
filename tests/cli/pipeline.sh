#!/usr/bin/env bash
# pipeline.sh ROOT CREWCHECK: what users copy into their pipelines does what it says: it gates by the exit status,
# leaves every report whatever the outcome, and the three templates set only what ci/pipeline.sh reads.
set -uo pipefail
root=$1
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$2" "$work/bin/crewcheck"
export PATH=$work/bin:$PATH CREWCHECK_REPORTS=$work/reports
unset CREWCHECK_TOKEN CREWCHECK_USER_TOKEN CREWCHECK_TARGET CI
failures=0

expect() { # STATUS WORDS COMMAND…
    local status=$1 words=$2
    shift 2
    rm -rf "$work/reports"
    "$@" >"$work/out.txt" 2>&1
    local found=$?
    if [ "$found" != "$status" ]; then
        echo "$words: exit status $found instead of $status"
        tail -n 20 "$work/out.txt"
        failures=$((failures + 1))
    fi
    for report in record.ndjson report.xml report.tap report.html report.md report.sarif; do
        [ -s "$work/reports/$report" ] || { echo "$words: left no $report"; failures=$((failures + 1)); }
    done
}

crewcheck serve --fault inputs-without-token >"$work/serve.txt" 2>&1 &
for _ in $(seq 100); do
    faulty=$(grep -oE 'http://127[^ ]*' "$work/serve.txt" | head -n 1)
    [ -z "$faulty" ] || break
    sleep 0.1
done
selected='--case auth.reject.inputs.no-credentials'
printf 'waivers:\n  - case: auth.reject.inputs.no-credentials\n    reason: known\n    until: 2999-12-31\n' >"$work/waivers.yaml"

expect 0 "a deployment that conforms" env CREWCHECK_TARGET=bundled CREWCHECK_ARGS="--suite target --suite inputs" "$root/ci/pipeline.sh"
expect 1 "a deployment that does not" env CREWCHECK_TARGET="$faulty" CREWCHECK_TOKEN=bundled-organization-token \
    CREWCHECK_ARGS="$selected" "$root/ci/pipeline.sh"
expect 0 "a failure that is waived" env CREWCHECK_TARGET="$faulty" CREWCHECK_TOKEN=bundled-organization-token \
    CREWCHECK_ARGS="$selected" CREWCHECK_WAIVERS="$work/waivers.yaml" "$root/ci/pipeline.sh"
expect 1 "a required case that is skipped" env CREWCHECK_TARGET=bundled CREWCHECK_REQUIRE="human.*" \
    CREWCHECK_ARGS="--suite human" "$root/ci/pipeline.sh"

for template in ci/github/action.yml ci/gitlab/crewcheck.yml ci/jenkins/Jenkinsfile; do
    for name in $(grep -oE 'CREWCHECK_[A-Z_]+' "$root/$template" | sort -u); do
        case $name in CREWCHECK_SOURCE | CREWCHECK_REF | CREWCHECK_HOME) continue ;; esac
        grep -q "\b$name\b" "$root/ci/pipeline.sh" || { echo "$template sets $name, which ci/pipeline.sh does not know"; failures=$((failures + 1)); }
    done
    grep -q 'pipeline\.sh' "$root/$template" || { echo "$template does not call ci/pipeline.sh"; failures=$((failures + 1)); }
done
exit $((failures > 0))
