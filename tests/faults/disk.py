"""disk.py - what a disk may have of a folder when the power is cut

A disk keeps what was synced. Of what was not, each sector is there or not, in
any order and of any file; a sector may be cut in its midst. A size that changed
may be the old one still, and bytes that only the size promises are zeros,
others that were there before, or anything. A name is there for sure when its
folder was synced after it was made: a file that was synced may have none.
"""
SECTOR = 512
# How likely a change that was not synced is on the disk, from nothing is to all
# is: drawn for each file anew.
CHANCES = (0.0, 0.1, 0.5, 0.9, 1.0)
TORN = 0.03

VAULT, JOURNAL = "vault", "vault-journal"


def records(log):
    """(kind, inode, at, bytes) of a recording: see recorder.c."""
    while True:
        head = log.readline().split()
        if not head:
            return
        kind, inode, at, size = head
        yield kind.decode(), int(inode), int(at), log.read(int(size))


class File:
    """What programs see of it, what is on the disk, and what is between."""

    def __init__(self):
        self.seen, self.sure = bytearray(), bytearray()
        self.pending = []
        self.past = bytearray()  # of every place what was there last
        self.owes = False  # a sync that was forgotten

    def write(self, at, data):
        put(self.seen, at, data)
        put(self.past, at, data)
        self.pending.append((at, data))

    def resize(self, size):
        resize(self.seen, size, b"")
        self.pending.append((size, None))

    def sync(self):
        self.sure = bytearray(self.seen)
        self.pending = []
        self.owes = False

    def cut(self, rng):
        """One of the contents that it may have."""
        left = bytearray(self.sure)
        data_chance, size_chance = rng.choice(CHANCES), rng.choice(CHANCES)
        for at, data in self.pending:
            grown = at + len(data or b"")
            if ((data is None or grown > len(left)) and
                    rng.random() < size_chance):
                resize(left, grown, self.filler(rng, grown))
            for start in range(0, len(data or b""), SECTOR):
                if rng.random() < data_chance:
                    keep_sector(left, at + start,
                                data[start:start + SECTOR], rng)
        return bytes(left)

    def filler(self, rng, size):
        """What may stand where nothing was written."""
        return rng.choice((lambda: b"", lambda: bytes(self.past),
                           lambda: rng.randbytes(size)))()


def put(content, at, data):
    resize(content, max(len(content), at + len(data)), b"")
    content[at:at + len(data)] = data


def resize(content, size, filler):
    """Longer by what filler has there, then by zeros."""
    content += filler[len(content):size]
    content += bytes(max(0, size - len(content)))
    del content[size:]


def keep_sector(content, at, data, rng):
    """As far as the file goes, and now and then not all of it."""
    if rng.random() < TORN:
        data = data[:rng.randrange(len(data))]
    data = data[:max(0, len(content) - at)]
    content[at:at + len(data)] = data


class Disk:
    """A folder while a recording is played. What it forgets are kinds of
    syncs, which count for nothing from the first acknowledgement on: that of
    the "folder", and of a transaction those of the "pages" and of their "count"
    in the journal, of the "vault", and that of the journal at the "end"."""

    def __init__(self, folder, forgets=()):
        self.folder, self.forgets = folder, set(forgets)
        self.files = {}  # by inode
        self.names, self.sure_names = {}, {}
        self.acknowledged = None
        self.owes = False  # as a folder
        self.journal_syncs = 0  # since the vault's

    def play(self, record):
        kind, inode, at, data = record
        if kind == "A":
            self.acknowledged = at
        elif kind == "O":
            self.open(inode, data.decode())
        elif kind == "U":
            self.names.pop(data.decode(), None)
        elif kind == "W":
            self.files[inode].write(at, data)
        elif kind == "T":
            self.files[inode].resize(at)
        elif kind == "S":
            self.sync(inode)
        elif kind == "F":
            self.sync_names()

    def open(self, inode, name):
        if name not in self.names:
            self.files[inode] = self.names[name] = File()

    def kind_of_sync(self, inode):
        if inode == self.folder:
            return "folder"
        if self.files[inode] is self.names.get(VAULT):
            self.journal_syncs = -1
            return "vault"
        self.journal_syncs += 1
        return ("end", "pages", "count")[min(self.journal_syncs, 2)]

    def sync(self, inode):
        forgotten = (self.kind_of_sync(inode) in self.forgets and
                     self.acknowledged is not None)
        if inode != self.folder:
            file = self.files[inode]
            if forgotten:
                file.owes = bool(file.pending)
            else:
                file.sync()
        elif forgotten:
            self.owes = self.sure_names != self.names
        else:
            self.sync_names()

    def sync_names(self):
        self.sure_names = dict(self.names)
        self.owes = False

    def is_owed(self):
        """Would more be sure, had it forgotten nothing?"""
        return self.owes or any(file.owes for file in self.names.values())

    def is_halfway(self):
        """Is there something of the vault that was not synced?"""
        return bool(self.names[VAULT].pending)

    def seen(self):
        """{name: bytes} as programs see it."""
        return {name: bytes(file.seen) for name, file in self.names.items()}

    def cut(self, rng):
        """{name: bytes} as it may be when the power is cut now."""
        left = {}
        for name in sorted({*self.names, *self.sure_names}):
            file = rng.choice((self.names, self.sure_names)).get(name)
            if file is not None:
                left[name] = file.cut(rng)
        return left
