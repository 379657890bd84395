"""A site in which every payload stands in every field that anybody may fill, and where each of its pages is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError

from app.domain.permissions import Actor
from app.domain.reports import ReportFields
from app.domain.vocabulary import LinkKind, Role
from app.services import agencies, captures, judgements, proposals, publishing, signing_in, statements
from app.services.agencies import AgencyFields, PageFields, SourceFields, TopicFields
from app.services.captures import CaptureFields
from app.services.judgements import EvidenceFields, FindingFields, ObservationFields, ReplyFields
from app.services.people import new_user
from app.services.reports import add_message, send_report
from app.services.statements import LinkFields
from app.storage.blobs import Blobs
from app.storage.models.desk import Commitment, Passage, Statement, Subject, User
from tests.factories.canaries import PAGE, World, publish
from tests.factories.site import make_site
from tests.safety.payloads import MARK, payloads
from tests.support.desk import cheap_hash, signed_in
from tests.support.pages import post_form
from tests.support.public import FIRST
from tests.support.routes import PUBLIC_AREAS

LINES = [one for one in payloads() if "\n" not in one]
LONGEST_NAME, LONGEST_REPORT, LONGEST_TITLE = 120, 4_900, 200
TOKEN = "known-to-its-reader"
PAGE_URL = "https://kites.example/facts"


class Poisoned(NamedTuple):
    """The site, and addresses from which all of it is found, by who may ask for them."""

    app: Flask
    public: list[str]
    editor: list[str]
    admin: list[str]


def poison(app: Flask, records: int, people: int) -> Poisoned:
    """Make so many of each record and of people, with all payloads between them."""
    share = -(-len(LINES) // records)
    databases, now = app.extensions["rejoinder-databases"], datetime.now(UTC)
    short = sorted((one for one in LINES if MARK in one and len(one) <= LONGEST_NAME), key=len)
    with Session(databases.desk) as session:
        world = World(session, Blobs(Path(databases.blobs.folder)))
        user = new_user(session, "editor@desk.example", short[0], Role.EDITOR, cheap_hash(), now)
        world.actors["edda"] = Actor(id=user.id, name=user.name, role=Role.EDITOR)
        world.site = make_site(world.sit)  # type: ignore[attr-defined]  # for make_records
        publish(world, world.site.other)  # type: ignore[attr-defined]  # the same
        for number in range(records):
            make_records(world, LINES[number * share : (number + 1) * share], number)
        new_user(session, "admin@desk.example", short[-1], Role.ADMIN, cheap_hash(), now)
        for number, name in enumerate(short[: people * 7 : 7]):
            new_user(session, f"p{number}@desk.example", name, Role.CONTRIBUTOR, cheap_hash(), now)
            signing_in.note_try(session, name, "192.0.2.9", now)  # not from here, so that we may sign in
        make_reports(session, LINES[: share * 10])
        session.commit()
        records_there = [(one.id, one.kind) for one in session.scalars(select(Subject))]
        parts = [*session.scalars(select(Passage.id)), *(one for one, kind in records_there if kind == "evidence")]
        users = list(session.scalars(select(User.id)))
    routes = app.url_map.bind("localhost")
    mine = [
        routes.build(f"desk.{kind}_binding", {"subject_id": one})
        for one, kind in records_there
        if kind in {"evidence", "finding"}
    ]
    return Poisoned(
        app,
        [*FIRST, *by_route(app), *by_record(app, records_there, parts), f"/report/{TOKEN}", *by_words(short[0])],
        ["/desk", *mine, "/desk/reports/1", *given_by_hand(app, LINES[:share], short)],
        ["/desk/people", "/desk/people/log", *(f"/desk/people/{one}" for one in users)],
    )


def make_reports(session: Session, lines: list[str]) -> None:
    """Let readers report, and say more, with these payloads."""
    now, texts = datetime.now(UTC), [""]
    for one in lines:
        texts = [*texts, ""] if len(texts[-1]) + len(one) > LONGEST_REPORT else texts
        texts[-1] += f" {one}"
    for number, text in enumerate(texts):
        fields = ReportFields(
            kind="error",
            address="/pairs/" + quote(lines[0]),
            text=text,
            exact=text[:900],
            prefix=lines[0],
            suffix=lines[1],
            contact=lines[0],
        )
        token = f"{TOKEN}-{number}" if number else TOKEN
        add_message(session, send_report(session, fields, token=token, sender=token, now=now), text, now)


def by_route(app: Flask) -> list[str]:
    """Return the addresses of public routes that want nothing."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in PUBLIC_AREAS and "<" not in rule.rule
    ]


def by_record(app: Flask, records: list[tuple[str, str]], parts: list[str]) -> list[str]:
    """Return the addresses of what is known by its number alone."""
    routes = app.url_map.bind("localhost")
    found = [routes.build("feeds.annotation", {"part_id": one}) for one in parts]
    for one, kind in records:
        try:
            found.append(routes.build(f"feeds.{kind}", {"record_id": one}))
        except BuildError:
            continue  # a finding is in its pair
    return [*found, f"/timemap/link/{PAGE_URL}", f"/timegate/{PAGE_URL}"]


def by_words(payload: str) -> list[str]:
    """Return addresses that find records by words that stand beside payloads, or are given payloads themselves."""
    given = quote(payload, safe="")
    return [
        "/search?q=kites",
        "/search?q=console",
        "/feeds/search.atom?q=console",
        "/feeds/search.json?q=console",
        "/v1alpha1/claims:search?query=console",
        "/api/v1/changes?include=record",
        f"/report?page=%2F&words={given}&before={given}&after={given}",
    ]


def given_by_hand(app: Flask, lines: list[str], short: list[str]) -> list[str]:
    """Give the desk what is kept for its giver alone; return where: files, what became of one, a list, a kept form."""
    text, client = " ".join(lines), signed_in(app, "editor")
    reviews = [
        {
            "@type": "ClaimReview",
            "url": f"https://moon.example/{number}",
            "claimReviewed": f"{one} {number}" if number else "",
            "author": {"name": one},
            "reviewRating": {"ratingValue": "1", "alternateName": one},
            "reviewBody": text[:2_000],
        }
        for number, one in enumerate(short[:4])
    ]
    table = "Rumour,Reality,Said by,{}\n".format(short[0].replace('"', "'").replace(",", ";")) + "\n".join(
        ",".join(['"{}"'.format(one.replace('"', '""'))] * 4) for one in lines
    )
    work = [{"type": "book", "title": one, "publisher": one, "DOI": f"10.1234/{quote(one)}"} for one in short[:8]]
    files = [
        give(client, "/desk/import", data, f"{short[0]}.{ending}")
        for data, ending in (
            (json.dumps(reviews).encode(), "json"),
            (table.encode(), "csv"),
            (json.dumps(work).encode(), "json"),
        )
    ]
    taken = post_form(client, files[0], {"captured": "2024-04-30"}, form="main form")
    listed = "\n".join(
        f"k 2011062510111{number % 10} https://kites.example/{quote(one)}?{one.replace(' ', '+')} text/html 200 "
        f"{'A' * 32} 99"
        for number, one in enumerate(lines)
    )
    archived = post_form(client, "/desk/captures/new", {"text": listed}, form="main form")
    return [*files, str(taken.location), str(archived.location), kept_form(app, client, text)]


def give(client: FlaskClient, address: str, data: bytes, name: str) -> str:
    """Give a file; return where it is shown."""
    fields = {"file": (BytesIO(data), name)}
    return str(post_form(client, address, fields, form="main form", content_type="multipart/form-data").location)


def kept_form(app: Flask, client: FlaskClient, text: str) -> str:
    """Send a comment after all sessions were ended; return where it is kept for its author."""
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        about = session.scalars(select(Subject.id).where(Subject.kind == "pair")).first()
    page = LexborHTMLParser(client.get(f"/desk/pairs/{about}").text)
    form = page.css_first("form[action$=comments]")
    hidden = {one.attributes["name"]: one.attributes.get("value") for one in form.css("input[type=hidden]")}
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        for user in session.scalars(select(User)):
            user.fs_uniquifier = f"{user.fs_uniquifier[:60]}-new"
        session.commit()
    answer = client.post(form.attributes["action"] or "", data={**hidden, "text": text})
    return parse_qs(urlsplit(answer.location).query)["next"][0]


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
