"""Faults: a disk that is full or read-only, a corrupt database, bodies too large or deep: told, and nothing lost."""

from __future__ import annotations

import select
import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.cli import root
from app.services import agencies, apart, ledger, publishing
from app.services.agencies import TopicFields
from app.services.desk import COMMAND, Desk
from app.services.readers import Limits, Readers
from app.storage import engine as engines
from app.storage.models.desk import Capture, Topic
from app.web.factory import create_app
from tests.support.desk import add_people, signed_in, take_in
from tests.support.pages import post_form
from tests.support.server import LiveServer

TOPIC = "/desk/topics/new"


def test_on_a_full_disk_saving_is_refused_and_reading_goes_on(app: Flask) -> None:
    """SQLite's own limit of pages stands for the disk's end: it says the same of both."""
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    assert post_form(editor, TOPIC, {"title": "Saved"}, form="form[novalidate]").status_code == 303
    desk = app.extensions["rejoinder-databases"].desk

    @event.listens_for(desk, "checkout")
    def fill(connection: Any, *_given: object) -> None:
        [(pages,)] = connection.execute("PRAGMA page_count").fetchall()
        connection.execute(f"PRAGMA max_page_count={pages}")

    answer = post_form(editor, TOPIC, {"title": "x", "note": "Lost? " * 20_000}, form="form[novalidate]")
    assert answer.status_code == 503
    assert "Nothing that you had saved is lost" in answer.text
    event.remove(desk, "checkout", fill)
    for address in ("/", "/ledger", "/desk/topics"):
        assert editor.get(address).status_code == 200
    with Session(desk) as session:
        assert [one.title for one in session.query(Topic)] == ["Saved"]


def test_on_a_disk_that_is_read_only_saving_is_refused_and_reading_goes_on(app: Flask) -> None:
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    desk = app.extensions["rejoinder-databases"].desk

    @event.listens_for(desk, "checkout")
    def lock(connection: Any, *_given: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    answer = post_form(editor, TOPIC, {"title": "x"}, form="form[novalidate]")
    event.remove(desk, "checkout", lock)
    assert answer.status_code == 503
    assert editor.get("/").status_code == 200


REFUSING = """
CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the server refuses' USING ERRCODE = '{}'; END $$;
CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON desk_revision FOR EACH ROW EXECUTE FUNCTION refuse();
"""


@pytest.mark.postgresql
def test_what_postgresql_can_t_write_is_refused_and_reading_goes_on(
    app_settings: dict[str, Any], postgresql_url: str
) -> None:
    """The server itself says so: a trigger raises what it raises on such a disk."""
    app = create_app({**app_settings, "DATABASE_URL": postgresql_url})
    databases = app.extensions["rejoinder-databases"]
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    assert post_form(editor, TOPIC, {"title": "Saved"}, form="form[novalidate]").status_code == 303
    for state in ("disk_full", "read_only_sql_transaction"):
        with databases.desk.begin() as connection:
            connection.exec_driver_sql(REFUSING.format(state))
        answer = post_form(editor, TOPIC, {"title": state}, form="form[novalidate]")
        assert answer.status_code == 503, state
        assert "Nothing that you had saved is lost" in answer.text
        assert "the server refuses" not in answer.text
    for address in ("/", "/ledger", "/desk/topics"):
        assert editor.get(address).status_code == 200
    with Session(databases.desk) as session:
        assert [one.title for one in session.query(Topic)] == ["Saved"]
    for one in (databases.desk, databases.library, databases.reports):
        one.dispose()


@pytest.mark.postgresql
def test_a_full_pool_is_told_and_not_waited_for_long(app_settings: dict[str, Any], postgresql_url: str) -> None:
    app = create_app({**app_settings, "DATABASE_URL": postgresql_url, "CACHE_MB": 0})
    library = app.extensions["rejoinder-databases"].library
    pool: Any = library.pool
    assert pool._timeout == engines.PATIENCE < 3  # seconds, for each answer
    pool._timeout, pool._max_overflow = 0.1, 0  # the test waits less, for fewer
    held = [library.connect() for _ in range(pool.size())]
    answer = app.test_client().get("/ledger")
    assert answer.status_code == 503
    assert "try again in a minute" in answer.text
    for one in held:
        one.close()
    assert app.test_client().get("/ledger").status_code == 200
    for one in (app.extensions["rejoinder-databases"].desk, library):
        one.dispose()


def test_a_corrupt_database_is_refused_and_never_made_anew(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    spoilt = b"SQLite format 3\0" + b"\7" * 50_000
    path.write_bytes(spoilt)
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path / "instance"))
    monkeypatch.setenv("REJOINDER_DATABASE_URL", sqlite_url)
    for command in (["serve"], ["db", "upgrade"], ["ledger", "verify"], ["backup", str(tmp_path / "x")]):
        done = CliRunner().invoke(root, command)
        assert done.exit_code == 1
        assert done.output.count("\n") == 1
        assert "the database can't be used" in done.output
    assert path.read_bytes() == spoilt


def raw(server: LiveServer, head: str) -> int:
    """Send the head of a request by hand and nothing more; return the status."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"POST /report HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
        answer = connection.recv(100)
    return int(answer.split(b" ")[1])


def test_a_huge_body_is_refused_before_it_is_read(live_server: LiveServer) -> None:
    form = "Content-Type: application/x-www-form-urlencoded"
    assert raw(live_server, f"{form}\r\nContent-Length: 99999999999") == 413


def in_chunks(server: LiveServer, megabytes: int) -> tuple[int, int]:
    """Send a form in chunks, as long as nobody answers; return the status, and how many megabytes were sent."""
    head = "POST /report HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())
        sent = 0
        with suppress(BrokenPipeError, ConnectionResetError):
            while sent < megabytes and not select.select([connection], [], [], 0)[0]:
                connection.sendall(chunk)
                sent += 1
            connection.sendall(b"0\r\n\r\n")
        answer = connection.recv(100)
    return int(answer.split(b" ")[1]), sent


def test_a_body_in_chunks_is_counted_and_refused_before_it_is_held(live_server: LiveServer) -> None:
    """No length is told, so its bytes are counted as they come; a small one is read (and lacks its token: 400)."""
    assert in_chunks(live_server, 1) == (400, 1)
    status, sent = in_chunks(live_server, 200)
    assert status == 413
    assert sent < 50


def test_a_form_of_one_line_is_bounded_in_bytes_and_fields(app: Flask) -> None:
    """Anybody may send one; millions of empty fields would take gigabytes."""
    client = app.test_client()
    for body, status in ((b"a=1&" * 999, 400), (b"a=1&" * 1_001, 413), (b"a" * 5_000_000, 413)):
        assert client.post("/report", data=body, content_type="application/x-www-form-urlencoded").status_code == status


def test_what_nests_too_deep_is_refused(app: Flask) -> None:
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    take_in(editor, "Fiction: One.\n\nFACT: Two.\n", "2011-06-25")
    answer = post_form(
        editor,
        "/desk/captures/new",
        {"captured": "2012-06-25", "text": "<!DOCTYPE html>" + "<div>" * 100_000},
        form="form[novalidate]",
    )
    assert answer.status_code == 400
    assert "256 deep" in answer.text


STAND_IN = """
from app.services.reader_process import main
from app.services.reading_tasks import TASKS

def page(data, **given):
    held = []
    while b"for ever" in data:
        pass
    while b"without end" in data:
        held.append(bytearray(16_000_000))
    yield from TASKS["page"](data, **given)

main({"page": page})
"""


def test_what_would_be_read_for_ever_or_without_end_is_refused_and_the_server_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser that loops, and one that takes memory, stand for what nobody thought of."""
    monkeypatch.setattr(apart, "READERS", Readers([sys.executable, "-c", STAND_IN]))
    monkeypatch.setattr(apart, "PAGE", Limits(seconds=1, megabytes=200, wall=60))
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    take_in(editor, "Fiction: One.\n\nFACT: Two.\n", "2011-06-25")
    for words, told in (("for ever", "longer than 1 seconds"), ("without end", "more than 200 MB of memory")):
        page = {"captured": "2012-06-25", "text": f"Fiction: It goes on {words}.\n\nFACT: It ends.\n"}
        answer = post_form(editor, "/desk/captures/new", page, form="form[novalidate]")
        assert answer.status_code == 400
        assert f"Reading this took {told}, so it was ended; nothing was stored. Give its text alone" in answer.text
        assert words in answer.text  # what was pasted is still there
    databases = app.extensions["rejoinder-databases"]
    with Session(databases.desk) as session:
        assert session.query(Capture).count() == 1
    assert len([path for path in databases.blobs.folder.rglob("*") if path.is_file()]) == 1
    take_in(editor, "Fiction: Three.\n\nFACT: Four.\n", "2012-06-25")
    apart.READERS.close()


def test_what_is_no_text_is_refused(app: Flask) -> None:
    """Lone surrogates, in any way that they may be written, and NUL."""
    client = app.test_client()
    for address in (
        "/search?q=%00",
        "/pairs/%00",
        "/search?q=%ED%A0%80",
        "/pairs/%ED%A0%80",
        "/api/v1/changes?since=%ED%A0%80",
    ):
        assert client.get(address).status_code in ({404} if address.startswith("/pairs/%ED") else {400}), address
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    answer = post_form(editor, TOPIC, {"title": "a\0b"}, form="form[novalidate]")
    assert answer.status_code == 400
    answer = post_form(editor, TOPIC, {"title": "a\u202eb"}, form="form[novalidate]")
    assert answer.status_code == 400


def test_a_clock_that_is_set_back_reorders_nothing(app: Flask) -> None:
    now = datetime.now(UTC)
    databases = app.extensions["rejoinder-databases"]
    with Session(databases.desk) as session:
        for number, at in enumerate((now, now - timedelta(days=2), now - timedelta(days=1))):
            desk = Desk(session=session, actor=COMMAND, now=at, blobs=databases.blobs)
            publishing.publish(desk, agencies.create_topic(desk, TopicFields(title=f"Topic {number}")).id)
        session.commit()
    with Session(databases.library) as session:
        assert ledger.check(session).faults == []
    client = app.test_client()
    first = client.get("/api/v1/changes?limit=2").get_json()
    rest = client.get(f"/api/v1/changes?since={first['cursor']}").get_json()
    assert [one["seq"] for one in (*first["results"], *rest["results"])] == [1, 2, 3]
    assert client.get("/ledger").status_code == 200
