#!/usr/bin/env python3
# server.py - an HTTP server on loopback that behaves badly when asked to
#
#   server.py [CERT KEY]    prints "PORT\n"; with CERT and KEY it speaks TLS
#
# The path says how. It ends when its standard input does.
import gzip
import os
import socket
import ssl
import sys
import threading
import time
from email.utils import formatdate

PORT = 0


def head(status, *lines):
    return ("HTTP/1.1 %s\r\n%s\r\n" % (
        status, "".join(line + "\r\n" for line in lines))).encode()


def answer(body, kind="application/json", status="200 OK", *lines):
    if isinstance(body, str):
        body = body.encode()
    return head(status, "Content-Type: " + kind, "Content-Length: %d" % len(body),
                "Connection: close", *lines) + body


def endless(conn, piece):
    try:
        while True:
            conn.sendall(piece)
    except OSError:
        pass


def serve(conn, path, request):
    if path == "/echo":
        conn.sendall(answer(request, "text/plain"))
    elif path == "/redirect":
        conn.sendall(answer("", "text/plain", "307 Temporary Redirect",
                            "Location: http://127.0.0.1:%d/echo" % PORT))
    elif path == "/elsewhere":
        conn.sendall(answer("", "text/plain", "302 Found",
                            "Location: https://evil.example/x"))
    elif path == "/slow":
        time.sleep(20)
    elif path == "/slow-body":
        conn.sendall(head("200 OK", "Content-Length: 100") + b"{")
        time.sleep(20)
    elif path == "/full":
        conn.sendall(answer(b"x" * 262144))
    elif path == "/huge":
        conn.sendall(answer(b"x" * 262145))
    elif path == "/declared":
        conn.sendall(head("200 OK", "Content-Length: 10000000000"))
    elif path == "/endless":
        conn.sendall(head("200 OK", "Transfer-Encoding: chunked"))
        endless(conn, b"1000\r\n" + b"x" * 4096 + b"\r\n")
    elif path == "/headers":
        conn.sendall(b"HTTP/1.1 200 OK\r\n")
        endless(conn, b"X: " + b"x" * 4000 + b"\r\n")
    elif path == "/gzip":
        conn.sendall(answer(gzip.compress(b"y" * 100000), "application/json",
                            "200 OK", "Content-Encoding: gzip"))
    elif path == "/cut":
        pass
    elif path == "/cut-head":
        conn.sendall(b"HTTP/1.1 200 O")
    elif path == "/cut-body":
        conn.sendall(head("200 OK", "Content-Length: 100") + b"{")
    elif path == "/not-http":
        conn.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
    elif path == "/seconds":
        conn.sendall(answer("", "text/plain", "503 Busy", "Retry-After: 7"))
    elif path == "/date":
        conn.sendall(answer("", "text/plain", "429 Slow", "Retry-After: " +
                            formatdate(time.time() + 100, usegmt=True)))
    elif path == "/past":
        conn.sendall(answer("", "text/plain", "429 Slow",
                            "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"))
    elif path == "/nul":
        conn.sendall(answer(b"a\0b"))
    elif path == "/none":
        conn.sendall(head("204 No Content"))
    elif path == "/type":
        conn.sendall(answer("{}", "x/\x1b]52;c;eA==\x07y"))
    else:
        conn.sendall(answer('{"path":"%s"}' % path, status="404 Not Found"))


def talk(conn):
    try:
        if CONTEXT:
            conn = CONTEXT.wrap_socket(conn, server_side=True)
        request = b""
        while b"\r\n\r\n" not in request:
            more = conn.recv(65536)
            if not more:
                return
            request += more
        start, body = request.split(b"\r\n\r\n", 1)
        length = 0
        for line in start.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(body) < length:
            body += conn.recv(65536)
        serve(conn, start.split(b" ")[1].decode(), start + b"\r\n\r\n" + body)
    except OSError:
        pass
    finally:
        conn.close()


def accept(listener):
    while True:
        conn, _ = listener.accept()
        threading.Thread(target=talk, args=(conn,), daemon=True).start()


CONTEXT = None
if len(sys.argv) > 2:
    CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CONTEXT.load_cert_chain(sys.argv[1], sys.argv[2])
server = socket.create_server(("127.0.0.1", 0))
PORT = server.getsockname()[1]
print(PORT, flush=True)
threading.Thread(target=accept, args=(server,), daemon=True).start()
sys.stdin.read()
os._exit(0)
