#!/usr/bin/env python3
"""power.py - what was reported done survives a power cut: see power.sh

    power.py RECORDER.SO

Commands and an agent change a vault while recorder.c writes down what they do
to its folder. Then the power is cut at points of that recording (disk.py), and
the program itself opens what is left: it must be sound, and hold what had been
reported done or what was under way, nothing in between.
"""
import collections
import concurrent.futures
import copy
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

from disk import JOURNAL, VAULT, Disk, records

CONNVAULT = os.environ["CONNVAULT"]
POINTS = int(os.environ.get("POINTS", 340))
SEED = os.environ.get("SEED") or str(random.SystemRandom().getrandbits(32))
DEAD = 137  # of recorder.c
CONTROL_POINTS = max(40, POINTS // 10)


def is_halfway(disk, _):
    """The vault is being written to."""
    return disk.is_halfway()


def is_counted(_, record):
    """The journal has just been told how many pages it has."""
    kind, _, at, data = record
    return kind == "W" and at == 0 and len(data) == 12


def is_told(_, record):
    """What was done has just been reported."""
    return record[0] == "A"


# What a disk forgets, and when the power is cut then.
CONTROLS = {
    "all": (("folder", "pages", "count", "vault", "end"), is_halfway),
    "folder": (("folder",), is_halfway),
    "count": (("count",), is_halfway),
    "vault": (("vault",), is_told),
    "end": (("end",), is_told),
}
# Most often the checksums of the journal make up for that one.
if POINTS >= 4000:
    CONTROLS["pages"] = (("pages",), is_counted)


def environment(home, key=None, **more):
    env = {name: value for name, value in os.environ.items()
           if not name.startswith(("CONNVAULT", "XDG_", "LD_"))}
    env.update(HOME=home, TZ="UTC", CONNVAULT_DATA=os.environ["CONNVAULT_DATA"],
               CONNVAULT_VAULT=f"{home}/folder/{VAULT}", **more)
    return {**env, "CONNVAULT_KEY_FILE": key} if key else env


def connvault(words, env, given=b""):
    """Its output; subprocess.CalledProcessError."""
    return subprocess.run([CONNVAULT, *words], env=env, input=given,
                          capture_output=True, check=True, timeout=60).stdout


def open_private(path, flags):
    return os.open(path, flags, 0o600)


# -- the recording -------------------------------------------------------------

class Recording:
    """A folder with the key, the log and the states that were acknowledged."""

    def __init__(self, place):
        self.place = place
        self.key, self.log = place + "/key", place + "/log"

    def load(self):
        with open(self.log, "rb") as log:
            self.records = list(records(log))
        with open(self.place + "/states", encoding="utf-8") as file:
            self.folder, self.states = json.load(file)


class Recorder(Recording):
    """Makes one. A state is {"conns": {id: [name, value]}, "audit": rows}."""

    def __init__(self, place, library):
        super().__init__(place)
        os.makedirs(place + "/folder", 0o700)
        self.vault = f"{place}/folder/{VAULT}"
        self.journal = f"{place}/folder/{JOURNAL}"
        self.states = [{"conns": {}, "audit": [["project_create", "Default"]]}]
        self.agent = None
        self.more = {"LD_PRELOAD": library, "POWER_LOG": self.log,
                     "POWER_DIR": os.path.realpath(place + "/folder")}
        self.folder = os.stat(place + "/folder").st_ino
        open(self.log, "wb").close()

    def note(self, kind, at=0, data=b"", inode=0):
        with open(self.log, "ab", 0) as log:
            log.write(b"%s %d %d %d\n%s" % (kind, inode, at, len(data), data))

    def done(self):
        """From now on the last state is there."""
        self.note(b"A", len(self.states) - 1)

    def run(self, *words, given=b"", key=True, **more):
        return connvault(words, environment(
            self.place, self.key if key else None, **self.more, **more), given)

    def change(self, action, conn, change=lambda conns: None):
        state = copy.deepcopy(self.states[-1])
        change(state["conns"])
        state["audit"].append([action, conn])
        self.states.append(state)

    # Each with a vault that is as the last state says.

    def make(self):
        self.run("init", "--new-key-file", self.key, key=False)
        if os.path.getsize(self.log) == 0:
            raise SystemExit("1..0 # SKIP nothing is loaded in front of it")
        self.done()

    def create(self, conn, value):
        self.run("create", "--piece", "stripe", "--name", conn,
                 "--external-id", conn, "--secret-stdin", "api_key",
                 given=value.encode())
        self.change("create", conn,
                    lambda conns: conns.update({conn: [conn, value]}))
        self.done()

    def rename(self, conn, name):
        self.run("rename", conn, name)

        def change(conns):
            conns[conn][0] = name
        self.change("rename", conn, change)
        self.done()

    def reconnect(self, conn, value):
        self.run("reconnect", conn, "--secret-stdin", "api_key",
                 given=value.encode())

        def change(conns):
            conns[conn][1] = value
        self.change("read", conn)  # the old one, in a transaction before
        self.change("reconnect", conn, change)
        self.done()

    def delete(self, conn):
        self.run("delete", conn)
        self.deleted = self.states[-1]["conns"][conn]
        self.change("delete", conn, lambda conns: conns.pop(conn))
        self.done()

    def restore(self, conn):
        self.run("restore", conn)
        self.change("restore", conn,
                    lambda conns: conns.update({conn: self.deleted}))
        self.done()

    def get(self, conn, *options):
        """By the agent when there is one; with an option, by the program."""
        got = self.run(*options, "get", conn, key=self.agent is None)
        if got.decode() != self.states[-1]["conns"][conn][1]:
            raise ValueError("a wrong value of " + conn)
        self.change("read", conn)
        self.done()

    def lose_journal(self):
        """Nobody writes: it is removed, as when somebody tidies up."""
        os.unlink(self.journal)
        self.note(b"U", data=JOURNAL.encode())
        self.note(b"F")

    def leave_journal(self):
        """Somebody was killed who had just made it, and synced nothing."""
        self.lose_journal()
        with open(self.journal, "wb", opener=open_private) as file:
            self.note(b"O", data=JOURNAL.encode(),
                      inode=os.fstat(file.fileno()).st_ino)

    def die(self, *words, agent=False):
        """Who changes the vault for this command is killed meanwhile."""
        dies = {"POWER_DIES": str(os.stat(self.vault).st_ino)}
        if agent:
            self.start_agent(**dies)
        try:
            self.run(*words, key=not agent, **({} if agent else dies))
        except subprocess.CalledProcessError as error:
            died = self.end_agent() if agent else error.returncode
            if died == DEAD:
                return
        raise ValueError("it lives: " + " ".join(words))

    def start_agent(self, **more):
        self.agent = subprocess.Popen(
            [CONNVAULT, "agent"],
            env=environment(self.place, self.key, **self.more, **more),
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while b"ready" not in (line := self.agent.stderr.readline()):
            if not line:
                raise ValueError("the agent ended")

    def end_agent(self):
        """Its exit code."""
        agent, self.agent = self.agent, None
        if agent:
            agent.terminate()
            agent.communicate()
        return agent and agent.returncode

    def save(self):
        with open(self.place + "/states", "w", encoding="utf-8") as file:
            json.dump([self.folder, self.states], file)


def scenario(it):
    """Every kind of change, by the agent and by commands in turns."""
    it.make()
    it.create("mail", "sk_mail")
    it.create("bill", "sk_bill")
    it.start_agent()
    for conn in ("mail", "bill", "mail"):
        it.get(conn)
    it.rename("mail", "Post")
    it.get("mail")
    it.get("bill", "--no-color")
    it.get("bill")
    it.lose_journal()  # the agent makes the next one
    it.get("mail")
    it.get("bill")
    it.create("long", "long " * 4000)
    it.get("long")
    it.reconnect("bill", "sk_other")
    it.lose_journal()  # a command makes the next one
    it.rename("bill", "Invoices")
    for conn in ("bill", "mail"):
        it.get(conn)
    it.die("rename", "mail", "Never")  # the agent undoes it
    it.get("mail")
    it.leave_journal()  # the agent finds it
    it.get("mail")
    it.delete("bill")
    it.get("mail")
    it.restore("bill")
    it.get("bill")
    it.delete("long")
    it.get("mail")
    it.end_agent()
    it.die("get", "mail", agent=True)
    it.get("bill")  # which undoes it
    it.leave_journal()
    it.get("bill")
    it.rename("mail", "Mail")


def record(place, library):
    it = Recorder(place, library)
    try:
        scenario(it)
    finally:
        it.end_agent()
    it.save()


# -- cuts ----------------------------------------------------------------------

class Cut:
    """What was left, and the states of which it must have one."""

    def __init__(self, point, left, allowed):
        self.point, self.left, self.allowed = point, left, allowed


def next_acknowledged(recording):
    """By index of a record: the state that is acknowledged next."""
    found, last = [], len(recording.states) - 1
    for kind, _, at, _ in reversed(recording.records):
        last = at if kind == "A" else last
        found.append(last)
    return found[::-1]


def allowed_after(recording, disk, following, at):
    """None while the vault itself is not said to be made."""
    if disk.acknowledged is None:
        return None
    until = following[at + 1] if at + 1 < len(following) else disk.acknowledged
    return recording.states[disk.acknowledged:until + 1]


def points(recording, forgets, when):
    """Indices of records: both sides of each sync, and the others."""
    disk = Disk(recording.folder, forgets)
    kinds = [kind for kind, *_ in recording.records] + [""]
    sides, others = [], []
    for at, one in enumerate(recording.records):
        disk.play(one)
        if when is None or disk.is_owed() and when(disk, one):
            (sides if "S" in kinds[at:at + 2] else others).append(at)
    return sides, others


def choose(recording, forgets, when, count, rng):
    """How often at which of them: sides of syncs first, then any, and all over
    again when there are few."""
    sides, others = points(recording, forgets, when)
    rng.shuffle(sides)
    rng.shuffle(others)
    pool = itertools.cycle(sides + others)
    return collections.Counter(itertools.islice(pool, count))


def cuts(recording, count, forgets=(), when=None):
    rng = random.Random(f"{SEED} {forgets}")
    times = choose(recording, forgets, when, count, rng)
    following = next_acknowledged(recording)
    disk = Disk(recording.folder, forgets)
    for at, one in enumerate(recording.records):
        disk.play(one)
        allowed = allowed_after(recording, disk, following, at)
        for _ in range(times[at]):
            yield Cut(at, disk.cut(rng), allowed)


# -- what is left ---------------------------------------------------------------

def lay_out(files, home):
    os.mkdir(home + "/folder", 0o700)
    for name, content in files.items():
        with open(f"{home}/folder/{name}", "wb", opener=open_private) as to:
            to.write(content)


def told(home, key):
    """The state of a vault, as the program tells it."""
    def ask(*words):
        return connvault(words, environment(home, key))
    rows = json.loads(ask("audit", "list", "--json"))
    names = {conn["external_id"]: conn["name"]
             for conn in json.loads(ask("list", "--json"))}
    with open(home + "/template", "w", encoding="utf-8") as file:
        file.write("\n".join("{{connections['%s'].api_key}}" % conn
                             for conn in names))
    values = (ask("template", home + "/template").decode().split("\n")
              if names else [])
    return {"conns": {conn: [names[conn], value]
                      for conn, value in zip(names, values)},
            "audit": [[row["action"], row["object"]] for row in rows]}


class Judge:
    """Opens what is left. Vaults that are the same once they were opened, and
    have no journal, hold the same: what they hold is asked once."""

    def __init__(self, key):
        self.key, self.known = key, {}

    def state_of(self, home):
        connvault(["audit", "verify"], environment(home, self.key))
        with open(f"{home}/folder/{VAULT}", "rb") as file:
            vault = file.read()
        journal = f"{home}/folder/{JOURNAL}"
        if os.path.exists(journal):
            with open(journal, "rb") as file:
                if file.read(1) not in (b"", b"\0"):
                    raise ValueError("the journal is not void")
        if vault not in self.known:
            self.known[vault] = told(home, self.key)
        return self.known[vault]

    def complaint(self, cut):
        """What is wrong with it, or None."""
        with tempfile.TemporaryDirectory(prefix="power.") as home:
            lay_out(cut.left, home)
            try:
                state = self.state_of(home)
            except subprocess.CalledProcessError as error:
                if cut.allowed is None and error.returncode > 0:
                    return None
                return " ".join(error.stderr.decode(errors="replace").split())
        if cut.allowed is None or state in cut.allowed:
            return None
        return "it has " + json.dumps(state)[-300:]


def keep(cut, recording):
    place = f"{recording.place}/cut-{cut.point}"
    os.makedirs(place, exist_ok=True)
    for name, content in cut.left.items():
        with open(f"{place}/{name}", "wb") as file:
            file.write(content)


def judged(judge, made):
    """Those with something wrong, and what."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(judge.complaint, made))
    return [(cut, why) for cut, why in zip(made, found) if why]


# -- what is told ---------------------------------------------------------------

class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def result(self, good, what):
        self.count += 1
        self.failed += not good
        print("ok" if good else "not ok", self.count, "-", what, flush=True)


def check_recording(tap, recording):
    """It is whole, and what it is about was done."""
    disk = Disk(recording.folder)
    for one in recording.records:
        disk.play(one)
    there = {}
    for name in os.listdir(recording.place + "/folder"):
        with open(f"{recording.place}/folder/{name}", "rb") as file:
            there[name] = file.read()
    tap.result(disk.seen() == there, "what was recorded is what is there")
    heads = [(kind, at, len(data), not any(data))
             for kind, _, at, data in recording.records]
    voids = heads.count(("W", 0, 28, True))
    opened = sum(kind == "O" for kind, *_ in heads)
    changes = len(recording.states) - 1
    tap.result(voids > 10 and heads.count(("T", 0, 0, True)) > 6 and
               opened < changes - 5,
               "journals were made void, cut, and used again unsynced by name")
    print(f"# {changes} changes, {voids} journals made void, {opened} files"
          f" opened to be made, {len(heads)} records")


def check_cuts(tap, judge, recording):
    made = list(cuts(recording, POINTS))
    bad = judged(judge, made)
    tap.result(made and not bad, f"after {len(made)} power cuts all that was "
               "reported done is there")
    for cut, why in bad:
        print(f"# at record {cut.point}: {why}")
        keep(cut, recording)
    return bad


def check_controls(tap, judge, recording):
    for name, (forgets, when) in CONTROLS.items():
        made = list(cuts(recording, CONTROL_POINTS, forgets, when))
        bad = judged(judge, made)
        tap.result(bad, f"control: a disk that forgets is found out: {name}")
        print(f"# {len(made)} power cuts, {len(bad)} vaults harmed")


def main(library):
    print(f"# SEED={SEED}")
    kept = os.environ.get("RECORDING")
    place = kept or tempfile.mkdtemp(prefix="power.")
    try:
        if not kept:
            record(place, library)
    except BaseException:
        shutil.rmtree(place)
        raise
    recording = Recording(place)
    recording.load()
    tap = Tap()
    check_recording(tap, recording)
    judge = Judge(recording.key)
    bad = check_cuts(tap, judge, recording)
    check_controls(tap, judge, recording)
    print(f"1..{tap.count}")
    if bad:
        print(f"# SEED={SEED} RECORDING={place} does it again")
    elif not kept:
        shutil.rmtree(place)
    return tap.failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
