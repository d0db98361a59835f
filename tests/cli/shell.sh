#!/usr/bin/env bash
# shell.sh CREWCHECK: what is made from the option tables for shells and for man(1) is taken by its readers.
set -euo pipefail
crewcheck=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

expect() {
    [ "$2" = "$3" ] || { echo "$1: \"$2\" instead of \"$3\""; failed=1; }
}

"$crewcheck" completion bash > "$scratch/bash"
bash -n "$scratch/bash"
# shellcheck disable=SC1091
source "$scratch/bash"

# complete WORD...: what the last word is completed to.
complete_words() {
    COMP_WORDS=(crewcheck "$@")
    COMP_CWORD=$#
    _crewcheck
    echo "${COMPREPLY[*]}"
}

expect "a command" "$(complete_words lis)" "list"
expect "an option" "$(complete_words run --exec)" "--execution-timeout"
expect "an option's words" "$(complete_words run --level m)" "must"
expect "an option of another command" "$(complete_words list --exec)" ""
touch "$scratch/inputs.yaml"
expect "a file" "$(complete_words run --inputs "$scratch/inp")" "$scratch/inputs.yaml"
expect "what cannot be known" "$(complete_words run --workers '')" ""

if command -v zsh >/dev/null; then
    "$crewcheck" completion zsh > "$scratch/_crewcheck"
    zsh -n "$scratch/_crewcheck" || failed=1
fi

"$crewcheck" manual > "$scratch/crewcheck.1"
if command -v mandoc >/dev/null; then
    mandoc -T lint -W error "$scratch/crewcheck.1" || failed=1
fi
"$crewcheck" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' > "$scratch/commands"
[ "$(wc -l < "$scratch/commands")" -ge 5 ] || { echo "too few commands are found in --help"; failed=1; }
while read -r command; do
    grep -q "^\.SS crewcheck $command" "$scratch/crewcheck.1" || { echo "the manual lacks $command"; failed=1; }
    "$crewcheck" "$command" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | while read -r option; do
        escaped=$(sed 's/-/\\\\-/g' <<<"$option")
        grep -q "^\\\\fB$escaped\\\\fR" "$scratch/crewcheck.1" || { echo "the manual lacks $command $option"; exit 1; }
    done || failed=1
done < "$scratch/commands"

exit $failed
