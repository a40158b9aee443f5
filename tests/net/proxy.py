#!/usr/bin/env python3
# proxy.py - an HTTP proxy on loopback that leads to one place, whatever is asked
#
#   proxy.py PORT [CERT KEY]   prints "PORT\n", where it listens, by TLS with a
#                   certificate; every CONNECT ends at PORT of this machine, so
#                   that tests have hosts of any name
#
# What it was asked for goes to stderr, a line each. It ends when its standard
# input does.
import asyncio
import ssl
import sys


async def pump(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def serve(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    print(head.split(b"\r\n")[0].decode(), file=sys.stderr, flush=True)
    if not head.startswith(b"CONNECT "):
        writer.write(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
        writer.close()
        return
    there = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await asyncio.gather(pump(reader, there[1]), pump(there[0], writer),
                         return_exceptions=True)


async def main():
    tls = None
    if len(sys.argv) > 2:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(*sys.argv[2:4])
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
