"""The ledger's arithmetic: canonical form, salted digest, hash chain, and the check of all three.

Canonical form is RFC 8785 (JSON Canonicalization Scheme). The chain follows `design/safety.md`:
`hash = SHA-256("rejoinder-1" NUL previous-hash canonical(entry))`, where an entry holds a salted digest of its
record and never the record itself, so that a record can be blanked by order of a court and the chain stays whole.
What the chain shows is that we recorded these bytes no later than the head was kept by somebody else; it does not
show that the agency served them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import rfc8785

PREFIX = b"rejoinder-1\0"
SIGNED = b"rejoinder-head-1\0"
GENESIS = "0" * 64


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger. `at` is RFC 3339 in UTC; `digest`, `previous` and `hash` are lower-case hex SHA-256."""

    seq: int
    at: str
    event: str
    kind: str
    subject: str
    version: int
    digest: str
    previous: str
    hash: str


class Fault(msgspec.Struct, frozen=True):
    """Where the ledger is not what it was, and how that shows."""

    seq: int
    message: str


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the RFC 8785 form of a JSON object. Raise ValueError for what JSON can't hold exactly."""
    return rfc8785.dumps(dict(value))


def digest_of(salt: bytes, body: bytes) -> str:
    """Return the salted digest of a record's canonical bytes, as hex."""
    return hashlib.sha256(salt + b"\0" + body).hexdigest()


def hash_of(previous: str, fields: Mapping[str, Any]) -> str:
    """Return the hash of an entry, given the hash of the entry before it and its own fields without `hash`."""
    return hashlib.sha256(PREFIX + bytes.fromhex(previous) + canonical(fields)).hexdigest()


def head_statement(said: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed of a head: its `seq`, `hash` and `at`, and the day on which it was the head."""
    return SIGNED + canonical(said)


def make_entry(  # noqa: PLR0913  # an entry has so many fields
    *, seq: int, at: str, event: str, kind: str, subject: str, version: int, digest: str, previous: str
) -> Entry:
    """Chain a new entry to the one before it (`previous` is GENESIS for the first)."""
    fields = {
        "seq": seq,
        "at": at,
        "event": event,
        "kind": kind,
        "subject": subject,
        "version": version,
        "digest": digest,
        "previous": previous,
    }
    return Entry(**fields, hash=hash_of(previous, fields))  # type: ignore[arg-type]


def verify(
    rows: Iterable[tuple[Entry, bytes | None, bytes | None]], kept_head: tuple[int, str] | None = None
) -> Iterator[Fault]:
    """Check entries in order, each with its record's salt and body (None, None where the record was blanked).

    `kept_head` is a (seq, hash) that somebody kept: without one, a ledger cut off at its end can't be told.
    """
    previous, expected, kept_seen = GENESIS, 1, kept_head in (None, (0, GENESIS))
    for entry, salt, body in rows:
        if entry.seq != expected:
            yield Fault(entry.seq, f"entry {expected} is missing or out of order")
            expected = entry.seq
        if entry.previous != previous:
            yield Fault(entry.seq, "does not follow the entry before it")
        if not _is_as_written(entry):
            yield Fault(entry.seq, "was changed after it was written")
        if not _holds_record(entry, salt, body):
            yield Fault(entry.seq, "its record was changed after it was written")
        if kept_head is not None and entry.seq == kept_head[0]:
            kept_seen = True
            if entry.hash != kept_head[1]:
                yield Fault(entry.seq, "differs from the head that was kept")
        previous, expected = entry.hash, expected + 1
    if not kept_seen and kept_head is not None:
        yield Fault(kept_head[0], "the ledger ends before the head that was kept")


def _is_as_written(entry: Entry) -> bool:
    """Tell whether the entry's hash is that of its fields. What has no canonical form was never written by us."""
    fields = msgspec.structs.asdict(entry)
    claimed: str = fields.pop("hash")
    try:
        return hash_of(entry.previous, fields) == claimed
    except ValueError:
        return False


def _holds_record(entry: Entry, salt: bytes | None, body: bytes | None) -> bool:
    """Tell whether the record is the one that was digested, or was blanked whole: a half of it shows nothing."""
    if salt is None or body is None:
        return salt is body
    return digest_of(salt, body) == entry.digest
