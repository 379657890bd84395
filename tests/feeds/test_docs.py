"""`docs/api.md` says what is so. `GOLDEN=write` writes its answers anew."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from app.services import publishing
from app.services.desk import Desk
from app.storage.models.ledger import LedgerEntry
from tests.factories.site import TEXT, Site, make_site
from tests.support.golden import xml_lines
from tests.support.server import serve

DOCS = Path(__file__).parents[2] / "docs/api.md"
EXAMPLE = re.compile(r"```http\nGET ([^\n]+)\n[^`]*```\n```(?:json|xml)\n.*?```", re.DOTALL)
BASE = "https://facts.example"


@pytest.fixture
def desk_of(desk_of: Callable[[], Desk]) -> Callable[[], Desk]:
    """A desk whose ids and salts are the same in every run."""
    rng = random.Random("the docs")  # noqa: S311  # to be the same, not to be secret
    return lambda: replace(desk_of(), rng=rng)


@pytest.fixture
def documented(desk_of: Callable[[], Desk]) -> Site:
    site = make_site(desk_of)
    site.publish(site.evidence())
    site.publish(site.finding(reasoning="The gazette of May 2021 orders that *red kites stay on the ground*."))
    later = site.capture_of(TEXT.replace("45 days", "90 days").replace("bans red", "bans all red"), "2022-03")
    publishing.publish(desk_of(), later.id)
    desk_of().session.commit()
    return site


@pytest.mark.usefixtures("documented")
def test_every_request_in_the_docs_gets_the_answer_that_is_there(app, reader):
    app.config["BASE_URL"] = BASE

    def answered(match: re.Match[str]) -> str:
        answer = reader.get(match[1])
        kind = "xml" if answer.mimetype.endswith("xml") else "json"
        body = msgspec.json.format(answer.data, indent=2).decode() if kind == "json" else xml_lines(answer.data)
        head = f"{answer.status}\nContent-Type: {answer.headers['Content-Type']}"
        return f"```http\nGET {match[1]}\n\n{head}\n```\n```{kind}\n{body}\n```"

    written = DOCS.read_text(encoding="utf-8")
    real, count = EXAMPLE.subn(answered, written)
    if os.environ.get("GOLDEN") == "write":
        DOCS.write_text(real, encoding="utf-8")
    assert count == 14
    assert "404 NOT FOUND" not in real
    assert real == DOCS.read_text(encoding="utf-8")


@pytest.mark.usefixtures("documented")
def test_the_client_of_the_docs_keeps_a_mirror(app, session):
    names: dict[str, Callable[..., str]] = {}
    codes = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    for code in codes:
        exec(code, names)  # noqa: S102  # our own docs
    mirror: list[dict[str, object]] = []
    with serve(app) as server:
        cursor = names["follow"](server.origin, "", mirror.append)
        assert names["follow"](server.origin, cursor, mirror.append) == cursor
    kept = session.scalars(select(LedgerEntry.digest).order_by(LedgerEntry.seq)).all()
    assert [one["digest"] for one in mirror] == list(kept)
    assert all(one["record"] for one in mirror)
    previous = "0" * 64
    for one in mirror:
        assert one["previous"] == previous
        assert one["hash"] == names["hash_of"](one, previous)
        previous = str(one["hash"])
