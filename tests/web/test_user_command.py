"""`rejoinder user`: who it adds or invites may sign in, what it does to people, and what it refuses is one line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.cli import root
from tests.support.pages import post_form


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, app: Flask, sqlite_url: str, tmp_path: Path) -> CliRunner:
    assert app is not None
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path / "instance"))
    monkeypatch.setenv("REJOINDER_DATABASE_URL", sqlite_url)
    return CliRunner()


def test_a_made_password_signs_in(run: CliRunner, app: Flask) -> None:
    done = run.invoke(root, ["user", "add", "Ann@Desk.example", "--name", "Ann", "--role", "admin"])
    assert done.exit_code == 0, done.output
    password = re.search(r"shown this once: (\S+)", done.output)
    assert password is not None
    client = app.test_client()
    answer = post_form(client, "/login", {"email": "ann@desk.example", "password": password.group(1)})
    assert answer.headers["Location"] == "/desk"
    assert "admin" in client.get("/desk").get_data(as_text=True)


def test_a_password_that_is_asked_for_is_not_shown(run: CliRunner, app: Flask) -> None:
    typed = "a phrase with ﬁne ligatures"
    done = run.invoke(root, ["user", "add", "b@desk.example", "--name", "B", "--ask"], input=f"{typed}\n{typed}\n")
    assert done.exit_code == 0, done.output
    assert typed not in done.output
    answer = post_form(app.test_client(), "/login", {"email": "b@desk.example", "password": typed})
    assert answer.headers["Location"] == "/desk"


@pytest.mark.parametrize(
    ("email", "name", "typed", "sentence"),
    [
        ("nowhere", "B", "long enough for anybody", "is no e-mail address"),
        ("b@desk.example", " ", "long enough for anybody", "Enter a name"),
        ("b@desk.example", "B", "too short", "15 characters or more"),
        ("b@desk.example", "B", "x" * 129, "at most 128 characters"),
    ],
)
def test_what_is_refused_is_one_line(run: CliRunner, email: str, name: str, typed: str, sentence: str) -> None:
    done = run.invoke(root, ["user", "add", email, "--name", name, "--ask"], input=f"{typed}\n{typed}\n")
    assert done.exit_code == 1
    assert sentence in done.output


def test_the_same_address_twice_is_refused(run: CliRunner) -> None:
    for _ in range(2):
        done = run.invoke(root, ["user", "add", "b@desk.example", "--name", "B"])
    assert done.exit_code == 1
    assert "already" in done.output


def document(done: Result) -> dict[str, Any]:
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_people_are_looked_after_from_the_command_line(run: CliRunner, app: Flask) -> None:
    for name, role in (("ann", "admin"), ("ben", "editor")):
        run.invoke(root, ["user", "add", f"{name}@desk.example", "--name", name.title(), "--role", role])
    assert "now contributor" in run.invoke(root, ["user", "role", "ben@desk.example", "contributor"]).output
    assert "can’t sign in" in run.invoke(root, ["user", "deactivate", "ben@desk.example"]).output
    ben = document(run.invoke(root, ["user", "list", "--json"]))["people"][1]
    assert ben == {
        "email": "ben@desk.example",
        "name": "Ben",
        "role": "contributor",
        "active": False,
        "last_signed_in": None,
    }
    assert "may sign in again" in run.invoke(root, ["user", "activate", "ben@desk.example"]).output
    made = run.invoke(root, ["user", "password", "ben@desk.example"]).output
    client = app.test_client()
    given = {"email": "ben@desk.example", "password": made.split()[-1]}
    assert post_form(client, "/login", given).status_code == 302
    assert "password alone, as before" in run.invoke(root, ["user", "reset-totp", "ben@desk.example"]).output
    assert "signed out everywhere" in run.invoke(root, ["user", "sign-out", "ben@desk.example"]).output
    assert client.get("/desk").status_code == 302
    log = document(run.invoke(root, ["user", "log", "ben@desk.example", "--json"]))["log"]
    assert [line["act"] for line in log] == [
        "sessions ended",
        "signed in",
        "password changed",
        "reactivated",
        "deactivated",
        "role changed",
        "added",
    ]
    assert log[-2]["detail"] == "from editor to contributor"
    shown = run.invoke(root, ["user", "log", "--limit", "2"]).output
    assert len(shown.splitlines()) == 2
    assert "ben@desk.example" in run.invoke(root, ["user", "list"]).output


def test_an_invitation_from_the_command_line_lets_somebody_join(
    run: CliRunner, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJOINDER_BASE_URL", "https://desk.example/")
    done = run.invoke(root, ["user", "invite", "nora@desk.example", "--role", "contributor"])
    link = done.stdout.splitlines()[-1]
    assert link.startswith("https://desk.example/join/")
    phrase = "nine herons, one umbrella"
    path = link.removeprefix("https://desk.example")
    client = app.test_client()
    assert post_form(client, path, {"name": "Nora", "password": phrase, "again": phrase}).headers["Location"] == "/desk"
    assert "contributor" in client.get("/desk").text


def test_a_link_without_the_site_s_address_says_what_to_put_before_it(run: CliRunner) -> None:
    done = run.invoke(root, ["user", "invite", "nora@desk.example"])
    assert done.stdout.splitlines()[-1].startswith("/join/")
    assert "REJOINDER_BASE_URL" in done.stderr


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        (["role", "none@desk.example", "editor"], 1, "nobody with the address none@desk.example"),
        (["password", "none@desk.example"], 1, "nobody with the address"),
        (["deactivate", "none@desk.example"], 1, "nobody with the address"),
        (["log", "none@desk.example"], 1, "nobody with the address"),
        (["deactivate", "ann@desk.example"], 1, "Ann is the last active admin"),
        (["role", "ann@desk.example", "editor"], 1, "Ann is the last active admin"),
        (["invite", "ann@desk.example"], 1, "already"),
        (["invite", "nowhere"], 1, "is no e-mail address"),
        (["role", "ann@desk.example", "owner"], 2, "owner"),
        (["invite", "x@desk.example", "--role", "owner"], 2, "owner"),
        (["log", "--limit", "0"], 2, "limit"),
    ],
)
def test_what_can_t_be_done_is_one_line(run: CliRunner, command: list[str], status: int, sentence: str) -> None:
    run.invoke(root, ["user", "add", "ann@desk.example", "--name", "Ann", "--role", "admin"])
    done = run.invoke(root, ["user", *command])
    assert done.exit_code == status
    assert sentence in done.stderr
    assert done.stdout == ""
    if status == 1:
        assert len(done.stderr.splitlines()) == 1
