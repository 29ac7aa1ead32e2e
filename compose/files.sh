#!/usr/bin/env bash
# The authorities, certificates and keys of a mesh, unless they are there, and each service's file: what compose/up.sh makes
# before it starts anything, for whatever else starts the services. Runs where `colophon` is found, in the folder that
# holds compose/mesh.yaml.
set -euo pipefail

state=${COLOPHON_STATE:-.colophon}
mesh=${COLOPHON_MESH:-compose/mesh.yaml}

if [[ ! -f $state/pki/mesh-ca.pem ]]; then
    colophon pki init --state "$state"
else
    # A folder that was made for fewer services.
    colophon pki complete --state "$state"
fi
# The services lie beside the tool, each under its name.
colophon up --files-only --state "$state" --mesh "$mesh"
