"""The limit on tries, the same time for whoever is refused, sessions that end, and what the log tells of all that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services import people
from app.storage.models.desk import PeopleEvent
from app.web.auth.sessions import LONGEST_SESSION
from app.web.factory import create_app
from tests.support.desk import PASSWORD, add_people, error_of, signed_in
from tests.support.pages import post_form

EDITOR = "editor@desk.example"
WRONG = "That address and password don’t belong together."
BAD = "not the password at all"
NEW = "another pass phrase of mine"
CHANGE = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    add_people(app, "editor", "editor2")


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(datetime.now(UTC), tick=False) as travelled:
        yield travelled


def log_in(client: FlaskClient, email: str, password: str, came_from: str = "192.0.2.1") -> Any:
    shown = client.get("/login").get_data(as_text=True)
    token = shown.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    sent = {"email": email, "password": password, "csrf_token": token}
    return client.post("/login", data=sent, environ_base={"REMOTE_ADDR": came_from})


def events(app: Flask) -> list[tuple[str, str | None, str | None]]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        rows = session.scalars(select(PeopleEvent).order_by(PeopleEvent.id)).all()
        return [(row.act, row.email, row.address) for row in rows if row.act != "added"]


# How often


def test_the_eleventh_try_waits_and_waiting_helps(app: Flask, clock: time_machine.Coordinates) -> None:
    client = app.test_client()
    for _ in range(10):
        answer = log_in(client, EDITOR, BAD)
        assert (answer.status_code, WRONG in answer.text) == (200, True)
    answer = log_in(client, EDITOR, PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "Please wait 5 minutes and try again" in answer.text
    assert client.get("/desk").status_code == 302
    assert log_in(client, "nobody@desk.example", BAD).status_code == 429
    clock.shift(int(answer.headers["Retry-After"]))
    assert log_in(client, EDITOR, PASSWORD).status_code == 302


def test_whoever_signed_in_here_lately_is_kept_out_by_no_stranger_elsewhere(app: Flask) -> None:
    assert log_in(app.test_client(), EDITOR, PASSWORD, "192.0.2.1").status_code == 302
    for _ in range(10):
        log_in(app.test_client(), EDITOR, BAD, "198.51.100.7")
    assert log_in(app.test_client(), EDITOR, PASSWORD, "198.51.100.7").status_code == 429
    assert log_in(app.test_client(), EDITOR, PASSWORD, "203.0.113.9").status_code == 429
    assert log_in(app.test_client(), EDITOR, PASSWORD, "192.0.2.1").status_code == 302


@pytest.mark.parametrize(
    ("address", "sent"),
    [("/password", {**CHANGE, "password": BAD}), ("/verify", {"password": BAD})],
)
def test_who_found_an_open_session_can_t_guess_the_password_without_end(
    app: Flask, address: str, sent: dict[str, str]
) -> None:
    client = signed_in(app, "editor")
    for _ in range(10):
        assert "not your present password" in post_form(client, address, sent).text
    assert post_form(client, address, {**sent, "password": PASSWORD}).status_code == 429


def test_behind_a_proxy_the_address_is_the_client_s_where_the_site_says_so(app_settings: dict[str, Any]) -> None:
    heard = {}
    for count in (0, 1):
        made = create_app({**app_settings, "PROXIES": count})
        client = made.test_client()
        post_form(client, "/login", {"email": EDITOR, "password": BAD}, headers={"X-Forwarded-For": "203.0.113.5"})
        heard[count] = events(made)[-1][2]
    assert heard == {0: "127.0.0.1", 1: "203.0.113.5"}


# What a stranger can learn


@pytest.mark.parametrize(
    ("email", "password"), [(EDITOR, BAD), ("nobody@desk.example", BAD), ("editor2@desk.example", PASSWORD)]
)
def test_whoever_is_refused_waits_for_one_hash(
    app: Flask, monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    """An unknown address, a wrong password and the right one of somebody not active cost the same."""
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        for known in (EDITOR, "editor2@desk.example"):
            people.person_by_address(session, known).password = people.hashed(PASSWORD)
        people.person_by_address(session, "editor2@desk.example").active = False
        session.commit()
    people.password_matches(None, BAD)  # makes the hash that is nobody's
    checked, verify = [], people._hasher.verify.__func__  # type: ignore[attr-defined]

    def counting(self: Any, kept: str, typed: str) -> bool:
        checked.append((kept.split("$")[3], len(kept)))
        return bool(verify(self, kept, typed))

    monkeypatch.setattr(type(people._hasher), "verify", counting)
    assert WRONG in log_in(app.test_client(), email, password).text
    assert checked == [("m=65536,t=3,p=4", len(people.hashed(BAD)))]


@pytest.mark.parametrize("email", ["", "no address", "a\x00b@desk.example", "x" * 300 + "@desk.example"])
def test_what_is_no_address_is_refused_and_kept_nowhere(app: Flask, email: str) -> None:
    """Whoever types a password into the field for the address does not find it in a log."""
    before = events(app)
    assert error_of(log_in(app.test_client(), email, BAD).text)
    assert events(app) == before


# Sessions


def test_an_idle_session_ends_after_an_hour_and_a_busy_one_after_twelve(
    app: Flask, clock: time_machine.Coordinates
) -> None:
    client = signed_in(app, "editor")
    clock.shift(timedelta(minutes=59))
    assert client.get("/desk").status_code == 200
    clock.shift(timedelta(minutes=61))
    assert client.get("/desk").status_code == 302
    busy = signed_in(app, "editor")
    for _ in range(LONGEST_SESSION // (50 * 60)):
        clock.shift(timedelta(minutes=50))
        assert busy.get("/desk").status_code == 200
    clock.shift(timedelta(minutes=50))
    for address in ("/desk", "/desk/account", "/password", "/verify"):
        assert busy.get(address).status_code == 302, address


def test_nothing_of_the_session_before_signing_in_stays_in_the_one_after(app: Flask) -> None:
    client = app.test_client()
    client.get("/login")
    with client.session_transaction(path="/login") as before:
        before["planted"] = "by a stranger"
        token = before["csrf_token"]
    assert log_in(client, EDITOR, PASSWORD).status_code == 302
    client.get("/desk")
    with client.session_transaction(path="/desk") as after:
        assert "planted" not in after
        assert after["csrf_token"] != token


def test_signing_in_wants_its_token(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/login", data={"email": EDITOR, "password": PASSWORD}).status_code == 400
    assert client.get("/desk").status_code == 302


@pytest.mark.parametrize(
    ("end", "here_stays"),
    [
        (lambda client: post_form(client, "/desk/account", {}, form="form[action$=sign-out]"), False),
        (lambda client: post_form(client, "/password", CHANGE), True),
    ],
)
def test_all_other_sessions_end_by_a_new_password_or_by_signing_out_everywhere(
    app: Flask, end: Callable[[FlaskClient], Any], *, here_stays: bool
) -> None:
    here, there, other = signed_in(app, "editor"), signed_in(app, "editor"), signed_in(app, "editor2")
    assert end(here).status_code in {302, 303}
    assert there.get("/desk").status_code == 302
    assert (here.get("/desk").status_code == 200) is here_stays
    assert other.get("/desk").status_code == 200


# Passwords


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("fourteen chars", "15 characters or more"),
        ("x" * 200, "at most 128 characters"),
        ("k" * 600, "at most 128 characters"),
        ("correct horse battery staple", "only you would put together"),
        ("rejoinder editor desk", "only you would put together"),
        (PASSWORD, "other than the present one"),
    ],
)
def test_a_poor_new_password_is_refused_with_the_reason(app: Flask, new: str, sentence: str) -> None:
    client = signed_in(app, "editor")
    answer = post_form(client, "/password", {**CHANGE, "new_password": new, "new_password_confirm": new})
    assert sentence in error_of(answer.text)
    assert log_in(app.test_client(), EDITOR, PASSWORD).status_code == 302


# The log


def test_the_log_tells_of_tries_and_sessions_and_holds_no_password(app: Flask) -> None:
    client = app.test_client()
    log_in(client, "Nobody@desk.example", BAD)
    log_in(client, EDITOR, BAD, "192.0.2.9")
    log_in(client, EDITOR, PASSWORD, "192.0.2.9")
    post_form(client, "/password", CHANGE)
    post_form(client, "/desk", {}, form="form.who")
    told = events(app)
    assert told == [
        ("failed try", "nobody@desk.example", "192.0.2.1"),
        ("failed try", EDITOR, "192.0.2.9"),
        ("signed in", EDITOR, "192.0.2.9"),
        ("password changed", EDITOR, "127.0.0.1"),
        ("signed out", EDITOR, "127.0.0.1"),
    ]
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        kept = [str(vars(row)) for row in session.scalars(select(PeopleEvent))]
    assert not [line for line in kept for secret in (BAD, PASSWORD, NEW) if secret in line]
