"""What is published is what was seen, and a contributor sees no draft of another's."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from tests.support.desk import OLD, add_people, pair_of, published_pair, signed_in, take_in
from tests.support.pages import post_form

ANSWER = "It delivers 99 percent of parcels within 45 days."
FINDING = {"claim_reviewed": "It delivers 99 percent", "verdict": "mixed", "reasoning": "A libel, still unchecked."}


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "contributor")
    return signed_in(app, "editor")


@pytest.fixture
def contributor(app: Flask, editor: FlaskClient) -> FlaskClient:  # noqa: ARG001  # whose fixture adds the people
    return signed_in(app, "contributor")


def save(client: FlaskClient, subject: str, **fields: str) -> None:
    assert post_form(client, subject, fields, form="main form[data-save]").status_code == 303


def step(client: FlaskClient, subject: str, action: str, reason: str = "") -> None:
    version = re.search(r'name="version"[^>]*value="(\d+)"', client.get(subject).text)
    assert version is not None
    form = "form[action$='/steps']"
    given = {"action": action, "reason": reason, "version": version.group(1)}
    answer = post_form(client, subject, given, form=form)
    assert answer.status_code == 303, answer.text


def test_a_capture_is_published_as_it_was_seen(app: Flask, editor: FlaskClient) -> None:
    add_people(app, "editor2")
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    form = LexborHTMLParser(editor.get(capture).text).css_first("form[action$='/publish']")
    seen = {one.attributes["name"]: one.attributes["value"] for one in form.css("input")}
    pair = pair_of(editor, capture)
    save(signed_in(app, "editor2"), pair, note="Nobody has seen this.")
    answer = editor.post(f"{capture}/publish", data=seen)
    assert answer.status_code == 409
    assert "“The bureau loses mail.” was saved anew after you opened the page" in answer.text
    assert app.test_client().get("/pairs/the-bureau-loses-mail").status_code == 404
    assert post_form(editor, capture, {}, form="form[action$='/publish']").status_code == 303
    assert "Nobody has seen this." in app.test_client().get("/pairs/the-bureau-loses-mail").text


def test_the_history_shows_a_contributor_what_was_published(editor: FlaskClient, contributor: FlaskClient) -> None:
    pair = published_pair(editor)
    save(editor, pair, note="A libel, still unchecked.")
    save(editor, pair, note="A sound note.")
    step(editor, pair, "submit")
    step(editor, pair, "request changes to", "He is a crook.")
    step(editor, pair, "submit")
    step(editor, pair, "approve", "His lawyers say so.")
    step(editor, pair, "publish")
    shown = contributor.get(f"{pair}/history")
    assert shown.status_code == 200
    assert "A sound note." in shown.text
    for secret in ("libel", "crook", "lawyers"):
        assert secret in editor.get(f"{pair}/history?from=2").text
        assert secret not in shown.text
    assert contributor.get(f"{pair}/history?from=2").status_code == 404
    assert contributor.get(f"{pair}/history?from=1&to=3").status_code == 200


def test_words_that_a_hidden_draft_quotes_are_not_marked(editor: FlaskClient, contributor: FlaskClient) -> None:
    pair = published_pair(editor)
    address = f"/desk/statements/{pair.rpartition('/')[2]}/findings/new"
    assert post_form(editor, address, {**FINDING, "words": ANSWER}, form="main form").status_code == 303

    def marked(client: FlaskClient, page: str) -> bool:
        return any(ANSWER in node.text() for node in LexborHTMLParser(client.get(page).text).css(".words mark"))

    for page in (pair, address, address.replace("findings", "evidence")):
        assert marked(editor, page)
        assert not marked(contributor, page)


def test_no_revision_has_such_a_number(editor: FlaskClient) -> None:
    pair = published_pair(editor)
    save(editor, pair, note="New.")
    form = "form[action$='/restore']"
    assert post_form(editor, f"{pair}/history", {"version": "9" * 40}, form=form).status_code == 404
    assert post_form(editor, f"{pair}/history", {"base_version": "9" * 40}, form=form).status_code == 404
