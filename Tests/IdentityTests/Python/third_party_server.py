"""Authorisation servers over HTTPS that check what they are told by themselves: OAuth 2.0 with PKCE, WeChat's and
DingTalk's dialects, and what answers wrongly.

third_party_server.py FOLDER CERTIFICATE KEY
Prints its port. Every request becomes a JSON line of FOLDER/requests, with what was wrong with it as `fault`.
"""
import base64
import hashlib
import http.server
import json
import re
import secrets
import socketserver
import ssl
import sys
import threading
import urllib.parse

folder, certificate, key = sys.argv[1:4]
ISSUER = "https://party.example"
CLIENT, SECRET = "colophon:1", "s3cret+/%:&"
lock = threading.Lock()
codes = {}
tokens = {}


def note(**line):
    with lock, open(f"{folder}/requests", "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def form(text):
    """The parameters of a form; a name that comes twice is refused."""
    pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=True)
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a parameter twice")
    return dict(pairs)


class Refusal(Exception):
    pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, kind="application/json", headers=()):
        content = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self.handle_all("GET")

    def do_POST(self):
        self.handle_all("POST")

    def handle_all(self, method):
        place = urllib.parse.urlsplit(self.path)
        self.method, self.body = method, self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        self.query = form(place.query) if place.query else {}
        steps = {
            "/authorize": self.authorize, "/connect/qrconnect": self.authorize, "/oauth2/auth": self.authorize,
            "/token": self.token, "/userinfo": self.userinfo,
            "/sns/oauth2/access_token": self.wechat_token, "/sns/userinfo": self.wechat_person,
            "/v1.0/oauth2/userAccessToken": self.dingtalk_token, "/v1.0/contact/users/me": self.dingtalk_person,
        }
        if place.path.startswith("/fault/"):
            note(path=place.path, fault="")
            return self.misbehave(place.path.split("/")[2:])
        try:
            result = steps[place.path]()
        except (Refusal, KeyError, ValueError) as error:
            note(path=place.path, fault=str(error) or "malformed")
            return self.refuse(place.path, str(error))
        note(path=place.path, fault="", **(result.pop("note", {})))
        return self.answer(*result.pop("answer"), **result)

    def refuse(self, path, word):
        if path.startswith("/sns/"):
            number = {"client": 40125, "code": 40029, "used": 40163}.get(word, 40029)
            return self.answer(200, {"errcode": number, "errmsg": f"{word}, rid: 1"}, "text/plain")
        if path.startswith("/v1.0/"):
            names = {"client": "invalidClientSecret", "code": "invalidParameter.authCode.notFound"}
            return self.answer(400, {"code": names.get(word, "invalidParameter"), "message": word, "requestid": "r"})
        if word == "client":
            return self.answer(401, {"error": "invalid_client"}, headers=[("WWW-Authenticate", "Basic")])
        error = "invalid_grant" if word in ("code", "used", "pkce", "redirect") else "invalid_request"
        return self.answer(400, {"error": error, "error_description": SECRET})

    # What a user agent does: `login_hint` has signed in and agreed.
    def authorize(self):
        query = self.query
        client = query.get("client_id") or query["appid"]
        if client != CLIENT or query["response_type"] != "code" or not re.fullmatch("[0-9a-f]{64}", query["state"]):
            raise Refusal("authorize")
        code = secrets.token_urlsafe(32)
        with lock:
            codes[code] = {
                "user": query["login_hint"], "redirect": query["redirect_uri"], "used": False,
                "challenge": query.get("code_challenge", ""), "method": query.get("code_challenge_method", ""),
            }
        name = "authCode" if self.path.startswith("/oauth2/auth") else "code"
        back = {name: code, "state": query["state"]}
        if self.path.startswith("/authorize"):
            back["iss"] = ISSUER
        location = f"{query['redirect_uri']}?{urllib.parse.urlencode(back)}"
        return {"answer": (302, b"", "text/html"), "headers": [("Location", location)],
                "note": {"location": location, "scope": query.get("scope", ""), "prompt": query.get("prompt", "")}}

    def take(self, code):
        """What a code was given for, once."""
        with lock:
            grant = codes.get(code)
            if grant is None:
                raise Refusal("code")
            if grant["used"]:
                raise Refusal("used")
            grant["used"] = True
            return grant

    def give(self, user):
        token = secrets.token_urlsafe(32)
        # As long as one that says much.
        token += "." + "x" * 2000
        with lock:
            tokens[token] = user
        return token

    def known(self, token):
        with lock:
            if token not in tokens:
                raise Refusal("token")
            return tokens[token]

    def token(self):
        if self.method != "POST" or self.headers["content-type"] != "application/x-www-form-urlencoded":
            raise Refusal("malformed")
        parameters = form(self.body)
        way = "post"
        if self.headers.get("authorization"):
            way = "basic"
            scheme, text = self.headers["authorization"].split(" ")
            name, secret = base64.b64decode(text).decode().split(":")
            if "client_id" in parameters or "client_secret" in parameters or scheme != "Basic":
                raise Refusal("malformed")
            client = (urllib.parse.unquote_plus(name), urllib.parse.unquote_plus(secret))
        else:
            client = (parameters["client_id"], parameters["client_secret"])
        if client != (CLIENT, SECRET):
            raise Refusal("client")
        if parameters["grant_type"] != "authorization_code":
            raise Refusal("malformed")
        grant = self.take(parameters["code"])
        if grant["redirect"] != parameters["redirect_uri"]:
            raise Refusal("redirect")
        verifier = parameters["code_verifier"]
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if not re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier) or grant["method"] != "S256" \
                or digest != grant["challenge"]:
            raise Refusal("pkce")
        body = {"access_token": self.give(grant["user"]), "token_type": "bearer", "expires_in": 60}
        return {"answer": (200, body), "note": {"way": way}}

    def userinfo(self):
        scheme, token = self.headers["authorization"].split(" ")
        if scheme != "Bearer" or self.query:
            raise Refusal("malformed")
        return {"answer": (200, {"sub": self.known(token), "name": "somebody"})}

    def wechat_token(self):
        query = self.query
        if self.method != "GET" or set(query) != {"appid", "secret", "code", "grant_type"}:
            raise Refusal("malformed")
        if (query["appid"], query["secret"]) != (CLIENT, SECRET):
            raise Refusal("client")
        user = self.take(query["code"])["user"]
        body = {"access_token": self.give(user), "expires_in": 7200, "openid": "open-" + user, "scope": "snsapi_login"}
        if not user.startswith("late"):
            body["unionid"] = "union-" + user
        # WeChat says that its JSON is text.
        return {"answer": (200, body, "text/plain")}

    def wechat_person(self):
        user = self.known(self.query["access_token"])
        if self.query["openid"] != "open-" + user:
            raise Refusal("malformed")
        body = {"openid": "open-" + user, "nickname": "格"}
        if user != "late-nobody":
            body["unionid"] = "union-" + user
        return {"answer": (200, body, "text/plain")}

    def dingtalk_token(self):
        question = json.loads(self.body)
        if self.method != "POST" or self.headers["content-type"] != "application/json":
            raise Refusal("malformed")
        if set(question) != {"clientId", "clientSecret", "code", "grantType"}:
            raise Refusal("malformed")
        if (question["clientId"], question["clientSecret"]) != (CLIENT, SECRET):
            raise Refusal("client")
        if question["grantType"] != "authorization_code":
            raise Refusal("malformed")
        user = self.take(question["code"])["user"]
        return {"answer": (200, {"accessToken": self.give(user), "refreshToken": "r", "expireIn": 7200})}

    def dingtalk_person(self):
        user = self.known(self.headers["x-acs-dingtalk-access-token"])
        return {"answer": (200, {"nick": "格", "unionId": "union-" + user, "openId": "open-" + user})}

    def misbehave(self, words):
        kind = words[0]
        if kind == "status":
            return self.answer(int(words[1]), {"error": words[2]} if len(words) > 2 else "no", "application/json")
        if kind == "errcode":
            return self.answer(200, {"errcode": int(words[1]), "errmsg": SECRET})
        if kind == "text":
            return self.answer(200, "<html>welcome</html>", "text/html")
        if kind == "json":
            return self.answer(200, base64.urlsafe_b64decode(words[1]))
        if kind == "redirect":
            return self.answer(307, b"", headers=[("Location", "/token")])
        if kind == "endless":
            self.send_response(200)
            self.end_headers()
            while True:
                self.wfile.write(b" " * 4096)
        if kind == "broken":
            self.close_connection = True
            return self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        # Never.
        threading.Event().wait()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def finish_request(self, request, client_address):
        request.settimeout(60)
        with context.wrap_socket(request, server_side=True) as stream:
            stream.settimeout(None)
            Handler(stream, client_address, self)

    def handle_error(self, request, client_address):
        note(path="", fault=type(sys.exc_info()[1]).__name__)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
