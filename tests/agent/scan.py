#!/usr/bin/env python3
"""scan.py - is any line of a file in the memory of a process?

    scan.py PID FILE CONTROL

Prints how many are, and whether CONTROL is, which must be there. Only root may
look.
"""
import re
import sys


def memory_of(pid):
    """Everything that can be read, a mapping at a time."""
    with open(f"/proc/{pid}/maps") as maps, \
            open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if not match:
                continue
            start, end = (int(number, 16) for number in match.groups())
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                pass


def main(pid, path, control):
    with open(path, "rb") as file:
        secrets = {line for line in file.read().split(b"\n") if line}
    found, seen = set(), False
    for part in memory_of(pid):
        found |= {secret for secret in secrets if secret in part}
        seen |= control.encode() in part
    print(f"{len(found)} secrets, control {'found' if seen else 'missed'}")


main(*sys.argv[1:])
