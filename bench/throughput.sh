#!/usr/bin/env bash
# How many exchanges a second crewcheck sends, judges and records, beside libcurl that sends the same requests and does nothing
# with what comes back, and wrk, all against nginx on this machine. In each of ROUNDS turns libcurl sends the requests once before
# crewcheck and once behind it, so that what others do on the machine meets both; a turn's ratio is to the mean of the two.
# Exit 1 where the median of the ratios is below 0.8.
#
#     bench/throughput.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-7}
workers=8
export CREWCHECK_TOKEN=a-token-of-some-thirty-two-bytes # as a real run has one: it is sent, looked for and masked
cmake --preset release >/dev/null
cmake --build --preset release --target crewcheck bench_throughput -- --quiet >&2
program=$PWD/build/release/crewcheck
alone=$PWD/build/release/bench/bench_throughput
work=$PWD/build/bench/throughput
mkdir -p "$work"
bench/large.py 60 > "$work/writing.yaml"
awk 'BEGIN {
    print "openapi: 3.0.3\ninfo: {title: Readings, version: \"1\"}\npaths:"
    for (path = 0; path < 100; path++) {
        printf "  /readings/%d:\n    get:\n      operationId: getReadings%d\n      parameters:\n", path, path
        for (field = 0; field < 30; field++)
            printf "        - {name: field_%d, in: query, schema: {type: integer, minimum: 0, maximum: 100}}\n", field
        print "      responses:\n        \"200\": {description: They are read}\n        \"400\": {description: Refused}"
    }
}' > "$work/reading.yaml"

# ---- nginx: one answer to everything, which refuses it in the contract's words ----
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $work/pid;
error_log $work/error.log;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    server {
        listen 127.0.0.1:$port;
        default_type application/json;
        location / { return 400 '{"error":"Bad request","message":"It breaks the schema"}'; }
    }
}
CONF
PATH=$PATH:/usr/sbin nginx -p "$work" -e "$work/error.log" -c "$work/nginx.conf" &
server=$!
trap 'kill "$server"' EXIT
url=http://127.0.0.1:$port
for _ in $(seq 100); do
    curl -s -o "$work/answer" "$url/" && break
    sleep 0.1
done

# ---- The three ----

# From the first request of a case to the last answer: how many exchanges, and how many a second.
rate_of() {
    awk '/"type":"exchange"/ && !/"case":"preflight"/ {
             match($0, /"started":[0-9]+/); from = substr($0, RSTART + 10, RLENGTH - 10) + 0
             match($0, /"ended":[0-9]+/); to = substr($0, RSTART + 8, RLENGTH - 8) + 0
             if (!count++ || from < first) first = from
             if (to > last) last = to
         }
         END { printf "%d %.0f\n", count, count / (last - first) * 1e6 }' "$1"
}

# Seconds of the processor that a command took, into a file.
spend() { # FILE, command
    local TIMEFORMAT='%U %S'
    { time "${@:2}" >"$work/said" 2>&1; } 2>"$1" || { cat "$work/said" >&2; return 1; }
}

examine() { # more options
    "$program" run --target "$url" --spec "$work/$name.yaml" --no-overlays --workers $workers --case "$cases" --quiet "$@"
}

# "rate microseconds": those of the processor are what a run takes above one that sends nothing and above the report of its
# record, for each exchange. Writing down the cases is among them.
judged() {
    local record=$work/$name.ndjson
    spend "$work/idle" examine --dry-run
    spend "$work/spent" examine --record "$record"
    spend "$work/told" "$program" report --quiet "$record"
    echo "$(rate_of "$record") $(cat "$work/spent" "$work/idle" "$work/told" | tr '\n' ' ')" |
        awk '{ printf "%d %.1f\n", $2, ($3 + $4 - $5 - $6 - $7 - $8) * 1e6 / $1 }'
}

alone() { "$alone" "$work/$name.ndjson" $workers; }

knock() { # more options
    wrk -t1 -c$workers -d2s "$@" "$url/" | sed -n 's/^Requests\/sec: *//p'
}

# The median of a value over the turns, or another quantile.
of_turns() { # EXPRESSION of awk over a turn's columns, [quantile]
    awk "{ print $1 }" "$work/$name.txt" | sort -n |
        awk -v at="${2:-0.5}" '{ v[NR] = $1 } END { i = 1 + at * (NR - 1); f = int(i); print v[f] + (i - f) * (v[f + 1 > NR ? NR : f + 1] - v[f]) }'
}

# One line of medians over the turns.
measure() { # NAME of the contract, glob of the cases, how wrk knocks
    local name=$1 cases=$2
    : > "$work/$name.txt"
    examine --record "$work/$name.ndjson" > "$work/said"
    for _ in $(seq "$rounds"); do
        echo "$(alone) $(judged) $(alone) $(knock "${@:3}")" >> "$work/$name.txt"
    done
    local ratio='2 * $3 / ($1 + $5)'
    printf '%-8s %8.0f %8.0f %10.0f %12.2f %18.2f %6.2f-%.2f %12.0f %12.0f\n' "$name" "$(of_turns '$7')" \
        "$(of_turns '($1 + $5) / 2')" "$(of_turns '$3')" "$(of_turns '($1 + $5) / 2 / $7')" "$(of_turns "$ratio")" \
        "$(of_turns "$ratio" 0.25)" "$(of_turns "$ratio" 0.75)" "$(of_turns '($2 + $6) / 2')" "$(of_turns '$4')"
}

printf '%-8s %8s %8s %10s %12s %18s %11s %12s %12s\n' contract wrk libcurl crewcheck libcurl/wrk crewcheck/libcurl quartiles \
    'us libcurl' 'us crewcheck'
{
    # Violations of bodies: what might start something goes over a connection of its own.
    measure writing 'p*Order*.reject.*' -H 'Connection: close'
    # Violations of parameters of what only reads: connections are kept.
    measure reading 'getReadings*.reject.*'
} | tee "$work/throughput.txt"
awk '$6 < 0.8 { bad = 1 } END { if (bad) print "judging costs more than a fifth" > "/dev/stderr"; exit bad }' "$work/throughput.txt"
