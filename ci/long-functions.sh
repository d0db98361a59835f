#!/usr/bin/env bash
# Prints every function of more than 60 lines (or of more than the number that is given), and fails where there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
most=${1:-60}

# A function begins with a line that starts in the first column and is followed by a "{" in it, and ends with a "}" there.
find lib suites reports reference spec cli tests -name '*.c' -print0 | sort -z | xargs -0 awk -v most="$most" '
    FNR == 1 { head = ""; start = 0 }
    /^[A-Za-z_].*\(/ { head = $0; line = FNR }
    /^\{/ { start = FNR }
    /^\}/ && start && head != "" {
        length_of = FNR - start - 1
        if (length_of > most) {
            printf "%s:%d: %d lines: %s\n", FILENAME, line, length_of, head
            found = 1
        }
        start = 0
        head = ""
    }
    END { exit found }'
