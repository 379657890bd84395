"""Taking a page in: what comes of it, and what is refused in one clear sentence with nothing stored."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.models.desk import Subject
from tests.support.desk import NEW, OLD, add_people, error_of, pair_of, published_pair, signed_in, take_in
from tests.support.pages import post_form

GIVEN = {"captured": "2011-06-25", "page_title": "Mail facts", "agency_title": "Bureau of Mail"}


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor")
    return signed_in(app, "editor")


def stored(app: Flask) -> int:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return session.scalar(select(func.count()).select_from(Subject)) or 0


def test_from_a_pasted_page_to_published_pairs(app: Flask, editor: FlaskClient) -> None:
    published_pair(editor)
    anyone = app.test_client()
    assert "The bureau loses mail." in anyone.get("/pairs/the-bureau-loses-mail").get_data(as_text=True)
    assert anyone.get("/pages/mail-facts/captures/2011-06-25").status_code == 200


def test_the_text_is_shown_with_its_proposals_marked(editor: FlaskClient) -> None:
    html = editor.get(take_in(editor, OLD, "2011-06-25")).get_data(as_text=True)
    assert re.search(r'<mark class="held held--claim" data-of="\w{12}">The bureau loses mail.</mark>', html)
    rebuttal = (
        r'<mark class="held held--rebuttal" data-of="\w{12}">It delivers 99 percent of parcels within 45 days.</mark>'
    )
    assert re.search(rebuttal, html)


def test_the_next_copy_is_said_to_continue_the_record(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    capture = take_in(editor, NEW, "2012-01")
    html = editor.get(capture).get_data(as_text=True)
    assert re.search(rf'value="{pair.split("/")[-1]}" selected>\s*likeness 0\.\d\d:\s*The bureau loses mail.', html)
    post_form(editor, capture, {"action": "accept"}, form="form[action$=decision]")
    assert pair_of(editor, capture) == pair
    post_form(editor, capture, {"action": "publish"}, form="form[action$='/steps']")
    page = app.test_client().get("/pages/mail-facts/compare/2011-06-25..2012-01").get_data(as_text=True)
    assert "parcels" in page


def test_a_proposal_can_be_new_though_it_looks_like_another(editor: FlaskClient) -> None:
    pair = published_pair(editor)
    capture = take_in(editor, NEW, "2012-01")
    post_form(editor, capture, {"action": "accept", "continues": "new"}, form="form[action$=decision]")
    assert pair_of(editor, capture) != pair


def test_a_proposal_is_dropped_reopened_and_corrected(editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {"action": "drop"}, form="form[action$=decision]")
    assert "<mark" not in editor.get(capture).get_data(as_text=True)
    post_form(editor, capture, {"action": "reopen"}, form="form[action$=decision]")
    html = editor.get(capture).get_data(as_text=True)
    found = re.search(r'href="(/desk/proposals/\w+)"', html)
    assert found is not None
    wrong = post_form(editor, found.group(1), {"rebuttal": "It delivers everything."}, form="main form")
    assert wrong.status_code == 400
    assert "does not stand in the captured text" in error_of(wrong.get_data(as_text=True))
    assert "It delivers everything." in wrong.get_data(as_text=True)
    right = post_form(editor, found.group(1), {"rebuttal": "It delivers 99 percent of parcels"}, form="main form")
    assert right.status_code == 303
    assert re.search(
        r'<mark class="held held--rebuttal" data-of="\w{12}">It delivers 99 percent of parcels</mark>',
        editor.get(capture).get_data(as_text=True),
    )


def test_where_it_comes_from_is_edited(editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    answer = post_form(
        editor, f"{capture}/provenance", {"address": "https://mail.example/facts"}, form="form[novalidate]"
    )
    assert answer.status_code == 303
    assert "https://mail.example/facts" in editor.get(capture).get_data(as_text=True)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": ""}, "Paste the page’s text, or choose a file. Nothing was stored."),
        ({"text": " \r\n "}, "Paste the page’s text, or choose a file. Nothing was stored."),
        ({"file": (BytesIO(b""), "page.txt")}, "The file is empty. Nothing was stored."),
        ({"file": (BytesIO(bytes(range(256)) * 40), "page.txt")}, None),
        ({"text": OLD, "captured": " "}, "Enter the day it was captured."),
        ({"text": OLD, "captured": "2011-02-30"}, "There is no day 2011-02-30"),
        ({"text": OLD, "captured": "soon"}, "“soon” is no date"),
        ({"text": OLD, "captured": "2999"}, "lies ahead"),
        ({"text": OLD, "address": "javascript:alert(1)"}, "is no web address"),
        ({"text": OLD.partition("\n\n")[2], "page_title": ""}, "Say what the page is called."),
        ({"text": OLD, "agency_title": ""}, "Say which agency publishes the page."),
        ({"text": OLD, "page_id": "nowhere00000"}, None),
        ({"text": OLD, "file": (BytesIO(b"Fiction: a"), "page.txt")}, "Paste a text or upload a file, not both."),
        ({"text": OLD + "\x00"}, "can’t be kept"),
    ],
)
def test_what_can_not_be_taken_is_said_and_nothing_is_stored(
    app: Flask, editor: FlaskClient, given: dict[str, Any], sentence: str | None
) -> None:
    answer = post_form(
        editor, "/desk/captures/new", {**GIVEN, **given}, form="main form", content_type="multipart/form-data"
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code in {400, 404}
    if sentence is not None:
        assert sentence in error_of(html)
        assert "Mail facts" in html or given.get("page_title") == ""
    assert stored(app) == 0
    blobs = app.extensions["rejoinder-databases"].blobs.folder
    assert not [one for one in blobs.rglob("*") if one.is_file()]


def test_a_file_over_25_mb_is_refused_in_one_sentence(app: Flask, editor: FlaskClient) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', editor.get("/desk/captures/new").text)
    assert token is not None
    for size in (25 * 1024 * 1024 + 1, 26 * 1024 * 1024 + 1):
        fields = {**GIVEN, "csrf_token": token.group(1)}
        parts = [f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
        parts.append('--X\r\nContent-Disposition: form-data; name="file"; filename="page.txt"\r\n\r\n')
        body = "".join(parts).encode() + b"a" * size + b"\r\n--X--\r\n"
        answer = editor.post("/desk/captures/new", data=body, content_type="multipart/form-data; boundary=X")
        assert answer.status_code in {400, 413}
        assert "25 MB" in answer.get_data(as_text=True)
    assert stored(app) == 0


def test_an_unknown_page_is_not_there(editor: FlaskClient) -> None:
    assert editor.get("/desk/pages/nowhere00000/captures/new").status_code == 404
    assert editor.get("/desk/captures/nowhere00000").status_code == 404
    assert editor.get("/desk/proposals/nowhere00000").status_code == 404


def test_the_same_copy_twice_is_recognised(app: Flask, editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    before = stored(app)
    page = re.search(r"/desk/pages/\w{12}", editor.get(capture).get_data(as_text=True))
    assert page is not None
    again = post_form(editor, f"{page.group()}/captures/new", {"text": OLD, "captured": "2011-06-25"}, form="main form")
    assert again.status_code == 400
    assert "is here already" in error_of(again.get_data(as_text=True))
    assert stored(app) == before


def test_an_uploaded_page_is_read(editor: FlaskClient) -> None:
    html = b"<html><body><h1>Facts</h1><p><b>Fiction:</b> Mail is lost.</p><p><b>FACT:</b> It is not.</p></body></html>"
    answer = post_form(
        editor,
        "/desk/captures/new",
        {**GIVEN, "file": (BytesIO(html), "facts.html")},
        form="main form",
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    assert "Mail is lost." in editor.get(answer.headers["Location"]).get_data(as_text=True)


def test_a_pasted_text_beside_an_empty_file_is_pasted(editor: FlaskClient) -> None:
    given = {**GIVEN, "text": OLD, "file": (BytesIO(b""), "page.txt")}
    answer = post_form(editor, "/desk/captures/new", given, form="main form", content_type="multipart/form-data")
    html = editor.get(answer.location).get_data(as_text=True)
    assert re.search(r"Captured 25 June 2011,\s+pasted", html)


def test_an_agency_that_is_here_is_used_and_its_page_not_made_twice(app: Flask, editor: FlaskClient) -> None:
    take_in(editor, OLD, "2011-06-25", address="https://mail.example/facts")
    before = stored(app)
    given = {**GIVEN, "agency_title": "BUREAU of mail", "text": NEW, "captured": "2012-01", "page_title": "mail  FACTS"}
    html = post_form(editor, "/desk/captures/new", given, form="main form").get_data(as_text=True)
    assert "This agency has the page Mail facts already" in error_of(html)
    page = re.search(r'<a href="(/desk/pages/\w{12})">Mail facts</a>', html)
    assert page is not None
    agency = re.search(r'<option[^>]*value="(\w{12})">Bureau of Mail<', html)
    assert agency is not None
    again = {"title": "Mail facts", "agency_id": agency.group(1)}
    refused = post_form(editor, "/desk/pages/new", again, form="form[novalidate]")
    assert refused.status_code == 400
    assert page.group(1) in refused.get_data(as_text=True)
    there = {**given, "page_title": "Other", "address": "https://mail.example/facts"}
    html = post_form(editor, "/desk/captures/new", there, form="main form").get_data(as_text=True)
    assert "has this address already, so it is chosen now" in error_of(html)
    assert stored(app) == before
    given = {**GIVEN, "agency_title": "bureau of mail", "page_title": "Other facts", "text": NEW}
    assert post_form(editor, "/desk/captures/new", given, form="main form").status_code == 303
    assert editor.get("/desk/agencies").get_data(as_text=True).count("Bureau of Mail") == 1


def test_open_proposals_are_told_of_before_publishing(editor: FlaskClient) -> None:
    capture = take_in(editor, OLD + "\nFiction: It is slow.\n\nFACT: It is quick.\n", "2011-06-25")
    assert "2 proposals are still open; if you publish now" in editor.get(capture).get_data(as_text=True)
    post_form(editor, capture, {"action": "accept"}, form="form[action$=decision]")
    html = editor.get(capture).get_data(as_text=True)
    assert "1 proposal is still open; if you publish now, readers will see no mark for it." in html
    assert html.index("Publish the capture and its 1 new record") < html.index("Accept all 1")
    answer = post_form(editor, capture, {}, form="form[action$='/publish']", follow_redirects=True)
    assert 'Readers see it at <a href="/pages/mail-facts/captures/2011-06-25">' in answer.get_data(as_text=True)


def test_the_same_copy_of_another_day_is_kept_only_when_it_is_said(app: Flask, editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    before = stored(app)
    page = re.search(r"/desk/pages/\w{12}", editor.get(capture).get_data(as_text=True))
    assert page is not None
    address, given = f"{page.group()}/captures/new", {"text": OLD, "captured": "2012"}
    refused = post_form(editor, address, given, form="main form")
    html = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "holds this very copy already, of 25 June 2011" in error_of(html)
    assert f'<a href="{capture}">Look at the copy that is here</a>' in html
    assert 'name="again"' in html
    assert stored(app) == before
    kept = post_form(editor, address, {**given, "again": "y"}, form="main form")
    assert kept.status_code == 303
    assert "2012" in editor.get(kept.location).get_data(as_text=True)
    assert post_form(editor, address, {**given, "again": "y"}, form="main form").status_code == 400


def test_a_copy_that_another_page_holds_makes_no_new_page_unless_it_is_said(app: Flask, editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    before = stored(app)
    given = {**GIVEN, "page_title": "Other facts", "agency_title": "Office of Tides", "text": OLD}
    refused = post_form(editor, "/desk/captures/new", given, form="main form")
    html = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "“Mail facts” holds this very copy already, of 25 June 2011" in error_of(html)
    assert f'<a href="{capture}">Look at the copy that is here</a>' in html
    assert stored(app) == before
    kept = post_form(editor, "/desk/captures/new", {**given, "again": "y"}, form="main form")
    assert kept.status_code == 303
    assert "Other facts" in editor.get(kept.location).get_data(as_text=True)


@pytest.mark.parametrize(
    "typed",
    [
        "http://www.mail.example/facts/",
        "https://web.archive.org/web/20120102030405/https://mail.example/facts",
        "https://web.archive.org/web/20120102id_/http://mail.example/facts#top",
    ],
)
def test_a_copy_of_a_known_address_goes_to_its_page_and_says_so(editor: FlaskClient, typed: str) -> None:
    first = {**GIVEN, "text": OLD, "address": "https://mail.example/facts"}
    assert post_form(editor, "/desk/captures/new", first, form="main form").status_code == 303
    second = {"text": NEW, "captured": "2012-01-02", "address": typed}
    taken = post_form(editor, "/desk/captures/new", second, form="main form")
    assert taken.status_code == 303
    html = editor.get(taken.location).text
    assert "The address is that of “Mail facts” (Bureau of Mail), so it is a copy of that page." in html


def test_who_names_a_new_page_at_a_known_address_is_asked_once(app: Flask, editor: FlaskClient) -> None:
    first = {**GIVEN, "text": OLD, "address": "https://mail.example/facts"}
    assert post_form(editor, "/desk/captures/new", first, form="main form").status_code == 303
    before = stored(app)
    second = {"text": NEW, "captured": "2012", "address": "mail.example/facts", "page_title": "Post", "page_id": ""}
    second |= {"address": "http://mail.example/facts", "agency_title": "Office of Post"}
    asked = post_form(editor, "/desk/captures/new", second, form="main form")
    assert asked.status_code == 400
    assert "“Mail facts” (Bureau of Mail) has this address already" in error_of(asked.text)
    assert stored(app) == before
    form = LexborHTMLParser(asked.text).css_first("main form")
    assert form is not None
    chosen = form.css_first("select[name=page_id] option[selected]")
    suggested = form.css_first("input[name=suggested]")
    assert chosen is not None
    assert suggested is not None
    assert chosen.attributes["value"] == suggested.attributes["value"] != ""
    insisted = {**second, "suggested": suggested.attributes["value"]}
    taken = post_form(editor, "/desk/captures/new", insisted, form="main form")
    assert taken.status_code == 303
    assert "Office of Post" in editor.get(taken.location).text
