"""What is long, many, foreign, alone or absent is shown as well as all else."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.factories.extremes import ARABIC, LONG, PIECES, WORDS, fill_extremes
from tests.support.pages import axe, nu_check
from tests.support.server import LiveServer

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DIRECTIONS = "nodes => nodes.map(node => [node.lang, getComputedStyle(node).direction])"
SCROLLED = """async node => {
    for (let turn = 0; turn < 400 && !node.scrollTop; turn += 1) await new Promise(done => setTimeout(done, 50));
    return node.scrollTop;
}"""
EXTREMES = (
    "/",
    "/search?q=register",
    *(
        f"{address}/{slug}{rest}"
        for slug in ("harbour-post", "arabic-post", "chinese-post")
        for address, rest in (
            ("/agencies", ""),
            ("/pages", "-page"),
            ("/pages", "-page/captures/2025-03"),
            ("/pairs", "-pair"),
            ("/pairs", "-pair/findings/1"),
        )
    ),
    "/pairs/harbour-post-pair/compare/arabic-post-pair",
    "/timeline?agency=harbour-post",
    "/sources/sourceext001",
)
AXED = ("/", "/pairs/harbour-post-pair", "/pairs/arabic-post-pair", "/search?q=nothing", "/timeline")
EMPTY = ("/", "/safeguards", "/timeline", "/search", "/search?q=nothing", "/corrections", "/ledger", "/about")


@pytest.fixture
def extremes(app: Flask, live_server: LiveServer) -> LiveServer:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill_extremes(session)
        session.commit()
    return live_server


def faults(page: Page, server: LiveServer, addresses: tuple[str, ...]) -> list[str]:
    """Return which pages a small phone must be moved sideways for, and what axe finds on some."""
    found = []
    for address in addresses:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(server.url(address))
        found += [f"{address}: wider than 320 pixels"] if page.evaluate(TOO_WIDE) else []
        found += [f"{address}: {line}" for line in axe(page)] if address in AXED else []
    return found


def test_long_many_and_foreign_things_fit_a_small_phone(page: Page, extremes: LiveServer) -> None:
    assert len(LONG.split()) >= WORDS
    assert faults(page, extremes, EXTREMES) == []


def test_empty_lists_say_so_on_a_small_phone(page: Page, live_server: LiveServer) -> None:
    assert faults(page, live_server, EMPTY) == []
    for address in ("/", "/safeguards", "/timeline", "/corrections", "/ledger"):
        page.goto(live_server.url(address))
        assert page.locator("main .empty").count() > 0, address
    page.goto(live_server.url("/search?q=nothing"))
    assert page.locator("main [role=status]").inner_text().startswith("Nothing")


def test_all_evidence_stands_by_its_words_and_none_of_a_long_answer_is_lost(page: Page, extremes: LiveServer) -> None:
    page.goto(extremes.url("/pairs/harbour-post-pair"))
    assert page.locator(".evidence").count() == PIECES
    for count in page.locator(".passage__count").all():
        count.evaluate("node => node.remove()")
    answer = page.locator(".step--rebuttal blockquote").inner_text()
    assert answer.split() == LONG.split()
    against, for_ = (side.bounding_box() for side in page.locator(".weighed").first.locator(".weighed__side").all())
    assert against is not None
    assert for_ is not None
    assert (against["y"], round(against["width"])) == (for_["y"], round(for_["width"])), "side by side, equally wide"
    assert page.locator(".evidence-line").count() == 12, "four of each stance, and the way to all of them"
    page.set_viewport_size({"width": 390, "height": 800})
    shown = page.locator(".step--shown").bounding_box()
    assert shown is not None
    assert shown["y"] < 2_400, "a long answer does not push what the evidence shows out of reach"
    page.get_by_role("region", name="The whole answer").focus()
    page.keyboard.press("End")
    assert page.locator(".long").evaluate(SCROLLED) > 0
    page.emulate_media(media="print")
    assert page.locator(".long").evaluate("node => node.scrollHeight - node.clientHeight") == 0


def test_one_capture_is_no_choice_and_a_long_answer_does_not_hide_the_other_pair(
    page: Page, extremes: LiveServer
) -> None:
    page.goto(extremes.url("/pages/arabic-post-page"))
    assert page.locator(".captures tbody tr").count() == 1
    assert page.locator("main input, main button").count() == 0, "there is nothing to compare it with"
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(extremes.url("/pairs/harbour-post-pair/compare/arabic-post-pair"))
    other = page.locator(".side").nth(1).bounding_box()
    assert other is not None
    assert other["y"] < 2_400


def test_arabic_runs_from_right_to_left_and_every_quotation_names_its_language(
    page: Page, extremes: LiveServer
) -> None:
    page.goto(extremes.url("/pairs/arabic-post-pair"))
    quotes = page.locator(".dialogue blockquote")
    assert quotes.evaluate_all(DIRECTIONS) == [["ar", "rtl"], ["ar", "rtl"]]
    assert ARABIC[0] in page.locator("h1").inner_text()
    assert page.locator("h1").evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert page.locator("h1 q").evaluate("node => getComputedStyle(node).direction") == "rtl"
    page.goto(extremes.url("/pages/arabic-post-page/captures/2025-03"))
    assert page.locator(".captured p").evaluate_all(DIRECTIONS) == [["", "rtl"], ["", "rtl"]]
    assert page.locator(".captured").get_attribute("lang") == "ar"
    page.goto(extremes.url("/pairs/chinese-post-pair"))
    assert page.locator(".dialogue blockquote").evaluate_all(DIRECTIONS) == [["zh-Hans", "ltr"], ["zh-Hans", "ltr"]]
    page.goto(extremes.url("/agencies/arabic-post"))
    assert page.locator(".card q[lang]").evaluate_all(DIRECTIONS) == [["ar", "rtl"]]


def test_they_are_valid_html(app: Flask, extremes: LiveServer) -> None:
    assert extremes
    client = app.test_client()
    assert nu_check({address: client.get(address).text for address in EXTREMES}) == []
