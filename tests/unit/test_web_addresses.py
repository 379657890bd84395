"""Addresses taken apart, and what an archive says of its copies."""

from __future__ import annotations

import pytest

from app.domain.errors import Rejected
from app.domain.mementos import archived
from app.domain.web_addresses import demand_link, web_address


@pytest.mark.parametrize(
    ("text", "host", "port", "asked", "written"),
    [
        ("http://a.example", "a.example", 80, "/", "http://a.example/"),
        ("https://A.Example:443/x?y=1#z", "a.example", 443, "/x?y=1", "https://a.example/x?y=1"),
        ("http://a.example:8080/", "a.example", 8080, "/", "http://a.example:8080/"),
        ("http://bücher.example/straße?q=ü", "xn--bcher-kva.example", 80, "/stra%C3%9Fe?q=%C3%BC", None),
        ("http://[2606:4700::1]:81/a", "2606:4700::1", 81, "/a", "http://[2606:4700::1]:81/a"),
        ("http://a.example/%41?b=%20", "a.example", 80, "/%41?b=%20", "http://a.example/%41?b=%20"),
        ("http://a.example?x", "a.example", 80, "/?x", "http://a.example/?x"),
    ],
)
def test_an_address_is_taken_apart(text: str, host: str, port: int, asked: str, written: str | None) -> None:
    found = web_address(text)
    assert (found.host, found.port, found.asked) == (host, port, asked)
    assert written is None or str(found) == written


@pytest.mark.parametrize(
    "text",
    [
        *("", "a.example", "//a.example", "ftp://a.example/", "javascript:alert(1)", "http:///x", "http://"),
        *("http://a b.example/", "http://a.example/\r\nX: y", "http://a.example\\@b.example/", "http://a..b.example/"),
        *("http://a.example:0x50/", "http://a.example:99999/", "http://[::1/", "http://u@a.example/", "http://a%2eb/"),
        *("http://" + "a" * 300 + ".example/", "http://a.example/" + "x" * 2_000, "http://-a-.example,b/"),
    ],
)
def test_what_is_no_address_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Rejected) as caught:
        web_address(text, "fetch")
    assert caught.value.field == "fetch"


@pytest.mark.parametrize(
    ("headers", "day", "original"),
    [
        ({"memento-datetime": "Sat, 25 Jun 2011 23:59:59 GMT"}, "2011-06-25", None),
        ({"memento-datetime": "Sat, 25 Jun 2011 23:59:59 -0500"}, "2011-06-26", None),
        ({"memento-datetime": "Sat, 25 Jun 2011 23:59:59 -0000"}, "2011-06-25", None),
        (
            {
                "memento-datetime": "Sat, 25 Jun 2011 10:00:00 GMT",
                "link": "<http://t.example/>; rel=timegate, <http://a.example/?a=1,2>; rel=original",
            },
            "2011-06-25",
            "http://a.example/?a=1,2",
        ),
    ],
)
def test_an_archive_says_when_and_from_where(headers: dict[str, str], day: str, original: str | None) -> None:
    found = archived(headers)
    assert found is not None
    assert (str(found.captured), found.original) == (day, original)


def test_what_is_no_archived_copy_says_nothing() -> None:
    assert archived({}) is None
    assert archived({"memento-datetime": "yesterday"}) is None
    assert archived({"memento-datetime": "Sat, 99 Jun 2011 10:00:00 GMT"}) is None


@pytest.mark.parametrize("text", ["ftp://a.example/", "https://", "a.example/x", "http://[a", "https://a.example/x y"])
def test_what_is_no_link_is_refused_at_its_field(text: str) -> None:
    for nothing in (None, "", "https://a.example/x?y=1"):
        demand_link(nothing, "url")
    with pytest.raises(Rejected, match="it must begin with http:// or https://") as refused:
        demand_link(text, "url")
    assert refused.value.field == "url"
