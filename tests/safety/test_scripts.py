"""No script of others runs: hundreds of payloads in every text that the site shows, opened in Chromium.

The control puts the same payloads into a page without guards, where most of them run. What wants a click is held to
its address: no link, form or button of ours leads anywhere but to http(s) or mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.vocabulary import LinkKind, Role
from app.services import agencies, captures, judgements, proposals, publishing, statements, workflow
from app.services.agencies import AgencyFields, PageFields, SourceFields, TopicFields
from app.services.captures import CaptureFields
from app.services.judgements import EvidenceFields, FindingFields, ObservationFields, ReplyFields
from app.services.people import new_user
from app.services.statements import LinkFields
from app.storage.blobs import Blobs
from app.storage.models.desk import Commitment, Statement, Subject
from tests.factories.canaries import PAGE, UNREVIEWED, World
from tests.factories.site import make_site
from tests.safety.full import FULL, Figure
from tests.safety.payloads import MARK, SELF_RUNNING_COUNT, payloads
from tests.support.desk import PASSWORD, cheap_hash, signed_in
from tests.support.pages import follow
from tests.support.public import FIRST, walk
from tests.support.server import LiveServer

PAYLOADS = payloads()
FEWEST = 500
RECORDS = 20 if FULL else 2
ADDRESSES = 10_000
EACH_ROUTE = 40 if FULL else 1
ASKED = PAYLOADS if FULL else PAYLOADS[::40]
CONTROLS = PAYLOADS[:SELF_RUNNING_COUNT] if FULL else PAYLOADS[:SELF_RUNNING_COUNT:5]
RAN = re.compile(rf"{MARK}(\d+)-")
LEADS_AWAY = """() => [...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .flatMap((one) => ["href", "src", "action", "formaction"].map((name) => one.getAttribute(name)))
    .filter((to) => to !== null && !/^(https?|mailto):$/.test(new URL(to, location.href).protocol))"""

SETTLED = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 15)))"


@contextmanager
def watched(browser: Browser) -> Iterator[tuple[Page, set[int]]]:
    """Open a page of a browser, and note the number of each payload that runs in it."""
    context, ran = browser.new_context(), set[int]()
    page = context.new_page()
    page.on("console", lambda message: ran.update(int(number) for number in RAN.findall(message.text)))
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield page, ran
    context.close()


def make_records(world: World, own: list[str], number: int) -> None:
    """Make and publish a record of every kind with all these payloads in every field, or one of them."""
    text, short = " ".join(own), min(own, key=len)
    sit, site = world.sit, world.site  # type: ignore[attr-defined]  # set below
    agency = agencies.create_agency(sit(), AgencyFields(title=text, short_name=text, note=text))
    topic = agencies.create_topic(sit(), TopicFields(title=text, note=text))
    source = agencies.create_source(sit(), SourceFields(title=text, note=text, csl={"title": text, "publisher": text}))
    page = agencies.create_page(sit(), PageFields(title=text, agency_id=agency.id, note=text))
    body = PAGE.format(name=text, **dict.fromkeys(("concern", "safeguard", "pair", "capture"), text))
    day = f"2021-{1 + number % 12:02}-{1 + number // 12:02}"
    fields = CaptureFields(captured=day, note=text, filename="x.txt")
    capture = captures.add_capture(sit(), page.id, body.encode(), fields)
    later = captures.add_capture(
        sit(), page.id, (body + text).encode(), CaptureFields(captured="2023-01-01", filename="x.txt")
    )
    proposals.accept_all(sit(), capture.id)
    found = list(world.session.scalars(select(Statement).where(Statement.page_id == page.id)))
    quoted = EvidenceFields(source_id=source.id, stance="counters", quote=text, note=text)
    evidence = judgements.create_evidence(sit(), site.pair.id, quoted, site.place("No colour is banned."))
    verdict = FindingFields(claim_reviewed=short, verdict="mixed", reasoning=text)
    finding = judgements.create_finding(sit(), site.pair.id, verdict, site.place("No colour is banned."))
    for subject in (agency, topic, source, page, capture, later, *found, evidence, finding):
        publish(world, subject)
    answer = ReplyFields(author=text, text=text, received="2026-01-05")
    publish(world, judgements.create_reply(sit(), finding.id, answer))
    promise = world.session.scalars(select(Commitment.id).where(Commitment.subject_id == site.safeguard.id)).first()
    assert promise is not None
    seen = ObservationFields(result="kept", observed="2021-08-01", done="2021-07-30", note=text)
    publish(world, judgements.create_observation(sit(), promise, seen))
    relation, target = RELATIONS[number], (site.other, site.safeguard, site.concern)[number % 3]
    fields_of_link = LinkFields(from_id=site.pair.id, to_id=target.id, relation=relation, note=text)
    publish(world, statements.create_link(sit(), fields_of_link))
    if number % 2:
        publishing.retract(sit(), topic.id, text)


RELATIONS = [kind for kind in LinkKind for _ in range(3)]


def publish(world: World, subject: Subject) -> None:
    world.session.refresh(subject)
    if subject.state == "published":
        return
    if subject.kind not in UNREVIEWED:
        workflow.bring_to_approved(world.sit(), subject.id)
    publishing.publish(world.sit(), subject.id)


@pytest.fixture
def poisoned(app: Flask) -> Flask:
    """A site in which every payload stands in every field."""
    lines = [one for one in PAYLOADS if "\n" not in one]
    share = -(-len(lines) // RECORDS)
    databases = app.extensions["rejoinder-databases"]
    with Session(databases.desk) as session:
        world = World(session, Blobs(Path(databases.blobs.folder)))
        user = new_user(session, "editor@desk.example", lines[0], Role.EDITOR, cheap_hash(), datetime.now(UTC))
        world.actors["edda"] = Actor(id=user.id, name=user.name, role=Role.EDITOR)
        world.site = make_site(world.sit)  # type: ignore[attr-defined]  # for make_records
        publish(world, world.site.other)  # type: ignore[attr-defined]  # the same
        for number in range(RECORDS):
            make_records(world, lines[number * share : (number + 1) * share], number)
        session.commit()
    return app


def addresses(app: Flask, *, desk: bool) -> list[str]:
    """Return, of each route, the addresses whose answers hold the most payloads."""
    client = signed_in(app, "editor") if desk else app.test_client()
    held: dict[str, list[tuple[int, str]]] = {}
    routes = app.url_map.bind("localhost")
    for address, answer in walk(client, ("/desk",) if desk else FIRST, "/desk" if desk else "/", ADDRESSES):
        if answer.status_code == 200 and MARK in (text := answer.get_data(as_text=True)):
            endpoint, _ = routes.match(address.partition("?")[0])
            held.setdefault(endpoint, []).append((text.count(MARK), address))
    return [address for found in held.values() for _, address in sorted(found, reverse=True)[:EACH_ROUTE]]


def test_no_payload_runs_wherever_it_is_shown(
    poisoned: Flask, live_server: LiveServer, browser: Browser, figure: Figure
) -> None:
    assert len(PAYLOADS) >= FEWEST
    public, private = addresses(poisoned, desk=False), addresses(poisoned, desk=True)
    asked = [
        shape.format(quote(one, safe=""))
        for one in ASKED
        for shape in ("/search?q={}", "/nowhere/{}", "/api/v1/changes?since={}", "/pairs?before={}")
    ]
    with watched(browser) as (page, ran):
        away = []
        for address in (*public, *asked):
            away += open_and_look(page, live_server, address)
        page.goto(live_server.url("/login"))
        page.get_by_label("Your e-mail address").fill("editor@desk.example")
        page.get_by_label("Your password").fill(PASSWORD)
        follow(page.get_by_role("button", name="Sign in"))
        expect(page).to_have_url(live_server.url("/desk"))
        for address in private:
            away += open_and_look(page, live_server, address)
    places = len(public) + len(private)
    told = f"{places} pages, of every route that shows one; {len(asked)} requests"
    figure(f"{len(ran)} of {len(PAYLOADS)} payloads ran: {told}")
    assert ran == set()
    assert away == []
    assert len(public) > 20
    assert len(private) > 20


def open_and_look(page: Page, server: LiveServer, address: str) -> list[str]:
    """Open an address; return what on it leads to anything but the web or mail."""
    try:
        page.goto(server.url(address))
    except Error as error:
        assert "Download is starting" in str(error)  # noqa: PT017  # a table: what is not shown runs nothing
        return []
    found = page.evaluate(LEADS_AWAY) if page.evaluate("document.contentType") == "text/html" else []
    return [f"{address}: {one}" for one in found]


def test_without_guards_most_of_them_run(browser: Browser, figure: Figure) -> None:
    with watched(browser) as (page, ran):
        for payload in CONTROLS:
            page.set_content(f"<!DOCTYPE html><title>x</title><p>{payload}</p>", wait_until="load")
            page.evaluate(SETTLED)
    figure(f"control: {len(ran)} of {len(CONTROLS)} run in a page without guards")
    assert len(ran) > len(CONTROLS) * 0.6
