#!/usr/bin/env python3
"""silent.py - one request to the API of the agent, among many that never end

    silent.py SOCKET COUNT
    silent.py PORT COUNT CERTIFICATE

Opens COUNT connections, each of which goes on with its head for ever, then asks
whether the vault is unlocked. Prints the status, or nothing after 20 s.
"""
import select
import socket
import ssl
import sys


def connected(place, certificate):
    """A connection."""
    if not certificate:
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(place)
        return sock
    context = ssl.create_default_context(cafile=certificate[0])
    sock = socket.create_connection(("localhost", int(place)))
    return context.wrap_socket(sock, server_hostname="localhost")


def go_on(sock):
    """One more byte of a head, unless the agent has hung up."""
    try:
        sock.send(b"x")
    except OSError:
        pass


def main(place, count, *certificate):
    silent = []
    for _ in range(int(count)):
        silent.append(connected(place, certificate))
        silent[-1].send(b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX-More: ")
    asks = connected(place, certificate)
    asks.send(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
    for _ in range(200):
        if select.select([asks], [], [], 0.1)[0]:
            print(asks.recv(4096).decode().split()[1])
            break
        for sock in silent:
            go_on(sock)


main(*sys.argv[1:])
