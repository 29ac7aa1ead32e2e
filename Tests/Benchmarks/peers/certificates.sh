#!/usr/bin/env bash
# certificates.sh FOLDER: makes one authority and a certificate each for the peers' server and client (P-256), once.
set -euo pipefail

folder=${1:?folder}
if [ -f "$folder/client.pem" ]; then exit 0; fi
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
    -keyout ca.key -out ca.pem -subj "/CN=benchmark authority" 2>/dev/null
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >names.ext
for name in server client; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$name.key" -out "$name.csr" -subj "/CN=$name" 2>/dev/null
    openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 \
        -extfile names.ext -out "$name.pem.new" 2>/dev/null
    mv "$name.pem.new" "$name.pem"
done
