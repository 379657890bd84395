"""Importing a file of others on the desk: what it holds is seen first, then taken in, once."""

from __future__ import annotations

import json
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.models.desk import Capture, Evidence, Pair, Source, Subject
from tests.factories.warcs import record, warc
from tests.support.desk import add_people, error_of, signed_in
from tests.support.pages import nu_check, post_form, words

REVIEWS = json.dumps(
    [
        {
            "@type": "ClaimReview",
            "url": f"https://moon.example/{number}",
            "claimReviewed": claim,
            "author": {"name": "Moon Office"},
            "reviewRating": {"ratingValue": "1", "alternateName": "False"},
            "reviewBody": answer,
        }
        for number, (claim, answer) in enumerate((("The moon is cheese.", "It is rock."), ("", "Nobody says so.")))
    ]
).encode()
TABLE = b"""Rumour,Reality,Said by
The moon is cheese.,It is rock.,Iris Quill
"The moon is ""far"".","It is near, by rocket.",
Ice melts.,,
"""
WORKS = b"@online{a, title = {Craters}, url = {https://moon.example/craters}}\n@misc{b, author = {Nobody}}\n"
CSL = b'[{"type": "book", "title": "Tides", "DOI": "10.1234/tides"}]'
PAGE = b"<!doctype html><title>Moon</title><p><b>Fiction:</b> It is cheese.</p><p><b>FACT:</b> It is rock.</p>"
WARC = warc(record("http://moon.example/facts", "2011-06-25T10:11:12Z", PAGE))
EVERY = {"every_url": "https://moon.example/facts", "every_agency": "Moon Office"}


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2", "contributor")
    return signed_in(app, "editor")


def give(client: FlaskClient, data: bytes, name: str = "moon.dat") -> Any:
    return post_form(
        client,
        "/desk/import",
        {"file": (BytesIO(data), name)},
        form="main form",
        content_type="multipart/form-data",
    )


def given(client: FlaskClient, data: bytes, name: str = "moon.dat") -> str:
    answer = give(client, data, name)
    assert answer.status_code == 303, error_of(answer.text)
    return str(answer.location)


def told(html: str) -> str:
    """Return the page's words in one line."""
    return words(LexborHTMLParser(html).css_first("main"))


def counts(app: Flask) -> dict[str, int]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        tables = (Pair, Capture, Source, Evidence)
        found = {one.__name__: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}
    return {name: number for name, number in found.items() if number}


def test_reviews_are_tried_first_then_taken_and_twice_is_once(app: Flask, editor: FlaskClient) -> None:
    shown = editor.get("/desk").text
    assert 'href="/desk/import"' in shown
    address = given(editor, REVIEWS, "moon.json")
    page = editor.get(address)
    assert "A file of ClaimReviews" in told(page.text)
    assert "2 items read: 1 would be taken (1 of them changed), none here already, 1 refused." in told(page.text)
    assert "Item 2: it has no claimReviewed." in told(page.text)
    assert "Item 1: its ratingValue was a text and is taken as a number." in told(page.text)
    assert counts(app) == {}
    taken = post_form(editor, address, {"captured": "2024-04-30"}, form="main form")
    assert taken.status_code == 303
    became = editor.get(taken.location)
    assert "2 items read: 1 taken (1 of them changed), none here already, 1 refused." in told(became.text)
    assert counts(app) == {"Pair": 1, "Capture": 1}
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        capture = session.scalars(select(Capture)).one()
        assert (str(capture.captured), capture.note) == (
            "2024-04-30",
            "From moon.json, item 1: a ClaimReview of Moon Office.",
        )
        assert {one.created_by for one in session.scalars(select(Subject))} == {1}
    again = editor.get(address).text
    assert "none would be taken, 1 here already, 1 refused." in told(again)
    assert "There is nothing in it to be taken." in told(again)
    assert "Import it" not in told(again)
    post_form(editor, address, {"captured": "2024-04-30"}, form="main form")
    assert counts(app) == {"Pair": 1, "Capture": 1}
    evidence = post_form(editor, address, {"way": "evidence"}, form="main form")
    assert "1 taken" in told(editor.get(evidence.location).text)
    assert counts(app) == {"Pair": 1, "Capture": 1, "Source": 1, "Evidence": 1}
    assert nu_check({"file": page.text, "report": became.text, "new": editor.get("/desk/import").text}) == []


def test_a_table_is_shown_with_what_its_columns_seem_to_hold_and_the_editor_changes_that(
    app: Flask, editor: FlaskClient
) -> None:
    address = given(editor, TABLE, "myths.csv")
    html = editor.get(address).text
    heads = [words(one) for one in LexborHTMLParser(html).css(".import-rows thead th")]
    assert heads == ["Line", "Rumour the claim", "Reality the answer", "Said by who said the claim"]
    assert '2 The moon is cheese. It is rock. Iris Quill 3 The moon is "far".' in told(html)
    assert "Say which column holds the url." in told(html)
    refused = post_form(editor, address, {}, form="main form")
    assert (refused.status_code, "Say which column holds the url." in error_of(refused.text)) == (400, True)
    assert 'href="#url"' in refused.text
    swapped = {**EVERY, "claim": "Reality", "rebuttal": "Rumour", "claimant": ""}
    seen = post_form(editor, address, {**swapped, "preview": "all"}, form="main form")
    assert seen.status_code == 200
    heads = [words(one) for one in LexborHTMLParser(seen.text).css(".import-rows thead th")]
    assert heads == ["Line", "Rumour the answer", "Reality the claim", "Said by not taken"]
    assert "3 items read: 2 would be taken, none here already, 1 refused." in told(seen.text)
    assert "Line 4: its claim is empty." in told(seen.text)
    assert counts(app) == {}
    right = {**EVERY, "captured": "2024"}
    taken = post_form(editor, address, right, form="main form")
    assert "2 taken, none here already, 1 refused" in told(editor.get(taken.location).text)
    assert counts(app) == {"Pair": 2, "Capture": 1}
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        pair = session.scalars(select(Pair).where(Pair.title.like("%cheese%"))).one()
        assert pair.claimant_name == "Iris Quill"


@pytest.mark.parametrize(("data", "title", "refused"), [(WORKS, "Craters", 1), (CSL, "Tides", "none")])
def test_works_become_sources(app: Flask, editor: FlaskClient, data: bytes, title: str, refused: object) -> None:
    address = given(editor, data)
    assert f"1 would be taken, none here already, {refused} refused." in told(editor.get(address).text)
    taken = post_form(editor, address, {}, form="main form")
    assert "1 taken" in told(editor.get(taken.location).text)
    assert counts(app) == {"Source": 1}
    assert title in editor.get("/desk/sources").text


def test_a_list_of_copies_is_chosen_from_as_at_intake(editor: FlaskClient) -> None:
    address = given(editor, WARC, "facts.warc.gz")
    assert address.startswith("/desk/captures/lists/")
    assert "Copies that an archive holds" in told(editor.get(address).text)


UNREAD = {
    b" \n": "The file is empty.",
    b"PK\x03\x04....": "This is a packed file. Unpack it first",
    b"Just some words of mine.": "This is none of the files that are taken here",
    b"\x1f\x8bno,gzip": "This is none of the files that are taken here",
    b'{"@type": "ClaimReview", "url": "https://x.exam': "This is no JSON: it can't be read at",
    b"[" * 10_000 + b'"ClaimReview"' + b"]" * 10_000: "a place where thousands of lists hold one another",
    "Claim,Fact\né,\n".encode("latin-1"): "UTF-8",
    b'Claim,Fact\n"open,\n': "Line 2 can't be read: a quotation mark is amiss.",
    b"<p>No JSON-LD</p>": "The page holds no JSON-LD.",
    b"[]": "The file holds no work in CSL-JSON or BibTeX.",
    b"Claim,Fact\n" + b"a,b\n" * 1_001: "The file holds 1,001 items; up to 1,000 at once are taken here.",
}


def test_what_can_not_be_read_is_refused_in_one_sentence_and_not_kept(app: Flask, editor: FlaskClient) -> None:
    for data, sentence in UNREAD.items():
        answer = give(editor, data)
        assert (answer.status_code, sentence in unescape(error_of(answer.text))) == (400, True), data[:40]
        assert 'href="#file"' in answer.text
    assert not app.extensions["rejoinder-databases"].waiting.folder.exists()


def test_what_is_said_of_a_file_is_asked_for_at_its_field(app: Flask, editor: FlaskClient) -> None:
    assert "Choose a file." in error_of(post_form(editor, "/desk/import", {}, form="main form").text)
    address = given(editor, REVIEWS)
    seen = post_form(editor, address, {"captured": "2999", "preview": "all"}, form="main form")
    assert (seen.status_code, "lies ahead" in told(seen.text)) == (200, True)
    for fields, sentence in (({"captured": "2999"}, "lies ahead"), ({"way": "x"}, "Not a valid choice")):
        refused = post_form(editor, address, fields, form="main form")
        assert (refused.status_code, sentence in error_of(refused.text)) == (400, True)
    table = given(editor, TABLE)
    refused = post_form(editor, table, {**EVERY, "every_url": "ftp://moon.example/"}, form="main form")
    assert refused.status_code == 303
    assert "none taken, none here already, 3 refused" in told(editor.get(refused.location).text)
    assert counts(app) == {}


def test_a_file_is_its_givers_alone_and_contributors_import_nothing(app: Flask, editor: FlaskClient) -> None:
    address = given(editor, WORKS)
    report = post_form(editor, address, {}, form="main form").location
    for name, status in (("editor", 200), ("editor2", 404), ("contributor", 404)):
        other = signed_in(app, name)
        assert [other.get(one).status_code for one in (address, report)] == [status, status], name
    contributor = signed_in(app, "contributor")
    assert contributor.get("/desk/import").status_code == 404
    assert 'href="/desk/import"' not in contributor.get("/desk").text


def test_a_form_that_is_sent_twice_imports_once_and_tells_the_same(app: Flask, editor: FlaskClient) -> None:
    address = given(editor, WORKS)
    html = LexborHTMLParser(editor.get(address).text)
    fields = {
        str(one.attributes["name"]): str(one.attributes["value"]) for one in html.css("main form input[type=hidden]")
    }
    first, second = (editor.post(address, data=fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert counts(app) == {"Source": 1}


def test_a_fault_half_way_leaves_nothing(app: Flask, editor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services import import_sources  # noqa: PLC0415  # where the fault is planted

    real, made = import_sources.create_source, []

    def faulty(*given: Any) -> Any:
        if made:
            raise RuntimeError
        made.append(real(*given))
        return made[0]

    monkeypatch.setattr(import_sources, "create_source", faulty)
    address = given(editor, WORKS.replace(b"@misc{b, ", b"@misc{b, title = {Second}, "))
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)  # noqa: FBT003  # a setting
    assert post_form(editor, address, {}, form="main form").status_code == 500
    assert made
    assert counts(app) == {}
