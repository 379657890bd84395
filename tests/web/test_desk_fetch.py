"""Intake by fetching: there is no such field until it is configured; then a page comes in with its provenance."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.services import fetching
from app.storage.models.desk import Capture, Page, Subject
from app.web.factory import create_app
from tests.support.asked import Asked, answer, asked, by_path
from tests.support.desk import OLD, add_people, error_of, signed_in
from tests.support.pages import post_form

PAGE = (
    "<!doctype html><title>Café facts</title><h1>Café facts</h1>"
    "<p><b>Fiction:</b> The bureau loses letters.</p><p><b>FACT:</b> It delivers every letter to the Café.</p>"
)
HEADERS = {
    "Memento_Datetime": "Sat, 25 Jun 2011 23:30:00 GMT",
    "Link": '<https://archive.example/tg>; rel="timegate", <http://mail.example/facts>; rel="first original"',
}
ANSWERS = {
    "facts": answer(PAGE.encode()),
    "latin": answer(
        PAGE.encode("cp1251", errors="replace").replace(b"Caf?", b"\xcf\xee\xf7\xf2\xe0"),
        kind="text/html; charset=windows-1251",
    ),
    "moved": answer(b"", "301 Moved Permanently", Location="/facts"),
    "inside": answer(b"", "302 Found", Location="http://10.0.0.1/"),
    "archived": answer(PAGE.encode(), **HEADERS),
    "picture": answer(b"\x89PNG", kind="image/png"),
    "empty": answer(b""),
    "blank": answer(b"<!doctype html><html></html>"),
}


@pytest.fixture
def agency() -> Iterator[Asked]:
    """The agency's server."""
    with asked(by_path(**ANSWERS)) as server:
        yield server


@pytest.fixture
def app_settings(app_settings: dict[str, Any], agency: Asked) -> dict[str, Any]:
    return {
        **app_settings,
        "FETCH": "desk@news.example",
        "FETCH_INSIDE": "127.0.0.1",
        "FETCH_PORTS": f"80,{agency.port}",
    }


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor")
    return signed_in(app, "editor")


def given(agency: Asked, path: str, **more: Any) -> dict[str, Any]:
    return {"fetch": agency.url(path), "agency_title": "Bureau of Mail", **more}


def stored(app: Flask) -> int:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return session.scalar(select(func.count()).select_from(Subject)) or 0


def captures(app: Flask) -> list[Capture]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return list(session.scalars(select(Capture)))


def test_an_address_is_fetched_with_its_provenance(app: Flask, editor: FlaskClient, agency: Asked) -> None:
    before = datetime.now(UTC).date()
    taken = post_form(editor, "/desk/captures/new", given(agency, "/facts"), form="main form")
    assert taken.status_code == 303
    (capture,) = captures(app)
    assert str(capture.captured) in {before.isoformat(), datetime.now(UTC).date().isoformat()}
    assert (capture.obtained, capture.address, capture.note) == ("fetched", agency.url("/facts"), "")
    assert capture.media_type == "text/html"
    html = editor.get(taken.location).text
    assert "The bureau loses letters." in html
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        page = session.scalars(select(Page)).one()
        assert (page.title, [row.url for row in page.address_rows]) == ("Café facts", [agency.url("/facts")])
    again = post_form(editor, f"/desk/pages/{page.id}/captures/new", {"fetch": agency.url("/facts")}, form="main form")
    assert "This very capture of" in error_of(again.text)
    assert len(captures(app)) == 1


def test_where_it_led_to_is_kept(app: Flask, editor: FlaskClient, agency: Asked) -> None:
    post_form(editor, "/desk/captures/new", given(agency, "/moved", note="Asked twice."), form="main form")
    (capture,) = captures(app)
    assert capture.address == agency.url("/facts")
    assert capture.note == f"Asked twice.\n\nThe address <{agency.url('/moved')}> led here."


def test_a_copy_of_an_archive_is_of_the_day_that_the_archive_says(
    app: Flask, editor: FlaskClient, agency: Asked
) -> None:
    post_form(editor, "/desk/captures/new", given(agency, "/archived"), form="main form")
    (capture,) = captures(app)
    assert (str(capture.captured), capture.obtained) == ("2011-06-25", "imported")
    assert capture.address == "http://mail.example/facts"
    assert capture.note == f"Fetched from an archive: <{agency.url('/archived')}>."


def test_the_character_set_that_the_server_names_is_believed(app: Flask, editor: FlaskClient, agency: Asked) -> None:
    post_form(editor, "/desk/captures/new", given(agency, "/latin"), form="main form")
    assert "Почта facts" in captures(app)[0].text


@pytest.mark.parametrize(
    ("path", "more", "sentence"),
    [
        ("/nowhere", {}, "The server answered 404 (Not Found), so there is no page to take in."),
        ("/picture", {}, "The address gives image/png; a page is HTML, Markdown, plain text or PDF."),
        ("/inside", {}, "10.0.0.1 is no public host"),
        ("/empty", {}, "The address gives an empty page. Nothing was stored."),
        ("/blank", {}, "This page holds no words"),
        ("/facts", {"text": OLD}, "Paste a text, upload a file, or have an address fetched: only one of them."),
        ("/facts", {"file": (BytesIO(b"x"), "a.txt")}, "only one of them"),
        ("/facts", {"captured": "2011-06-25"}, "Leave this empty: what is fetched brings its day"),
        ("/facts", {"address": "https://mail.example/"}, "Leave this empty"),
        ("/facts", {"fetch": "ftp://mail.example/"}, "only addresses that begin with http:// or https://"),
        ("/facts", {"fetch": "http://ada:secret@mail.example/"}, "holds a name or a password"),
        ("/facts", {"fetch": "http://127.0.0.1:1/"}, "Port 1 is not asked"),
        ("/facts", {"agency_title": ""}, "Say which agency publishes the page."),
    ],
)
def test_what_is_not_fetched_is_said_and_nothing_is_stored(  # noqa: PLR0913, PLR0917  # a table and fixtures
    app: Flask, editor: FlaskClient, agency: Asked, path: str, more: dict[str, Any], sentence: str
) -> None:
    fields = given(agency, path, **more)
    refused = post_form(editor, "/desk/captures/new", fields, form="main form", content_type="multipart/form-data")
    assert refused.status_code == 400
    assert sentence in error_of(refused.text)
    assert fields["fetch"] in refused.text
    assert stored(app) == 0


def test_others_write_while_a_page_is_fetched(
    editor: FlaskClient, agency: Asked, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, done = make_url(sqlite_url).database, []
    fetch = fetching.fetch_page

    def meanwhile(*args: Any) -> Any:
        with sqlite3.connect(str(path), timeout=0) as other:
            other.execute("INSERT INTO desk_role (name) VALUES ('meanwhile')")
        done.append(True)
        return fetch(*args)

    monkeypatch.setattr("app.services.fetched_copies.fetch_page", meanwhile)
    assert post_form(editor, "/desk/captures/new", given(agency, "/facts"), form="main form").status_code == 303
    assert done


def test_there_is_no_such_field_until_it_is_configured(app_settings: dict[str, Any], agency: Asked) -> None:
    off = create_app({**app_settings, "FETCH": None})
    add_people(off, "editor")
    client = signed_in(off, "editor")
    assert 'name="fetch"' not in client.get("/desk/captures/new").text
    refused = post_form(client, "/desk/captures/new", given(agency, "/facts"), form="main form")
    assert refused.status_code == 400
    assert "This form has no field “fetch”" in error_of(refused.text)
    assert agency.connections == 0
    with pytest.raises(Rejected, match="REJOINDER_FETCH must say how you can be reached"):
        create_app({**app_settings, "FETCH": "true"})
    for opened in (off.extensions["rejoinder-databases"],):
        opened.desk.dispose()
        opened.library.dispose()
        opened.reports.dispose()


def test_the_field_works_beside_the_others(editor: FlaskClient) -> None:
    html = editor.get("/desk/captures/new").text
    assert re.search(r'<input[^>]*id="fetch"', html)
    assert "Today’s copy, or an archive’s" in html
