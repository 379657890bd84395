"""The main job in a browser: from a pasted page to what readers and programs see. Every page on the way is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.chromium import Troubles
from tests.support.desk import NEW, OLD, PASSWORD, add_people, select_words
from tests.support.pages import axe, follow, nu_check
from tests.support.server import LiveServer

QUOTED = "99 percent of parcels within 90 days"
DRAFT = "Nobody may see this yet"


class Walk:
    """A page that is checked wherever it comes: axe in both schemes now, Nu for all at the end."""

    def __init__(self, page: Page, server: LiveServer) -> None:
        self.page = page
        self.server = server
        self.seen: dict[str, str] = {}
        self.found: list[str] = []

    def check(self, name: str) -> None:
        self.seen[name] = self.page.content()
        self.found += [f"{name}: {line}" for line in axe(self.page)]

    def go(self, path: str, name: str) -> None:
        self.page.goto(self.server.url(path))
        self.check(name)

    def press(self, words: str | re.Pattern[str], name: str) -> None:
        follow(self.page.get_by_role("button", name=words).first)
        self.check(name)

    def follow(self, words: str | re.Pattern[str], name: str) -> None:
        follow(self.page.get_by_role("link", name=words).first)
        self.check(name)


def sign_in(walk: Walk) -> None:
    walk.go("/desk", "sign in")
    walk.page.get_by_label("Your e-mail address").fill("editor@desk.example")
    walk.page.get_by_label("Your password").fill(PASSWORD)
    walk.press("Sign in", "empty queue")


def take_in(walk: Walk, text: str, captured: str, name: str) -> None:
    walk.follow("Take in a page", f"intake {name}")
    walk.page.get_by_label("Paste the page’s text").fill(text)
    walk.page.get_by_label("Captured on").fill(captured)
    if walk.page.get_by_label("Which page is it?").count():
        walk.page.get_by_label("Which page is it?").select_option(label="Mail facts (Bureau of Mail)")
    else:
        walk.page.get_by_label("What is the page called?").fill("Mail facts")
        walk.page.get_by_label("Which agency publishes it?").fill("Bureau of Mail")
    walk.press("Take it in", f"proposals {name}")
    walk.press(re.compile("^Accept all"), f"accepted {name}")


def attach_evidence(walk: Walk) -> None:
    page = walk.page
    page.evaluate("scrollTo(0, 0)")
    select_words(page, "rebuttal", QUOTED)
    expect(page.get_by_role("status")).to_have_text(f"Selected: “{QUOTED}”")
    walk.follow("Attach evidence", "evidence form")
    expect(page.get_by_label("Which words does it speak of?")).to_have_value(QUOTED)
    page.get_by_label("It counters them").check()
    page.get_by_label("What is the source called?").or_(page.get_by_label("What is the new source called?")).fill(
        "Court of Audit, report 12"
    )
    page.get_by_label("The new source’s address").fill("https://audit.example/12")
    page.get_by_label("What does the source say, word for word?").fill("One parcel in five took over 90 days.")
    walk.press("Save the draft", "pair with evidence")


def write_finding(walk: Walk, reviewed: str, name: str) -> None:
    page = walk.page
    page.evaluate("scrollTo(0, 0)")
    select_words(page, "rebuttal", QUOTED)
    walk.follow("Write a finding", f"finding form {name}")
    expect(page.get_by_label("Which words does it speak of?")).to_have_value(QUOTED)
    page.get_by_label("What is reviewed, in your words?").fill(reviewed)
    page.get_by_label("Mostly unsupported (2 of 5)").check()
    page.get_by_label("Why?").fill("The *Court of Audit* counted.")
    walk.press("Save the draft", f"pair with finding {name}")


def publish_first(walk: Walk, section: str, name: str) -> None:
    follow(walk.page.locator(f"#{section}").get_by_role("button", name="Submit, approve and publish").first)
    walk.check(name)


def test_from_a_pasted_page_to_reader_and_program(
    app: Flask, live_server: LiveServer, page: Page, new_page: Callable[..., Page]
) -> None:
    add_people(app, "editor")
    walk = Walk(page, live_server)
    sign_in(walk)
    take_in(walk, OLD, "2011-06-25", "old")
    walk.press(re.compile("^Publish the capture and its 1 new record"), "published old")
    take_in(walk, NEW, "2012-01", "new")
    follow(page.locator(".desk-standing").get_by_role("button", name="Publish"))
    walk.check("published new")
    follow(page.locator("[data-proposals]").get_by_role("link", name="The bureau loses mail.", exact=True))
    walk.check("pair")
    attach_evidence(walk)
    publish_first(walk, "evidence", "evidence published")
    write_finding(walk, "Parcels arrive within 90 days", "one")
    publish_first(walk, "findings", "finding published")
    write_finding(walk, DRAFT, "two")
    walk.go("/desk", "queue with a draft")
    walk.press("Sign out", "home after signing out")

    reader = Walk(new_page(), live_server)
    reader.go("/pairs/the-bureau-loses-mail", "reader: pair")
    for words in ("Parcels arrive within 90 days", "Mostly unsupported", "One parcel in five took over 90 days."):
        expect(reader.page.get_by_text(words).first).to_be_visible()
    reader.go("/pages/mail-facts/compare/2011-06-25..2012-01", "reader: comparison")
    added = " ".join(reader.page.locator("ins").all_inner_texts())
    assert "parcels" in added
    assert "90 days" in added
    reader.go("/pages/mail-facts", "reader: page")
    reader.go("/", "reader: home")
    feed = json.loads(reader.page.request.get(live_server.url("/feeds/findings.json")).text())
    assert len(feed["items"]) == 1
    assert "Parcels arrive within 90 days" in json.dumps(feed["items"])
    assert DRAFT not in json.dumps(feed)
    assert [name for name, html in reader.seen.items() if DRAFT in html] == []
    assert walk.found + reader.found == []
    assert nu_check(walk.seen | reader.seen) == []


@pytest.mark.stacked
def test_the_same_on_a_phone_without_javascript(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page]
) -> None:
    add_people(app, "editor")
    page = new_page(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page.goto(live_server.url("/login?next=/desk/captures/new"))
    page.get_by_label("Your e-mail address").fill("editor@desk.example")
    page.get_by_label("Your password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    page.get_by_label("Paste the page’s text").fill(OLD)
    page.get_by_label("Captured on").fill("2011-06-25")
    page.get_by_label("What is the page called?").fill("Mail facts")
    page.get_by_label("Which agency publishes it?").fill("Bureau of Mail")
    follow(page.get_by_role("button", name="Take it in"))
    follow(page.get_by_role("button", name=re.compile("^Accept all")))
    follow(page.get_by_role("button", name=re.compile("^Publish the capture and its 1")))
    follow(page.locator("[data-proposals]").get_by_role("link", name="The bureau loses mail.", exact=True))
    follow(page.get_by_role("link", name="Attach evidence", exact=True))
    page.get_by_label("Which words does it speak of?").fill("99 percent of parcels")
    page.get_by_label("It supports them").check()
    page.get_by_label("What is the new source called?").fill("A count")
    page.get_by_label("What does the source say, word for word?").fill("Ninety-nine.")
    follow(page.get_by_role("button", name="Save the draft"))
    follow(page.locator("#evidence").get_by_role("button", name="Submit, approve and publish"))
    follow(page.get_by_role("link", name="As readers see it").first)
    expect(page.get_by_text("Ninety-nine.").first).to_be_visible()


def test_a_double_click_makes_one_record_and_errors_get_the_focus(
    app: Flask, live_server: LiveServer, page: Page, troubles: Troubles
) -> None:
    troubles.expect("answer 400: POST")
    add_people(app, "editor")
    walk = Walk(page, live_server)
    sign_in(walk)
    page.goto(live_server.url("/desk/topics/new"))
    follow(page.get_by_role("button", name="Save the draft"))
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("What is the topic called?").fill("Parcels")
    page.get_by_role("button", name="Save the draft").dblclick()
    page.wait_for_url(re.compile(r"/desk/topics/\w{12}$"))
    page.goto(live_server.url("/desk/topics"))
    expect(page.get_by_role("link", name="Parcels")).to_have_count(1)
