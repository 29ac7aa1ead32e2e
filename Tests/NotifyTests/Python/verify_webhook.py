"""The opinion of the specification's own library about calls of webhooks.

verify_webhook.py SECRET FILE: each line of FILE is {"headers": {...}, "body": "..."}. Prints for each the type that it
tells, or why it is refused.
"""
import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(sys.argv[1])
for line in open(sys.argv[2], encoding="utf-8"):
    call = json.loads(line)
    try:
        print(webhook.verify(call["body"], call["headers"])["type"])
    except WebhookVerificationError as error:
        print("refused:", error)
