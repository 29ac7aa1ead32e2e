#!/usr/bin/env bash
# build.sh PEER...: installs what the peers need (Debian packages) and builds them into $PEER_BUILD, outside the
# repository. Peers: floor, ttrpc-go, grpc-cpp, grpc-swift (fetches Swift packages; about ten minutes the first time).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${PEER_BUILD:-${TMPDIR:-/tmp}/colophon-peers}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# need PACKAGE...: installs those that are missing.
need() {
    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then return; fi
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# current OUTPUT SOURCE...: whether OUTPUT is newer than every source.
current() {
    local output=$1 source
    shift
    if [ ! -e "$output" ]; then return 1; fi
    for source in "$@"; do
        if [ "$source" -nt "$output" ]; then return 1; fi
    done
}

build_floor() {
    need gcc libc6-dev libssl-dev
    if current "$build/floor/floor" "$here/floor/floor.c"; then return; fi
    mkdir -p "$build/floor"
    gcc -O2 -Wall -Wextra -Werror -o "$build/floor/floor" "$here/floor/floor.c" -lssl -lcrypto
}

build_ttrpc_go() {
    need golang-go golang-github-containerd-ttrpc-dev golang-github-gogo-protobuf-dev gogoprotobuf protobuf-compiler
    local go=$build/ttrpc-go/go
    if current "$build/ttrpc-go/client" "$here/echo.proto" "$here"/ttrpc-go/*/main.go; then return; fi
    mkdir -p "$go/src/bench/echo"
    cp -r "$here/ttrpc-go/server" "$here/ttrpc-go/client" "$go/src/bench/"
    # gogofaster writes the marshalling code out, as containerd itself has it; golang/protobuf's reflection is slower.
    sed '/^service/,/^}/d' "$here/echo.proto" >"$build/ttrpc-go/echo.proto"
    protoc -I"$build/ttrpc-go" --gogofaster_out="$go/src/bench/echo" "$build/ttrpc-go/echo.proto"
    sed -i 's/^package .*/package echo/' "$go/src/bench/echo/echo.pb.go"
    GO111MODULE=off GOPATH=$go:/usr/share/gocode go build -o "$build/ttrpc-go/server" bench/server
    GO111MODULE=off GOPATH=$go:/usr/share/gocode go build -o "$build/ttrpc-go/client" bench/client
}

build_grpc_cpp() {
    need g++ libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc pkg-config
    local folder=$build/grpc-cpp program libraries
    if current "$folder/client" "$here/echo.proto" "$here"/grpc-cpp/*; then return; fi
    mkdir -p "$folder"
    cp "$here"/grpc-cpp/* "$folder/"
    protoc -I"$here" --cpp_out="$folder" --grpc_out="$folder" \
        --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" "$here/echo.proto"
    read -ra libraries <<<"$(pkg-config --libs grpc++ protobuf)"
    for program in server client; do
        g++ -O2 -std=c++17 -Wall -o "$folder/$program.new" \
            "$folder/$program.cc" "$folder/echo.pb.cc" "$folder/echo.grpc.pb.cc" "${libraries[@]}"
        mv "$folder/$program.new" "$folder/$program"
    done
}

build_grpc_swift() {
    need protobuf-compiler
    local folder=$build/grpc-swift binaries
    if current "$folder/client" "$here/echo.proto" "$here/grpc-swift/Package.swift" \
        "$here"/grpc-swift/Sources/*/main.swift; then return; fi
    mkdir -p "$folder/package/Sources/EchoProto"
    cp -r "$here/grpc-swift/." "$folder/package/"
    cd "$folder/package"
    # The package manager forgets a target without a source file, even when it has some later.
    echo '// What is generated stands beside this file.' >Sources/EchoProto/EchoProto.swift
    swift build -c release --product protoc-gen-swift
    swift build -c release --product protoc-gen-grpc-swift-2
    binaries=$(swift build -c release --show-bin-path)
    protoc -I"$here" \
        --plugin="$binaries/protoc-gen-swift" --swift_out=Visibility=Public:Sources/EchoProto \
        --plugin=protoc-gen-grpc-swift="$binaries/protoc-gen-grpc-swift-2" \
        --grpc-swift_out=Visibility=Public:Sources/EchoProto "$here/echo.proto"
    swift build -c release --product server
    swift build -c release --product client
    ln -sf "$binaries/server" "$folder/server"
    cp "$binaries/client" "$folder/client"
}

mkdir -p "$build"
for peer in "$@"; do
    case $peer in
    floor | ttrpc-go | grpc-cpp | grpc-swift) ;;
    *)
        echo "build.sh: no peer is called $peer (floor, ttrpc-go, grpc-cpp, grpc-swift)" >&2
        exit 64
        ;;
    esac
    ("build_${peer//-/_}") >&2
done
