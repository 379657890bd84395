#!/usr/bin/env python3
"""Verify a Rejoinder ledger with Python's standard library alone.

    python3 verify_ledger.py https://facts.example             the ledger that a site serves
    python3 verify_ledger.py changes-1.json changes-2.json     answers of /api/v1/changes, in order
    python3 verify_ledger.py site.zip                          a bundle (`rejoinder export bundle`), records too
    python3 verify_ledger.py ledger.ndjson                     the ledger out of a bundle

    --head SEQ:HASH    a head that you kept; without one, a ledger that was cut off or rewritten can't be told
    --head FILE        the same from a kept /ledger/head.json, whose signature is checked
    --key HEX          the public key that it must be signed with
    --json             print one JSON document

It needs Python 3.9 or newer and nothing of Rejoinder. It exits with 1 where the ledger is not whole.

What it shows: these bytes were recorded no later than the day on which you kept the head. It does not show that the
agency served them.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import urllib.request
import zipfile
from pathlib import Path

PREFIX, SIGNED = b"rejoinder-1\0", b"rejoinder-head-1\0"
GENESIS = "0" * 64
TEXTS, NUMBERS = ("at", "event", "kind", "subject", "digest", "previous"), ("seq", "version")
LARGEST_NUMBER = 2**53 - 1
HASH_LENGTH = 64


def canonical(fields):
    """Return the RFC 8785 form of an object of texts and whole numbers."""
    if any(type(value) is int and abs(value) > LARGEST_NUMBER for value in fields.values()):
        raise ValueError("a number that JSON can't hold exactly")
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def as_written(entry):
    """Tell whether the entry's hash is that of its fields."""
    fields = {name: entry.get(name) for name in TEXTS + NUMBERS}
    if not all(type(fields[name]) is str for name in TEXTS) or not all(type(fields[name]) is int for name in NUMBERS):
        return False
    try:
        previous = bytes.fromhex(fields["previous"])
        return hashlib.sha256(PREFIX + previous + canonical(fields)).hexdigest() == entry.get("hash")
    except ValueError:
        return False


def holds_record(entry, salt, record):
    """Tell whether the record is the one that was digested, or was blanked whole."""
    if salt is None or record is None:
        return salt is record
    return hashlib.sha256(salt + b"\0" + record).hexdigest() == entry.get("digest")


def verify(rows, kept=None):
    """Yield (number, what is wrong) of rows (entry, salt, record); where there are no records both are None."""
    previous, expected, seen = GENESIS, 1, kept in (None, (0, GENESIS))
    for entry, salt, record in rows:
        seq = entry.get("seq")
        if seq != expected:
            yield seq, f"entry {expected} is missing or out of order"
            expected = seq if type(seq) is int else expected
        if entry.get("previous") != previous:
            yield seq, "does not follow the entry before it"
        if not as_written(entry):
            yield seq, "was changed after it was written"
        if not holds_record(entry, salt, record):
            yield seq, "its record was changed after it was written"
        if kept is not None and seq == kept[0]:
            seen = True
            if entry.get("hash") != kept[1]:
                yield seq, "differs from the head that was kept"
        previous, expected = entry.get("hash"), expected + 1
    if not seen:
        yield kept[0], "the ledger ends before the head that was kept"


# Reading


def of_changes(document):
    """Yield the rows of an answer of /api/v1/changes."""
    for result in document["results"]:
        entry = {**result, "kind": result.get("type"), "subject": result.get("id")}
        yield entry, None, None


def of_lines(lines):
    """Yield the rows of a bundle's ledger: the record's bytes are taken as they are."""
    decoder = json.JSONDecoder()
    for raw in lines:
        if not raw.endswith(b"}\n"):
            raise ValueError("its last line is not whole")
        line = raw.decode("utf-8").rstrip("\n")
        entry, end = decoder.raw_decode(line, len('{"entry":'))
        salt, end = decoder.raw_decode(line, end + len(',"salt":'))
        record = line[end + len(',"record":') : -1]
        yield entry, None if salt is None else bytes.fromhex(salt), None if record == "null" else record.encode("utf-8")


def of_site(address):
    """Yield the rows that a site serves, page by page."""
    cursor = ""
    while True:
        url = f"{address.rstrip('/')}/api/v1/changes?limit=1000&since={cursor}"
        with urllib.request.urlopen(url, timeout=60) as answer:
            document = json.load(answer)
        yield from of_changes(document)
        if not document["pending"]:
            return
        cursor = document["cursor"]


def rows_of(names):
    """Yield the rows of all that was named."""
    for name in names:
        if name.startswith(("http://", "https://")):
            yield from of_site(name)
        elif zipfile.is_zipfile(name):
            with zipfile.ZipFile(name) as bundle, bundle.open("ledger.ndjson") as lines:
                yield from of_lines(io.BufferedReader(lines))
        else:
            with Path(name).open("rb") as file:
                bundled = file.read(len(b'{"entry":')) == b'{"entry":'
                file.seek(0)
                yield from of_lines(file) if bundled else of_changes(json.load(file))


# The signed head: Ed25519 as in RFC 8032, to verify and not to sign

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(one, two):
    """Add two points in extended coordinates."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    """Multiply a point."""
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def point_of(data):
    """Read a point. Raise ValueError where the bytes are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    """Tell whether the signature is that of the key's owner under the message."""
    try:
        owner, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    if s >= ORDER or len(signature) != 64:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    one, two = times(s, BASE), add(r, times(h, owner))
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def kept_head(text, key):
    """Read a head: SEQ:HASH, or the name of a kept /ledger/head.json. Raise SystemExit for any other."""
    seq, _, digest = text.partition(":")
    if seq.isdecimal() and len(digest) == HASH_LENGTH:
        return int(seq), digest.lower()
    try:
        head = json.loads(Path(text).read_text(encoding="utf-8"))
        said = {name: head[name] for name in ("seq", "hash", "at", "day")}
        good = is_signed(bytes.fromhex(head["key"]), SIGNED + canonical(said), bytes.fromhex(head["signature"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"--head takes SEQ:HASH, or a kept /ledger/head.json; this is neither ({error})")
    if not good:
        sys.exit(f"{text} does not bear its key's signature")
    if key is not None and head["key"] != key.lower():
        sys.exit(f"{text} is signed with another key")
    return head["seq"], head["hash"]


def main():
    """Verify what was named, and tell."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("ledger", nargs="+")
    asked.add_argument("--head")
    asked.add_argument("--key")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    kept = None if given.head is None else kept_head(given.head, given.key)
    last, faults = [0, GENESIS], []

    def watched():
        for row in rows_of(given.ledger):
            last[:] = row[0].get("seq"), row[0].get("hash")
            yield row

    try:
        faults += verify(watched(), kept)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        sys.exit(f"this is no ledger, or it was cut off: {error}")
    if given.json:
        found = [{"seq": seq, "message": message} for seq, message in faults]
        print(json.dumps({"seq": last[0], "head": last[1], "faults": found}))
    else:
        for seq, message in faults:
            print(f"entry {seq}: {message}", file=sys.stderr)
        state = f"{len(faults)} fault{'s'[: len(faults) > 1]}" if faults else "whole"
        print(f"{last[0]} entries, head {last[0]}:{last[1]}: {state}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
