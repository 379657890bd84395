"""Codes at signing in: switched on with an app, asked for, taken once, counted as tries, and lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services import people, second_step
from app.storage.models.desk import PeopleEvent, RecoveryCode, SecondStep
from tests.support.desk import PASSWORD, add_people, error_of, sign_in, signed_in
from tests.support.pages import axe, nu_check, post_form
from tests.support.server import LiveServer

EMAIL = "editor@desk.example"
START = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


@pytest.fixture
def editor(app: Flask, clock: time_machine.Coordinates) -> FlaskClient:
    assert clock
    add_people(app, "editor")
    return signed_in(app, "editor")


def act(client: FlaskClient, act: str, password: str = PASSWORD, **more: str) -> Any:
    return post_form(client, "/codes", {"act": act, "password": password, **more}, form="main form")


def log_in(app: Flask, code: str = "", password: str = PASSWORD) -> Any:
    return post_form(app.test_client(), "/login", {"email": EMAIL, "password": password, "code": code})


def code_of(secret: str) -> str:
    """The code that an app shows now."""
    import base64  # noqa: PLC0415  # here alone

    made = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303  # what the apps know
    return made.generate(int(datetime.now(UTC).timestamp())).decode()


def switched_on(client: FlaskClient) -> tuple[str, list[str]]:
    """Switch codes on; return the secret that the app has, and the recovery codes."""
    assert act(client, "begin").status_code == 303
    shown = re.search(r"type this key into the app: <code>([A-Z2-7 ]+)<", client.get("/codes").text)
    assert shown is not None
    secret = shown.group(1).replace(" ", "")
    html = act(client, "confirm", code=code_of(secret)).text
    return secret, re.findall(r"<code>([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</code>", html)


def acts(app: Flask) -> list[str]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return list(session.scalars(select(PeopleEvent.act).order_by(PeopleEvent.id)))


def test_codes_are_switched_on_asked_for_and_taken_once(
    app: Flask, editor: FlaskClient, clock: time_machine.Coordinates
) -> None:
    pages = {"off": editor.get("/codes").text}
    assert act(editor, "begin").status_code == 303
    pages["begun"] = editor.get("/codes").text
    assert "<svg" in pages["begun"]
    assert log_in(app).status_code == 302  # nothing is asked for before the app has shown a right code
    assert "That code is wrong" in error_of(act(editor, "confirm", code="000000").text)
    secret, recovery = switched_on(editor)
    assert len(set(recovery)) == 10
    pages["on"] = editor.get("/codes").text
    assert secret not in pages["on"].replace(" ", "")
    assert not [one for one in recovery if one in pages["on"]]
    assert nu_check(pages) == []
    assert "asks for a code, too" in error_of(log_in(app).text)
    assert "was used already" in error_of(log_in(app, code_of(secret)).text)  # it switched them on
    clock.shift(timedelta(seconds=30))
    code = code_of(secret)
    assert log_in(app, f"{code[:3]} {code[3:]}").status_code == 302
    assert "was used already" in error_of(log_in(app, code).text)
    clock.shift(timedelta(minutes=2))
    late = code_of(secret)
    clock.shift(timedelta(seconds=61))
    assert log_in(app, late).status_code == 200
    assert "codes switched on" in acts(app)


def test_a_code_tells_nothing_without_the_password_and_is_no_easier_to_guess(
    app: Flask, editor: FlaskClient, clock: time_machine.Coordinates
) -> None:
    secret, _ = switched_on(editor)
    clock.shift(timedelta(minutes=6))
    wrong = error_of(log_in(app, code_of(secret), "not the password at all").text)
    assert wrong == error_of(log_in(app, "", "not the password at all").text)
    assert "code" not in wrong
    for number in range(8):
        assert "That code is wrong" in log_in(app, f"{number:06}").text
    assert log_in(app, code_of(secret)).status_code == 429
    clock.shift(timedelta(minutes=6))
    assert log_in(app, code_of(secret)).status_code == 302


def test_a_recovery_code_works_once_and_new_ones_end_the_old(app: Flask, editor: FlaskClient) -> None:
    _, recovery = switched_on(editor)
    assert log_in(app, recovery[0].upper().replace("-", " ")).status_code == 302
    assert log_in(app, recovery[0]).status_code == 200
    assert "9 recovery codes" in editor.get("/codes").text
    renewed = re.findall(r"<code>([0-9a-z-]{19})</code>", act(editor, "renew").text)
    assert log_in(app, recovery[1]).status_code == 200
    assert log_in(app, renewed[1]).status_code == 302
    assert {"recovery code used", "recovery codes renewed"} <= set(acts(app))
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        kept = {row.sha256 for row in session.scalars(select(RecoveryCode))}
    assert not kept & set(renewed)


def test_each_change_wants_the_password_and_codes_are_switched_off_by_it(app: Flask, editor: FlaskClient) -> None:
    switched_on(editor)
    for what in ("off", "renew"):
        refused = act(editor, what, "not the password at all")
        assert refused.status_code == 400
        assert "not your present password" in error_of(refused.text)
    assert act(editor, "begin").status_code == 400
    assert act(editor, "confirm", code="123456").status_code == 400
    assert act(editor, "nonsense").status_code == 400
    assert editor.post("/codes", data={"act": "off", "password": PASSWORD}).status_code == 400  # without its token
    assert log_in(app).status_code == 200
    assert act(editor, "off").status_code == 303
    assert log_in(app).status_code == 302
    assert "codes switched off" in acts(app)
    assert act(editor, "renew").status_code == 400
    assert app.test_client().get("/codes").location == "/login?next=/codes"


def test_whoever_lost_the_app_is_let_in_from_the_command_line(app: Flask, editor: FlaskClient) -> None:
    switched_on(editor)
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        person = people.person_by_address(session, EMAIL)
        assert second_step.reset(session, person, START)
        assert not second_step.reset(session, person, START)
        session.commit()
        assert session.scalars(select(SecondStep)).all() == session.scalars(select(RecoveryCode)).all() == []
    assert log_in(app).status_code == 302


def test_by_keyboard_on_a_phone(app: Flask, live_server: LiveServer, page: Page) -> None:
    add_people(app, "editor")
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, live_server, "editor", "/desk/account")
    with page.expect_navigation():
        page.get_by_role("link", name="Switch codes on").press("Enter")
    page.get_by_label("Your password").press_sequentially(PASSWORD)
    with page.expect_navigation():
        page.get_by_label("Your password").press("Enter")
    assert page.locator(".qr-code svg").bounding_box()["width"] > 100  # type: ignore[index]
    assert axe(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    secret = page.locator(".qr-code code").inner_text().replace(" ", "")
    page.get_by_label("The code that your app shows now").press_sequentially(code_of(secret))
    page.get_by_label("Your password").press_sequentially(PASSWORD)
    with page.expect_navigation():
        page.get_by_label("Your password").press("Enter")
    assert page.locator(".recovery-codes code").count() == 10
    assert axe(page) == []


def test_without_javascript(app: Flask, live_server: LiveServer, new_page: Callable[..., Page]) -> None:
    add_people(app, "editor")
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, "editor", "/codes")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Your password").press("Enter")
    secret = page.locator(".qr-code code").inner_text().replace(" ", "")
    page.get_by_label("The code that your app shows now").fill(code_of(secret))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Your password").press("Enter")
    recovery = page.locator(".recovery-codes code").first.inner_text()
    page.context.clear_cookies()
    page.goto(live_server.url("/login?next=/desk/account"))
    for code in ("", recovery):
        page.get_by_label("Your e-mail address").fill(EMAIL)
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_label(re.compile("[Cc]ode")).fill(code)
        page.get_by_role("button", name="Sign in").click()
        if not code:
            expect(page.get_by_role("alert")).to_contain_text("asks for a code, too")
    page.wait_for_url(live_server.url("/desk/account"))


def test_a_site_may_demand_codes_of_whoever_publishes(app: Flask, editor: FlaskClient) -> None:
    add_people(app, "contributor")
    app.config["REQUIRE_CODES"] = True
    assert editor.get("/desk/pages").location == "/codes"
    assert "before anything else" in editor.get("/codes").text
    assert signed_in(app, "contributor").get("/desk").status_code == 200
    switched_on(editor)
    assert editor.get("/desk").status_code == 200
