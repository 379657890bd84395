"""What a reader's report may hold, how many are taken, and how senders are told apart."""

from __future__ import annotations

import pytest

from app.domain.errors import Rejected, TooMany
from app.domain.reports import (
    BY_SENDER,
    IN_ALL,
    LONGEST,
    OLDEST,
    ReportFields,
    demand_room,
    demand_sound,
    demand_timely,
    sender_digest,
)

GOOD = {"kind": "error", "address": "/pairs/x", "text": "The number is out of date."}


def test_a_plain_report_is_taken() -> None:
    demand_sound(ReportFields(**GOOD))
    demand_sound(
        ReportFields(
            **{**GOOD, "kind": "evidence", "text": "See\nthis: " + "https://a.example " * 5},
            exact="99 percent",
            source_url="https://audit.example/12",
            contact="Rae, rae@mail.example",
        )
    )


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"kind": "gossip"}, "kind", "Say what it is"),
        ({"text": "Wrong."}, "text", "Write a sentence or two"),
        ({"text": "x" * (LONGEST + 1)}, "text", "at most 5,000 characters; these are 5,001"),
        ({"text": "See " + "http://a.example " * 6}, "text", "at most 5 addresses"),
        ({"text": "See www.a.b " * 6}, "text", "at most 5 addresses"),
        ({"text": "a bell rings \a here"}, "text", "can’t be kept"),
        ({"exact": "x" * 1001}, "exact", "Quote at most 1,000"),
        ({"exact": "\ud800"}, "exact", "can’t be kept"),
        ({"prefix": "\x00"}, "exact", "can’t be kept"),
        ({"contact": "x" * 256}, "contact", "at most 255"),
        ({"contact": "a\u202eb"}, "contact", "can’t stand in a line"),
        ({"contact": "a\nb"}, "contact", "can’t stand in a line"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "beginning with https://"),
        ({"source_url": "https://"}, "source_url", "beginning with https://"),
        ({"source_url": "https://a b"}, "source_url", "beginning with https://"),
        ({"source_url": "https://[a"}, "source_url", "beginning with https://"),
    ],
)
def test_a_bad_report_is_refused_at_its_field(changed: dict[str, str], field: str, sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence) as caught:
        demand_sound(ReportFields(**{**GOOD, **changed}))
    assert caught.value.field == field


def test_floods_are_stopped_by_sender_and_in_all() -> None:
    demand_room(BY_SENDER - 1, IN_ALL - 1)
    with pytest.raises(TooMany, match="one network"):
        demand_room(BY_SENDER, 0)
    with pytest.raises(TooMany, match="tomorrow"):
        demand_room(0, IN_ALL)


def test_a_form_comes_back_neither_at_once_nor_a_day_later() -> None:
    demand_timely(3)
    demand_timely(OLDEST)
    with pytest.raises(Rejected, match="faster than anybody writes") as fast:
        demand_timely(2.9)
    with pytest.raises(Rejected, match="more than a day") as old:
        demand_timely(OLDEST + 1)
    assert (fast.value.field, old.value.field) == (None, "stamp")


def test_senders_are_told_apart_by_address_and_under_ipv6_by_network() -> None:
    salt = b"salt"
    assert sender_digest("192.0.2.1", salt) == sender_digest("::ffff:192.0.2.1", salt)
    assert sender_digest("192.0.2.1", salt) != sender_digest("192.0.2.2", salt)
    assert sender_digest("2001:db8:1:2::1", salt) == sender_digest("2001:db8:1:2:ffff::9%eth0", salt)
    assert sender_digest("2001:db8:1:2::1", salt) != sender_digest("2001:db8:1:3::1", salt)
    assert sender_digest("192.0.2.1", salt) != sender_digest("192.0.2.1", b"tomorrow's")
    assert sender_digest(None, salt) == sender_digest("a socket", salt)
