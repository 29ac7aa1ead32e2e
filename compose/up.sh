#!/usr/bin/env bash
# From a fresh machine to a sealed and verified file: installs what is missing, builds, starts the mesh, registers an
# author unless somebody has signed in, has them verified with specimens by one of the staff, seals FILE, checks the proof
# twice, with our verifier and with openssl, and shows what the author was told. Leaves the mesh running. The last word is
# the bundle.
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
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
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

# Accounts of whoever has none yet; the mesh sends nothing, so the numbers are nobody's.
author=first_author mobile=13800138001 reviewer=first_reviewer
on_mesh=(--state "$state" --mesh "$mesh")
says() { "$bin/colophon" "${@:2}" --json "${on_mesh[@]}" 2>/dev/null | grep -F -- "$1" >/dev/null; }
# account NAME NUMBER [--staff]: signs NAME in, after making the account. Its password is kept before it is anybody's, so
# that a run that was cut off can be gone on with.
account() {
    local password=$state/$1.password
    if [[ ! -f $password ]]; then (umask 077 && echo "Aa1-$(openssl rand -hex 12)" >"$password"); fi
    if "$bin/colophon" login "$1" "${@:3}" "${on_mesh[@]}" --password-file "$password" 2>/dev/null; then return; fi
    step "Registering $1"
    # Where it was made by a run that was cut off, what follows tells.
    "$bin/colophon" register "${on_mesh[@]}" --mobile "$2" --user-name "$1" --accept-terms \
        --password-file "$password" </dev/null || true
    if [[ ${3:-} == --staff ]]; then
        step "Making $1 one of the staff"
        "$bin/colophon" staff grant "$1" review "${on_mesh[@]}"
    fi
    step "Signing in as $1"
    "$bin/colophon" login "$1" "${@:3}" "${on_mesh[@]}" --password-file "$password"
}

# verify_author: hands in the dossier of whoever has signed in, and has the staff of this machine approve it.
verify_author() {
    local dossier
    if ! says '"state":"in review"' verify-identity --status; then
        step "Handing in a dossier with specimens"
        "$bin/colophon" verify-identity "${on_mesh[@]}" --facts "$here/sample/specimen.yaml" --promise --consent \
            --picture "portrait_side=$here/sample/specimen-portrait.png" \
            --picture "emblem_side=$here/sample/specimen-emblem.png" </dev/null
    fi
    dossier=$("$bin/colophon" verify-identity --status --json "${on_mesh[@]}" | sed -nE 's/.*"dossier":"([^"]*)".*/\1/p')
    step "Approving it, as one of the staff"
    if ! says '"roles":["review"]' whoami --staff; then account "$reviewer" 13800138002 --staff; fi
    "$bin/colophon" staff claim "$dossier" "${on_mesh[@]}"
    "$bin/colophon" staff show "$dossier" "${on_mesh[@]}"
    "$bin/colophon" staff approve "$dossier" "${on_mesh[@]}"
}

if ! says '"signed_in":true' whoami; then account "$author" "$mobile"; fi
# Whoever has signed in for themselves is verified by their own papers.
if says "\"user_name\":\"$author\"" whoami && ! says '"verified":true' verify-identity --status; then verify_author; fi

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
    [[ -n $number ]] || { echo "error: sealing named no number" >&2; exit 1; }
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
