"""A chain of ten entries, and twenty-two ways to tamper with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.ledger import GENESIS, Entry, canonical, digest_of, make_entry

Row = tuple[Entry, bytes | None, bytes | None]
LENGTH = 10


def chained(bodies: list[bytes]) -> list[Row]:
    rows: list[Row] = []
    previous = GENESIS
    for seq, body in enumerate(bodies, 1):
        salt = hashlib.sha256(str(seq).encode()).digest()
        entry = make_entry(
            seq=seq,
            at=f"2026-11-24T09:{seq:02}:00.000000Z",
            event="published",
            kind="pair",
            subject=f"x{seq}",
            version=1,
            digest=digest_of(salt, body),
            previous=previous,
        )
        rows.append((entry, salt, body))
        previous = entry.hash
    return rows


BODIES = [canonical({"id": f"x{seq}", "title": f"Pair {seq}"}) for seq in range(1, LENGTH + 1)]
ROWS = chained(BODIES)
HEAD = (LENGTH, ROWS[-1][0].hash)
MIDDLE = 4


def edited(**fields: Any) -> Callable[[], list[Row]]:
    """Change fields of the entry in the middle and nothing else."""

    def tamper() -> list[Row]:
        rows = list(ROWS)
        entry, salt, body = rows[MIDDLE]
        rows[MIDDLE] = (msgspec.structs.replace(entry, **fields), salt, body)
        return rows

    return tamper


def with_record(salt: bytes | None, body: bytes | None) -> Callable[[], list[Row]]:
    """Change the record of the entry in the middle and leave the entry."""
    return lambda: [*ROWS[:MIDDLE], (ROWS[MIDDLE][0], salt, body), *ROWS[MIDDLE + 1 :]]


def moved(*order: int) -> Callable[[], list[Row]]:
    """Put the rows into another order, as they are."""
    return lambda: [ROWS[number] for number in order]


def inserted() -> list[Row]:
    """Put a well-made entry between two others."""
    before = ROWS[MIDDLE][0]
    salt, body = b"salt", canonical({"id": "forged"})
    forged = make_entry(
        seq=before.seq + 1,
        at=before.at,
        event="published",
        kind="pair",
        subject="forged",
        version=1,
        digest=digest_of(salt, body),
        previous=before.hash,
    )
    return [*ROWS[: MIDDLE + 1], (forged, salt, body), *ROWS[MIDDLE + 1 :]]


def swapped_records() -> list[Row]:
    """Give two entries each other's record."""
    rows = list(ROWS)
    (one, *left), (two, *right) = rows[1], rows[2]
    rows[1], rows[2] = (one, right[0], right[1]), (two, left[0], left[1])
    return rows


def rewritten() -> list[Row]:
    """Change a record and chain everything anew from there: a whole ledger, but another one."""
    return chained([*BODIES[:MIDDLE], canonical({"id": "x5", "title": "Quietly other"}), *BODIES[MIDDLE + 1 :]])


SALT = ROWS[MIDDLE][1]
TAMPERINGS: dict[str, Callable[[], list[Row]]] = {
    "edit a record": with_record(SALT, b'{"id":"x5","title":"Quietly other"}'),
    "edit a salt": with_record(b"other", BODIES[MIDDLE]),
    "edit a record and hide its salt": with_record(None, b'{"id":"x5","title":"Quietly other"}'),
    "delete a record and leave its salt": with_record(SALT, None),
    "edit a record and its digest": lambda: [
        *edited(digest=digest_of(b"s", b"{}"))()[:MIDDLE],
        (msgspec.structs.replace(ROWS[MIDDLE][0], digest=digest_of(b"s", b"{}")), b"s", b"{}"),
        *ROWS[MIDDLE + 1 :],
    ],
    "edit a moment": edited(at="2020-01-01T00:00:00.000000Z"),
    "edit an event": edited(event="retracted"),
    "edit a subject": edited(subject="x9"),
    "edit a version": edited(version=2),
    "edit a hash": edited(hash="f" * 64),
    "edit a hash to no hash": edited(hash="forged"),
    "edit a link to no hash": edited(previous="not hex"),
    "edit a number past what JSON holds": edited(version=2**60),
    "delete the first": moved(*range(1, LENGTH)),
    "delete one in the middle": moved(0, 1, 2, 3, *range(5, LENGTH)),
    "insert one": inserted,
    "insert a copy": moved(0, 1, 2, 3, 4, 4, *range(5, LENGTH)),
    "swap two neighbours": moved(0, 1, 3, 2, *range(4, LENGTH)),
    "turn it round": moved(*reversed(range(LENGTH))),
    "swap two records": swapped_records,
    "truncate the last": moved(*range(LENGTH - 1)),
    "truncate to nothing": list,
    "rewrite it from the middle": rewritten,
}
UNSEEN_WITHOUT_A_HEAD = {"truncate the last", "truncate to nothing", "rewrite it from the middle"}
