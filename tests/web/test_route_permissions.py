"""Every route of the desk, for every role and every state of a record, against the one table `domain.permissions`.

What a person may not know is 404, whatever they ask of it. What they may know and not do is 403 with the reason. What
they may do is neither. Nothing is kept of what these tests send: each request is rolled back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.permissions import Action, Actor, Facts, may
from app.domain.vocabulary import Role
from app.storage.models.desk import Commitment, Proposal, Source, Subject, User
from app.web.databases import DeskSession
from app.web.desk.places import PLURALS
from tests.support.desk import signed_in
from tests.support.routes import ANSWERERS, BY_KEY, EVERYBODY, IMPORTERS, MANAGERS, RECORDS, OfRecord, address
from tests.web.conftest import SecretSite

ROLES = {"cleo": Role.CONTRIBUTOR, "edda": Role.EDITOR, "ada": Role.ADMIN}
STEPS = {
    **{str(action): action for action in Action if action not in {Action.READ, Action.CREATE, Action.REVISE}},
    "publish now": Action.PUBLISH,
    "publish with evidence": Action.PUBLISH,
    "correct now": Action.CORRECT,
    "discard the draft": Action.REVISE,
}
del STEPS[Action.MANAGE_USERS], STEPS[Action.HANDLE_REPORTS], STEPS[Action.IMPORT]
REFUSED = {400, 409}
"""With a sentence: there is no such step from this state, or the page that was seen is not the newest."""
TOKEN = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
pytestmark = pytest.mark.usefixtures("later", "_nothing_is_kept")


@pytest.fixture
def _nothing_is_kept(secret_site: SecretSite) -> Iterator[None]:
    """Sign everybody in, and from then on let no request keep anything."""
    for name in ROLES:
        client_of(secret_site, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DeskSession, "commit", DeskSession.rollback)
        yield


CLIENTS: dict[tuple[int, str], FlaskClient] = {}


def client_of(site: SecretSite, name: str) -> FlaskClient:
    key = (id(site.app), name)
    if key not in CLIENTS:
        CLIENTS[key] = signed_in(site.app, name)
    return CLIENTS[key]


@dataclass(frozen=True)
class Row:
    """A record as the tests ask about it."""

    id: str
    kind: str
    state: str
    version: int
    created_by: int | None
    updated_by: int | None
    public: bool

    def facts(self, actor: Actor) -> Facts:
        return Facts(
            own=self.created_by == actor.id, public=self.public, last_edited_by_actor=self.updated_by == actor.id
        )


@dataclass(frozen=True)
class Desk:
    """Who asks, with what, and what there is."""

    app: Flask
    actor: Actor
    client: FlaskClient
    token: str
    rows: list[Row]
    parts: dict[str, dict[str, str]]

    def send(self, where: str, fields: dict[str, Any]) -> TestResponse:
        return self.client.post(where, data={**fields, "csrf_token": self.token})

    def at(self, name: str, access: OfRecord, row: Row, method: str) -> str | None:
        """Return the address of a route for a record; None where the record has no such part."""
        value = self.parts[access.through].get(row.id) if access.through else row.id
        if value is None:
            return None
        values = {access.variable: value}
        if name in {"statement", "history", "restore"}:
            values["plural"] = PLURALS[row.kind]  # type: ignore[index]  # kinds are strings
        return address(self.app, f"desk.{name}", method, **values)


@pytest.fixture(params=list(ROLES))
def asked(request: pytest.FixtureRequest, secret_site: SecretSite) -> Desk:
    name = request.param
    client = client_of(secret_site, name)
    token = TOKEN.search(client.get("/desk").text)
    assert token is not None
    with Session(secret_site.app.extensions["rejoinder-databases"].desk) as session:
        user = session.scalars(select(User).where(User.email == f"{name}@desk.example")).one()
        mine = {one.id for one in secret_site.canaries if name == "cleo" or one.owner == "carl"}
        rows = [
            Row(
                *(one.id, one.kind, one.state, one.version, one.created_by, one.updated_by),
                public=one.published_version == one.version,
            )
            for one in session.scalars(select(Subject).order_by(Subject.id))
            if one.id in mine
        ]
        parts = {
            "proposal": {one.capture_id: one.id for one in session.scalars(select(Proposal))},
            "file": {one.id: one.id for one in session.scalars(select(Source)) if one.file_sha256},
            "commitment": {one.subject_id: one.id for one in session.scalars(select(Commitment))},
        }
    return Desk(secret_site.app, Actor(user.id, user.name, ROLES[name]), client, token.group(1), rows, parts)


def wrong(status: int, row: Row, actor: Actor, action: Action) -> str | None:
    """Say what is wrong with the answer to somebody who does this to a record; None where nothing is."""
    facts = row.facts(actor)
    known = may(actor, Action.READ, facts)
    allowed = known and (action is Action.CREATE or may(actor, action, facts))
    good = {200, 303, 400, 409} if allowed else {403, *REFUSED} if known else {404}
    if status in good:
        return None
    return f"{actor.role} {action} {row.kind} {row.state} own={facts.own} public={facts.public}: {status} not {good}"


def fields_of(html: str) -> dict[str, Any] | None:
    """Return what a browser would send of the page's own form."""
    form = LexborHTMLParser(html).css_first("main form[novalidate]")
    if form is None:
        return None
    given: dict[str, Any] = {}
    for node in form.css("input[name], textarea[name]"):
        kind = node.attributes.get("type") or "text"
        if kind in {"submit", "file"} or (kind in {"checkbox", "radio"} and "checked" not in node.attributes):
            continue
        value = node.text() if node.tag == "textarea" else node.attributes.get("value") or ""
        given[str(node.attributes["name"])] = value
    for node in form.css("select[name]"):
        chosen = node.css_first("option[selected]") or node.css_first("option")
        given[str(node.attributes["name"])] = (chosen.attributes.get("value") or "") if chosen else ""
    for ours in ("csrf_token", "form_key"):
        given.pop(ours, None)
    for name in ("note", "reasoning", "text"):
        if name in given:
            given[name] += " More."
    return given


def test_every_record_is_shown_to_whoever_may_read_it_and_to_nobody_else(asked: Desk) -> None:
    assert len({(row.kind, row.state) for row in asked.rows}) > 40
    found, count = [], 0
    for name, access in RECORDS.items():
        for row in asked.rows:
            where = asked.at(name, access, row, "GET") if access.get and row.kind in access.kinds else None
            if where is None or access.get is None:
                continue
            count += 1
            found.append(wrong(asked.client.get(where).status_code, row, asked.actor, access.get))
    assert [one for one in found if one] == []
    assert count > 150


def test_every_form_of_a_record_is_taken_from_whoever_may_send_it_and_from_nobody_else(
    asked: Desk, secret_site: SecretSite
) -> None:
    """The fields are those that an editor's page has, so that nothing but the permission can be what is refused."""
    editor, found, count = client_of(secret_site, "edda"), [], 0
    for name, access in RECORDS.items():
        for row in asked.rows:
            if access.post is None or row.kind not in access.kinds:
                continue
            where = asked.at(name, access, row, "POST")
            if where is None:
                continue
            fields = fields_of(editor.get(where).text) if access.get else FORMLESS[name](row)
            if fields is None:
                continue  # nobody can edit it in this state
            count += 1
            found.append(wrong(asked.send(where, fields).status_code, row, asked.actor, access.post))
    assert sorted({one for one in found if one}) == []
    assert count > 100


FORMLESS: dict[str, Any] = {
    "restore": lambda row: {"version": 1, "base_version": row.version},
    "proposal_decide": lambda _row: {"action": "drop"},
    "capture_accept": lambda _row: {},
    "capture_undo": lambda _row: {},
    "capture_publish": lambda _row: {},
    "capture_submit": lambda _row: {},
    "comment": lambda _row: {"version": 1, "text": "Well put."},
    "editing": lambda _row: {},
    "repeats_new": lambda row: {"to_id": row.id},
    "plan": lambda row: {"version": row.version, "at": "2099-01-01T09:00"},
}


def test_every_step_is_taken_by_whoever_may_take_it_and_by_nobody_else(asked: Desk) -> None:
    found = []
    for row in asked.rows:
        where = asked.at("step", RECORDS["step"], row, "POST")
        assert where is not None
        for word, action in STEPS.items():
            sent = {"version": row.version, "action": word, "reason": "Because it is so."}
            found.append(wrong(asked.send(where, sent).status_code, row, asked.actor, action))
    assert sorted({one for one in found if one}) == []


def test_what_everybody_has_is_shown_to_everybody_and_other_things_to_whom_they_are_for(asked: Desk) -> None:
    adapter = asked.app.url_map.bind("localhost")
    private = dict.fromkeys(MANAGERS, Action.MANAGE_USERS) | dict.fromkeys(ANSWERERS, Action.HANDLE_REPORTS)
    private |= dict.fromkeys(IMPORTERS, Action.IMPORT)
    for rule in asked.app.url_map.iter_rules():
        area, _, name = rule.endpoint.rpartition(".")
        if area != "desk" or name not in EVERYBODY | private.keys() or name in BY_KEY:
            continue
        values = {one: "drafts" if one == "name" else 1 for one in rule.arguments}
        allowed = name in EVERYBODY or may(asked.actor, private[name])
        expected = 200 if allowed else 404
        for method in {"GET", "POST"} & (rule.methods or set()):
            where = adapter.build(rule.endpoint, values, method=method)
            if method == "GET":
                assert asked.client.get(where).status_code == expected, where
            elif not allowed:
                sent = {"act": "sign-out"} if name == "person_act" else {}
                assert asked.send(where, sent).status_code == 404, where


def test_the_check_would_see_a_door_left_open(asked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A control: where everybody may read all, the first of these tests fails for a contributor."""
    from app.services import revisions  # noqa: PLC0415  # where the door is

    monkeypatch.setattr(revisions, "may", lambda *_given: True)
    row = next(one for one in asked.rows if one.kind == "topic" and one.state == "draft" and not one.public)
    others = next(
        one for one in asked.rows if one.kind == "topic" and one.state == "draft" and one.created_by != asked.actor.id
    )
    for one in (row, others):
        where = asked.at("topic", RECORDS["topic"], one, "GET")
        assert where is not None
        told = wrong(asked.client.get(where).status_code, one, asked.actor, Action.READ)
        assert bool(told) is (not may(asked.actor, Action.READ, one.facts(asked.actor)))
