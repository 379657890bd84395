"""No acknowledged edit is lost: the server is killed with -9 while editors save; whatever was acknowledged is there.

`SAFETY=full` kills it 200 times on each database. A kill waits for so many acknowledged edits and for no clock: however
busy the machine, 5,000 and more are acknowledged. The control answers before it has saved, and loses some.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.safety.full import FULL, Figure
from tests.support.desk import add_people, signed_in
from tests.support.server import free_port

ROOT = Path(__file__).parents[2]
KILLS, CONTROL_KILLS = (200, 10) if FULL else (2, 2)
EDITORS = 4
FEWEST, MOST = (25, 60) if FULL else (5, 15)
"""How many saves are acknowledged before a server is killed, at least and at most."""
LONGEST_S = 0.05
PATIENCE_S = 120
SAVED = re.compile(r"/desk/topics/(?!new)[^?]+")
HIDDEN = re.compile(r'name="(base_version|csrf_token|form_key)"[^>]*?value="([^"]*)"')


@contextmanager
def forking(app: Flask, port: int, *how: str, runner: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[str]]:
    """Start the program that forks servers on the same site as `app`; `runner` is what it is run by, if anything."""
    settings = {
        "REJOINDER_INSTANCE_PATH": app.instance_path,
        "REJOINDER_DATABASE_URL": str(app.config["DATABASE_URL"]),
        "REJOINDER_SECRET_KEY": str(app.config["SECRET_KEY"]),
    }
    program = subprocess.Popen(
        [*runner, sys.executable, "-m", "tests.safety.killed_server", str(port), *how],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def fork(program: subprocess.Popen[str]) -> int:
    """Start a server; return its process group."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("\n")
    program.stdin.flush()
    return int(program.stdout.readline())


def save(port: int, cookie: str, title: str) -> bool:
    """Make a topic; tell whether the server said that it was made."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/desk/topics/new", headers={"Cookie": cookie})
        shown = connection.getresponse()
        page = shown.read().decode()
        cookie = (shown.getheader("Set-Cookie") or cookie).split(";")[0]  # it holds what the form's token is for
        form = page[page.index("<form", page.index("novalidate") - 300) :]
        fields = {**dict(HIDDEN.findall(form)), "title": title}
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/desk/topics/new", urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException, ValueError):
        return False
    else:
        return answer.status == 303 and SAVED.fullmatch(str(answer.getheader("Location"))) is not None
    finally:
        connection.close()


def edit(port: int, cookie: str, name: str, going: Event, done: list[str]) -> None:
    """Save until told to stop; note what was acknowledged."""
    number = 0
    while going.is_set():
        number += 1
        title = f"Topic {name} {number}"
        if save(port, cookie, title):
            done.append(title)
        else:
            time.sleep(0.01)


def answering(port: int, cookie: str) -> None:
    """Come back when the server answers."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/desk/topics/new", headers={"Cookie": cookie})
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        finally:
            connection.close()
    pytest.fail("the server did not answer")


def titles(engine: Engine) -> set[str]:
    """Return what is there."""
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT title FROM desk_topic")).scalars())


def until(holds: Callable[[], bool]) -> None:
    """Come back when something holds."""
    limit = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < limit, "nothing is saved"
        time.sleep(0.002)


def killed(app: Flask, engine: Engine, kills: int, *how: str) -> tuple[int, int]:
    """Let editors save and kill the server so often; return how many saves were acknowledged, and how many are lost."""
    client = signed_in(app, "editor")
    kept = client.get_cookie("session")
    assert kept is not None
    cookie, port, chance = f"session={kept.value}", free_port(), random.Random(7)  # noqa: S311  # to be the same each time
    acknowledged: list[str] = []
    with forking(app, port, *how) as program, ThreadPoolExecutor(EDITORS) as pool:
        for number in range(kills):
            group, going, before = fork(program), Event(), titles(engine)
            enough = len(acknowledged) + chance.randint(FEWEST, MOST)
            try:
                answering(port, cookie)
                going.set()
                editors = [
                    pool.submit(edit, port, cookie, f"{number} {one}", going, acknowledged) for one in range(EDITORS)
                ]
                until(lambda: len(acknowledged) >= enough and titles(engine) > before)  # noqa: B023  # it is called at once
                time.sleep(chance.uniform(0, LONGEST_S))  # at any moment of a save
            finally:
                os.killpg(group, signal.SIGKILL)
                going.clear()
            for one in editors:
                one.result()
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    return len(acknowledged), len(set(acknowledged) - titles(engine))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.full])])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a database: PostgreSQL's in full only, since a kill of the server is far from it."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def app_settings(app_settings: dict[str, Any], database_url: str) -> dict[str, Any]:
    """The settings of a site on each database in turn."""
    return {**app_settings, "DATABASE_URL": database_url}


def test_no_acknowledged_edit_is_lost_to_a_kill(app: Flask, engine: Engine, figure: Figure) -> None:
    add_people(app, "editor")
    acknowledged, lost = killed(app, engine, KILLS)
    figure(f"{engine.dialect.name}: {lost} of {acknowledged:,} acknowledged edits lost over {KILLS} kills")
    assert lost == 0
    assert acknowledged >= (5_000 if FULL else FEWEST * KILLS)


def test_acknowledging_before_the_commit_loses_some(app: Flask, engine: Engine, figure: Figure) -> None:
    add_people(app, "editor")
    acknowledged, lost = killed(app, engine, CONTROL_KILLS, "early")
    figure(f"control on {engine.dialect.name}: {lost} of {acknowledged:,} lost over {CONTROL_KILLS} kills")
    assert 0 < lost < acknowledged
