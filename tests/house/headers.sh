#!/usr/bin/env bash
# headers.sh ROOT VIEWS COMPILER: every header of every folder compiles alone. VIEWS is the build's include/ folder.
set -euo pipefail
root=$1 views=$2 compiler=$3
cd "$root"

flags=(-std=c17 -fsyntax-only -Wall -Wextra -Wpedantic -Wstrict-prototypes -Werror -D_GNU_SOURCE)
for view in "$views"/*/; do
    flags+=(-I "$view")
done
read -ra packages <<<"$(pkg-config --cflags json-c libcurl libmicrohttpd yaml-0.1 libpcre2-8 liburiparser openssl)"

count=0
failed=0
for header in lib/*/*.h suites/*.h selftest/*.h reports/*.h reference/*.h spec/*.h cli/*.h; do
    count=$((count + 1))
    folder=$(basename "$(dirname "$header")")
    if ! echo "#include \"$folder/$(basename "$header")\"" |
        "$compiler" "${flags[@]}" "${packages[@]}" -x c - 2>/tmp/headers.$$; then
        echo "$header does not compile alone:"
        cat /tmp/headers.$$
        failed=1
    fi
done
rm -f /tmp/headers.$$
echo "$count headers"
[ "$count" -gt 40 ] || { echo "too few headers were found: is the path right?"; exit 1; }
exit $failed
