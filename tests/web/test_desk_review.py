"""Reviewing: comments on revisions, reasons on steps, and a history that anybody can read."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from tests.support.desk import MEASURES, add_people, published_pair, signed_in, take_in
from tests.support.pages import post_form

FORM = "form[novalidate]"
COMMENT = "form[action$=comments]"
STEPS = "form[action$=steps]"
ID = re.compile(r"\b[0-9abcdefghjkmnpqrstvwxyz]{12}\b")


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2", "contributor", "contributor2")
    return signed_in(app, "editor")


def talk(client: FlaskClient, address: str) -> list[str]:
    nodes = LexborHTMLParser(client.get(address).text).css(".talk__said")
    return [" ".join(node.text().split()) for node in nodes]


def step(client: FlaskClient, address: str, action: str, reason: str = "") -> int:
    return post_form(client, address, {"action": action, "reason": reason}, form=STEPS).status_code


def test_a_review_is_read_in_order_with_who_when_and_of_which_revision(app: Flask, editor: FlaskClient) -> None:
    author, reviewer = signed_in(app, "contributor"), editor
    pair = published_pair(editor)
    address = f"/desk/statements/{pair.rpartition('/')[2]}/evidence/new"
    given = {"stance": "counters", "source_title": "An audit", "quote": "One in five."}
    assert post_form(author, address, given, form=FORM).status_code == 303
    found = re.findall(r'href="(/desk/evidence/\w{12})"', author.get(pair).text)
    evidence = found[-1]
    assert step(author, evidence, "submit", "Please look at the number.") == 303
    assert post_form(reviewer, evidence, {"text": "Which page?", "field": "locator"}, form=COMMENT).status_code == 303
    asked = post_form(reviewer, evidence, {"action": "request changes to", "reason": "Name the page."}, form=STEPS)
    assert asked.status_code == 303
    assert post_form(author, evidence, {"locator": "p. 4"}, form=FORM).status_code == 303
    assert post_form(author, evidence, {"text": "Done."}, form=COMMENT).status_code == 303
    said = talk(editor, evidence)
    for line, words in zip(
        said,
        (
            ("Contributor", "revision 1: draft → in review", "Please look at the number."),
            ("Editor", "on revision 1", "“Locator”", "Which page?"),
            ("Editor", "revision 1: in review → draft", "Name the page."),
            ("Contributor", "on revision 2", "Done."),
        ),
        strict=True,
    ):
        assert all(word in line for word in words), line
    assert talk(editor, f"{evidence}/history") == said


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "  "}, "Write what you have to say"),
        ({"text": "x", "version": "9"}, "no such revision"),
        ({"text": "x", "field": "created_by"}, "Choose one of its fields"),
        ({"text": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_a_comment_that_says_nothing_is_refused(editor: FlaskClient, fields: dict[str, str], sentence: str) -> None:
    pair = published_pair(editor)
    answer = post_form(editor, pair, fields, form=COMMENT)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert [line for line in talk(editor, pair) if " on revision" in line] == []


def test_nobody_comments_on_what_they_may_not_see(app: Flask, editor: FlaskClient) -> None:
    answer = post_form(editor, "/desk/topics/new", {"title": "Parcels"}, form=FORM)
    topic = answer.headers["Location"]
    other = signed_in(app, "contributor")
    html = other.get("/desk/topics/new").text
    token = LexborHTMLParser(html).css_first("main input[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": token.attributes["value"], "version": "1", "text": "Mine too"}
    address = f"/desk/subjects/{topic.rpartition('/')[2]}/comments"
    assert other.post(address, data=sent).status_code == 404


def test_the_history_names_records_marks_what_was_public_and_compares_any_two(editor: FlaskClient) -> None:
    capture = take_in(editor, MEASURES, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    post_form(editor, capture, {}, form="form[action$='/publish']")
    found = re.search(r"/desk/safeguards/\w{12}", editor.get(capture).text)
    assert found is not None
    safeguard = found.group()
    topic = post_form(editor, "/desk/topics/new", {"title": "Parcels"}, form=FORM).headers["Location"]
    post_form(editor, safeguard, {"topics": topic.rpartition("/")[2], "note": "First."}, form=FORM)
    step(editor, safeguard, "publish now", "It was checked.")
    post_form(editor, safeguard, {"note": "Second."}, form=FORM)
    page = LexborHTMLParser(editor.get(f"{safeguard}/history?from=1&to=3").text)
    rows = [" ".join(node.text().split()) for node in page.css(".revisions tbody tr")]
    assert ["public now" in rows[1], "was public" in rows[2], "public" in rows[0]] == [True, True, False]
    compared = page.css_first("dl.fields")
    assert compared is not None
    assert ID.findall(compared.text()) == []
    assert compared.css_first(f'a[href="{topic}"]').text() == "Parcels"
    assert "Second." in compared.text()
    assert any("It was checked." in one for one in talk(editor, safeguard))


def test_a_reason_that_could_not_be_taken_is_shown_again(editor: FlaskClient) -> None:
    pair = published_pair(editor)
    reason = "It was never said by anybody of the bureau."
    answer = post_form(editor, pair, {"version": "7", "action": "retract", "reason": reason}, form=STEPS)
    assert answer.status_code in {400, 409}
    node = LexborHTMLParser(answer.text).css_first("textarea[readonly]")
    assert node is not None
    assert node.text().strip() == reason
