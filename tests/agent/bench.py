#!/usr/bin/env python3
"""bench.py - what it takes to have a credential, with the agent unlocked

    bench.py [CONNECTIONS]

A vault of its own in $TMPDIR; prints medians beside the budget, and the same of
pass, gopass and age where they are installed with nothing more than a made-up
key. The rate limit counts for each client, so there are many.
"""
import http.client
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

CONNVAULT = os.environ["CONNVAULT"]
CLIENTS = 40


class Unix(http.client.HTTPConnection):
    """HTTP on a unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def run(*words, **more):
    return subprocess.run([CONNVAULT, *words], check=True, text=True,
                          capture_output=True, **more).stdout


def median_ms(call, times=51):
    """Median and 99th percentile."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(len(taken) * 0.99)]


def per_second(api, tokens, target, threads, seconds=3):
    """Requests a second over so many connections that are kept."""
    done = [0] * threads
    late = []
    end = time.time() + seconds

    def work(at):
        connection = Unix(api)
        mine = tokens[at::threads]
        while time.time() < end:
            token = mine[done[at] % len(mine)]
            begin = time.perf_counter()
            connection.request("GET", target, headers={
                "Authorization": "Bearer " + token})
            answer = connection.getresponse()
            answer.read()
            late.append((time.perf_counter() - begin) * 1000)
            done[at] += answer.status == 200
    workers = [threading.Thread(target=work, args=(at,))
               for at in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    late.sort()
    return sum(done) / seconds, late[int(len(late) * 0.99)]


def row(what, value, budget=""):
    print(f"{what:50} {value:>22}  {budget}")


def rivals(home):
    """One secret by each of the others, the key made up on the spot."""
    secret = "made-up secret\n"
    if shutil.which("age") and shutil.which("age-keygen"):
        key, file = home + "/age.key", home + "/secret.age"
        subprocess.run(["age-keygen", "-o", key], capture_output=True,
                       check=True)
        public = subprocess.run(["age-keygen", "-y", key], text=True,
                                capture_output=True, check=True).stdout.strip()
        subprocess.run(["age", "-r", public, "-o", file], input=secret,
                       text=True, check=True)
        row("age -d, exec to end, ms", "%.1f (p99 %.1f)" % median_ms(
            lambda: subprocess.run(["age", "-d", "-i", key, file], check=True,
                                   capture_output=True)))
    for name in ("pass", "gopass"):
        if not shutil.which(name) or not shutil.which("gpg"):
            continue
        os.environ["GNUPGHOME"] = home + "/gnupg"
        os.makedirs(os.environ["GNUPGHOME"], 0o700, exist_ok=True)
        subprocess.run(["gpg", "--batch", "--passphrase", "",
                        "--quick-gen-key", "bench@example.test"], check=True,
                       capture_output=True)
        os.environ["PASSWORD_STORE_DIR"] = home + "/" + name
        subprocess.run([name, "init", "bench@example.test"], check=True,
                       capture_output=True)
        subprocess.run([name, "insert", "-m", "one"], input=secret, text=True,
                       check=True, capture_output=True)
        row(f"{name} show, exec to end, ms", "%.1f (p99 %.1f)" % median_ms(
            lambda: subprocess.run([name, "show", "one"], check=True,
                                   capture_output=True), 21))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    home = tempfile.mkdtemp()
    os.environ["HOME"] = home
    for name in list(os.environ):
        if name.startswith(("XDG_", "CONNVAULT_V", "CONNVAULT_P")):
            del os.environ[name]
    os.environ["CONNVAULT_KEY_FILE"] = home + "/key"
    run("init", "--new-key-file", home + "/key")
    subprocess.run([os.environ["SEEDER"], "stripe", str(count), "86400"],
                   check=True)
    tokens = [json.loads(run("client", "add", f"c{i}", "--json"))["token"]
              for i in range(CLIENTS)]
    agent = subprocess.Popen([CONNVAULT, "agent", "--for", "never", "--idle",
                              "never"], stderr=subprocess.PIPE, text=True)
    while "unlocked" not in agent.stderr.readline():
        pass
    del os.environ["CONNVAULT_KEY_FILE"]
    api = home + "/.local/state/connvault/run/api.sock"
    base = "/v1/projects/Default/connections"
    print(f"{platform.machine()}, {os.cpu_count()} processors; {count} "
          f"connections; files in {home}; load {os.getloadavg()[0]:.1f}")
    one = Unix(api)

    def value():
        one.request("GET", base + "/soak_7/value", headers={
            "Authorization": "Bearer " + tokens[0]})
        answer = one.getresponse()
        body = answer.read()
        assert answer.status == 200, body
    row("API: a value, audit row durable, ms",
        "%.1f (p99 %.1f)" % median_ms(value), "4")
    for threads in (1, 8):
        rate, late = per_second(api, tokens, base + "/soak_7", threads)
        row(f"API: one connection, {threads} at once, requests a second",
            "%.0f (p99 %.1f ms)" % (rate, late))
        rate, late = per_second(api, tokens, base + "/soak_7/value", threads)
        row(f"API: a value, {threads} at once, requests a second",
            "%.0f (p99 %.1f ms)" % (rate, late))
    row("get with the agent, exec to end, ms", "%.1f (p99 %.1f)" % median_ms(
        lambda: run("get", "soak_7", "access_token")))
    row("true, exec to end, ms", "%.1f (p99 %.1f)" % median_ms(
        lambda: subprocess.run(["true"], check=True)))
    rivals(home)
    agent.terminate()
    agent.wait()
    shutil.rmtree(home)


main()
