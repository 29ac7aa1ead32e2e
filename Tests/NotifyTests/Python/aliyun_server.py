"""A service for short messages that checks Alibaba Cloud's signature V3 (ACS3-HMAC-SHA256) by itself.

aliyun_server.py FOLDER SECRET
Prints its port. Every request becomes a JSON line of FOLDER/requests. What it answers depends on the number's last digit.
"""
import datetime
import hashlib
import hmac
import http.server
import json
import re
import sys
import urllib.parse

folder, secret = sys.argv[1:3]
nonces = set()
# What was taken, in order, as it is listed: one row for each time, whatever the message.
taken_rows = []


def encoded(text):
    return urllib.parse.quote(text, safe="-_.~")


def fault(handler, query):
    """What is wrong with a request's signature; None when nothing is."""
    if handler.headers.get("content-type"):
        return "an unsigned header"
    found = re.fullmatch(
        r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})",
        handler.headers.get("authorization", ""))
    if not found or found[1] != "key-1":
        return "IncompleteSignature"
    names = found[2].split(";")
    required = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
    if names != sorted(names) or not required <= set(names):
        return "IncompleteSignature"
    body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
    digest = hashlib.sha256(body).hexdigest()
    if handler.headers["x-acs-content-sha256"] != digest:
        return "the body is another"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", handler.headers["x-acs-date"]):
        return "InvalidTimeStamp.Format"
    if handler.headers["x-acs-signature-nonce"] in nonces:
        return "SignatureNonceUsed"
    nonces.add(handler.headers["x-acs-signature-nonce"])
    canonical_query = "&".join(f"{encoded(name)}={encoded(query[name])}" for name in sorted(query))
    canonical_headers = "".join(f"{name}:{handler.headers[name].strip()}\n" for name in names)
    canonical = "\n".join(["POST", "/", canonical_query, canonical_headers, ";".join(names), digest])
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return None if hmac.compare_digest(signature, found[3]) else "SignatureDoesNotMatch"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, kind="application/json"):
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query, keep_blank_values=True))
        action = self.headers.get("x-acs-action", "")
        what = fault(self, query)
        with open(f"{folder}/requests", "a", encoding="utf-8") as file:
            file.write(json.dumps({"action": action, "fault": what or "", **query}) + "\n")
        if what:
            return self.answer(400, json.dumps({"Code": what, "Message": what, "RequestId": "r"}))
        if action == "SendSms":
            return self.send(query)
        return self.report(query)

    def send(self, query):
        kind = query["PhoneNumbers"][-1]
        if kind == "2":
            return self.answer(200, json.dumps({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "x", "RequestId": "r"}))
        if kind == "5":
            return self.answer(200, json.dumps({"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "x", "RequestId": "r"}))
        # These are taken the first time and do not get there; the next time one is lost on the way, one on the way back.
        is_again = any(row["OutId"] == query["OutId"] for row in taken_rows)
        if kind == "3" or kind == "0" and is_again:
            return self.answer(502, "<html>bad gateway</html>", "text/html")
        # Filed under the day in Beijing on which it was taken; after a while, under the next.
        taken = datetime.datetime.strptime(self.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ")
        delay = {"4": 20}.get(kind, 0)
        there = taken + datetime.timedelta(hours=8, seconds=delay)
        status = {"6": 2, "7": 1, "9": 3 if is_again else 2, "0": 2}.get(kind, 3)
        biz = "biz^" + query["OutId"] + ("^again" if is_again else "")
        taken_rows.append({
            "OutId": query["OutId"], "SendStatus": status, "PhoneNum": query["PhoneNumbers"],
            "ErrCode": "UNDELIV" if status == 2 else "DELIVERED", "SendDate": there.strftime("%Y-%m-%d %H:%M:%S"),
            "BizId": biz,
        })
        if kind == "8":
            return self.answer(503, json.dumps({"Code": "ServiceUnavailable", "Message": "x", "RequestId": "r"}))
        if kind == "4" or kind == "9" and is_again:
            self.close_connection = True
            return self.connection.close()
        self.answer(200, json.dumps({"Code": "OK", "Message": "OK", "BizId": biz, "RequestId": "r"}))

    def report(self, query):
        rows = [
            # As the real one lists them: without its own name for them.
            {name: value for name, value in row.items() if name != "BizId"}
            for row in taken_rows
            if row["PhoneNum"] == query["PhoneNumber"] and row["SendDate"][:10].replace("-", "") == query["SendDate"]
            and query.get("BizId", row["BizId"]) == row["BizId"]
        ]
        self.answer(200, json.dumps({
            "Code": "OK", "Message": "OK", "TotalCount": str(len(rows)), "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows},
        }))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
