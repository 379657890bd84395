"""`rejoinder user add`: who it adds may sign in, and what it refuses is one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
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
