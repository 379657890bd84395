"""A stranger's questions: each is answered within three clicks from the first page, by the words that links show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.services import demo
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from tests.support.server import LiveServer

MOST = 3


@pytest.fixture
def app_settings(app_settings: dict[str, Any]) -> dict[str, Any]:
    """The whole demo, with scripts switched off in the browser or not: it makes no difference to a reader."""
    engine = make_engine(app_settings["DATABASE_URL"])
    with Session(engine) as session:
        demo.load(session, Blobs(Path(app_settings["INSTANCE_PATH"]) / "blobs"))
        session.commit()
    engine.dispose()
    return app_settings


def follow(page: Page, server: LiveServer, *links: str) -> str:
    """Begin at the first page, follow links by their words, and return what the last page says."""
    assert len(links) <= MOST
    page.goto(server.url("/"))
    for words in links:
        link = page.locator("a:visible", has_text=words).first
        with page.expect_navigation():
            link.press("Enter")  # by the keyboard: a wrapped link has no middle to be clicked at
    return page.inner_text("main")


@pytest.mark.parametrize("width", [390, 1280])
def test_what_did_the_agency_change_between_its_second_and_third_capture(
    page: Page, live_server: LiveServer, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    told = follow(
        page, live_server, "Umbrella Custody: Fiction and Fact", "1 claim reworded, 1 claim moved, 1 safeguard"
    )
    assert "November 2021 against 15 September 2022" in told
    assert "45 days → 90 days" in " ".join(told.split())
    assert page.locator("del", has_text="nobody has").count()


def test_which_promise_is_late(page: Page, live_server: LiveServer) -> None:
    told = follow(page, live_server, "Safeguards")
    late = page.get_by_role("row", name="Late").inner_text()
    assert "Late, by 73 days" in late
    assert "delivered to the Harbour Director within 45 days" in late
    assert "the page now says 90 days" in " ".join(told.split())


def test_what_speaks_against_this_rebuttal(page: Page, live_server: LiveServer) -> None:
    told = follow(page, live_server, "The Office sells umbrellas that nobody has claimed")
    assert "2 against, 2 for, 0 context" in " ".join(told.split())
    against = page.locator(".step--shown li", has_text="Against").first
    assert "Six crates of umbrellas under the hammer" in against.inner_text()
