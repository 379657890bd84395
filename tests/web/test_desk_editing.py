"""Editing on the desk: forms keep what was typed, nobody overwrites anybody, every revision can be had back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from tests.support.desk import MEASURES, add_people, error_of, published_pair, signed_in, take_in
from tests.support.pages import post_form

FORM = "form[novalidate]"


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2")
    return signed_in(app, "editor")


def made(client: FlaskClient, kind: str, **fields: Any) -> str:
    answer = post_form(client, f"/desk/{kind}/new", fields, form=FORM)
    assert answer.status_code == 303, error_of(answer.get_data(as_text=True))
    return str(answer.headers["Location"])


def value(client: FlaskClient, address: str, name: str) -> str:
    node = LexborHTMLParser(client.get(address).get_data(as_text=True)).css_first(f'[name="{name}"]')
    assert node is not None
    if node.tag == "select":
        chosen = node.css_first("option[selected]")
        return str(chosen.attributes["value"]) if chosen else ""
    return node.text() if node.tag == "textarea" else node.attributes.get("value") or ""


def test_agencies_topics_pages_and_sources_are_made_and_edited(editor: FlaskClient) -> None:
    agency = made(editor, "agencies", title="Bureau of Mail", short_name="BM", homepage="https://mail.example/")
    made(editor, "topics", title="Parcels")
    page = made(
        editor,
        "pages",
        **{
            "title": "Mail facts",
            "agency_id": agency.split("/")[-1],
            "addresses-0-url": "https://mail.example/facts",
            "addresses-0-since": "2011-06",
        },
    )
    source = made(
        editor,
        "sources",
        title="Annual report",
        type="report",
        authors="Auditor, Ada\nCourt of Audit",
        issued="2010-05",
        url="https://audit.example/r",
    )
    assert value(editor, page, "addresses-0-since") == "2011-06"
    assert value(editor, page, "addresses-1-url") == ""
    assert value(editor, source, "authors").split("\n") == ["Auditor, Ada", "Court of Audit"]
    assert value(editor, source, "issued") == "2010-05"
    assert value(editor, source, "type") == "report"
    assert post_form(editor, page, {"addresses-0-url": ""}, form=FORM).status_code == 303
    for kind, name in (("agencies", "Bureau"), ("topics", "Parcels"), ("pages", "Mail facts"), ("sources", "Annual")):
        assert name in editor.get(f"/desk/{kind}").get_data(as_text=True)
    assert post_form(editor, agency, {"short_name": "BoM"}, form=FORM).status_code == 303
    assert value(editor, agency, "short_name") == "BoM"
    topic = re.search(r"/desk/topics/\w{12}", editor.get("/desk/topics").get_data(as_text=True))
    assert topic is not None
    assert post_form(editor, topic.group(), {"title": "Parcels and letters"}, form=FORM).status_code == 303


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("agencies", {"title": " ", "note": "kept text"}, "Enter the title."),
        ("agencies", {"title": "B", "homepage": "ftp://x", "note": "kept text"}, "is no web address"),
        ("agencies", {"title": "B\u202eC", "note": "kept text"}, "turns the direction of writing"),
        ("topics", {"title": "", "note": "kept text"}, "Enter the title."),
        ("topics", {"title": "x" * 201, "note": "kept text"}, "Write at most 200 characters here."),
        ("pages", {"title": "B", "note": "kept text"}, "Choose the agency that publishes the page."),
        ("sources", {"title": "B", "issued": "last year", "note": "kept text"}, "is no date"),
        ("sources", {"title": "", "note": "kept text"}, "Enter the title."),
        ("sources", {"title": "B", "archived_url": "x", "note": "kept text"}, "is no web address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_text_is_kept(
    editor: FlaskClient, kind: str, fields: dict[str, str], sentence: str
) -> None:
    answer = post_form(editor, f"/desk/{kind}/new", fields, form=FORM)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert sentence in error_of(html)
    assert "kept text" in html
    href = LexborHTMLParser(html).css_first(".error-summary a")
    assert href is not None
    assert LexborHTMLParser(html).css_first(str(href.attributes["href"])) is not None


def test_every_post_wants_its_token(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    html = editor.get(pair).get_data(as_text=True)
    steps = re.findall(r'action="([^"]+/steps)"', html)
    assert steps
    for address in [pair, *steps, "/desk/agencies/new", "/desk/captures/new", "/login", "/password"]:
        assert editor.post(address, data={"title": "x", "action": "retract", "reason": "y"}).status_code == 400
    assert app.test_client().get("/pairs/the-bureau-loses-mail").status_code == 200


def test_a_page_that_is_left_by_signing_out_does_not_sign_in_again(editor: FlaskClient) -> None:
    """The answer to what it says as it is left may come after that to signing out."""
    topic = made(editor, "topics", title="Parcels")
    sent = {"csrf_token": value(editor, topic, "csrf_token")}
    address = f"/desk/subjects/{topic.rpartition('/')[2]}/editing"
    beat, left = editor.post(address, data=sent), editor.post(address, data={**sent, "left": "yes"})
    assert (beat.status_code, left.status_code) == (200, 200)
    assert "Set-Cookie" in beat.headers
    assert "Set-Cookie" not in left.headers


def test_two_who_save_the_same_pair_lose_nothing(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    other = signed_in(app, "editor2")
    base = value(editor, pair, "base_version")
    assert post_form(other, pair, {"note": "Their note.", "claimant_name": "The press"}, form=FORM).status_code == 303
    stale = {"base_version": base, "note": "My note.", "title": "A title of mine", "claimant_name": ""}
    answer = post_form(editor, pair, stale, form=FORM)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Their note." in html
    assert "My note." in html
    assert "Somebody else saved this while you were editing" in html
    tree = LexborHTMLParser(html)
    chosen = {str(node.attributes["name"]): node.attributes["value"] for node in tree.css("input[type=radio][checked]")}
    assert chosen == {"take-title": "yours", "take-note": "written", "take-claimant_name": "theirs"}
    given = {
        str(node.attributes["name"]): node.attributes.get("value") or "" for node in tree.css("input[type=hidden]")
    }
    answer = editor.post(
        pair, data={**given, **chosen, "note": "Their note. My note.", "title": "", "claimant_name": ""}
    )
    assert answer.status_code == 303
    assert value(editor, pair, "note") == "Their note. My note."
    assert value(editor, pair, "title") == "A title of mine"
    assert value(editor, pair, "claimant_name") == "The press"


def test_whoever_saved_in_a_second_window_is_told_that_it_was_they(editor: FlaskClient) -> None:
    topic = made(editor, "topics", title="Parcels")
    base = value(editor, topic, "base_version")
    assert post_form(editor, topic, {"note": "In one window."}, form=FORM).status_code == 303
    answer = post_form(editor, topic, {"base_version": base, "note": "In the other."}, form=FORM)
    assert answer.status_code == 409
    assert "You saved this in another window" in answer.text
    for wrong in ("Somebody else", "Theirs", "you both"):
        assert wrong not in answer.text
    for kept in ("In one window.", "In the other."):
        assert kept in answer.text


@pytest.mark.parametrize(("choice", "expected"), [("theirs", "Their note."), ("yours", "My note.")])
def test_either_text_can_be_taken_whole(app: Flask, editor: FlaskClient, choice: str, expected: str) -> None:
    topic = made(editor, "topics", title="Parcels")
    other = signed_in(app, "editor2")
    base = value(editor, topic, "base_version")
    post_form(other, topic, {"note": "Their note."}, form=FORM)
    html = post_form(editor, topic, {"base_version": base, "note": "My note."}, form=FORM).get_data(as_text=True)
    tree = LexborHTMLParser(html)
    given = {
        str(node.attributes["name"]): node.attributes.get("value") or "" for node in tree.css("input[type=hidden]")
    }
    assert editor.post(topic, data={**given, "take-note": choice, "note": "neither"}).status_code == 303
    assert value(editor, topic, "note") == expected


def test_rows_of_a_conflict_are_taken_whole_too(app: Flask, editor: FlaskClient) -> None:
    agency = made(editor, "agencies", title="Bureau of Mail").split("/")[-1]
    page = made(editor, "pages", **{"title": "Facts", "agency_id": agency, "addresses-0-url": "https://a.example/"})
    other = signed_in(app, "editor2")
    base = value(editor, page, "base_version")
    post_form(other, page, {"addresses-0-url": "https://theirs.example/"}, form=FORM)
    mine = {"base_version": base, "addresses-0-url": "https://mine.example/"}
    answer = post_form(editor, page, mine, form=FORM)
    assert answer.status_code == 409
    tree = LexborHTMLParser(answer.get_data(as_text=True))
    given = {
        str(node.attributes["name"]): node.attributes.get("value") or "" for node in tree.css("input[type=hidden]")
    }
    assert editor.post(page, data={**given, "take-addresses": "theirs"}).status_code == 303
    assert value(editor, page, "addresses-0-url") == "https://theirs.example/"


def test_a_history_compares_any_two_revisions_and_restores_one(editor: FlaskClient) -> None:
    topic = made(editor, "topics", title="Parcels", note="One note.")
    post_form(editor, topic, {"note": "Another note."}, form=FORM)
    post_form(editor, topic, {"title": "Letters"}, form=FORM)
    html = editor.get(f"{topic}/history?from=1&to=2").get_data(as_text=True)
    assert "<del>One</del>" in html.replace("One </del>", "One</del>")
    assert "Another" in html
    assert "Letters" not in LexborHTMLParser(html).css_first(".fields").text()  # type: ignore[union-attr]
    assert post_form(editor, f"{topic}/history?from=1&to=3", {}, form="form[action$=restore]").status_code == 303
    assert value(editor, topic, "title") == "Parcels"
    assert value(editor, topic, "note") == "One note."
    assert editor.get(f"{topic}/history?from=9").status_code == 404
    assert editor.get(f"{topic.replace('topics', 'sources')}/history").status_code == 404


def test_a_safeguards_commitments_are_rows(editor: FlaskClient) -> None:
    capture = take_in(editor, MEASURES, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    found = re.search(r"/desk/safeguards/\w{12}", editor.get(capture).get_data(as_text=True))
    assert found is not None
    address = found.group()
    row = {"commitments-0-text": "report", "commitments-0-kind": "deadline", "commitments-0-value": "60"}
    assert post_form(editor, address, row, form=FORM).status_code == 303
    assert value(editor, address, "commitments-0-value") == "60"
    bad = post_form(editor, address, {"commitments-0-due": "2011-13"}, form=FORM)
    assert bad.status_code == 400
    assert "2011-13" in error_of(bad.get_data(as_text=True))
    assert "2011-13" in bad.get_data(as_text=True)
    for given in ("many", "nan", "inf", "1e999"):
        word = post_form(editor, address, {"commitments-0-value": given}, form=FORM)
        assert word.status_code == 400
        assert f'value="{given}"' in word.get_data(as_text=True)
        assert f"“{given}” is no number" in error_of(word.get_data(as_text=True))
    assert post_form(editor, address, {"base_version": "9" * 30}, form=FORM).status_code == 404


def hidden_of(html: str) -> dict[str, str]:
    tree = LexborHTMLParser(html).css_first("main form")
    assert tree is not None
    return {str(one.attributes["name"]): one.attributes.get("value") or "" for one in tree.css("input[type=hidden]")}


def test_rows_that_different_people_changed_are_put_together_and_one_click_saves_them(
    app: Flask, editor: FlaskClient
) -> None:
    capture = take_in(editor, MEASURES, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    found = re.search(r"/desk/safeguards/\w{12}", editor.get(capture).text)
    assert found is not None
    address = found.group()
    two = {"commitments-1-text": "a second promise", "commitments-1-kind": "limit", "commitments-1-value": "48"}
    assert post_form(editor, address, two, form=FORM).status_code == 303
    other = signed_in(app, "editor2")
    base = value(editor, address, "base_version")
    assert post_form(other, address, {"commitments-0-value": "60"}, form=FORM).status_code == 303
    stale = {"base_version": base, "commitments-0-value": "45", "commitments-1-value": "72"}
    html = post_form(editor, address, stale, form=FORM).text
    assert "both of you changed it; it is put together below" in html
    assert "needs your decision" not in html
    form = LexborHTMLParser(html).css_first("main form")
    assert form is not None
    sent = hidden_of(html)
    sent |= {str(one.attributes["name"]): one.text().strip() for one in form.css("textarea")}
    sent |= {
        str(one.attributes["name"]): one.attributes.get("value") or ""
        for one in form.css(
            "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), input[type=radio][checked]"
        )
    }
    sent |= {
        str(one.attributes["name"]): str(one.css_first("option[selected]").attributes["value"])
        for one in form.css("select")
    }
    assert editor.post(address, data=sent).status_code == 303
    assert value(editor, address, "commitments-0-value") == "60"
    assert value(editor, address, "commitments-1-value") == "72"


def test_topics_that_two_people_chose_are_put_together(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    topics = [made(editor, "topics", title=title).rpartition("/")[2] for title in ("Parcels", "Letters")]
    other = signed_in(app, "editor2")
    base = value(editor, pair, "base_version")
    assert post_form(other, pair, {"topics": topics[0]}, form=FORM).status_code == 303
    html = post_form(editor, pair, {"base_version": base, "topics": topics[1]}, form=FORM).text
    chosen = [one.attributes["value"] for one in LexborHTMLParser(html).css("input[name=topics][checked]")]
    assert sorted(chosen) == sorted(topics)
    assert "put together below" in html
