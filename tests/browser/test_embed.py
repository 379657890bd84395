"""A card on the page of another site, in a real browser; the pages of ours can't be put there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.factories.sample_library import fill
from tests.support.pages import axe
from tests.support.server import LiveServer, serve

PAIR = "/pairs/lost-parcels"


@pytest.fixture
def filled(app: Flask, live_server: LiveServer) -> LiveServer:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill(session)
        session.commit()
    return live_server


@contextmanager
def framing() -> Iterator[str]:
    """Serve a page of another origin; it frames what `card` names, as wide as `width`."""
    news = Flask("news")

    @news.route("/")
    def front() -> str:
        frame = f'<iframe src="{request.args["card"]}" width="{request.args["width"]}" height="440"></iframe>'
        return f'<!DOCTYPE html><html lang="en"><title>News</title><link rel="icon" href="data:,">{frame}</html>'

    with serve(news) as server:
        yield server.origin


@pytest.mark.parametrize("width", [280, 550])
def test_a_card_is_framed_and_fits(filled, page, width):
    with framing() as news:
        page.goto(f"{news}/?width={width}&card={filled.url(f'/embed{PAIR}')}")
        heading = page.frame_locator("iframe").get_by_role("heading")
        expect(heading).to_contain_text("Federal Parcel Bureau")
        frame = page.frames[1]
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        links = frame.evaluate("[...document.links].map(one => one.target + ' ' + one.rel)")
        assert set(links) == {"_blank noopener"}


def test_no_other_page_can_be_framed(filled, page, troubles):
    troubles.expect("frame-ancestors|BLOCKED_BY_RESPONSE")
    with framing() as news:
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto(f"{news}/?width=550&card={filled.url(PAIR)}")
        assert page.frames[1].url != filled.url(PAIR)


def test_axe_finds_nothing_on_a_card(filled, page):
    page.set_viewport_size({"width": 320, "height": 440})
    page.goto(filled.url(f"/embed{PAIR}"))
    assert axe(page) == []
