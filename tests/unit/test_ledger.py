"""The chain: twenty ways to tamper with a ledger that somebody keeps the head of, and what goes unseen without one."""

from __future__ import annotations

import hashlib
import json

import msgspec
import pytest

from app.domain.ledger import GENESIS, Fault, canonical, digest_of, hash_of, verify
from tests.factories.tampering import HEAD, ROWS, TAMPERINGS, UNSEEN_WITHOUT_A_HEAD, Row, with_record
from tests.safety.full import Figure


def faults(rows: list[Row], kept_head: tuple[int, str] | None = HEAD) -> list[Fault]:
    return list(verify(rows, kept_head))


def test_a_whole_ledger_has_no_fault() -> None:
    assert faults(ROWS) == []
    assert faults(ROWS, None) == []
    assert faults(ROWS, (3, ROWS[2][0].hash)) == []


def test_tampering_shows_against_a_kept_head(figure: Figure) -> None:
    unseen = {name for name, tampered in TAMPERINGS.items() if not faults(tampered())}
    figure(f"{len(TAMPERINGS) - len(unseen)} of {len(TAMPERINGS)} ways to tamper show against a kept head")
    assert unseen == set()


def test_without_a_kept_head_a_truncated_or_rewritten_ledger_looks_whole(figure: Figure) -> None:
    unseen = {name for name, tampered in TAMPERINGS.items() if not faults(tampered(), None)}
    figure(f"control: without a kept head {len(unseen)} of them go unseen")
    assert unseen == set(UNSEEN_WITHOUT_A_HEAD) != set()


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
