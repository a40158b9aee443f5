#!/usr/bin/env python3
"""soak.py - hundreds of tokens that live half a minute, kept alive for a while

    soak.py SECONDS CONNECTIONS

Runs connvault agent on a vault of its own with CONNECTIONS by OAuth whose
tokens live 30 s, at a server of its own that lets a refresh token be used once.
Every second some are read by the API: one that has expired is a lapse. Prints
a table of memory and descriptors; exit 1 when something lapsed or grew.
"""
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

LIFE = 30
CONNVAULT = os.environ["CONNVAULT"]
issued = {}
refreshes = 0
reused = 0


async def serve(reader, writer):
    """Tokens for a code or a refresh token; each of those once."""
    global refreshes, reused
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        body = (await reader.readexactly(length)).decode()
        form = dict(pair.split("=", 1) for pair in body.split("&"))
        status, answer = "200 OK", None
        spent = form.get("refresh_token")
        if spent is not None:
            if not issued.pop(spent, False):
                reused += 1
                status = "400 Bad Request"
                answer = {"error": "invalid_grant"}
            refreshes += 1
        if answer is None:
            new = "made-up-refresh-%d-%d" % (refreshes, len(issued))
            issued[new] = True
            answer = {"access_token": "made-up-access-%f" % time.time(),
                      "token_type": "Bearer", "expires_in": LIFE,
                      "refresh_token": new}
        text = json.dumps(answer).encode()
        await asyncio.sleep(0.02)
        writer.write(b"HTTP/1.1 %s\r\nContent-Type: application/json\r\n"
                     b"Connection: close\r\nContent-Length: %d\r\n\r\n"
                     % (status.encode(), len(text)) + text)
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()


def run(*words, **more):
    return subprocess.run([CONNVAULT, *words], check=True, text=True,
                          capture_output=True, **more).stdout


def ask(path, token, target):
    """GET over the unix socket; the body as JSON."""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(60)
        sock.connect(path)
        sock.sendall(f"GET {target} HTTP/1.1\r\nHost: agent\r\nConnection: "
                     f"close\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        data = b""
        while chunk := sock.recv(65536):
            data += chunk
    return json.loads(data.split(b"\r\n\r\n", 1)[1])


def usage(pid):
    """Resident KiB and open descriptors."""
    with open(f"/proc/{pid}/status") as file:
        resident = next(int(line.split()[1]) for line in file
                        if line.startswith("VmRSS"))
    return resident, len(os.listdir(f"/proc/{pid}/fd"))


def make(home, port, count):
    """A vault with count connections, each signed in by client credentials of
    a refresh token, through the program that makes them for tests."""
    pieces = os.path.join(home, ".config/connvault/pieces")
    os.makedirs(pieces, 0o700)
    with open(os.path.join(pieces, "soak.json"), "w") as file:
        json.dump({"name": "soak", "display_name": "Soak", "auth": [{
            "type": "oauth2", "auth_url": f"http://127.0.0.1:{port}/auth",
            "token_url": f"http://127.0.0.1:{port}/token"}]}, file)
    run("init", "--new-key-file", os.path.join(home, "key"))
    run("app", "set", "soak", "--client-id", "soak")
    for number in range(count):
        issued["made-up-first-%d" % number] = True
    subprocess.run([os.environ["SEEDER"], "soak", str(count), str(LIFE)],
                   check=True)


async def soak(home, port, seconds, count):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, make, home, port, count)
    token = json.loads(run("client", "add", "soak", "--json"))["token"]
    agent = subprocess.Popen([CONNVAULT, "agent", "--for", "never", "--idle",
                              "never"], stderr=subprocess.DEVNULL)
    api = os.path.join(home, ".local/state/connvault/run/api.sock")
    base = "/v1/projects/Default/connections"
    lapses, asked, rows = 0, 0, []
    end = time.time() + seconds
    next_row = time.time() + min(LIFE, seconds / 4)
    while not os.path.exists(api):
        await asyncio.sleep(0.05)
    await asyncio.sleep(LIFE / 2)
    while time.time() < end:
        for number in range(asked % 17, count, 17):
            value = await loop.run_in_executor(
                None, ask, api, token, f"{base}/soak_{number}/value")
            asked += 1
            if "error" in value:
                # The limit of a client is no lapse.
                lapses += value["error"]["code"] != "too_fast"
            else:
                left = value["claimed_at"] + value["expires_in"] - time.time()
                lapses += left < -1
        if time.time() >= next_row:
            rows.append((refreshes, *usage(agent.pid)))
            print("%6d s %8d refreshes %8d KiB %5d descriptors"
                  % (seconds - (end - time.time()), *rows[-1]), flush=True)
            next_row = time.time() + max(LIFE, seconds / 20)
        await asyncio.sleep(1)
    agent.terminate()
    agent.wait()
    grown = rows[-1][1] - rows[0][1] if rows else 0
    files = rows[-1][2] - rows[0][2] if rows else 0
    print(f"{count} connections for {seconds} s: {refreshes} refreshes, "
          f"{reused} of a spent token, {asked} read, {lapses} lapses; "
          f"memory {grown:+d} KiB, descriptors {files:+d}")
    return lapses or reused or grown > 2048 or files > 8


async def main():
    seconds, count = int(sys.argv[1]), int(sys.argv[2])
    home = tempfile.mkdtemp()
    os.environ["HOME"] = home
    for name in list(os.environ):
        if name.startswith(("XDG_", "CONNVAULT_V", "CONNVAULT_P")):
            del os.environ[name]
    os.environ["CONNVAULT_KEY_FILE"] = os.path.join(home, "key")
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=512)
    try:
        failed = await soak(home, server.sockets[0].getsockname()[1], seconds,
                            count)
    finally:
        shutil.rmtree(home)
    sys.exit(1 if failed else 0)

asyncio.run(main())
