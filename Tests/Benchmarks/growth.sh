#!/usr/bin/env bash
# Measures what the log costs as it grows, and draws it: growth.svg, with the numbers it was drawn from in growth.jsonl.
#
#   growth.sh [--sizes "1000 100000 ..."]
#
# Ten million leaves take some minutes and four gigabytes of TMPDIR's disk.
set -euo pipefail

# shellcheck source=bench.sh
. "$(dirname "$0")/bench.sh"
sizes="1000 100000 1000000 10000000"

options "sizes" "$@"

build meshbench
build evidence
plots="$here/plots"
# shellcheck disable=SC2086 # the sizes are words
"$meshbench" growth --sizes $sizes | tee "$plots/growth.jsonl.new"
mv "$plots/growth.jsonl.new" "$plots/growth.jsonl"
python3 "$plots/growth.py" <"$plots/growth.jsonl" >"$plots/growth.svg"
