#!/usr/bin/env python3
"""bench.py - what it takes to have a credential, with the agent unlocked

    bench.py [CONNECTIONS]

A vault of its own in $TMPDIR; prints medians beside the budget, the same of
pass, gopass and age where they are installed with nothing more than a made-up
key, and what wrk measures over HTTPS. The rate limit counts for each client, so
there are many.
"""
import http.client
import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

CONNVAULT = os.environ["CONNVAULT"]
CLIENTS = 60
SECRET = "made-up secret"
PAGE, FLUSHES = 4096, 4


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
    print(f"{what:54} {value:>22}  {budget}")


def spawned_ms(argv, wanted, times=101):
    """What a program takes from exec to end, its output in memory: neither
    pipes nor threads of ours are in the figures."""
    out = os.memfd_create("out")

    def call():
        os.ftruncate(out, 0)
        os.lseek(out, 0, os.SEEK_SET)
        pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, out, 1)])
        assert os.waitpid(pid, 0)[1] == 0, argv
    result = median_ms(call, times)
    shown = os.pread(out, 4096, 0).decode()
    assert wanted in shown, shown
    os.close(out)
    return result


def row_of(what, argv, wanted=SECRET, budget="", times=21):
    row(f"{what}, exec to end, ms",
        "%.1f (p99 %.1f)" % spawned_ms(argv, wanted, times), budget)


def quietly(*argv, **more):
    return subprocess.run(argv, check=True, text=True, capture_output=True,
                          **more).stdout


def rival_age(home):
    key, file = home + "/age.key", home + "/secret.age"
    quietly("age-keygen", "-o", key)
    public = quietly("age-keygen", "-y", key).strip()
    quietly("age", "-r", public, "-o", file, input=SECRET)
    row_of("age -d", ["age", "-d", "-i", key, file])


def rival_pass(home):
    """gopass reads the store that pass made. Debian's package of that name is
    another program than gopasspw/gopass, which is named for that."""
    os.environ["GNUPGHOME"] = home + "/gnupg"
    os.environ["PASSWORD_STORE_DIR"] = home + "/store"
    os.makedirs(os.environ["GNUPGHOME"], 0o700)
    quietly("gpg", "--batch", "--passphrase", "", "--quick-gen-key",
            "bench@example.test")
    quietly("pass", "init", "bench@example.test")
    quietly("pass", "insert", "-m", "one", input=SECRET + "\n")
    row_of("pass show", ["pass", "show", "one"])
    if shutil.which("gopass"):
        version = subprocess.run(["gopass", "version"], capture_output=True,
                                 text=True).stdout.split("\n")[0].strip()
        row_of(f"gopass show ({version[:24]})", ["gopass", "show", "one"])
    subprocess.run(["gpgconf", "--kill", "all"], check=False)


def rivals(home):
    """One secret by each of the others, the key made up on the spot."""
    for needed, rival in ((("age", "age-keygen"), rival_age),
                          (("pass", "gpg"), rival_pass)):
        if all(shutil.which(name) for name in needed):
            rival(home)
        else:
            row(needed[0], "not installed")


def prepare(home, count):
    """A vault with so many connections, and the tokens of its clients."""
    os.environ["HOME"] = home
    for name in list(os.environ):
        if name.startswith(("XDG_", "CONNVAULT_V", "CONNVAULT_P")):
            del os.environ[name]
    os.environ["CONNVAULT_KEY_FILE"] = home + "/key"
    run("init", "--new-key-file", home + "/key")
    subprocess.run([os.environ["SEEDER"], "stripe", str(count), "86400"],
                   check=True)
    return [json.loads(run("client", "add", f"c{i}", "--json"))["token"]
            for i in range(CLIENTS)]


def disk_ms(home):
    """What of it is the disk: a commit of an audit row flushes it so often,
    pages that are there already."""
    with open(home + "/flush", "wb", buffering=0) as file:
        file.write(bytes(16 * PAGE))
        os.fsync(file.fileno())

        def call():
            for at in range(FLUSHES):
                os.pwrite(file.fileno(), os.urandom(PAGE), at * PAGE)
                os.fdatasync(file.fileno())
        return median_ms(call, 101)


def measure_api(api, tokens):
    base = "/v1/projects/Default/connections"
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


WRK = """
local tokens, at = {%s}, 0
request = function()
    at = at %% #tokens + 1
    return wrk.format("GET", nil, {Authorization = "Bearer " .. tokens[at]})
end
"""


def measure_wrk(home, port, tokens):
    """wrk speaks no unix socket: the port, over connections that are kept."""
    script = home + "/wrk.lua"
    with open(script, "w") as file:
        file.write(WRK % ", ".join(f'"{token}"' for token in tokens))
    for what, path in (("one connection", "/soak_7"),
                       ("a value", "/soak_7/value")):
        told = subprocess.run(
            ["wrk", "-t1", "-c8", "-d1s", "--latency", "-s", script,
             f"https://localhost:{port}/v1/projects/Default/connections{path}"],
            capture_output=True, text=True, check=True).stdout
        rate = re.search(r"Requests/sec: *(\S+)", told)[1]
        late = re.search(r"99% *(\S+)", told)[1]
        bad = re.search(r"Non-2xx.*: (\d+)", told)
        row(f"wrk, HTTPS: {what}, 8 at once, requests a second",
            f"{float(rate):.0f} (p99 {late})", f"{bad[1]} refused" if bad else "")


def measure_get(home, token):
    for _ in range(2):  # in turns: machines change their speed
        row_of("get with the agent", [CONNVAULT, "get", "soak_7"], token, "4",
               times=201)
        row_of("true", ["true"], "", times=201)
        row("the disk: four flushes of a page, ms",
            "%.1f (p99 %.1f)" % disk_ms(home))
    row_of("get --format json with the agent", [CONNVAULT, "get", "soak_7",
                                               "--format", "json"], token)


def measure(home, port, tokens):
    # First: a disk may be slower once it has written a lot.
    measure_get(home, run("get", "soak_7", "access_token"))
    measure_api(home + "/.local/state/connvault/run/api.sock", tokens)
    if shutil.which("wrk"):
        measure_wrk(home, port, tokens)
    else:
        row("wrk", "not installed")
    rivals(home)


def start(home):
    """An agent, unlocked, and its port."""
    cert, key = home + "/cert", home + "/cert.key"
    quietly("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
            "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert)
    os.chmod(key, 0o600)
    agent = subprocess.Popen(
        [CONNVAULT, "agent", "--for", "never", "--idle", "never", "--listen",
         "localhost:0", "--tls-cert", cert, "--tls-key", key],
        stderr=subprocess.PIPE, text=True)
    for line in agent.stderr:
        if "https://" in line:
            port = line.rpartition(":")[2].strip()
        if "unlocked" in line:
            return agent, port
    sys.exit("the agent does not start")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    home = tempfile.mkdtemp()
    tokens = prepare(home, count)
    agent, port = start(home)
    try:
        del os.environ["CONNVAULT_KEY_FILE"]
        print(f"{platform.machine()}, {os.cpu_count()} processors; {count} "
              f"connections; files in {home}; load {os.getloadavg()[0]:.1f}")
        measure(home, port, tokens)
    finally:
        agent.terminate()
        agent.wait()
        shutil.rmtree(home)


main()
