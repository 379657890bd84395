"""`rejoinder sources check` by its output, the queue and the source's page: each tells what became of an address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.cli import root
from app.services import source_checks
from app.services.agencies import SourceFields, create_source
from app.services.desk import COMMAND, Desk
from app.storage.models.desk import Source
from tests.support.asked import Asked, answer, asked, by_path
from tests.support.desk import add_people, sign_in, signed_in
from tests.support.pages import axe, follow, nu_check, post_form
from tests.support.server import LiveServer

PAGE = b"<!doctype html><title>Report</title><p>Forty parcels were lost.</p>"
PAGES = {"fine": answer(PAGE), "new": answer(PAGE), "old": answer(b"", "301 Moved Permanently", Location="/new")}


@pytest.fixture
def paper() -> Iterator[Asked]:
    """A newspaper's server."""
    with asked(by_path(**PAGES)) as server:
        yield server


@pytest.fixture
def run(app: Flask, app_settings: dict[str, Any], paper: Asked, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, path in (("Fine", "/fine"), ("Moved", "/old"), ("Gone", "/nowhere")):
        add_source(app, name, paper.url(path))
    monkeypatch.setattr(source_checks, "PAUSE", 0)
    monkeypatch.setattr(source_checks.check_one, "__kwdefaults__", {"pause": 0})
    monkeypatch.setattr(source_checks.check_all, "__kwdefaults__", {"pause": 0})
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", app_settings["INSTANCE_PATH"])
    monkeypatch.setenv("REJOINDER_DATABASE_URL", app_settings["DATABASE_URL"])
    monkeypatch.setenv("REJOINDER_FETCH", "desk@news.example")
    monkeypatch.setenv("REJOINDER_FETCH_INSIDE", "127.0.0.1")
    monkeypatch.setenv("REJOINDER_FETCH_PORTS", str(paper.port))

    def check(*options: str) -> Result:
        return CliRunner().invoke(root, ["sources", "check", *options])

    return check


def add_source(app: Flask, title: str, url: str) -> None:
    opened = app.extensions["rejoinder-databases"]
    with Session(opened.desk) as session:
        desk = Desk(session=session, actor=COMMAND, now=datetime.now(UTC), blobs=opened.blobs)
        create_source(desk, SourceFields(title=title, url=url))
        session.commit()


def source_of(app: Flask, title: str) -> str:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return f"/desk/sources/{session.query(Source).filter_by(title=title).one().id}"


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor")
    return signed_in(app, "editor")


def test_it_tells_what_is_broken_and_the_queue_what_to_do(
    app: Flask, run: Any, editor: FlaskClient, paper: Asked
) -> None:
    done = run()
    assert done.exit_code == 0, done.output
    assert f"Gone: the server answered 404 (Not Found) ({paper.url('/nowhere')})" in done.output
    assert f"Moved: it leads on to {paper.url('/new')} ({paper.url('/old')})" in done.output
    assert re.search(r"3 asked: (1 (fine|gone|moved)(, )?){3}\.", done.output)
    queue = editor.get("/desk").text
    assert "Broken source links" in queue
    html = editor.get("/desk/queue/links").text
    assert "The server answered 404 (Not Found). Give the address of an archived copy" in html
    assert "If the new address holds the same work" in html
    assert "Fine" not in re.findall(r'<a href="/desk/sources/\w+">(\w+)</a>', html)
    gone, fine = editor.get(source_of(app, "Gone")).text, editor.get(source_of(app, "Fine")).text
    assert "the server answered 404 (Not Found)." in gone
    assert re.search(r"Give the address of an archived copy, or another\s+address", gone)
    assert re.search(r'href="https://web\.archive\.org/web/\d{14}/http://127', gone)
    assert "it is there, and unchanged as far as we can tell." in fine
    assert nu_check({"queue": html, "gone": gone, "fine": fine}) == []
    archived = {"archived_url": "https://archive.example/gone"}
    assert post_form(editor, source_of(app, "Gone"), archived, form="form[data-save]").status_code == 303
    assert "Gone" not in editor.get("/desk/queue/links").text


def test_it_is_told_as_json_and_asks_only_what_is_due(run: Any, paper: Asked) -> None:
    first = json.loads(run("--json", "--limit", "2").output)
    assert (first["asked"], sum(first["states"].values())) == (2, 2)
    before = len(paper.heads)
    second = json.loads(run("--json", "--older-than", "3").output)
    assert second["asked"] == 1
    assert len(paper.heads) > before
    assert run("--older-than", "3").output == "0 asked.\n"
    third = json.loads(run("--json").output)
    assert third["states"] == {"fine": 1, "gone": 1, "moved": 1}
    assert [one["title"] for one in third["broken"]] == ["Gone", "Moved"]
    assert third["broken"][0]["status"] == 404


def test_it_is_off_until_it_is_configured(run: Any, paper: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REJOINDER_FETCH")
    refused = run()
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert "Set REJOINDER_FETCH to an e-mail or a web address" in refused.stderr
    assert paper.connections == 0
    assert run("--limit", "0").exit_code == 2


def test_the_list_in_a_browser_leads_to_the_field(app: Flask, run: Any, live_server: LiveServer, page: Page) -> None:
    run()
    add_people(app, "editor")
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server, "editor", "/desk/queue/links")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    follow(page.get_by_role("link", name="Gone", exact=True))
    expect(page.get_by_role("region", name="Its address")).to_contain_text("the server answered 404")
    assert axe(page) == []
    page.get_by_label("The address of an archived copy").fill("https://archive.example/gone")
    follow(page.get_by_role("button", name="Save the draft"))
    page.goto(live_server.url("/desk/queue/links"))
    expect(page.get_by_role("link", name="Moved", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Gone", exact=True)).to_have_count(0)
