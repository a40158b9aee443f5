#!/usr/bin/env python3
# token_server.py - answers every POST with new tokens, after 20 ms
#
# Prints "PORT\n". Ends when its standard input does.
import asyncio
import sys

DELAY = 0.02
count = 0


async def serve(reader, writer):
    global count
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        await reader.readexactly(length)
        await asyncio.sleep(DELAY)
        count += 1
        body = (b'{"access_token":"made-up-access-%d","token_type":"Bearer",'
                b'"expires_in":3600,"refresh_token":"made-up-refresh-%d"}'
                % (count, count))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                     b"Connection: close\r\nContent-Length: %d\r\n\r\n"
                     % len(body) + body)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)

asyncio.run(main())
