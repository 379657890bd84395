"""`docs/api.md` says what is so. `GOLDEN=write` writes its answers anew."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.services import agencies, judgements, publishing, workflow
from app.services.agencies import PageFields, TopicFields
from app.services.desk import Desk
from app.services.judgements import FindingFields, ObservationFields
from app.storage.models.ledger import LedgerEntry
from tests.factories.site import TEXT, Site, make_site
from tests.support.golden import xml_lines
from tests.support.server import serve

DOCS = Path(__file__).parents[2] / "docs/api.md"
EXAMPLE = re.compile(
    r"```http\nGET (?P<address>[^\n]+)\n(?P<asked>(?:[^\n]+\n)*)\n[^`]*```"
    r"(?:\n```(?:json|xml|csv|text|bibtex)\n.*?```)?",
    re.DOTALL,
)
OTHERS, BEGINNING, LINE = "## Every other address", 9, 160
"""Where answers begin that are cut, and after how many lines, each of so many characters."""
FOR_PROGRAMS = re.compile(r"library\.(ledger_head|robots|sitemap\w*|\w+_(bibtex|csl))")
"""What the library serves to programs; all that the area of feeds serves is for them."""
DAY = datetime(2024, 5, 2, 9, tzinfo=UTC)
BASE = "https://facts.example"


@pytest.fixture
def desk_of(desk_of: Callable[[], Desk]) -> Callable[[], Desk]:
    """A desk whose ids and salts are the same in every run."""
    rng = random.Random("the docs")  # noqa: S311  # to be the same, not to be secret
    return lambda: replace(desk_of(), rng=rng)


@pytest.fixture
def documented(desk_of: Callable[[], Desk]) -> Site:
    site = make_site(desk_of)
    addresses = [{"url": "https://kites.example/facts", "since": None, "until": None}]
    fields = PageFields(title=site.page.title, agency_id=site.page.agency_id, addresses=addresses)
    agencies.revise_page(desk_of(), site.page.id, fields, site.page.version)
    publishing.publish(desk_of(), site.page.id)
    site.publish(site.evidence())
    finding = site.finding(reasoning="The gazette of May 2020 orders that *red kites stay on the ground*.")
    site.publish(finding)
    better = FindingFields(
        claim_reviewed=finding.claim_reviewed,
        verdict=finding.verdict,
        reasoning="The gazette of May 2021 orders that *red kites stay on the ground*.",
    )
    judgements.revise_finding(desk_of(), finding.id, better, finding.version)
    workflow.bring_to_approved(desk_of(), finding.id, "the year was wrong")
    publishing.publish(desk_of(), finding.id, correction="We first wrote that the gazette was of May 2020.")
    commitment = site.safeguard.commitments[-1]["id"]
    seen = ObservationFields(result="not done", observed="2021-09", source_id=site.source.id, note="No report came.")
    site.publish(judgements.create_observation(desk_of(), commitment, seen))
    publishing.publish(desk_of(), agencies.create_topic(desk_of(), TopicFields(title="Kites at night")).id)
    later = site.capture_of(TEXT.replace("45 days", "90 days").replace("bans red", "bans all red"), "2022-03")
    publishing.publish(desk_of(), later.id)
    desk_of().session.commit()
    return site


@pytest.mark.alone("the docs name the address of another site")
@pytest.mark.usefixtures("documented")
def test_every_request_in_the_docs_gets_the_answer_that_is_there(app, reader):
    app.config.update(BASE_URL=BASE, LEDGER_KEY="42" * 32)

    def answered(match: re.Match[str]) -> str:
        asked = match["asked"]
        most = BEGINNING if match.start() > written.index(OTHERS) else None
        answer = reader.get(match["address"], headers=dict(line.split(": ", 1) for line in asked.splitlines()))
        names = ("Content-Type",) if answer.status_code != 302 else ("Location", "Vary", "Link")
        head = "\n".join([answer.status, *(f"{name}: {answer.headers[name]}" for name in names)])
        return f"```http\nGET {match['address']}\n{asked}\n{head}\n```" + shown(answer, most)

    written = DOCS.read_text(encoding="utf-8")
    with time_machine.travel(DAY):
        real, count = EXAMPLE.subn(answered, written)
    if os.environ.get("GOLDEN") == "write":
        DOCS.write_text(real, encoding="utf-8")
    assert count == written.count("\nGET ")
    assert "404 NOT FOUND" not in real
    assert real == DOCS.read_text(encoding="utf-8")


def shown(answer: TestResponse, most: int | None) -> str:
    """Return the body of an answer, or its beginning, as a block of the page."""
    if answer.status_code == 302:
        return ""
    kind, words = bodied(answer)
    if most is not None:
        lines = [one if len(one) <= LINE else f"{one[:LINE]}…" for one in words.splitlines()]
        words = "\n".join([*lines[:most], "…"] if len(lines) > most else lines)
    return f"\n```{kind}\n{words}\n```"


def bodied(answer: TestResponse) -> tuple[str, str]:
    """Return the language of a body, and the body as people read it."""
    if answer.mimetype.endswith("json"):
        return "json", "\n".join(msgspec.json.format(one, indent=2).decode() for one in answer.data.splitlines())
    if answer.mimetype.endswith("xml"):
        return "xml", xml_lines(answer.data)
    kind = {"text/csv": "csv", "application/x-bibtex": "bibtex"}.get(answer.mimetype, "text")
    return kind, answer.text.replace("\r", "").rstrip()


def test_every_address_is_told_and_has_a_request_with_its_answer(app):
    written = DOCS.read_text(encoding="utf-8")
    table = "\n".join(line for line in written.splitlines() if line.startswith("| "))
    adapter = app.url_map.bind("facts.example")
    addresses = [match["address"].partition("?")[0] for match in EXAMPLE.finditer(written)]
    exemplified = {adapter.match(one, return_rule=True)[0].rule for one in addresses}
    rules = list(app.url_map.iter_rules())
    served = {one.rule for one in rules if one.endpoint.startswith("feeds.") or FOR_PROGRAMS.fullmatch(one.endpoint)}
    assert served - exemplified == set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("feeds."):
            assert told(rule.rule) in table or kinds(rule.rule) in table, rule.rule


def told(rule: str) -> str:
    """Return an address as the table writes it."""
    plain = rule.replace("<path:uri>", "<address>").replace("<record_id>", "<id>").replace("<part_id>", "<id>")
    return f"`{plain.replace('.atom', '.json')}`"


def kinds(rule: str) -> str:
    """Return the address of a kind of records, or of a subject's feed, as the table writes them all."""
    kind = re.sub(r"^/api/v1/[a-z]+", "/api/v1/<kind>", told(rule).strip("`"))
    return f"`{re.sub(r'^/feeds/[a-z]+/', '/feeds/agencies/', kind)}`"


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
