#!/usr/bin/env bash
# ci/read-back.sh FOLDER: do the reports that ci/try.sh has left there read back, and do their counts agree?
set -euo pipefail
cd "${1:-crewcheck-report}"

fail() { echo "read-back: $1" >&2; exit 1; }

xmllint --noout report.xml || fail "report.xml is not well-formed"
prove --exec cat report.tap >/dev/null || fail "prove does not accept report.tap"
tail -n 1 record.ndjson | grep -q '"type":"summary"' || fail "record.ndjson does not end with its summary"

in_xml=$(xmllint --xpath 'string(/testsuites/@tests)' report.xml)
in_elements=$(xmllint --xpath 'count(//testcase)' report.xml)
in_tap=$(grep -cE '^(not )?ok ' report.tap || true)
in_record=$(grep -c '^{"type":"verdict"' record.ndjson || true)
for count in "$in_elements" "$in_tap" "$in_record"; do
    [ "$count" = "$in_xml" ] || fail "the counts differ: $in_xml in JUnit, $in_elements elements, $in_tap in TAP, $in_record in the record"
done
[ "$in_xml" -ge 80 ] || fail "only $in_xml cases"
echo "The reports agree: $in_xml cases"
