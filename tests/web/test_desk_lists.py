"""Intake of what an archive holds: a WARC with the bytes, or a CDX list whose copies are fetched or pasted."""

from __future__ import annotations

import gzip
import re
import sqlite3
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from app.domain.archive_rows import base32_sha1
from app.services import archive_lists, archive_takes
from app.storage.models.desk import Capture, Page
from tests.factories.warcs import record, warc
from tests.support.asked import Asked, answer, asked, by_path
from tests.support.desk import add_people, error_of, signed_in, take_in
from tests.support.pages import nu_check, post_form

URL = "http://mail.example/facts"


def page_of(words: str) -> bytes:
    return f"<!doctype html><title>Mail facts</title><p><b>Fiction:</b> {words}</p><p><b>FACT:</b> No.</p>".encode()


OLD, NEW = page_of("The bureau loses mail."), page_of("The bureau loses mail and parcels.")
FILE = warc(
    record(URL, "2011-06-25T10:11:12Z", OLD),
    record(URL, "2011-07-25T10:11:12Z", OLD),
    record("http://www.mail.example/facts/", "2012-01-02T03:04:05Z", NEW),
    record(f"{URL}/logo.png", "2012-01-02T03:04:05Z", b"\x89PNG", media_type="image/png"),
    record(f"{URL}/blank", "2012-01-02T03:04:05Z", b"<!doctype html><p></p>"),
    record(f"{URL}/gone", "2012-01-02T03:04:05Z", OLD, http="HTTP/1.1 404 Not Found"),
)


def cdx(*rows: tuple[str, str, bytes]) -> str:
    lines = [f"k {at} {url} text/html 200 {base32_sha1(data)} 99" for at, url, data in rows]
    return "\n".join(lines)


LIST = cdx(("20110625101112", URL, OLD), ("20110725000000", URL, OLD), ("20120102030405", URL, NEW))


@pytest.fixture
def archive() -> Iterator[Asked]:
    """An archive: the copies by their moments."""
    pages = {"20110625101112": OLD, "20120102030405": NEW}
    answers = {
        moment: answer(
            data, Memento_Datetime=f"Sat, {moment[6:8]} {'Jun' if moment < '2012' else 'Jan'} {moment[:4]} 10:00:00 GMT"
        )
        for moment, data in pages.items()
    }
    with asked(by_path(**answers)) as server:
        yield server


@pytest.fixture
def app_settings(app_settings: dict[str, Any], archive: Asked) -> dict[str, Any]:
    inside = {"FETCH": "desk@news.example", "FETCH_INSIDE": "127.0.0.1", "FETCH_PORTS": archive.port}
    return {**app_settings, **inside, "ARCHIVE_ADDRESS": archive.url("/{timestamp}?of={url}")}


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2")
    return signed_in(app, "editor")


def give(
    client: FlaskClient, data: bytes | str, name: str = "facts.warc.gz", address: str = "/desk/captures/new"
) -> str:
    """Give a list in the place of a page; return the address of the choice."""
    fields = {"text": data} if isinstance(data, str) else {"file": (BytesIO(data), name)}
    given = post_form(client, address, fields, form="main form", content_type="multipart/form-data")
    assert given.status_code == 303, error_of(given.text)
    return str(given.location)


def choose(client: FlaskClient, address: str, *rows: int, **more: Any) -> Any:
    fields = {"rows": [str(row) for row in rows], "agency_title": "Bureau of Mail", **more}
    return post_form(client, address, fields, form="main form")


def captures(app: Flask) -> list[Capture]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return list(session.scalars(select(Capture).order_by(Capture.captured, Capture.number)))


def numbers(html: str) -> list[int]:
    return [int(one) for one in re.findall(r'name="rows"\s+value="(\d+)"', html)]


def test_a_warc_is_listed_and_the_chosen_copies_become_captures(app: Flask, editor: FlaskClient) -> None:
    address = give(editor, FILE)
    html = editor.get(address).text
    assert captures(app) == []
    first, second, blank = numbers(html)
    assert "the same as of 25 June 2011" in html
    assert "image/png is no page" in html
    assert "the server answered 404" in html
    assert nu_check({"list": html}) == []
    taken = choose(editor, address, second, first)
    assert taken.status_code == 303
    told = editor.get(taken.location).text
    assert "2 copies were taken in." in told
    old, new = captures(app)
    assert [str(old.captured), str(new.captured)] == ["2011-06-25", "2012-01-02"]
    assert (old.obtained, old.address, old.media_type) == ("imported", URL, "text/html")
    assert re.fullmatch(r"Taken from the WARC file “facts.warc.gz”, record 2 at byte \d+\.", old.note)
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        page = session.scalars(select(Page)).one()
        assert (page.title, [row.url for row in page.address_rows]) == ("Mail facts", [URL])
    again = editor.get(address).text
    assert f'value="{page.id}"' in again
    assert "Here, as of 25 June 2011" in again
    refused = choose(editor, address, first, blank)
    assert refused.status_code == 400
    assert "This very capture of 25 June 2011 is here already" in error_of(refused.text)
    assert "This page holds no words" in error_of(refused.text)
    assert len(captures(app)) == 2


def test_what_was_said_of_the_page_is_kept_for_the_choice(editor: FlaskClient) -> None:
    said = {"page_title": "Boxes", "agency_title": "Office of Tides", "file": (BytesIO(FILE), "facts.warc.gz")}
    given = post_form(editor, "/desk/captures/new", said, form="main form", content_type="multipart/form-data")
    html = editor.get(given.location).text
    assert 'value="Boxes"' in html
    assert 'value="Office of Tides"' in html
    taken = post_form(editor, given.location, {"rows": [str(numbers(html)[0])]}, form="main form")
    assert "Boxes" in editor.get(taken.location).text


def test_some_that_can_not_be_taken_do_not_spoil_the_others(app: Flask, editor: FlaskClient) -> None:
    address = give(editor, gzip.decompress(FILE), "facts.warc")
    first, _, blank = numbers(editor.get(address).text)
    taken = choose(editor, address, first, blank)
    assert taken.status_code == 303
    assert len(captures(app)) == 1
    assert "2 January 2012: This page holds no words" in editor.get("/desk").text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (gzip.decompress(FILE)[:700], "The WARC is cut off or damaged at record 3, which begins at byte"),
        (FILE[:-9], "The file is cut off in its packed piece 7, which begins at byte"),
        (b"WARC/1.0\r\n\r\n", "The WARC is cut off or damaged at record 1"),
        (gzip.compress(f"{LIST}\n".encode() + b"\xff\xfe", mtime=0), "It is no UTF-8 text."),
    ],
    ids=["plain", "packed", "empty", "list"],
)
def test_a_broken_list_is_refused_in_one_sentence(app: Flask, editor: FlaskClient, data: bytes, sentence: str) -> None:
    fields = {"file": (BytesIO(data), "facts.warc")}
    refused = post_form(editor, "/desk/captures/new", fields, form="main form", content_type="multipart/form-data")
    assert refused.status_code == 400
    assert sentence in error_of(refused.text)
    assert 'href="#file"' in refused.text
    assert not app.extensions["rejoinder-databases"].waiting.folder.exists()


def test_copies_of_a_list_are_fetched_from_their_archive(app: Flask, editor: FlaskClient, archive: Asked) -> None:
    address = give(editor, LIST)
    html = editor.get(address).text
    assert numbers(html) == [1, 3]
    assert archive.url(f"/20120102030405?of={URL}") in html
    taken = choose(editor, address, 1, 3)
    assert taken.status_code == 303
    old, new = captures(app)
    assert [str(old.captured), str(new.captured)] == ["2011-06-25", "2012-01-02"]
    assert (old.address, old.obtained) == (URL, "imported")
    assert old.note == f"Fetched from an archive: <{archive.url(f'/20110625101112?of={URL}')}>."
    assert "Here, as of 2 January 2012" in editor.get(address).text
    gone = give(editor, cdx(("20130102030405", URL, b"x")))
    refused = choose(editor, gone, 1)
    assert "2 January 2013: The server answered 404" in error_of(refused.text)
    assert len(captures(app)) == 2


def test_without_fetching_a_list_shows_where_each_copy_is_and_how_to_paste_it(app: Flask, editor: FlaskClient) -> None:
    app.extensions["rejoinder-fetching"] = None
    capture = editor.get(take_in(editor, OLD.decode(), "2011-06-25", address=URL)).text
    page = re.search(r"/desk/pages/\w{12}", capture)
    assert page is not None
    address = give(editor, f"{LIST}\nbroken line\n")
    html = editor.get(address).text
    assert "fetching is off on this site" in html
    assert "1 line could not be read" in html
    assert "Line 4: it has 2 fields" in html
    assert "Here, as of 25 June 2011" in html
    assert numbers(html) == []
    assert nu_check({"list": html}) == []
    paste = re.search(r'href="(/desk/pages/\w+/captures/new\?captured=2012-01-02[^"]*)"', html)
    assert paste is not None
    taken = post_form(editor, paste.group(1).replace("&amp;", "&"), {"text": NEW.decode()}, form="main form")
    assert taken.status_code == 303
    assert [(str(one.captured), one.address, one.obtained) for one in captures(app)][1] == (
        *("2012-01-02", URL, "imported"),
    )
    other = cdx(("20130102030405", "http://else.example/page", NEW))
    given = {"text": other, "page_title": "Boxes", "agency_title": "Office of Tides"}
    unknown = post_form(editor, "/desk/captures/new", given, form="main form").location
    paste = re.search(r'href="(/desk/captures/new\?captured=2013-01-02[^"]*)"', editor.get(unknown).text)
    assert paste is not None
    begun = editor.get(paste.group(1).replace("&amp;", "&")).text
    assert 'value="Boxes"' in begun
    assert 'value="Office of Tides"' in begun
    refused = post_form(editor, address, {"rows": "1"}, form="main form")
    assert refused.status_code == 400
    assert "Fetching is off on this site" in error_of(refused.text)


def test_nobody_else_opens_a_list_and_a_day_later_it_is_gone(app: Flask, editor: FlaskClient) -> None:
    address = give(editor, LIST)
    assert signed_in(app, "editor2").get(address).status_code == 404
    assert editor.get("/desk/captures/lists/nonsense").status_code == 404
    waiting = app.extensions["rejoinder-databases"].waiting
    waiting.forget_old(float("inf"))
    gone = editor.get(address)
    assert gone.status_code == 404
    assert "This list is kept for a day" in gone.text


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [([], "Choose at least one copy."), ([2], "The list was not sent as it was shown"), ([1, 3, 99], "reload it")],
)
def test_a_choice_that_is_none_is_refused(
    app: Flask, editor: FlaskClient, archive: Asked, rows: list[int], sentence: str
) -> None:
    address = give(editor, LIST)
    refused = choose(editor, address, *rows)
    assert refused.status_code == 400
    assert sentence in error_of(refused.text)
    assert captures(app) == []
    assert archive.connections == 0


def test_others_write_while_copies_are_fetched(
    editor: FlaskClient, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, fetch, done = make_url(sqlite_url).database, archive_lists.fetch_page, []

    def meanwhile(*args: Any) -> Any:
        with sqlite3.connect(str(path), timeout=0) as other:
            other.execute("INSERT INTO desk_role (name) VALUES (?)", [f"role {len(done)}"])
        done.append(True)
        return fetch(*args)

    monkeypatch.setattr(archive_lists, "fetch_page", meanwhile)
    assert choose(editor, give(editor, LIST), 1, 3).status_code == 303
    assert len(done) == 2


def test_a_slow_archive_is_not_waited_for_longer_than_a_browser_waits(
    app: Flask, editor: FlaskClient, archive: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = give(editor, LIST)
    monkeypatch.setattr(archive_takes, "PATIENCE", -1)
    refused = choose(editor, address, 1, 3)
    assert "25 June 2011: not asked, for the archive is slow today" in error_of(refused.text)
    assert (captures(app), archive.connections) == ([], 0)


def test_more_than_five_are_not_fetched_at_once(editor: FlaskClient, archive: Asked) -> None:
    many = cdx(*((f"2011{month:02}01000000", URL, str(month).encode()) for month in range(1, 8)))
    address = give(editor, many)
    refused = choose(editor, address, *range(1, 7))
    assert "Up to 5 copies are taken in at once" in error_of(refused.text)
    assert archive.connections == 0
