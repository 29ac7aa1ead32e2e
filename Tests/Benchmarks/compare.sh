#!/usr/bin/env bash
# Measures Colophon's RPC layer beside its peers, by turns in one run, and prints a Markdown table of medians.
#
#   compare.sh [--seconds N] [--rounds R] [--peers "floor ttrpc-go grpc-cpp grpc-swift"] [--inflight "1 16 128"]
#              [--payload BYTES] [--raw FILE]
#
# Same work for each: mutual TLS 1.3 on loopback, one connection, one unary echo of {string id, int64 seq, bytes
# payload}, one second to warm up, then SECONDS. Every second round goes through the contestants backwards, so that
# none always runs after the same neighbour. Installs the peers' Debian packages and builds into $PEER_BUILD, a folder
# under the temporary one. --raw keeps the single measurements, one JSON object a line.
set -euo pipefail

# shellcheck source=bench.sh
. "$(dirname "$0")/bench.sh"
seconds=4 rounds=3 peers="floor ttrpc-go grpc-cpp" inflight="1 16 128" payload=256 raw=

options "seconds rounds peers inflight payload raw" "$@"
peers=${peers//,/ } inflight=${inflight//,/ }

# The peers first: they cannot be built while something is measured.
# shellcheck disable=SC2086 # a list of words
"$here/peers/build.sh" $peers
build meshbench

results=$(mktemp)
trap 'rm -f "$results"' EXIT

measure() { # measure WHO INFLIGHT
    if [ "$1" = colophon ]; then
        "$meshbench" echo --inflight "$2" --seconds "$seconds" --payload "$payload"
    else
        "$here/peers/measure.sh" "$1" "$2" "$seconds" "$payload"
    fi
}

read -ra forwards <<<"colophon $peers"
backwards=()
for who in "${forwards[@]}"; do backwards=("$who" ${backwards[@]+"${backwards[@]}"}); done

for round in $(seq "$rounds"); do
    contestants=("${forwards[@]}")
    if [ $((round % 2)) = 0 ]; then contestants=("${backwards[@]}"); fi
    for calls in $inflight; do
        for who in "${contestants[@]}"; do
            printf 'round %s of %s, %s in flight: %s\n' "$round" "$rounds" "$calls" "$who" >&2
            measure "$who" "$calls" >>"$results"
        done
    done
done
if [ -n "$raw" ]; then cp "$results" "$raw"; fi

version() { # version NAME COMMAND...: the first line that the command prints, if it is there
    local name=$1
    shift
    if command -v "$1" >/dev/null; then printf -- '- %s: %s\n' "$name" "$("$@" 2>/dev/null | head -n 1)"; fi
}

package() { # package NAME DEBIAN-PACKAGE
    printf -- '- %s: %s\n' "$1" "$(dpkg-query -W -f '${Version}' "$2" 2>/dev/null || echo absent)"
}

printf '%s rounds of %s s each, %s-byte payload, medians.\n\n' "$rounds" "$seconds" "$payload"
awk -v seconds="$seconds" -f "$here/table.awk" "$results"
printf '\n- machine: %s cores, %s, %s MB\n' "$(nproc)" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)"
printf -- '- kernel: %s\n' "$(uname -srm)"
version Swift swift --version
version OpenSSL openssl version
case " $peers " in *" ttrpc-go "*)
    version Go go version
    package ttrpc-go golang-github-containerd-ttrpc-dev
    ;;
esac
case " $peers " in *" grpc-cpp "*) package "gRPC C++" libgrpc++-dev ;; esac
case " $peers " in *" grpc-swift "*)
    printf -- '- grpc-swift 2: %s\n' "$(awk -F'"' '/"identity" : "grpc-swift-2"/ { found = 1 } found && /"version"/ { print $4; exit }' \
        "$PEER_BUILD/grpc-swift/package/Package.resolved")"
    ;;
esac
