"""The ten-minute job: somebody just invited turns a pasted page into five published pairs with evidence.

Every click and every keystroke is counted, as a person would make them; pasting is one key with Ctrl.
"""

from __future__ import annotations

import re

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.support.desk import add_people, signed_in
from tests.support.pages import post_form
from tests.support.server import LiveServer

PHRASE = "nine herons, one umbrella"
CLAIMS = [
    ("The harbour closes at noon.", "It is open until ten at night on every day of the week."),
    ("Gulls are fed by the office.", "No gull has been fed by the office since 2009."),
    ("Berths are given to friends.", "Berths are drawn by lot twice a year, in public."),
    ("The pier is unsafe.", "Engineers inspect the pier every 30 days."),
    ("Fog horns are sold abroad.", "All 14 fog horns are kept in the harbour’s own store."),
]
TEXT = "Harbour facts\n\n" + "\n\n".join(f"Fiction: {claim}\n\nFACT: {answer}" for claim, answer in CLAIMS) + "\n"
SOURCES = [
    ("Harbour log 2010", "The gate was shut at 22:05."),
    ("Gull survey", "Fed twice in 2010."),
    ("Lot book", "Drawn in June and in December."),
    ("Pier report", "Inspected on 3 May and on 9 July."),
    ("Store list", "Fourteen horns, one of them broken."),
]


MOST_CLICKS, MOST_KEYS, MOST_PAGES = 32, 146, 11
"""What the job takes. It was 57, 159 and 33 before there was a way from pair to pair and one button for all."""


class Hand:
    """A person's hand on mouse and keyboard, which counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.keys = self.pages = 0

    def click(self, target: Locator, *, goes: bool = False) -> None:
        """Click; `goes` says that another page comes."""
        self.clicks += 1
        if not goes:
            target.click()
            return
        self.pages += 1
        with self.page.expect_navigation():
            target.click()

    def type(self, label: str, words: str) -> None:
        """Click into a field and type the words, key by key."""
        self.click(self.page.get_by_label(label, exact=True))
        self.keys += len(words)
        self.page.keyboard.insert_text(words)

    def paste(self, label: str, words: str) -> None:
        """Click into a field and paste what was copied elsewhere: one key with Ctrl."""
        self.click(self.page.get_by_label(label, exact=True))
        self.keys += 2
        self.page.keyboard.insert_text(words)

    def button(self, words: str | re.Pattern[str]) -> None:
        """Press a button that leads to another page."""
        self.click(self.page.get_by_role("button", name=words).first, goes=True)

    def link(self, words: str | re.Pattern[str]) -> None:
        """Follow a link."""
        self.click(self.page.get_by_role("link", name=words).first, goes=True)


def invited(app: Flask) -> str:
    """Return the link by which an editor joins."""
    add_people(app, "admin")
    admin = signed_in(app, "admin")
    sent = {"email": "nora@harbour-times.example", "role": "editor"}
    html = post_form(admin, "/desk/people", sent, form="form[novalidate]", follow_redirects=True).text
    found = re.search(r'value="[^"]*(/join/[^"]+)"', html)
    assert found is not None
    return found.group(1)


def join(hand: Hand) -> None:
    hand.type("Your name", "Nora")
    hand.type("Choose a password", PHRASE)
    hand.type("The password again", PHRASE)
    hand.button("Join")


def test_a_pasted_page_becomes_five_published_pairs_with_evidence(
    app: Flask, live_server: LiveServer, page: Page
) -> None:
    hand = Hand(page)
    page.goto(live_server.url(invited(app)))
    join(hand)
    hand.link("Take in a page")
    hand.paste("Paste the page’s text", TEXT)
    hand.type("Captured on", "2011-06-25")
    hand.type("Which agency publishes it?", "Harbour Office")
    hand.button("Take it in")
    hand.button("Accept all 5 as proposed")
    hand.link(f"Attach evidence to {CLAIMS[0][0]}")
    for (claim, _), (title, quote) in zip(CLAIMS, SOURCES, strict=True):
        expect(page.locator(".kicker")).to_have_text(claim)
        hand.click(page.get_by_label("It counters them"))
        hand.type("What is the new source called?", title)
        hand.paste("What does the source say, word for word?", quote)
        hand.button(re.compile("^Save, and"))
    hand.button("Publish the capture and its 5 new records, with 5 pieces of evidence")
    expect(page.get_by_role("status").first).to_contain_text("Published.")

    page.goto(live_server.url("/pages/harbour-facts/captures/2011-06-25"))
    links = page.locator('main li > a[href^="/pairs/"]').evaluate_all("(all) => all.map((one) => one.href)")
    assert len(links) == len(CLAIMS)
    for link, (claim, _), (title, quote) in zip(links, CLAIMS, SOURCES, strict=True):
        page.goto(link)
        for words in (claim, title, quote):
            expect(page.locator("main")).to_contain_text(words)
    assert hand.clicks <= MOST_CLICKS
    assert hand.keys <= MOST_KEYS
    assert hand.pages <= MOST_PAGES
