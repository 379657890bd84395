"""From pair to pair with evidence, and the whole copy to readers at one click; what was not seen stays here."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.models.desk import Evidence, Page, Pair
from app.storage.models.ledger import LedgerEntry
from tests.support.desk import add_people, signed_in, take_in
from tests.support.pages import post_form

TEXT = (
    "Ferry facts\n\nFiction: The ferry sinks.\n\nFACT: It floats.\n\nFiction: The ferry is late.\n\n"
    "FACT: It is early.\n\nFiction: The ferry is full.\n\nFACT: It has room.\n"
)
EVIDENCE = {"stance": "counters", "source_title": "The log", "quote": "It was late on Monday."}
FORM, PUBLISH = "form[novalidate]", "form[action$='/publish']"


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2", "contributor")
    return signed_in(app, "editor")


@pytest.fixture
def capture(editor: FlaskClient) -> str:
    capture = take_in(editor, TEXT, "2011-06-25", page_title="")
    assert post_form(editor, capture, {}, form="form[action$=accept-all]").status_code == 303
    return capture


def first_form(client: FlaskClient, capture: str) -> str:
    """Return where evidence is attached to the first record of a capture, as its card links it."""
    link = LexborHTMLParser(client.get(capture).text).css_first("a[data-key=v]")
    assert link is not None
    return str(link.attributes["href"])


def attach(client: FlaskClient, address: str, **fields: str) -> Any:
    answer = post_form(client, address, {**EVIDENCE, **fields}, form=FORM)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def button(client: FlaskClient, capture: str) -> str:
    node = LexborHTMLParser(client.get(capture).text).css_first(f"{PUBLISH} button")
    return " ".join(node.text().split()) if node else ""


def states(app: Flask, kind: type[Evidence | Pair]) -> list[str]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return list(session.scalars(select(kind.state).order_by(kind.created_at)))


def test_the_page_takes_the_title_that_stands_in_the_copy(app: Flask, capture: str) -> None:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        assert session.scalars(select(Page.title)).all() == ["Ferry facts"]
    assert capture


def test_one_goes_from_pair_to_pair_until_each_has_evidence(editor: FlaskClient, capture: str) -> None:
    address, titles = first_form(editor, capture), []
    for _ in range(3):
        titles.append(re.findall(r'class="kicker">([^<]+)<', editor.get(address).text)[0])
        address = attach(editor, address, onward="yes")
    assert titles == ["The ferry sinks.", "The ferry is late.", "The ferry is full."]
    assert address == capture
    assert "back to the capture" in editor.get(first_form(editor, capture)).text


def test_who_does_not_go_on_comes_to_the_pair(editor: FlaskClient, capture: str) -> None:
    assert re.fullmatch(r"/desk/pairs/\w+#judged-\w+", attach(editor, first_form(editor, capture)))


def test_the_copy_its_records_and_their_evidence_go_out_at_one_click(
    app: Flask, editor: FlaskClient, capture: str
) -> None:
    following = attach(editor, first_form(editor, capture), onward="yes")
    attach(editor, following, onward="yes")
    assert button(editor, capture) == "Publish the capture and its 3 new records, with 2 pieces of evidence"
    assert post_form(editor, capture, {}, form=PUBLISH).status_code == 303
    assert states(app, Evidence) == ["published", "published"]
    assert states(app, Pair) == ["published"] * 3
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        kinds = select(LedgerEntry.kind, func.count()).group_by(LedgerEntry.kind)
        assert dict(session.execute(kinds).all()) == {"agency": 1, "page": 1, "capture": 1, "pair": 3, "source": 2}
    assert button(editor, capture) == ""
    attach(editor, first_form(editor, capture))
    assert button(editor, capture) == "Publish 1 piece of evidence"
    assert post_form(editor, capture, {}, form=PUBLISH).status_code == 303
    assert states(app, Evidence) == ["published"] * 3


def test_evidence_that_came_meanwhile_is_not_published_unseen(app: Flask, editor: FlaskClient, capture: str) -> None:
    seen = LexborHTMLParser(editor.get(capture).text).css_first(f"{PUBLISH} input[name=seen]")
    assert seen is not None
    attach(signed_in(app, "editor2"), first_form(editor, capture))
    answer = post_form(editor, capture, {"seen": str(seen.attributes["value"])}, form=PUBLISH)
    assert answer.status_code == 409
    assert "The log (counters)" in answer.text
    assert states(app, Evidence) == ["draft"]
    assert states(app, Pair) == ["draft"] * 3


def test_with_a_second_person_all_is_submitted_and_approved_by_the_other(
    app: Flask, editor: FlaskClient, capture: str
) -> None:
    app.config["REQUIRE_SECOND_PERSON"] = True
    attach(editor, first_form(editor, capture))
    assert button(editor, capture) == ""
    assert "Submit its 4 drafts for review" in " ".join(editor.get(capture).text.split())
    assert post_form(editor, capture, {}, form="form[action$='/submit']").status_code == 303
    assert states(app, Evidence) == ["in review"]
    other = signed_in(app, "editor2")
    assert button(other, capture) == "Publish the capture and its 3 new records, with 1 piece of evidence"
    assert post_form(other, capture, {}, form=PUBLISH).status_code == 303
    assert states(app, Evidence) == ["published"]


def test_a_contributor_submits_their_own_evidence_alone(app: Flask, editor: FlaskClient, capture: str) -> None:
    assert post_form(editor, capture, {}, form=PUBLISH).status_code == 303
    attach(editor, first_form(editor, capture))
    contributor = signed_in(app, "contributor")
    attach(contributor, first_form(contributor, capture))
    assert "Submit its 1 draft for review" in " ".join(contributor.get(capture).text.split())
    assert post_form(contributor, capture, {}, form="form[action$='/submit']").status_code == 303
    assert states(app, Evidence) == ["draft", "in review"]
