"""Signing in and out: who gets in, what a stranger learns, and that public pages know nothing of it."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.storage.models.desk import User
from tests.support.desk import PASSWORD, add_people, error_of, signed_in
from tests.support.pages import post_form

WRONG = "That address and password don’t belong together."


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    add_people(app, "editor", "contributor")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("editor@desk.example", "not the password at all"),
        ("nobody@desk.example", PASSWORD),
        ("no address", PASSWORD),
        ("editor@desk.example", "x" * 5000),
    ],
)
def test_whoever_is_refused_is_told_the_same(client: FlaskClient, email: str, password: str) -> None:
    answer = post_form(client, "/login", {"email": email, "password": password})
    assert answer.status_code == 200
    assert WRONG in answer.get_data(as_text=True)
    assert client.get("/desk").status_code == 302


def test_nothing_entered_is_said_at_its_field(client: FlaskClient) -> None:
    answer = post_form(client, "/login", {"email": "", "password": ""})
    assert error_of(answer.get_data(as_text=True))


def test_one_goes_on_to_where_one_wanted(client: FlaskClient) -> None:
    sent = client.get("/desk/sources?x=1")
    assert sent.headers["Location"] == "/login?next=/desk/sources?x%3D1"
    answer = post_form(client, sent.headers["Location"], {"email": "editor@desk.example", "password": PASSWORD})
    assert answer.headers["Location"] == "/desk/sources?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "\x00//evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "http://localhost@evil.example/",
        "http://localhost.evil.example/",
        "//localhost@evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "/%2F/evil.example",
        "/desk/../..//evil.example",
        "/desk\r\nLocation: https://evil.example/",
    ],
)
@pytest.mark.parametrize("way", ["form", "address"])
def test_one_is_never_sent_to_another_site(app: Flask, target: str, way: str) -> None:
    """However `next` is written, a browser stays on this site: the answer is refused, or leads to a path of ours."""
    client = app.test_client()
    given = {"email": "editor@desk.example", "password": PASSWORD}
    if way == "form":
        answer = post_form(client, "/login", {**given, "next": target})
    else:
        address = f"/login?{urlencode({'next': target})}"
        if client.get(address).status_code == 400:
            return
        answer = post_form(client, address, given)
    place = answer.headers.get("Location", "/")
    as_browsers_read_it = re.sub(r"[\t\r\n]", "", place).strip().replace("\\", "/")
    assert urljoin("http://localhost/login", as_browsers_read_it).startswith("http://localhost/")
    assert "\n" not in place
    assert "\r" not in place


def test_the_session_cookie_is_ours_alone(client: FlaskClient) -> None:
    answer = post_form(client, "/login", {"email": "editor@desk.example", "password": PASSWORD, "remember": "y"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]


@pytest.mark.parametrize("address", ["/", "/about", "/search?q=x", "/nowhere", "/feeds/findings.json"])
def test_a_public_page_neither_reads_nor_sets_a_session(app: Flask, address: str) -> None:
    client = signed_in(app, "editor")
    answer = client.get(address)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Editor" not in answer.get_data(as_text=True)


def test_signing_out_is_a_post_and_wants_its_token(app: Flask) -> None:
    client = signed_in(app, "editor")
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 400
    assert client.get("/desk").status_code == 200
    assert post_form(client, "/desk", {}, form="form.who").status_code == 302
    assert client.get("/desk").status_code == 302


def test_who_is_no_longer_active_is_out(app: Flask) -> None:
    client = signed_in(app, "editor")
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        session.execute(update(User).values(active=False))
        session.commit()
    assert client.get("/desk").status_code == 302


def test_a_password_is_changed_and_ends_other_sessions(app: Flask) -> None:
    here, there = signed_in(app, "editor"), signed_in(app, "editor")
    new = "another pass phrase of mine"
    given = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    short = {**given, "new_password": "too short", "new_password_confirm": "too short"}
    refused = post_form(here, "/password", short)
    assert "15 characters" in error_of(refused.get_data(as_text=True))
    assert post_form(here, "/password", given).headers["Location"] == "/desk/account"
    assert "Everywhere else you are signed out" in here.get("/desk").get_data(as_text=True)
    assert there.get("/desk").status_code == 302
    old = post_form(app.test_client(), "/login", {"email": "editor@desk.example", "password": PASSWORD})
    assert WRONG in old.get_data(as_text=True)


def test_nobody_registers_or_recovers_here(client: FlaskClient) -> None:
    for address in ("/register", "/reset", "/confirm", "/us-signin", "/tf-setup"):
        assert client.get(address).status_code == 404


def test_a_session_ends_after_twelve_hours(app: Flask) -> None:
    client = signed_in(app, "editor")
    with client.session_transaction(path="/desk") as kept:
        kept["fs_paa"] -= 12 * 3600 + 1
    assert client.get("/desk").status_code == 302


def test_under_tls_the_cookie_is_kept_to_tls_and_to_this_host(client: FlaskClient) -> None:
    cookie = client.get("/login", base_url="https://localhost/").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "; Secure;" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
