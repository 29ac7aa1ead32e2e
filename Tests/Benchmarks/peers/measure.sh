#!/usr/bin/env bash
# measure.sh PEER INFLIGHT SECONDS PAYLOAD: starts the peer's server, runs its client against it and prints one JSON line:
#   {"peer", "inflight", "payload", "rps", "p50_us", "p99_us", "server_cpu_ms", "server_rss_kb"}
# The client warms up for one second and then counts for SECONDS. The server's processor time is what /proc says it used
# over the client's whole life, connecting and warming up included; its memory is what is resident after.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${PEER_BUILD:-${TMPDIR:-/tmp}/colophon-peers}
peer=${1:?peer} inflight=${2:?calls in flight} seconds=${3:?seconds} payload=${4:?payload bytes}

case $peer in
floor)
    server=("$build/floor/floor" serve)
    client=("$build/floor/floor" call)
    # The floor has no messages: 64 bytes stand for what framing, method name and the other fields take.
    bytes=$((payload + 64))
    ;;
ttrpc-go | grpc-cpp | grpc-swift)
    server=("$build/$peer/server")
    client=("$build/$peer/client")
    bytes=$payload
    ;;
*)
    echo "measure.sh: no peer is called $peer" >&2
    exit 64
    ;;
esac

certificates=$build/certificates
"$here/certificates.sh" "$certificates"

port_file=$(mktemp)
"${server[@]}" "$certificates" >"$port_file" &
pid=$!
cleanup() {
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    rm -f "$port_file"
}
trap cleanup EXIT
for _ in $(seq 100); do
    if [ -s "$port_file" ]; then break; fi
    sleep 0.05
done
port=$(cat "$port_file")
if [ -z "$port" ]; then
    echo "measure.sh: the server of $peer did not start" >&2
    exit 1
fi

# Milliseconds of processor time, user and system, threads included; the 14th and 15th field count from the name's end.
processor_ms() {
    sed 's/.*) //' "/proc/$pid/stat" | awk -v tick="$(getconf CLK_TCK)" '{ print int(($12 + $13) * 1000 / tick) }'
}

before=$(processor_ms)
result=$(timeout "$((${seconds%.*} + 30))" "${client[@]}" "$certificates" "$port" "$inflight" "$seconds" "$bytes")
after=$(processor_ms)
read -r rps p50 p99 <<<"$result"
resident=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status")
printf '{"peer":"%s","inflight":%d,"payload":%d,"rps":%d,"p50_us":%s,"p99_us":%s,"server_cpu_ms":%d,"server_rss_kb":%d}\n' \
    "$peer" "$inflight" "$payload" "$rps" "$p50" "$p99" "$((after - before))" "$resident"
