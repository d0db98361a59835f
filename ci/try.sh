#!/usr/bin/env bash
# The one command to see it work: installs what is missing, builds crewcheck and examines the deployment that it brings
# along. The reports are in crewcheck-report/. Arguments go to crewcheck run.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/deps.sh run
cmake --preset release >/dev/null
cmake --build --preset release -- --quiet
mkdir -p crewcheck-report
# Only our own deployment is meant, whatever the environment says of others.
exec env -u CREWCHECK_TARGET -u CREWCHECK_TOKEN -u CREWCHECK_USER_TOKEN build/release/crewcheck run --target bundled \
    --junit crewcheck-report/report.xml --tap crewcheck-report/report.tap --html crewcheck-report/report.html \
    --record crewcheck-report/record.ndjson "$@"
