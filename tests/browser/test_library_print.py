"""The reader pages on paper: the words and their provenance, dark on white, and nothing to press."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.factories.sample_library import fill
from tests.support.server import LiveServer

ROLE = "role => getComputedStyle(document.documentElement).getPropertyValue(role).trim()"
SIDEWAYS = "node => node.scrollWidth - node.clientWidth"
ADDRESSES = (
    "/pairs/lost-parcels",
    "/pairs/lost-parcels?as_of=2026-03-31",
    "/pages/fact-vs-fiction",
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03",
    "/safeguards",
    "/search?q=parcels",
)


@pytest.fixture
def reading_room(app: Flask, live_server: LiveServer) -> LiveServer:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill(session)
        session.commit()
    return live_server


def test_paper_has_the_words_and_nothing_to_press(page: Page, reading_room: LiveServer) -> None:
    for address in ADDRESSES:
        page.emulate_media(media="screen", color_scheme="light")
        page.goto(reading_room.url(address))
        light = {
            role: page.evaluate(ROLE, role) for role in ("--claim", "--rebuttal", "--against", "--link", "--added")
        }
        page.emulate_media(media="print", color_scheme="dark")
        assert {role: page.evaluate(ROLE, role) for role in light} == light, "a dark screen prints no pale words"
        assert page.evaluate(ROLE, "--paper") == "#fff"
        pressed = page.locator("nav[aria-label=Main], .masthead__search, .as-of-form, .days, .compare-tools, .skip")
        assert [node.inner_text() for node in pressed.all() if node.is_visible()] == [], address
        assert page.locator("main h1").is_visible()
        assert [node.evaluate(SIDEWAYS) for node in page.locator(".scroll").all()] == [0] * page.locator(
            ".scroll"
        ).count()


def test_a_printed_pair_says_what_was_said_by_whom_and_where_it_is_from(page: Page, reading_room: LiveServer) -> None:
    page.goto(reading_room.url("/pairs/lost-parcels"))
    page.emulate_media(media="print")
    printed = page.locator("main").inner_text()
    for words in ("The Strelsau Courier", "Federal Parcel Bureau", "SHA-256", "That address is permanent."):
        assert words in printed
    page.goto(reading_room.url("/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03"))
    assert page.locator("#pairpric0002 blockquote").first.is_visible(), "what is folded away is printed"
