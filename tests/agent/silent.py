#!/usr/bin/env python3
"""silent.py - one request to the API of the agent, among many that never end

    silent.py SOCKET COUNT

Opens COUNT connections, each of which goes on with its head for ever, then asks
whether the vault is unlocked. Prints the status, or nothing after 20 s.
"""
import select
import socket
import sys


def connected(path):
    """A connection."""
    sock = socket.socket(socket.AF_UNIX)
    sock.connect(path)
    return sock


def go_on(sock):
    """One more byte of a head, unless the agent has hung up."""
    try:
        sock.send(b"x", socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
    except OSError:
        pass


def main(path, count):
    silent = []
    for _ in range(int(count)):
        silent.append(connected(path))
        silent[-1].send(b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX-More: ")
    asks = connected(path)
    asks.send(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
    for _ in range(200):
        if select.select([asks], [], [], 0.1)[0]:
            print(asks.recv(4096).decode().split()[1])
            break
        for sock in silent:
            go_on(sock)


main(*sys.argv[1:])
