from __future__ import annotations

import jsonschema
import pytest
from werkzeug.datastructures import MultiDict

from app.domain.errors import Rejected
from app.feeds import cursors
from app.feeds.asked import Choice, Limit, Parameter, Text, Whole

LIMIT = Limit(default=50, most=100)
AGE = Whole(name="maxAgeDays", told="", least=0, most=2**31 - 1)
INCLUDE = Choice(name="include", told="", words=("record", ""), sentence="Only records can be included.")


def query(**given: str) -> MultiDict[str, str]:
    return MultiDict(given)


@pytest.mark.parametrize("text", ["", "0", "-1", "101", "1.5", "x", " 1", "１", "9" * 5_000])
def test_a_strange_limit_is_refused_in_one_sentence(text):
    with pytest.raises(Rejected, match=r"^The limit must be a whole number from 1 to 100\.$"):
        LIMIT.read(query(limit=text))


@pytest.mark.parametrize(("text", "limit"), [("1", 1), ("100", 100), ("007", 7)])
def test_a_limit_is_read(text, limit):
    assert LIMIT.read(query(limit=text)) == limit
    assert LIMIT.read(query()) == 50


def test_a_number_may_be_absent():
    assert AGE.read(query()) is None
    assert AGE.read(query(maxAgeDays="0")) == 0
    with pytest.raises(Rejected, match=r"^maxAgeDays must be a whole number from 0 to 2147483647\.$"):
        AGE.read(query(maxAgeDays="2147483648"))


def test_one_word_of_several():
    assert [INCLUDE.read(one) for one in (query(), query(include=""), query(include="record"))] == [
        None,
        None,
        "record",
    ]
    with pytest.raises(Rejected, match="Only records can be included"):
        INCLUDE.read(query(include="salt"))


@pytest.mark.parametrize("parameter", [LIMIT, INCLUDE, cursors.CURSOR])
def test_what_is_given_twice_is_refused(parameter):
    twice = MultiDict([(parameter.name, "1"), (parameter.name, "2")])
    with pytest.raises(Rejected, match=f"{parameter.name} is given 2 times; give it once"):
        parameter.text(twice)


def test_a_cursor_is_read_from_a_query():
    written = cursors.written(cursors.PairCursor(7))
    assert cursors.asked(cursors.PairCursor, cursors.CURSOR, query(cursor=written)) == cursors.PairCursor(7)
    assert cursors.asked(cursors.PairCursor, cursors.CURSOR, query(cursor="")) is None
    jsonschema.validate(written, cursors.CURSOR.schema())


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        (LIMIT, 100, 101),
        (AGE, 0, -1),
        (INCLUDE, "record", "salt"),
        (cursors.CURSOR, "Wy_-", "W y"),
        (cursors.CURSOR, "", "a" * 201),
        (Text(name="q", told="", longest=3), "abc", "abcd"),
        (Parameter(name="q", told=""), "anything", 1),
    ],
)
def test_what_is_described_is_what_is_read(parameter, good, bad):
    schema = parameter.schema()
    assert jsonschema.Draft202012Validator(schema).is_valid(good)
    assert not jsonschema.Draft202012Validator(schema).is_valid(bad)


def test_a_default_is_told():
    assert LIMIT.schema()["default"] == 50
    assert "default" not in AGE.schema()
