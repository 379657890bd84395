"""The log: one line of JSON an event, without secrets; no input makes a line; the page of a fault names its request."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.web import databases
from app.web.logs import JsonLines
from app.web.reports import views as reports
from tests.support.desk import PASSWORD, add_people, signed_in
from tests.support.pages import post_form

FORGED = 'x\n{"at": "2026-11-24", "level": "info", "event": "all is well"}\r\u2028\u202e'


@pytest.fixture
def log(app: Flask) -> io.StringIO:
    [handler] = app.logger.handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    return stream


def events(log: io.StringIO) -> list[dict[str, Any]]:
    text = log.getvalue()
    assert all(" " <= sign <= "~" or sign == "\n" for sign in text)
    return [json.loads(line) for line in text.splitlines()]


def broken(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError(FORGED)


def test_a_fault_is_one_line_and_its_page_names_it(
    app: Flask, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(reports, "report_of", broken)
    answer = app.test_client().get("/report/T0P-secret-token", headers={"User-Agent": FORGED.replace("\n", " ")[:9]})
    assert answer.status_code == 500
    [fault, told] = events(log)
    assert fault["event"] == "broke"
    assert "RuntimeError" in fault["trace"]
    assert fault["route"] == told["route"] == "/report/<token>"
    assert answer.headers["X-Request-Id"] == fault["request"] == told["request"]
    assert fault["request"] in answer.text
    assert "Traceback" not in answer.text
    assert "T0P-secret" not in log.getvalue().replace(fault["trace"], "")


def test_neither_password_nor_token_nor_draft_is_logged(
    app: Flask, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    app.test_client().post("/join/T0P-secret-token", data={"name": "x", "password": "T0P-secret-password"})
    post_form(editor, "/desk/topics/new", {"title": "A T0P-secret draft"}, form="form[novalidate]")
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the disk said no")

    monkeypatch.setattr(databases.DeskSession, "commit", fails)
    answer = post_form(editor, "/desk/topics/new", {"title": "Another T0P-secret draft"}, form="form[novalidate]")
    assert answer.status_code == 500
    assert {one["route"] for one in events(log)} >= {"/login", "/join/<token>", "/desk/topics/new"}
    for secret in ("T0P-secret", PASSWORD, "editor@desk.example"):
        assert secret not in log.getvalue()


def test_an_error_of_the_database_does_not_repeat_what_it_was_given(app: Flask) -> None:
    engine = app.extensions["rejoinder-databases"].desk
    with engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.exec_driver_sql("SELECT ? FROM nowhere", ("T0P-secret",))
    assert "T0P-secret" not in str(raised.value)


def test_what_a_server_says_outside_a_request_is_such_a_line_too() -> None:
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "x", 1, "Worker %s", (FORGED,), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["event"] == f"Worker {FORGED}"
    assert set(json.loads(line)) == {"at", "level", "event"}


def test_reading_is_not_logged(app: Flask, log: io.StringIO) -> None:
    assert app.test_client().get("/search?q=who+reads+what").status_code == 200
    assert app.test_client().get("/nowhere").status_code == 404
    assert log.getvalue() == ""
