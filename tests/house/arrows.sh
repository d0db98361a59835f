#!/usr/bin/env bash
# arrows.sh ROOT: what each folder includes goes along the arrows of the design, other people's libraries are seen where
# they belong, and only the command line prints or ends the program.
set -euo pipefail
cd "$1"
failed=0

complain() {
    echo "$1"
    failed=1
}

# files_of FOLDER: its sources and headers.
files_of() {
    find "$1" -maxdepth 1 -name '*.[ch]' | sort
}

# The folder, a colon, what it may include besides itself.
while IFS=: read -r folder allowed; do
    name=$(basename "$folder")
    while read -r file; do
        while read -r included; do
            case " $name $allowed " in
            *" $included "*) ;;
            *) complain "$file includes $included/, which $name/ may not use" ;;
            esac
        done < <(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u)
    done < <(files_of "$folder")
done <<'ARROWS'
lib/base:
lib/json:base
lib/yaml:json base
lib/schema:json base
lib/contract:schema yaml json base
lib/generate:schema json base
lib/http:base
lib/record:json base
lib/judge:contract http schema json base
lib/follow:http json base
lib/run:follow judge contract schema http record json base
suites:run follow judge contract schema generate http record json base
reports:record json base
reference:json base
selftest:suites reference run judge contract record json base
spec:base
cli:selftest suites reports reference spec run follow judge contract schema generate http record yaml json base
ARROWS

# only WHAT PATTERN FILE...: lines that match the pattern stand in these files alone (globs).
only() {
    local what=$1 pattern=$2
    shift 2
    while IFS=: read -r file line _; do
        local fine=no allowed
        for allowed in "$@"; do
            # shellcheck disable=SC2053
            [[ $file == $allowed ]] && fine=yes
        done
        [ $fine = yes ] || complain "$file:$line: $what"
    done < <(grep -nE "$pattern" $(find lib suites selftest reports reference spec cli -name '*.[ch]') || true)
}

only "libcurl belongs to http/ and reference/" '^#include <curl/' 'lib/http/*' 'reference/*'
only "libmicrohttpd belongs to the listener and reference/" '^#include <microhttpd' 'lib/http/listener*' 'reference/*'
only "libyaml belongs to yaml/" '^#include <yaml\.h' 'lib/yaml/*'
only "json-c is seen through json/json.h" '^#include <json-c/' 'lib/json/*'
only "PCRE2 belongs to schema/" '^#include <pcre2' 'lib/schema/*'
only "uriparser belongs to schema/" '^#include <uriparser' 'lib/schema/*'
only "only the command line prints" '(^|[^a-z_])(printf|vprintf|puts|putchar|perror)\(|[^a-z_](stdout|stderr)[,;)]' 'cli/*' 'lib/base/memory.c'
only "only the command line ends the program" '(^|[^a-z_])(_?exit|quick_exit|_Exit)\(' 'cli/*' 'lib/base/memory.c'

exit $failed
