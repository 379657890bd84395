"""The chain: twenty ways to tamper with a ledger that somebody keeps the head of, and what goes unseen without one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from app.domain.ledger import GENESIS, Entry, Fault, canonical, digest_of, hash_of, make_entry, verify

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


def faults(rows: list[Row], kept_head: tuple[int, str] | None = HEAD) -> list[Fault]:
    return list(verify(rows, kept_head))


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


def test_a_whole_ledger_has_no_fault() -> None:
    assert faults(ROWS) == []
    assert faults(ROWS, None) == []
    assert faults(ROWS, (3, ROWS[2][0].hash)) == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_shows_against_a_kept_head(name: str) -> None:
    assert faults(TAMPERINGS[name]())


@pytest.mark.parametrize("name", TAMPERINGS)
def test_without_a_kept_head_a_truncated_or_rewritten_ledger_looks_whole(name: str) -> None:
    assert (faults(TAMPERINGS[name](), None) == []) is (name in UNSEEN_WITHOUT_A_HEAD)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("edit a record", Fault(5, "its record was changed after it was written")),
        ("edit a moment", Fault(5, "was changed after it was written")),
        ("edit a link to no hash", Fault(5, "does not follow the entry before it")),
        ("delete one in the middle", Fault(6, "entry 5 is missing or out of order")),
        ("truncate the last", Fault(10, "the ledger ends before the head that was kept")),
        ("rewrite it from the middle", Fault(10, "differs from the head that was kept")),
    ],
)
def test_a_fault_says_where_and_how(name: str, first: Fault) -> None:
    assert faults(TAMPERINGS[name]())[0] == first


def test_one_missing_entry_is_told_once() -> None:
    assert [fault.message for fault in faults(TAMPERINGS["delete one in the middle"]())] == [
        "entry 5 is missing or out of order",
        "does not follow the entry before it",
    ]


def test_a_record_that_a_court_blanked_leaves_the_chain_whole() -> None:
    assert faults(with_record(None, None)()) == []


def test_an_empty_ledger_is_whole_also_against_the_head_of_an_empty_one() -> None:
    assert faults([], None) == []
    assert faults([], (0, GENESIS)) == []
    assert faults(ROWS, (0, GENESIS)) == []


def test_an_entry_is_hashed_as_the_design_says() -> None:
    """Reckoned here with the standard library alone, so that anybody can do it again."""
    previous = GENESIS
    for entry, salt, body in ROWS:
        assert salt is not None
        assert body is not None
        assert entry.digest == hashlib.sha256(salt + b"\0" + body).hexdigest()
        fields = {name: value for name, value in msgspec.structs.asdict(entry).items() if name != "hash"}
        form = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
        assert entry.hash == hashlib.sha256(b"rejoinder-1\0" + bytes.fromhex(previous) + form).hexdigest()
        previous = entry.hash


def test_equal_objects_have_one_canonical_form() -> None:
    assert canonical({"b": 1.0, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()


@pytest.mark.parametrize("value", [2**53, float("nan"), "\ud800"])
def test_what_json_can_not_hold_exactly_has_no_canonical_form(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical({"value": value})


def test_two_salts_hide_that_two_records_are_equal() -> None:
    assert digest_of(b"one", b"{}") != digest_of(b"two", b"{}")


def test_a_hash_depends_on_all_before_it() -> None:
    assert hash_of(GENESIS, {"seq": 1}) != hash_of("1" * 64, {"seq": 1})
