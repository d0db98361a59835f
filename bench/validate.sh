#!/usr/bin/env bash
# Compares reading and validating the contract's bodies with ajv, JSON.parse included, in one run on this machine. Needs
# node and npm; ajv goes to build/bench. Exit 1 where the two do not agree on what is valid.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset release >/dev/null
cmake --build --preset release --target bench_validate -- --quiet >&2
folder=$PWD/build/bench
program=build/release/bench/bench_validate
mkdir -p "$folder"
[ -d "$folder/node_modules/ajv" ] || (cd "$folder" && npm install --silent --no-fund --no-audit ajv@8 ajv-formats@3 >&2)
"$program" emit "$folder"
"$program" run >"$folder/ours.tsv"
node bench/validate.mjs "$folder" >"$folder/ajv.tsv"
paste "$folder/ours.tsv" "$folder/ajv.tsv" | awk -F'\t' '
    BEGIN { printf "%-48s %9s %12s %12s %7s\n", "body", "bytes", "crewcheck ns", "ajv ns", "times" }
    $1 != $5 || $3 != $7 { print "no agreement: " $0; bad = 1 }
    { printf "%-48s %9d %12d %12d %7.2f\n", $1, $2, $4, $8, $8 / $4; sum += log($8 / $4) }
    END { printf "%-48s %9s %12s %12s %7.2f\n", "all, geometric mean", "", "", "", exp(sum / NR); exit bad }'
