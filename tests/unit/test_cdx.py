"""CDX lists in every dialect, what of them is a copy of a page, and what can't be read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.archive_rows import Row, address_key, listed
from app.domain.cdx import is_cdx, parse_cdx
from app.domain.errors import Rejected

A, B = "A" * 32, "B" * 32
KEY = "example,mail)/facts"
URL = "http://mail.example/facts"
PLAIN = f"{KEY} 20110625101112 {URL} text/html 200 {A} 1043\n"
ELEVEN = f" CDX N b a m s k r M S V g\n{KEY} 20110625101112 {URL} text/html 200 {A} - - 1043 333 a.warc.gz\n"
SHUFFLED = f" CDX a b s m k\n{URL} 20110625101112 200 text/html {A}\n"
BARE_ELEVEN = ELEVEN.partition("\n")[2]
NINE = f"{KEY} 20110625101112 {URL} text/html 200 {A} - 333 a.warc.gz\n"
HEAD = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ARRAY = json.dumps([HEAD, [KEY, "20110625101112", URL, "text/html", "200", A, "1043"], [], ["com,next 2012"]])
SHORT_ARRAY = json.dumps(
    [["timestamp", "original", "digest", "statuscode", "mimetype"], ["20110625101112", URL, A, "200", "text/html"]]
)
FIELDS = {"url": URL, "mime": "text/html", "status": "200", "digest": f"sha1:{A.lower()}", "length": "1043"}
CDXJ = f"!OpenWayback-CDXJ 1.0\n{KEY} 20110625101112 {json.dumps(FIELDS)}\n"
PYWB = json.dumps({"urlkey": KEY, "timestamp": "20110625101112", **FIELDS, "status": 200}) + "\n"


@pytest.mark.parametrize(
    "text", [PLAIN, ELEVEN, SHUFFLED, BARE_ELEVEN, NINE, ARRAY, SHORT_ARRAY, CDXJ, PYWB, PLAIN.replace("\n", "\r\n")]
)
def test_all_dialects_say_the_same(text: str) -> None:
    found = parse_cdx(text)
    assert found.unread == []
    (row,) = found.rows
    assert (row.timestamp, row.address, row.media_type, row.status, row.digest) == (
        *("20110625101112", URL, "text/html", 200, A),
    )
    assert str(row.captured) == "2011-06-25"
    assert text.startswith("!") or is_cdx(text)


def test_a_line_that_can_not_be_read_is_told_and_spoils_no_other() -> None:
    bad = [
        f"{KEY} 20110625101112 {URL} text/html 200",
        f"{KEY} 2011 {URL} text/html 200 {A} 9",
        f"{KEY} 20110231101112 {URL} text/html 200 {A} 9",
        f"{KEY} 20110625101112 nowhere text/html 200 {A} 9",
        f"{KEY} 20110625101112 {{broken}}",
        "{",
        '{"timestamp": ["20110625101112"], "url": "http://mail.example/"}',
    ]
    found = parse_cdx("\n".join([*bad, "", PLAIN]))
    assert [(one.place, one.sentence) for one in found.unread] == [
        ("line 1", "it has 5 fields where 6, 7, 9, 10 or 11 are expected"),
        ("line 2", "“2011” is no moment in fourteen digits"),
        ("line 3", "“20110231101112” is no moment in fourteen digits"),
        ("line 4", "it holds no address"),
        ("line 5", "its JSON can’t be read"),
        ("line 6", "its JSON can’t be read"),
        ("line 7", "“” is no moment in fourteen digits"),
    ]
    assert [row.place for row in found.rows] == ["line 9"]
    headed = parse_cdx(f"{ELEVEN}a b c\n")
    assert headed.unread[0].sentence == "it has 3 fields where 11 are expected"
    array = parse_cdx(json.dumps([HEAD, [KEY], [KEY, "20110625101112", URL, "text/html", "200", A, "1"]]))
    assert [(one.place, one.sentence) for one in array.unread] == [
        ("row 1", "it has 1 fields where the header names 7")
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This is no CDX list."),
        ("Fiction: a\nFACT: b", "At line 1, it has 2 fields"),
        (ARRAY[:-30], "This JSON is cut off or is no list of rows."),
        ("[" * 10_000, "This JSON is cut off"),
        ('["a"]', "This JSON is cut off or is no list of rows."),
        ("[[]]", "This is no CDX list."),
        ("[]", "This is no CDX list."),
        ("{" * 10_000, "At line 1, its JSON can’t be read."),
        (PLAIN * 100_001, "The list is longer than 100,000 lines"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse_cdx(text)
    assert sentence in str(caught.value)
    assert caught.value.field == "list"


@pytest.mark.parametrize("text", ["", "Fiction: a", "# Facts\n\nSee http://a.example", "[1, 2]", "{", '{"a": 1}', " "])
def test_a_page_is_not_taken_for_a_list(text: str) -> None:
    assert not is_cdx(text)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    is_cdx(text)
    try:
        assert parse_cdx(text).rows
    except Rejected:
        return


# Which rows are copies


def rows(*changes: dict[str, object]) -> list[Row]:
    lines = []
    for number, change in enumerate(changes):
        fields = {"url": URL, "mime": "text/html", "status": "200", "digest": A, **change}
        lines.append(json.dumps({"timestamp": f"20110625{number:06}", **fields}))
    return parse_cdx("\n".join(lines)).rows


def told(found: list[Row]) -> list[str | int | None]:
    return [one.why_not or (one.same_as.number if one.same_as else None) for one in listed(found)]


def test_equal_copies_one_after_another_are_folded_and_a_return_is_not() -> None:
    found = rows(
        {}, {"url": "https://www.mail.example/facts/"}, {"digest": B}, {}, {"url": "http://mail.example/other"}
    )
    assert told(found) == [None, 1, None, None, None]
    assert [one.is_offered for one in listed(found)] == [True, False, True, True, True]
    assert told([found[2], found[0], found[1]]) == [None, None, 1]


def test_what_an_archive_found_unchanged_is_folded() -> None:
    revisit = {"mime": "warc/revisit", "status": "-"}
    assert told(rows({}, {**revisit, "digest": "-"}, revisit, {**revisit, "digest": B})) == [None, 1, 1, None]
    assert told(rows({"digest": "-"}, {"digest": "-"}, {**revisit, "digest": "-"})) == [None, None, 2]


def test_what_is_no_copy_of_a_page_says_why() -> None:
    found = rows(
        {"status": "404"},
        {"status": "301"},
        {"mime": "image/png"},
        {"url": "dns:mail.example", "mime": "text/dns"},
        {"mime": "unk", "status": "-", "digest": "-"},
        {"mime": "application/pdf", "digest": B},
    )
    assert told(found) == [
        *("the server answered 404", "the server answered 301", "image/png is no page", "it is no page of the web"),
        *(None, None),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://mail.example/facts", "https://www.MAIL.example:443/facts/#top", True),
        ("http://mail.example", "https://mail.example/", True),
        ("http://mail.example/facts", "http://mail.example/Facts", False),
        ("http://mail.example/facts?x=1", "http://mail.example/facts", False),
    ],
)
def test_addresses_of_one_page(one: str, other: str, *, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same
