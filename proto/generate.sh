#!/usr/bin/env bash
# Regenerates every file that comes from a .proto: protobuf-c's C, Swift values, stubs, embedded descriptors.
#
#   bash proto/generate.sh            into the project
#   bash proto/generate.sh FOLDER     into FOLDER, with the project's paths (the drift test compares the two)
#
# PROTOC_GEN_MESH names a built generator; without it the generator is built first.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
out=${1:-$here}

need() {    # need TOOL PACKAGE
    command -v "$1" >/dev/null && return
    echo "generate.sh: $1 is missing; on Debian and Ubuntu: apt-get install $2" >&2
    exit 69
}
need protoc protobuf-compiler
need protoc-gen-c protobuf-c-compiler

# protoc finds its own .proto files beside its executable or in /usr/include.
include=
for folder in "$(dirname "$(command -v protoc)")/../include" /usr/include /usr/local/include; do
    if [[ -f $folder/google/protobuf/compiler/plugin.proto ]]; then include=$(cd "$folder" && pwd -P); break; fi
done
if [[ -z $include ]]; then
    echo "generate.sh: google/protobuf/compiler/plugin.proto is missing; on Debian and Ubuntu: apt-get install libprotoc-dev" >&2
    exit 69
fi

generator=${PROTOC_GEN_MESH:-}
if [[ -z $generator ]]; then
    swift build --package-path "$here" --product protoc-gen-mesh >&2
    generator=$(swift build --package-path "$here" --show-bin-path)/protoc-gen-mesh
fi
if [[ ! -x $generator ]]; then
    echo "generate.sh: there is no generator at $generator" >&2
    exit 69
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# run FOLDER IMPORT-ROOT PARAMETERS FILE... : one run of the generator into an empty folder
run() {
    local folder=$1 root=$2 parameters=$3
    shift 3
    mkdir -p "$folder"
    local roots=(-I "$here/proto" -I "$include")
    [[ $root == "$here/proto" ]] || roots=(-I "$root" "${roots[@]}")
    protoc "${roots[@]}" --plugin=protoc-gen-mesh="$generator" --mesh_opt="$parameters" --mesh_out="$folder" "$@"
}

# replace FROM TO PATTERN : TO has exactly FROM's files among those of PATTERN; unchanged files are not touched
replace() {
    local from=$1 to=$2 pattern=$3 file
    mkdir -p "$to"
    (cd "$from" && find . -type f -name "$pattern" | sort) | while read -r file; do
        mkdir -p "$(dirname "$to/$file")"
        cmp -s "$from/$file" "$to/$file" || cp "$from/$file" "$to/$file"
    done
    (cd "$to" && find . -type f -name "$pattern" | sort) | while read -r file; do
        [[ -f $from/$file ]] || rm "$to/$file"
    done
}

# Paths under an import root, sorted.
protos() { (cd "$1" && find "${@:2}" -name '*.proto' | sort); }

wellknown=(google/protobuf/any.proto google/protobuf/duration.proto google/protobuf/empty.proto
    google/protobuf/timestamp.proto)
mapfile -t mesh < <(protos "$here/proto" colophon/mesh google ttrpc)
mapfile -t services < <(protos "$here/proto" colophon | grep -v '^colophon/mesh/')
mapfile -t tests < <(protos "$here/Tests/MeshTestKit/proto" bench colophon grpc ttrpc)

# Which Swift module has the values of which packages.
homes=home=google.protobuf:ProtobufC,home=google.rpc:MeshRPC,home=ttrpc:MeshRPC,home=colophon.mesh:MeshRPC
homes+=,home=colophon:MeshAPI,home=colophon.test:MeshTestKit,home=bench:MeshTestKit,home=grpc:MeshTestKit
homes+=,home=ttrpc.integration:MeshTestKit

run "$scratch/c" "$here/proto" mode=c,module=CMeshProto \
    "${wellknown[@]}" google/protobuf/descriptor.proto google/protobuf/compiler/plugin.proto "${mesh[@]}" "${services[@]}"
replace "$scratch/c" "$out/Shared/CMeshProto" '*.c'
replace "$scratch/c" "$out/Shared/CMeshProto/include" '*.h'

run "$scratch/testc" "$here/Tests/MeshTestKit/proto" mode=c,module=CTestProto "${tests[@]}"
replace "$scratch/testc" "$out/Tests/MeshTestKit/CTestProto" '*.c'
replace "$scratch/testc" "$out/Tests/MeshTestKit/CTestProto/include" '*.h'

values() {    # values MODULE C-MODULE IMPORT-ROOT FOLDER FILE...
    run "$scratch/$1" "$3" "mode=swift,module=$1,cmodule=$2,$homes" "${@:5}"
    replace "$scratch/$1" "$out/$4" '*.swift'
}
values ProtobufC CMeshProto "$here/proto" Shared/ProtobufC/Generated "${wellknown[@]}"
values MeshRPC CMeshProto "$here/proto" Shared/MeshRPC/Generated "${mesh[@]}"
values MeshAPI CMeshProto "$here/proto" Shared/MeshAPI/Generated "${services[@]}"
values MeshTestKit CTestProto "$here/Tests/MeshTestKit/proto" Tests/MeshTestKit/Sources/Generated "${tests[@]}"
