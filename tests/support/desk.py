"""People of the desk for tests, and what they do there with a test client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.passwords import normalised
from app.services.people import new_user
from tests.support.pages import follow, post_form
from tests.support.server import LiveServer

PASSWORD = "violet kettles argue softly"
OLD = "Fact vs Fiction\n\nFiction: The bureau loses mail.\n\nFACT: It delivers 99 percent of parcels within 45 days.\n"
NEW = (
    "Fact vs Fiction\n\nFiction: The bureau loses mail and parcels.\n\n"
    "FACT: It delivers 99 percent of parcels within 90 days.\n"
)
MEASURES = (
    "To improve the programme, the bureau has announced these safeguards:\n\n"
    "  • Advisory Committee: A committee is created that will report to the Director within 45 days.\n\n"
    "  • Waiting: No parcel is held for more than 48 hours.\n"
)


@cache
def cheap_hash() -> str:
    """Return an argon2id hash of the password that is checked at once: a hash names what it costs.

    What the site's own hashes cost is shown by test_signing_in and test_people.
    """
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(normalised(PASSWORD))


def add_people(app: Flask, *names: str) -> None:
    """Add people named for their role (editor, contributor2, …); all have the same password."""
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        for name in names:
            role = name.rstrip("0123456789")
            new_user(session, f"{name}@desk.example", name.title(), role, cheap_hash(), datetime.now(UTC))
        session.commit()


def signed_in(app: Flask, name: str) -> FlaskClient:
    """Return a client in which that person is signed in."""
    client = app.test_client()
    answer = post_form(client, "/login", {"email": f"{name}@desk.example", "password": PASSWORD})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def sign_in(page: Page, server: LiveServer, name: str, wanted: str = "/desk") -> None:
    """Sign that person in with a browser, and go on to the page that is wanted."""
    page.goto(server.url(f"/login?next={wanted}"))
    page.get_by_label("Your e-mail address").fill(f"{name}@desk.example")
    page.get_by_label("Your password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page).to_have_url(server.url(wanted))


def select_words(page: Page, side: str, words: str) -> None:
    """Select words of a wording with the mouse, from their first to their last character, across marks too."""
    wording = page.locator(f"[data-words][data-side={side}]").first
    expect(wording).to_contain_text(words)
    box = wording.evaluate(
        """(whole, words) => {
            whole.scrollIntoView({block: "center", behavior: "instant"});
            const first = whole.textContent.indexOf(words);
            const range = document.createRange();
            const walker = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
            for (let at = 0, begun = false; walker.nextNode();) {
                const node = walker.currentNode, next = at + node.length;
                if (!begun && first < next) begun = range.setStart(node, first - at) ?? true;
                if (begun && first + words.length <= next) {
                    range.setEnd(node, first + words.length - at);
                    break;
                }
                at = next;
            }
            const rects = range.getClientRects();
            const [left, right] = [rects[0], rects[rects.length - 1]];
            return [left.left, left.top + left.height / 2, right.right, right.top + right.height / 2];
        }""",
        words,
    )
    page.mouse.move(box[0] + 0.5, box[1])
    page.mouse.down()
    page.mouse.move(box[2] - 0.5, box[3], steps=8)
    page.mouse.up()


def take_in(client: FlaskClient, text: str, captured: str, **more: Any) -> str:
    """Take in a copy of the one page; return the capture's address."""
    shown = client.get("/desk/captures/new").get_data(as_text=True)
    known = re.search(r'<option[^>]*value="(\w{12})"', shown)
    page: Mapping[str, Any] = (
        {"page_id": known.group(1)} if known else {"page_title": "Mail facts", "agency_title": "Bureau of Mail"}
    )
    answer = post_form(
        client, "/desk/captures/new", {"text": text, "captured": captured, **page, **more}, form="main form"
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def published_pair(client: FlaskClient) -> str:
    """Take in the old page, accept and publish all of it; return the pair's address on the desk."""
    capture = take_in(client, OLD, "2011-06-25")
    assert post_form(client, capture, {}, form="form[action$=accept-all]").status_code == 303
    assert post_form(client, capture, {}, form="form[action$='/publish']").status_code == 303
    return pair_of(client, capture)


def pair_of(client: FlaskClient, capture: str) -> str:
    """Return the desk address of the first pair of a capture."""
    found = re.search(r"/desk/pairs/\w+", client.get(capture).get_data(as_text=True))
    assert found is not None
    return found.group()


def error_of(html: str) -> str:
    """Return the sentences of a page's error summary."""
    found = re.search(r'<div class="error-summary".*?</div>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""
