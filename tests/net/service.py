#!/usr/bin/env python3
# service.py - a service on loopback that is asked whether a credential is good
#
#   service.py [CERT KEY [VERSION]]
#                           prints "PORT\n"; with CERT and KEY it speaks TLS, as
#                           it was before others with VERSION: TLSv1_1
#
# The credential says how it answers: "good-1" is good, "revoked-2" is not; see
# answers. /delay/20/... waits 20 ms before. GET /__log gives what was asked so
# far, a line each; /__connections how many connections there were. It ends when
# its standard input does.
import asyncio
import base64
import json
import re
import ssl
import sys
import threading
from urllib.parse import parse_qs, unquote, urlsplit

LOG = []
CONNECTIONS = 0


def answer(status, body="", *lines, kind="application/json"):
    body = body.encode()
    head = ["HTTP/1.1 " + status, "Content-Type: " + kind,
            "Content-Length: %d" % len(body), *lines]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def good(key):
    return answer("200 OK", json.dumps(
        {"ok": True, "user": {"email": "alice@example.com"}}))


answers = {
    "good": good,
    "plain": lambda key: answer("200 OK", "fine", kind="text/plain"),
    "none": lambda key: b"HTTP/1.1 204 No Content\r\n\r\n",
    "revoked": lambda key: answer("401 Unauthorized", json.dumps(
        {"error": {"message": "this key was revoked"}})),
    "echo": lambda key: answer("401 Unauthorized", json.dumps(
        {"message": "wrong key " + key})),
    "forbidden": lambda key: answer("403 Forbidden", "<p>no", kind="text/html"),
    "busy": lambda key: answer("429 Too Many Requests", "{}", "Retry-After: 7"),
    "broken": lambda key: answer("500 Internal Server Error", "{}"),
    "odd": lambda key: answer("404 Not Found", '{"message":"a\\u001b[2Jb"}'),
    "huge": lambda key: answer("200 OK", "x" * 300000),
    "moved": lambda key: answer("302 Found", "", "Location: /stolen"),
    "liar": lambda key: answer("200 OK", '{"ok":false,"error":"invalid_auth"}'),
    "unwell": lambda key: answer("200 OK", '{"ok":false,"error":"fatal"}'),
}


def credential(path, head, body):
    found = re.search(rb"(?im)^authorization: (\S+) (\S+)", head)
    if found and found[1].lower() == b"basic":
        return base64.b64decode(found[2]).decode().partition(":")[2]
    if found:
        return found[2].decode()
    keys = parse_qs(urlsplit(path).query).get("key")
    if keys:
        return keys[0]
    found = re.search(r'"key":"([^"]*)"', body.decode())
    return found[1] if found else unquote(urlsplit(path).path.split("/")[-1])


class Service(asyncio.Protocol):
    def connection_made(self, transport):
        global CONNECTIONS
        CONNECTIONS += 1
        self.transport = transport
        self.bytes = b""

    def data_received(self, data):
        self.bytes += data
        while b"\r\n\r\n" in self.bytes:
            head, rest = self.bytes.split(b"\r\n\r\n", 1)
            length = re.search(rb"(?im)^content-length: (\d+)", head)
            length = int(length[1]) if length else 0
            if len(rest) < length:
                return
            self.bytes = rest[length:]
            self.asked(head, rest[:length])

    def asked(self, head, body):
        method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
        if path == "/__log":
            return self.transport.write(answer("200 OK", "".join(
                line + "\n" for line in LOG)))
        if path == "/__connections":
            return self.transport.write(answer("200 OK", str(CONNECTIONS)))
        LOG.append(method + " " + path)
        key = credential(path, head, body)
        kind = key.split("-")[0]
        if kind == "slow":
            return None
        if kind == "gone":
            return self.transport.close()
        made = answers.get(kind, answers["odd"])(key)
        delay = re.match(r"/delay/(\d+)/", path)
        if not delay:
            return self.transport.write(made)
        loop = asyncio.get_running_loop()
        return loop.call_later(int(delay[1]) / 1000, self.transport.write, made)


async def main():
    context = None
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if len(sys.argv) > 3:
            context.set_ciphers("DEFAULT@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion[sys.argv[3]]
            context.maximum_version = ssl.TLSVersion[sys.argv[3]]
        context.load_cert_chain(sys.argv[1], sys.argv[2])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Service, "127.0.0.1", 0, ssl=context,
                                      backlog=1024)
    ended = loop.create_future()
    threading.Thread(target=lambda: (
        sys.stdin.read(), loop.call_soon_threadsafe(ended.set_result, None)),
        daemon=True).start()
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended

asyncio.run(main())
