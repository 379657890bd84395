"""Every kind of desk page, of the whole demo: axe finds nothing in either scheme, and nothing sticks out at 390 px."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.services import demo
from app.services.people import add_user
from app.storage.blobs import Blobs
from app.storage.models.desk import User
from tests.support.chromium import Troubles
from tests.support.desk import PASSWORD, cheap_hash, sign_in, signed_in
from tests.support.pages import axe, follow, post_form
from tests.support.server import LiveServer
from tests.web.test_crawl import crawled

ID = re.compile(r"/[0-9abcdefghjkmnpqrstvwxyz]{12}(?=/|$)")


@pytest.fixture
def app(app: Flask, app_settings: dict[str, Any]) -> Flask:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        demo.load(session, Blobs(Path(app_settings["INSTANCE_PATH"]) / "blobs"))
        user: User = add_user(session, "admin@desk.example", "Admin", "admin", PASSWORD, datetime.now(UTC))
        user.password = cheap_hash()
        session.commit()
    return app


def kinds_of_pages(app: Flask) -> dict[str, str]:
    """Return one address of each kind of desk page."""
    found: dict[str, str] = {}
    for address, _ in crawled(signed_in(app, "admin"), "/desk", below="/desk"):
        found.setdefault(ID.sub("/*", address.partition("?")[0]), address)
    return found | imported(app)


def imported(app: Flask) -> dict[str, str]:
    """Give a table to be imported; return where it is read, and where its report is."""
    client, fields = signed_in(app, "admin"), {"every_url": "https://moon.example/", "every_agency": "Moon Office"}
    table = b"Myth,Fact,Notes\nThe moon is cheese.,It is rock.,\nIce melts.,,\n"
    sent = {"file": (BytesIO(table), "a-table-with-a-very-long-name-of-one-word-that-does-not-fit-on-a-telephone.csv")}
    given = post_form(client, "/desk/import", sent, form="main form", content_type="multipart/form-data")
    report = post_form(client, given.location, fields, form="main form")
    return {"a file": given.location, "a file's report": report.location}


def test_every_kind_of_desk_page_is_sound_at_both_widths(app: Flask, live_server: LiveServer, page: Page) -> None:
    pages = kinds_of_pages(app)
    assert len(pages) > 30
    sign_in(page, live_server, "admin")
    found = []
    for kind, address in pages.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(live_server.url(address))
        found += [f"{kind}: {line}" for line in axe(page)]
        page.set_viewport_size({"width": 375, "height": 844})  # 390 less a scrollbar
        if page.evaluate("document.documentElement.scrollWidth") > 375:
            found.append(f"{kind}: wider than a phone")
    assert found == []


def test_on_a_phone_a_finding_is_checked_mended_talked_over_and_published(
    app: Flask, live_server: LiveServer, page: Page, troubles: Troubles
) -> None:
    troubles.expect("answer 400: POST")
    page.set_viewport_size({"width": 390, "height": 844})
    met = crawled(signed_in(app, "admin"), "/desk", below="/desk")
    pair = next(address for address, _ in met if re.fullmatch(r"/desk/pairs/\w{12}", address))
    sign_in(page, live_server, "admin", pair)
    follow(page.get_by_role("link", name="Write a finding on the whole"))
    follow(page.get_by_role("button", name="Save the draft"))
    page.get_by_role("alert").get_by_role("link").first.click()
    reviewed = page.get_by_label("What is reviewed, in your words?")
    expect(reviewed).to_be_focused()
    reviewed.fill("False: umbrellas are lent to schools")
    page.get_by_label("Mixed (3 of 5)").check()
    page.get_by_label("Why?").fill("Some are.")
    follow(page.get_by_role("button", name="Save the draft"))
    follow(page.get_by_role("link", name="1 thing to mend before it can be published"))
    page.get_by_role("link", name="Go to “What is reviewed, in your words?”").click()
    expect(reviewed).to_be_focused()
    reviewed.fill("Umbrellas are lent to schools")
    follow(page.get_by_role("button", name="Save the draft"))
    follow(page.locator("#findings").get_by_role("link", name="Edit Umbrellas are lent to schools"))
    expect(page.get_by_text("Checked: it can be published")).to_be_visible()
    page.get_by_label("Comment on revision 2").fill("Good now.")
    page.get_by_label("Which part?").select_option(label="What is reviewed")
    follow(page.get_by_role("button", name="Comment", exact=True))
    expect(page.locator("#review")).to_contain_text("Good now.")
    page.get_by_text("with a reason").first.click()
    page.get_by_label("Why? It stands in the history.").fill("Counted twice.")
    page.get_by_role("button", name=re.compile("^Submit, approve and publish")).click()
    expect(page.locator(".done")).to_contain_text("Published: the finding “Umbrellas are lent to schools”.")
