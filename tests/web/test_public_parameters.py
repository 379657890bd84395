"""Whatever stands in the query of a public address, a reader gets a page or one clear sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.datastructures import ImmutableMultiDict

from tests.support.routes import PUBLIC_AREAS, READERS, address, variables

BAD = (
    "http://[",
    "http://[::1/pairs/x",
    "9" * 40,
    "٣",
    "0000-00-00",
    "2011-02-31",
    "9999-12-31",
    "%00",
    "%ED%A0%80",
    "\u202e{}%(x)s\\' OR 1=1; --\"",
)
"""A host that is none, numbers and days beyond all, digits that are no ASCII, NUL, a lone surrogate, odd marks, SQL."""
GIVEN = {
    "key": "2025-03-03",
    "keys": "2024-06-25..2025-03-03",
    "number": 1,
    "other": "secret-fees",
    "part": 0,
    "part_id": "evidence0001",
    "pair_id": "pairlost0001",
    "source_id": "sourceaudit1",
    "sheet": "reader",
    "digest": "0",
    "uri": "https://parcels.example/fact-vs-fiction",
    "token": "nobody",
}
SLUGS = {
    "agency": "federal-parcel-bureau",
    "topic": "delivery-times",
    "concern": "public-trust",
    "safeguard": "parcel-panel",
    "page": "fact-vs-fiction",
    "capture": "fact-vs-fiction",
    "captures": "fact-vs-fiction",
    "choose": "fact-vs-fiction",
}
FIRST = {
    "library.timeline": "agency=federal-parcel-bureau",
    "library.search": "q=parcels",
    "compare.choose": "from=2024-06-25&to=2025-03-03&old=2024-06-25&new=2025-03-03",
    "feeds.oembed": "url=http://localhost/pairs/lost-parcels",
    "feeds.claims_search": "query=parcels",
}
"""What leads a view so far that it asks for its other parameters too."""


class Noting(ImmutableMultiDict[str, str]):
    """A query that notes what is asked of it."""

    names: ClassVar[set[str]] = set()

    def get(self, key: str, *rest: Any, **more: Any) -> Any:  # type: ignore[override]
        self.names.add(key)
        return super().get(key, *rest, **more)

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def getlist(self, key: str, *rest: Any) -> Any:  # type: ignore[override]
        self.names.add(key)
        return super().getlist(key, *rest)


@pytest.fixture
def asked(app: Flask) -> Iterator[set[str]]:
    """The names that the last request was asked for."""

    class NotingRequest(Request):
        parameter_storage_class = Noting

    app.request_class = NotingRequest
    yield Noting.names
    Noting.names.clear()


def one_of_each(app: Flask) -> dict[str, str]:
    """Return an address for each public route that a browser can open."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in PUBLIC_AREAS and rule.endpoint not in READERS:
            continue
        name = rule.endpoint.partition(".")[2]
        values = {one: GIVEN.get(one, "") for one in variables(rule)}
        if "slug" in values:
            values["slug"] = SLUGS.get(name, "lost-parcels")
        found[rule.endpoint] = address(app, rule.endpoint, **values)
    return found


def test_no_query_breaks_a_public_page(app: Flask, reader: FlaskClient, asked: set[str]) -> None:
    tried, broken, unclear = set(), [], []
    for endpoint, path in one_of_each(app).items():
        asked.clear()
        asked.clear()
        first = FIRST.get(endpoint, "")
        reader.get(f"{path}?{first}").close()
        for name in sorted(asked):
            tried.add(name)
            kept = "&".join(part for part in first.split("&") if not part.startswith(f"{name}="))
            for value in BAD:
                coded = value if value.startswith("%") else quote(value, safe="")
                answer = reader.get(f"{path}?{kept}&{name}={coded}")
                told = LexborHTMLParser(answer.text).css_first("main .lead") if "html" in answer.mimetype else None
                if answer.status_code >= 500 and answer.status_code != 501:  # oEmbed says so of another format
                    broken.append((path, name, value))
                elif answer.status_code >= 400 and told is not None and not told.text(strip=True).endswith((".", "?")):
                    unclear.append((path, name, value, told.text(strip=True)))
                answer.close()
    assert {"as_of", "with", "from", "to", "after", "before", "page", "q", "since", "verdict", "url"} <= tried
    assert broken == []
    assert unclear == []
