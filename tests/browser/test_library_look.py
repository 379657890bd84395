"""The reader pages in a browser: nothing for axe to find in either colour scheme, nothing wider than a small phone."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories.sample_library import fill
from tests.support.pages import axe, follow
from tests.support.server import LiveServer

ADDRESSES = (
    "/",
    "/agencies/federal-parcel-bureau",
    "/pages/fact-vs-fiction",
    "/pages/fact-vs-fiction/captures/2024-06-25",
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03",
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03?view=inline&lang=es",
    "/pairs/lost-parcels",
    "/pairs/lost-parcels?as_of=2026-03-31&lang=es",
    "/safeguards?as_of=2026-03-31&lang=es",
    "/timeline?agency=federal-parcel-bureau",
    "/pairs/no-inspectors",
    "/pairs/lost-parcels/findings/1",
    "/pairs/lost-parcels/compare/secret-fees",
    "/safeguards",
    "/safeguards/parcel-panel",
    "/sources/sourceaudit1",
    "/search?q=parcels&kind=pair&lang=es",
    "/corrections",
    "/ledger",
    "/about",
)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def reading_room(app: Flask, live_server: LiveServer) -> LiveServer:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill(session)
        session.commit()
    return live_server


def test_pages_are_accessible_and_fit_a_small_phone(page: Page, reading_room: LiveServer) -> None:
    found: list[str] = []
    for address in ADDRESSES:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(reading_room.url(address))
        found += [f"{address}: {line}" for line in axe(page)]
        page.set_viewport_size({"width": 320, "height": 640})
        if page.evaluate(TOO_WIDE):
            found.append(f"{address}: wider than 320 pixels")
        if "?" not in address:  # its words are longer in Spanish
            page.goto(reading_room.url(f"{address}?lang=es"))
            if page.evaluate(TOO_WIDE):
                found.append(f"{address} in Spanish: wider than 320 pixels")
    assert found == []


def test_a_reader_compares_two_captures_by_keyboard(page: Page, reading_room: LiveServer) -> None:
    page.goto(reading_room.url("/pages/fact-vs-fiction"))
    page.get_by_role("radio", name="Compare from 25 June 2024").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Compare the chosen two").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/2024-06-25..2025-03-03.2")
    follow(page.get_by_role("link", name="Changes only"))
    assert page.locator("#pairlost0001 del .amount").first.inner_text() == "99 percent"
    page.go_back()
    page.go_back()
    assert page.url.endswith("/pages/fact-vs-fiction")


def test_the_first_tab_offers_to_skip_to_the_content(page: Page, reading_room: LiveServer) -> None:
    page.goto(reading_room.url("/"))
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
