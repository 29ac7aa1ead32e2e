"""A mail server for tests: aiosmtpd with STARTTLS and a login.

mail_server.py FOLDER MODE [CERTIFICATE KEY]
  MODE  login: STARTTLS and the login colophon/right before anything else;  plain: neither is offered
Prints its port. Every letter becomes a JSON line of FOLDER/letters, every word that was said to it one of FOLDER/words.
"""
import asyncio
import json
import ssl
import sys
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult

folder, mode = sys.argv[1:3]
REPLIES = {
    "later": "450 4.7.1 come again",
    "busy": "421 4.3.2 going away",
    "nobody": "550 5.1.1 no such mailbox",
    "full": "452 4.2.2 no room",
}


def note(name, line):
    with open(f"{folder}/{name}", "a", encoding="utf-8") as file:
        file.write(line + "\n")


class Server(SMTP):
    async def smtp_EHLO(self, hostname):
        note("words", "EHLO")
        await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg):
        note("words", "AUTH")
        await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg):
        note("words", "MAIL")
        await super().smtp_MAIL(arg)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = REPLIES.get(address.split("@")[0])
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=policy.default)
        note("letters", json.dumps({
            "mail_from": envelope.mail_from, "rcpt_to": ",".join(envelope.rcpt_tos), "tls": str(session.ssl is not None),
            "subject": str(letter["subject"]), "from": str(letter["from"]), "to": str(letter["to"]),
            "names": ",".join(sorted(name.lower() for name in letter.keys())),
            "defects": ",".join(str(defect) for defect in letter.defects),
            "text": letter.get_content(), "raw": envelope.content.decode("utf-8", "replace"),
        }))
        return "554 5.6.0 not this one" if "REFUSE" in str(letter["subject"]) else "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    is_known = (data.login, data.password) == (b"colophon", b"right")
    return AuthResult(success=is_known, handled=False)


async def main():
    options = {}
    if mode == "login":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
        options = {
            "tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": authenticate,
        }
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(Handler(), loop=loop, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
