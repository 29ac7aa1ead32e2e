#!/usr/bin/env bash
# Large replies on one stream, beside the floor of such work: blocking C that writes messages of the same size through
# the same OpenSSL in the same records. Mutual TLS 1.3 on loopback, one connection, by turns in one run.
#
#   stream.sh [--size BYTES] [--seconds N] [--rounds R] [--raw FILE]
#
# Prints a Markdown table of medians. --raw keeps the single measurements, one JSON object a line.
set -euo pipefail

# shellcheck source=bench.sh
. "$(dirname "$0")/bench.sh"
size=1048576 seconds=4 rounds=3 raw=

options "size seconds rounds raw" "$@"

"$here/peers/build.sh" floor
"$here/peers/certificates.sh" "$PEER_BUILD/certificates"
build meshbench

work=$(mktemp -d)
server=
cleanup() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap cleanup EXIT

floor() {
    local rate
    : >"$work/port"
    "$PEER_BUILD/floor/floor" source "$PEER_BUILD/certificates" "$size" >"$work/port" &
    server=$!
    for _ in $(seq 100); do
        if [ -s "$work/port" ]; then break; fi
        sleep 0.05
    done
    rate=$("$PEER_BUILD/floor/floor" sink "$PEER_BUILD/certificates" "$(cat "$work/port")" "$seconds")
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=
    printf '{"peer":"floor","size":%d,"bytes_per_second":%d}\n' "$size" "$rate"
}

for round in $(seq "$rounds"); do
    contestants="colophon floor"
    if [ $((round % 2)) = 0 ]; then contestants="floor colophon"; fi
    for who in $contestants; do
        printf 'round %s of %s: %s\n' "$round" "$rounds" "$who" >&2
        if [ "$who" = floor ]; then floor; else "$meshbench" stream --size "$size" --seconds "$seconds"; fi >>"$work/results"
    done
done
if [ -n "$raw" ]; then cp "$work/results" "$raw"; fi

rate() { # rate PEER: bytes a second
    sed -n "s/^{\"peer\":\"$1\".*\"bytes_per_second\":\([0-9]*\).*/\1/p" "$work/results" | median
}

printf '%s rounds of %s s each, replies of %s bytes, medians.\n\n' "$rounds" "$seconds" "$size"
awk -v ours="$(rate colophon)" -v floor="$(rate floor)" 'BEGIN {
    print "| | MB/s | of the floor |"
    print "|---|--:|--:|"
    printf "| colophon | %.0f | %.2f |\n", ours / 1e6, ours / floor
    printf "| floor | %.0f | 1.00 |\n", floor / 1e6
}'
