"""The opinion of the specification's own library about calls of webhooks.

verify_webhook.py SECRET FILE [SECONDS]: each line of FILE is {"headers": {...}, "body": "..."}. Prints for each the type
that it tells, or why it is refused. The library looks at the clock, which is put on by SECONDS.
"""
import datetime
import json
import sys

import standardwebhooks.webhooks
from standardwebhooks import Webhook, WebhookVerificationError

ahead = datetime.timedelta(seconds=int(sys.argv[3]) if len(sys.argv) > 3 else 0)


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + ahead


standardwebhooks.webhooks.datetime = Clock
webhook = Webhook(sys.argv[1])
for line in open(sys.argv[2], encoding="utf-8"):
    call = json.loads(line)
    try:
        print(webhook.verify(call["body"], call["headers"])["type"])
    except WebhookVerificationError as error:
        print("refused:", error)
