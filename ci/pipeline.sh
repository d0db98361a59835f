#!/usr/bin/env bash
# Examines a deployment inside a pipeline and leaves every report in one folder; the exit status is crewcheck's, and
# gates the pipeline. The three templates beside this file call it; it can be called by hand as well.
#
# From the environment, all but the first two may be left out:
#   CREWCHECK_TARGET          base URL of the deployment
#   CREWCHECK_TOKEN           its bearer token; CREWCHECK_USER_TOKEN: a user's token, too
#   CREWCHECK_SPEC            contract: crewai-amp, crewai-amp@2026-05, or a file
#   CREWCHECK_INPUTS          file with the crew's inputs
#   CREWCHECK_WAIVERS         file with known failures
#   CREWCHECK_REQUIRE         globs of cases that must not be skipped, separated by spaces
#   CREWCHECK_LEVEL           must, or should (the default)
#   CREWCHECK_MAX_EXECUTIONS  how many executions the run may start
#   CREWCHECK_ARGS            further arguments, separated by spaces
#   CREWCHECK_REPORTS         folder of the reports (crewcheck-report)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
reports=${CREWCHECK_REPORTS:-crewcheck-report}

program=$(command -v crewcheck || true)
if [ -z "$program" ]; then
    program=$root/build/release/crewcheck
    if [ ! -x "$program" ]; then
        "$root/ci/deps.sh" run
        cmake -S "$root" --preset release >/dev/null
        cmake --build "$root/build/release" --target crewcheck -- --quiet
    fi
fi

arguments=()
with() { [ -z "$2" ] || arguments+=("$1" "$2"); }
with --target "${CREWCHECK_TARGET:-}"
with --spec "${CREWCHECK_SPEC:-}"
with --inputs "${CREWCHECK_INPUTS:-}"
with --waivers "${CREWCHECK_WAIVERS:-}"
with --level "${CREWCHECK_LEVEL:-}"
with --max-executions "${CREWCHECK_MAX_EXECUTIONS:-}"
set -f
for glob in ${CREWCHECK_REQUIRE:-}; do arguments+=(--require "$glob"); done
for argument in ${CREWCHECK_ARGS:-}; do arguments+=("$argument"); done
set +f

mkdir -p "$reports"
exec "$program" run "${arguments[@]}" --record "$reports/record.ndjson" --junit "$reports/report.xml" \
    --tap "$reports/report.tap" --html "$reports/report.html" --markdown "$reports/report.md" --sarif "$reports/report.sarif"
