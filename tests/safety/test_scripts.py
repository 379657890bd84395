"""No script of others runs: hundreds of payloads in every text that the site shows, opened in Chromium.

The control puts the same payloads into a page without guards, where most of them run. What wants a click is held to
its address: no link, form or button of ours leads anywhere but to http(s) or mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, expect
from werkzeug.routing import Rule

from tests.safety.full import FULL, Figure
from tests.safety.payloads import MARK, SELF_RUNNING_COUNT, payloads
from tests.safety.poisoned import Poisoned, poison
from tests.support.desk import PASSWORD, signed_in
from tests.support.pages import follow
from tests.support.public import walk
from tests.support.server import LiveServer

PAYLOADS = payloads()
FEWEST = 500
RECORDS, PEOPLE = (20, 40) if FULL else (2, 1)
ADDRESSES = 10_000
EACH_ROUTE = 40 if FULL else 1
ASKED = PAYLOADS if FULL else PAYLOADS[::90]
CONTROLS = PAYLOADS[:SELF_RUNNING_COUNT] if FULL else PAYLOADS[:SELF_RUNNING_COUNT:5]
RAN = re.compile(rf"{MARK}(\d+)-")
LEADS_AWAY = """() => [...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .flatMap((one) => ["href", "src", "action", "formaction"].map((name) => one.getAttribute(name)))
    .filter((to) => to !== null && !/^(https?|mailto):$/.test(new URL(to, location.href).protocol))"""

SETTLED = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 15)))"


@contextmanager
def watched(browser: Browser) -> Iterator[tuple[Page, set[int]]]:
    """Open a page of a browser, and note the number of each payload that runs in it."""
    context, ran = browser.new_context(), set[int]()
    page = context.new_page()
    page.on("console", lambda message: ran.update(int(number) for number in RAN.findall(message.text)))
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield page, ran
    context.close()


SHAPES = (
    "/search?q={}",
    "/nowhere/{}",
    "/api/v1/changes?since={}",
    "/pairs?before={}",
    "/report?words={0}&page={0}",
    "/login?next={}",
    "/timeline?agency={}",
    "/?lang={}",
    "/v1alpha1/claims:search?query={}",
    "/pairs/the-board-bans-red-kites/compare/{}",
)
"""Where an address gives the site a text to show."""
NOTHING_FOREIGN = {
    "static": "our files",
    "library.style": "our files",
    **dict.fromkeys(("library.pair_card", "library.finding_card", "compare.card"), "a picture"),
    **dict.fromkeys(("library.robots", "library.sitemap", "library.sitemap_part"), "addresses, which we make"),
    "library.ledger_head": "digests",
    "library.about": "what the site says of itself",
    "feeds.openapi": "what the API says of itself",
    "feeds.feed_corrections_atom": "the slots of a correction; the library's and the changes' feeds hold the texts",
    "feeds.feed_corrections_json": "the same",
    **dict.fromkeys(("feeds.time_gate", "compare.choose", "compare.choose_pair"), "an answer that leads on"),
    "feeds.time_map": "addresses, of which only those of the web are taken",
    "desk.source_file": "a download; test_desk_sources.py says how",
    **dict.fromkeys(("auth.join", "auth.codes"), "words and keys of ours"),
    **dict.fromkeys(("security.login", "security.verify", "security.change_password"), "forms of ours"),
}
"""What shows no text of others, and why: all else must be found holding payloads."""
ROLES = (None, "editor", "admin")


@pytest.fixture
def poisoned(app: Flask) -> Poisoned:
    """A site in which every payload stands in every field."""
    return poison(app, RECORDS, PEOPLE)


def addresses(site: Poisoned) -> dict[str | None, dict[str, list[str]]]:
    """Return, by who asks and by route, the addresses whose answers hold the most payloads."""
    found: dict[str | None, dict[str, list[str]]] = {}
    routes = site.app.url_map.bind("localhost")
    for role, first in zip(ROLES, (site.public, site.editor, site.admin), strict=True):
        held: dict[str, list[tuple[int, str]]] = {}
        client, below = (signed_in(site.app, role), "/desk") if role else (site.app.test_client(), "/")
        for address, answer in walk(client, tuple(first), "/desk/people" if role == "admin" else below, ADDRESSES):
            if answer.status_code == 200 and MARK in (text := answer.get_data(as_text=True)):
                endpoint, _ = routes.match(address.partition("?")[0])
                held.setdefault(endpoint, []).append((text.count(MARK), address))
        found[role] = {
            endpoint: [address for _, address in sorted(held_there, reverse=True)[:EACH_ROUTE]]
            for endpoint, held_there in held.items()
        }
    return found


def missed(app: Flask, found: dict[str | None, dict[str, list[str]]]) -> set[str]:
    """Name the routes that show pages, and of which nobody said that they hold no text of others, nor found one."""
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return shown - NOTHING_FOREIGN.keys() - {endpoint for held in found.values() for endpoint in held}


def in_spanish(pages: list[str]) -> list[str]:
    """Return the addresses in the other language, in full; else every other one of them."""
    return [f"{one}{'&' if '?' in one else '?'}lang=es" for one in (pages if FULL else pages[::2])]


def test_no_payload_runs_wherever_it_is_shown(
    poisoned: Poisoned, live_server: LiveServer, browser: Browser, figure: Figure
) -> None:
    assert len(PAYLOADS) >= FEWEST
    found = addresses(poisoned)
    assert sorted(missed(poisoned.app, found)) == []
    poisoned.app.url_map.add(Rule("/new/<slug>", endpoint="library.new", methods=["GET"]))
    assert missed(poisoned.app, found) == {"library.new"}  # the control
    of = {role: [one for held in found[role].values() for one in held] for role in ROLES}
    spanish = in_spanish(of[None])
    of[None] = of[None] + spanish if FULL else [*of[None][1::2], *spanish]
    asked = [shape.format(quote(one, safe="")) for one in ASKED for shape in SHAPES]
    away = []
    for role in ROLES:
        with watched(browser) as (page, ran):
            if role:
                enter(page, live_server, role)
            for address in (*of[role], *(() if role else asked)):
                away += open_and_look(page, live_server, address)
            assert ran == set(), role
    assert away == []
    routes = len({endpoint for held in found.values() for endpoint in held})
    figure(
        f"0 of {len(PAYLOADS)} payloads ran: {sum(map(len, of.values()))} pages, of all {routes} routes that show one, "
        f"in two languages; {len(asked)} requests"
    )


def enter(page: Page, server: LiveServer, role: str) -> None:
    """Sign somebody in."""
    page.goto(server.url("/login"))
    page.get_by_label("Your e-mail address").fill(f"{role}@desk.example")
    page.get_by_label("Your password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page).to_have_url(server.url("/desk"))


def open_and_look(page: Page, server: LiveServer, address: str) -> list[str]:
    """Open an address; return what on it leads to anything but the web or mail."""
    try:
        page.goto(server.url(address))
    except Error as error:
        assert "Download is starting" in str(error)  # noqa: PT017  # a table: what is not shown runs nothing
        return []
    found = page.evaluate(LEADS_AWAY) if page.evaluate("document.contentType") == "text/html" else []
    return [f"{address}: {one}" for one in found]


def test_without_guards_most_of_them_run(browser: Browser, figure: Figure) -> None:
    with watched(browser) as (page, ran):
        for payload in CONTROLS:
            page.set_content(f"<!DOCTYPE html><title>x</title><p>{payload}</p>", wait_until="load")
            page.evaluate(SETTLED)
    figure(f"control: {len(ran)} of {len(CONTROLS)} run in a page without guards")
    assert len(ran) > len(CONTROLS) * 0.6
