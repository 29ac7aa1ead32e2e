"""The opinion of Python's cryptography about calls of webhooks that are signed with Ed25519.

verify_webhook_key.py VERIFIER FILE: VERIFIER is whpk_ and a public key in base64; each line of FILE is {"headers": {...},
"body": "..."}. Prints for each "verified", or why it is refused. As Standard Webhooks says: a signature whose mark is v1a
is over the identifier, the timestamp and the body, with dots between.
"""
import base64
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

verifier = sys.argv[1]
assert verifier.startswith("whpk_"), verifier
key = Ed25519PublicKey.from_public_bytes(base64.b64decode(verifier[len("whpk_"):], validate=True))


def is_verified(headers, body):
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body.encode()
    for signature in headers["webhook-signature"].split(" "):
        mark, _, text = signature.partition(",")
        if mark != "v1a":
            continue
        try:
            key.verify(base64.b64decode(text, validate=True), content)
            return True
        except InvalidSignature:
            continue
    return False


for line in open(sys.argv[2], encoding="utf-8"):
    call = json.loads(line)
    print("verified" if is_verified(call["headers"], call["body"]) else "refused")
