#!/usr/bin/env bash
# From a fresh machine to a sealed and verified file: installs what is missing, builds, starts the mesh, registers an
# author unless somebody has signed in, seals FILE, checks the proof twice, with our verifier and with openssl, and shows
# what the author was told. Leaves the mesh running. The last word is the bundle.
#
#   bash compose/up.sh [FILE]
#
# COLOPHON_BUILD=debug builds without optimisation; COLOPHON_STATE and COLOPHON_MESH name another state folder and mesh
# file, for a second mesh beside the first.
set -euo pipefail

usage() { echo "usage: bash compose/up.sh [FILE]" >&2; exit 64; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
(($# <= 1)) || usage
case ${1:-} in
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    -*) usage ;;
esac
file=$(realpath -- "${1:-$here/sample/first-draft.svg}" 2>/dev/null || echo "${1:-}")
if [[ ! -f $file || ! -r $file || ! -s $file ]]; then
    # Refused before minutes of building; `colophon seal` says exactly what is wrong with other cases.
    echo "error: ${1:-$file} is not a file that can be read and holds something" >&2
    echo "       Name a file: bash compose/up.sh FILE" >&2
    exit 2
fi
cd "$here/.."

# shellcheck source=prepare.sh
source "$here/prepare.sh"
build=${COLOPHON_BUILD:-release}
state=${COLOPHON_STATE:-.colophon}
mesh=${COLOPHON_MESH:-compose/mesh.yaml}

step() { printf '\n== %s\n' "$*"; }

step "System packages and toolchain"
install_packages "${colophon_packages[@]}"
need_swift
swift --version 2>/dev/null | head -n 1

step "Building ($build; the first time takes minutes)"
for product in colophon identity evidence notify; do
    swift build --configuration "$build" --product "$product"
done
bin=$(swift build --configuration "$build" --show-bin-path)

if [[ ! -f $state/pki/mesh-ca.pem ]]; then
    step "Local authorities, certificates and keys in $state/pki"
    "$bin/colophon" pki init --state "$state"
else
    # A folder that was made for fewer services.
    "$bin/colophon" pki complete --state "$state"
fi

step "Starting the mesh"
"$bin/colophon" up --state "$state" --mesh "$mesh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The account of whoever has none yet; the mesh sends nothing, so the number is nobody's.
author=first_author mobile=13800138001 password=$state/$author.password
on_mesh=(--state "$state" --mesh "$mesh")
signed_in() { "$bin/colophon" whoami --json "${on_mesh[@]}" | grep '"signed_in":true' >/dev/null; }
sign_in() { "$bin/colophon" login "$author" "${on_mesh[@]}" --password-file "$password"; }
if ! signed_in; then
    # The password is kept before it is anybody's, so that a run that was cut off can be gone on with.
    if [[ ! -f $password ]]; then (umask 077 && echo "Aa1-$(openssl rand -hex 12)" >"$password"); fi
    if ! sign_in 2>/dev/null; then
        step "Registering $author"
        "$bin/colophon" register "${on_mesh[@]}" --mobile "$mobile" --user-name "$author" --accept-terms \
            --password-file "$password" </dev/null
        step "Signing in"
        sign_in
    fi
fi

step "Sealing $file"
"$bin/colophon" seal --state "$state" --mesh "$mesh" "$file" | tee "$scratch/sealed"
bundle=$(sed -n 's/^  bundle   //p' "$scratch/sealed")

step "Verifying with colophon verify"
"$bin/colophon" verify --state "$state" "$bundle" "$file"

step "Verifying the timestamp with openssl, without us"
unzip -q "$bundle" token.tsr tsa-chain.pem -d "$scratch"
openssl ts -verify -data "$file" -in "$scratch/token.tsr" -CAfile "$state/pki/tsa-ca.pem" \
    -untrusted "$scratch/tsa-chain.pem"

if "$bin/colophon" whoami "${on_mesh[@]}" | grep -w "$author" >/dev/null; then
    step "What $author was told"
    number=$(sed -n 's/^  number   //p' "$scratch/sealed")
    for _ in {1..40}; do
        "$bin/colophon" inbox "$mobile" "${on_mesh[@]}" >"$scratch/inbox"
        if grep -F "$number" "$scratch/inbox"; then break; fi
        sleep 0.25
    done
    grep -qF "$number" "$scratch/inbox" || { echo "error: no message about $number has come" >&2; exit 1; }
fi

step "Running"
"$bin/colophon" status --state "$state" --mesh "$mesh"
probes=$("$bin/colophon" status --json --state "$state" --mesh "$mesh" | sed -nE '/"service":"evidence"/s/.*"probes":"([^"]*)".*/\1/p')
echo
echo "Health and metrics: http://$probes/readyz http://$probes/metrics"
echo "Inspection pages:   curl --unix-socket $state/run/evidence.sock http://localhost/status (also /connections, /calls)"
echo "Logs:               $state/log"
echo "Stop the mesh:      .build/$build/colophon down$([[ $state == .colophon ]] || echo " --state $state")"
echo "The proof of $(basename -- "$file") is in $bundle"
