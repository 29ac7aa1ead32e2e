#!/usr/bin/env bash
# Streams one large file to the evidence service and, in the same run, through the floor of such work: openssl s_client
# into s_server into sha256sum, both sides with certificates, TLS 1.3.
#
#   upload.sh [--size BYTES] [--rounds R]
#
# Prints one JSON line for each measurement and a last one with the ratio of the medians.
set -euo pipefail

# shellcheck source=bench.sh
. "$(dirname "$0")/bench.sh"
size=1073741824 rounds=3

options "size rounds" "$@"

work=$(mktemp -d)
server=
cleanup() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap cleanup EXIT
"$here/peers/certificates.sh" "$work/certificates"
# s_server closes when its own input ends, so it gets one that never does.
mkfifo "$work/silence"
exec 9<>"$work/silence"
build meshbench evidence

listens() { # listens PORT: whether a socket listens there (state 0A in /proc)
    awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && index($2, port) { found = 1 } END { exit !found }' /proc/net/tcp /proc/net/tcp6
}

# One file through openssl; prints bytes a second.
floor() {
    local port=$((20000 + RANDOM % 12000)) tls="$work/certificates" began ended
    openssl s_server -quiet -accept "$port" -naccept 1 -tls1_3 -Verify 2 -verify_return_error \
        -cert "$tls/server.pem" -key "$tls/server.key" -CAfile "$tls/ca.pem" 2>"$work/server.log" <&9 |
        sha256sum >"$work/digest" &
    server=$!
    for _ in $(seq 200); do
        if listens "$port"; then break; fi
        sleep 0.02
    done
    began=$(date +%s%N)
    head -c "$size" /dev/zero | openssl s_client -quiet -no_ign_eof -connect "127.0.0.1:$port" -tls1_3 \
        -cert "$tls/client.pem" -key "$tls/client.key" -CAfile "$tls/ca.pem" -verify_return_error >/dev/null 2>&1
    wait "$server"
    server=
    ended=$(date +%s%N)
    if [ "$(cut -d ' ' -f 1 "$work/digest")" != "$(head -c "$size" /dev/zero | sha256sum | cut -d ' ' -f 1)" ]; then
        echo "upload.sh: the floor lost bytes" >&2
        exit 1
    fi
    awk -v size="$size" -v time=$((ended - began)) 'BEGIN { printf "%d\n", size * 1e9 / time }'
}

for _ in $(seq "$rounds"); do
    rate=$(floor)
    echo "$rate" >>"$work/floor"
    printf '{"peer":"openssl-pipe","bytes":%d,"bytes_per_second":%d}\n' "$size" "$rate"
    line=$("$meshbench" upload --size "$size")
    echo "$line"
    rate=${line##*\"bytes_per_second\":}
    echo "${rate%%[!0-9]*}" >>"$work/ours"
done
awk -v ours="$(median <"$work/ours")" -v floor="$(median <"$work/floor")" \
    'BEGIN { printf "{\"our_bytes_per_second\":%d,\"floor_bytes_per_second\":%d,\"ratio\":%.2f}\n", ours, floor, ours / floor }'
