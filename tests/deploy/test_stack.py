"""A large site as a whole: nginx, two processes of gunicorn, PostgreSQL, and a standby that may be behind."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.orm import Session
from werkzeug.test import Client, TestResponse

from app.storage.engine import make_engine
from tests.factories.sample_library import fill
from tests.support.desk import PASSWORD, add_people
from tests.support.pages import post_form
from tests.support.stack import STACK, Stack

OFTEN = 12
"""So often that each process answers."""
PATIENCE_S = 120
TOPIC = "/topics/night-flights"


@pytest.mark.parametrize("way", [STACK], indirect=True, scope="session")
def test_readers_read_the_standby_and_an_editor_what_they_published(app: Flask, asking: Client, stack: Stack) -> None:
    url = str(app.config["DATABASE_URL"])
    engine = make_engine(url)
    with Session(engine) as session:
        fill(session)
        session.commit()
    engine.dispose()
    add_people(app, "editor")
    editor, reader = asking, Client(asking.application, TestResponse)
    sent = {"email": "editor@desk.example", "password": PASSWORD}
    assert post_form(editor, "/login", sent).status_code == 302
    assert {reader.get("/pairs/lost-parcels").status_code for _ in range(OFTEN)} == {200}
    with stack.standby.connected() as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query LIKE %s"
        row = connection.execute(asked, (make_url(url).database, "SELECT%library%")).fetchone()
    assert row is not None
    assert row[0] > 1

    with stack.standby.behind():
        made = post_form(editor, "/desk/topics/new", {"title": "Night flights"}, form="form[novalidate]")
        assert made.status_code == 303
        address = made.headers["Location"]
        done = post_form(editor, address, {"action": "publish"}, form="form[action$='/steps']")
        assert done.status_code == 303
        assert {editor.get(TOPIC).status_code for _ in range(OFTEN)} == {200}
        assert {reader.get(TOPIC).status_code for _ in range(OFTEN)} == {404}
        assert {editor.get(address).status_code for _ in range(OFTEN)} == {200}
    limit = time.monotonic() + PATIENCE_S
    while reader.get(TOPIC).status_code != 200 and time.monotonic() < limit:
        time.sleep(0.05)
    assert {reader.get(TOPIC).status_code for _ in range(OFTEN)} == {200}  # no process sends what stood before
