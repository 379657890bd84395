"""What holds the database while somebody waits, and what is said when it is away, busy or refuses."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, make_url
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.services import captures
from app.storage import engine as engines
from app.storage.engine import make_engine, reading
from app.web.auth import tries
from app.web.databases import DeskSession
from app.web.factory import create_app
from tests.support.desk import OLD, PASSWORD, add_people, signed_in, take_in
from tests.support.pages import post_form

ORIG = Exception("the driver's words")


@pytest.fixture
def meanwhile(sqlite_url: str) -> Iterator[Callable[..., Callable[..., Any]]]:
    """`meanwhile(slow)` is `slow`, but another writer, who waits for nobody, commits before it ends."""
    path = make_url(sqlite_url).database
    done = []

    def wrapped(slow: Callable[..., Any]) -> Callable[..., Any]:
        def slower(*args: Any, **kwargs: Any) -> Any:
            with sqlite3.connect(str(path), timeout=0) as other:
                other.execute("INSERT INTO desk_role (name) VALUES (?)", [f"role {len(done)}"])
            done.append(True)
            return slow(*args, **kwargs)

        return slower

    yield wrapped
    assert done


def test_others_write_while_a_password_is_hashed(
    app: Flask, meanwhile: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(app, "editor")
    context = app.extensions["security"].pwd_context
    monkeypatch.setattr(tries, "password_matches", meanwhile(tries.password_matches))
    client = signed_in(app, "editor")
    assert client.get("/desk").status_code == 200
    monkeypatch.setattr(context, "hash", meanwhile(context.hash))
    new = "another horse battery staple"
    given = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert post_form(client, "/password", given).status_code == 302
    login = {"email": "editor@desk.example", "password": new}
    assert post_form(app.test_client(), "/login", login).status_code == 302


def test_others_write_while_a_page_is_read(
    app: Flask, meanwhile: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(app, "editor")
    client = signed_in(app, "editor")
    monkeypatch.setattr(captures, "read_page", meanwhile(captures.read_page))
    first = take_in(client, OLD, "2011-06-25")
    assert "99 percent" in client.get(first).text
    assert client.get(take_in(client, f"{OLD}\nMore is to come.\n", "2011-06-26")).status_code == 200


@pytest.fixture
def silent_port() -> Iterator[int]:
    """The port of a server that lets everybody in and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_database_out_of_reach_is_told_and_not_waited_for_long(
    app_settings: dict[str, Any], silent_port: int
) -> None:
    away = create_app({**app_settings, "DATABASE_URL": f"postgresql://reader@127.0.0.1:{silent_port}/none"})
    client = away.test_client()
    with client.session_transaction("/desk") as kept:
        kept["_user_id"] = kept["_id"] = "somebody who was signed in"
        kept["fs_paa"] = time.time()
    assert engines.PATIENCE < 3  # seconds: the server never answers, so each answer below comes after these
    for address in ("/", "/desk", "/api/v1/pairs"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "try again in a minute" in answer.text


def test_a_busy_database_is_told_at_the_first_wait(
    app_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 300)
    app = create_app(app_settings)
    add_people(app, "editor")
    client = signed_in(app, "editor")
    engine = make_engine(sqlite_url)
    token = client.get("/desk/topics/new").text.partition('name="csrf_token"')[2].partition('value="')[2][:120]
    reading.set(False)
    waits: list[object] = []
    event.listen(app.extensions["rejoinder-databases"].desk, "handle_error", waits.append)
    with engine.begin():
        answer = client.post("/desk/topics/new", data={"title": "Wind", "csrf_token": token.partition('"')[0]})
    assert len(waits) == 1
    engine.dispose()
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("moment", ["before_flush", "before_commit"])
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("COMMIT", {}, ORIG), 503, "try again in a minute"),
        (IntegrityError("COMMIT", {}, ORIG), 409, "Somebody else saved, at the same moment"),
        (StaleDataError("1 row expected"), 409, "Somebody else saved, at the same moment"),
        (ProgrammingError("COMMIT", {}, ORIG), 500, "It has been logged"),
        (DataError("COMMIT", {}, ORIG), 400, "can’t be kept"),
    ],
)
def test_a_save_that_fails_is_told_and_nothing_is_said_to_be_done(
    app: Flask, moment: str, error: Exception, status: int, words: str
) -> None:
    add_people(app, "editor")
    client = signed_in(app, "editor")
    capture = take_in(client, OLD, "2011-06-25")

    def fail(session: Session, *_given: object) -> None:
        if not session.in_nested_transaction():
            raise error

    app.config["PROPAGATE_EXCEPTIONS"] = False
    event.listen(DeskSession, moment, fail)
    try:
        answer = post_form(client, capture, {}, form="form[action$=accept-all]")
    finally:
        event.remove(DeskSession, moment, fail)
    assert answer.status_code == status
    assert words in answer.text
    assert "driver" not in answer.text
    assert "default-src" in answer.headers["Content-Security-Policy"]
    shown = client.get(capture).text
    assert "accepted. Readers" not in shown
    assert "Accept all" in shown
