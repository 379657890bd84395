from __future__ import annotations

import json

import pytest

from app.domain.errors import Rejected
from app.feeds import cursors
from app.feeds.api import changes_page, pair_detail, pairs_page
from tests.factories import feed_items as make
from tests.support.golden import assert_golden


def test_golden_pairs():
    bare = make.pair(wording=None, claimant="The Kite Union", findings=[])
    assert_golden("feeds/pairs.json", pairs_page([make.pair(), bare], "next", make.BASE))


def test_golden_pair():
    item = make.pair(retracted="It was no claim.")
    body = pair_detail(
        item, [make.wording(make.OLD), make.wording()], b'{"id":"pairred00001","type":"pair"}', make.BASE
    )
    assert_golden("feeds/pair.json", body)


def entry(seq, **changes):
    return make.entry(seq, version=7, previous=f"{seq - 1:x}" * 64, hash=f"{seq:x}" * 64, **changes)


def test_golden_ledger():
    entries = [entry(1), entry(2, event="retracted", deleted=True)]
    assert_golden("feeds/ledger.json", changes_page(entries, "next", 3, with_records=False))


def test_records_are_their_own_bytes_and_null_once_blanked():
    canonical = '{"id":"x","note":"\u00e9","type":"topic"}'.encode()
    body = changes_page([entry(1, record=canonical), entry(2, deleted=True)], "c", 0, with_records=True)
    assert canonical in body
    assert json.loads(body)["results"][1]["record"] is None


@pytest.mark.parametrize(
    "cursor",
    [
        cursors.FindingCursor("2026-03-01T09:30:00.000000Z", "findingred01"),
        cursors.ChangeCursor(7),
        cursors.PairCursor(2**31 - 1),
        cursors.LedgerCursor(0, "0" * 16),
    ],
)
def test_a_cursor_is_read_back_and_needs_no_quoting(cursor):
    text = cursors.written(cursor)
    assert text.replace("-", "").replace("_", "").isalnum()
    assert cursors.read(type(cursor), text) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "x", "?", "é", "0", "=", "WyJwYWlycyJd", "a" * 10_000, "\x00",
        cursors.written(cursors.ChangeCursor(7)),
        cursors.written(cursors.PairCursor(-1)),
        cursors.written(cursors.PairCursor(2**31)),
    ],
)  # fmt: skip
def test_a_strange_cursor_is_refused_in_one_sentence(text):
    with pytest.raises(Rejected, match="The cursor is none of this list; leave it out to start anew"):
        cursors.read(cursors.PairCursor, text)
