"""Another authorization server, made with oauthlib, for tests.

    python3 idp2.py     prints "READY http://127.0.0.1:PORT" and serves until
                        its standard input ends

Unlike idp.mjs it knows no OpenID Connect and no metadata, sends no iss, wants
a client secret in the header, and has tokens of another form. Everybody is
signed in, and agrees. Refresh tokens rotate: an old one is worth nothing.
GET /__test/log tells the endpoints asked so far, without secrets.
"""
import json
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import oauthlib.oauth2
from oauthlib.oauth2 import RequestValidator, WebApplicationServer

CLIENT, SECRET = "second-server", "s3cond: secret"
LIFE = 3600
codes, tokens, log = {}, {}, []
lock = threading.Lock()


class Client:
    """What oauthlib asks a client for."""
    client_id = CLIENT


class Rules(RequestValidator):
    """Who may do what: what is not said here is refused by oauthlib."""

    # -- clients
    def client_authentication_required(self, request, *args, **kwargs):
        return True

    def authenticate_client(self, request, *args, **kwargs):
        import base64
        from urllib.parse import unquote_plus
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return False
        name, _, word = base64.b64decode(text).decode().partition(":")
        request.client = Client()
        return (unquote_plus(name), unquote_plus(word)) == (CLIENT, SECRET)

    def validate_client_id(self, client_id, request, *args, **kwargs):
        request.client = Client()
        return client_id == CLIENT

    def validate_redirect_uri(self, client_id, redirect_uri, request, *args, **kwargs):
        return redirect_uri.startswith("http://127.0.0.1:")

    def validate_response_type(self, client_id, response_type, client, request, *args, **kwargs):
        return response_type == "code"

    def validate_grant_type(self, client_id, grant_type, client, request, *args, **kwargs):
        return grant_type in ("authorization_code", "refresh_token")

    def validate_scopes(self, client_id, scopes, client, request, *args, **kwargs):
        return set(scopes) <= {"read", "write"}

    def get_default_scopes(self, client_id, request, *args, **kwargs):
        return ["read"]

    # -- codes, which are good once, with PKCE
    def is_pkce_required(self, client_id, request):
        return True

    def save_authorization_code(self, client_id, code, request, *args, **kwargs):
        codes[code["code"]] = {
            "challenge": request.code_challenge, "method": request.code_challenge_method,
            "redirect_uri": request.redirect_uri, "scopes": request.scopes}

    def validate_code(self, client_id, code, client, request, *args, **kwargs):
        request.user, request.scopes = "carol", codes.get(code, {}).get("scopes")
        return code in codes

    def get_code_challenge(self, code, request):
        return codes[code]["challenge"]

    def get_code_challenge_method(self, code, request):
        return codes[code]["method"]

    def confirm_redirect_uri(self, client_id, code, redirect_uri, client, request, *args, **kwargs):
        return codes[code]["redirect_uri"] == redirect_uri

    def invalidate_authorization_code(self, client_id, code, request, *args, **kwargs):
        codes.pop(code, None)

    # -- tokens, by the grant that they belong to
    def save_bearer_token(self, token, request, *args, **kwargs):
        old = getattr(request, "refresh_token", None)
        grant = tokens.pop(old, None) or secrets.token_hex(4)
        for kind in ("access_token", "refresh_token"):
            tokens[token[kind]] = grant

    def validate_refresh_token(self, refresh_token, client, request, *args, **kwargs):
        return refresh_token in tokens

    def get_original_scopes(self, refresh_token, request, *args, **kwargs):
        return ["read"]

    def revoke_token(self, token, token_type_hint, request, *args, **kwargs):
        grant = tokens.get(token)
        for other in [t for t, g in tokens.items() if g == grant]:
            del tokens[other]


server = WebApplicationServer(Rules(), token_expires_in=LIFE)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, headers, body, status):
        data = (body or "").encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == "/__test/log":
            self.answer({"Content-Type": "application/json"}, json.dumps(log), 200)
        elif path == "/me":
            word = self.headers.get("Authorization", "").removeprefix("Bearer ")
            good = word in tokens
            self.answer({"Content-Type": "application/json"},
                        json.dumps({"email": "carol@second.test"} if good else {}), 200 if good else 401)
        elif path == "/authorize":
            try:
                scopes, info = server.validate_authorization_request(self.path, "GET", None, {})
                self.answer(*server.create_authorization_response(self.path, "GET", None, {}, scopes, info))
            except oauthlib.oauth2.OAuth2Error as error:
                self.answer({"Content-Type": "text/plain"}, str(error), 400)
        else:
            self.answer({}, "", 404)

    def do_POST(self):
        size = int(self.headers.get("Content-Length", 0))
        body, headers = self.rfile.read(size).decode(), dict(self.headers)
        path = urlsplit(self.path).path
        with lock:
            log.append({"path": path, "grant": "refresh" if "grant_type=refresh_token" in body else "other"})
            if path == "/token":
                self.answer(*server.create_token_response(self.path, "POST", body, headers))
            elif path == "/revoke":
                self.answer(*server.create_revocation_response(self.path, "POST", body, headers))
            else:
                self.answer({}, "", 404)


def main():
    import os
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # on loopback
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    print(f"READY http://127.0.0.1:{http.server_address[1]}", flush=True)
    sys.stdin.read()


main()
