#!/usr/bin/env bash
# Installs what building and testing crewcheck needs: Debian packages, through sudo where the user is not root.
# With "run" as its argument, only what building the program needs; with "readers", also what ci/readers.sh reads with; with
# "bench", also what bench/ measures against.
set -euo pipefail

build=(gcc cmake ninja-build pkg-config ca-certificates libc6-dev
       libcurl4-openssl-dev libjson-c-dev libyaml-dev libmicrohttpd-dev libpcre2-dev liburiparser-dev libssl-dev libgmp-dev zlib1g-dev)
tests=(mandoc zsh libcriterion-dev python3-yaml libxml2-utils perl openssl clang libclang-rt-14-dev)

readers=(chromium)
bench=(curl nginx-light wrk)

wanted=("${build[@]}")
[ "${1:-all}" = run ] || wanted+=("${tests[@]}")
[ "${1:-all}" != readers ] || wanted+=("${readers[@]}")
[ "${1:-all}" != bench ] || wanted+=("${bench[@]}")

missing=()
for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "ci/deps.sh: run as root, or install sudo: needed are ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
