"""A reader's report in a browser: from selected words on a pair's page to an answer and to evidence."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.reports import FASTEST
from app.storage.models.desk import Evidence
from app.storage.models.reports import Report
from tests.support.chromium import Troubles
from tests.support.desk import PASSWORD, add_people, published_pair, signed_in
from tests.support.pages import axe, follow, nu_check
from tests.support.server import LiveServer

PAIR = "/pairs/the-bureau-loses-mail"
QUOTED = "99 percent of parcels"
WORDS = "The audit of 2011 counted 81 percent, not 99."


@pytest.fixture(autouse=True)
def _published(app: Flask) -> None:
    add_people(app, "editor")
    published_pair(signed_in(app, "editor"))


def select_words(page: Page, words: str) -> None:
    """Select words of the agency's answer, as a mouse or a long press would."""
    page.locator(".quote--rebuttal").first.evaluate(
        """(answer, words) => {
            const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
            while (walker.nextNode() && !walker.currentNode.data.includes(words));
            const at = walker.currentNode.data.indexOf(words);
            document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
        }""",
        words,
    )


def sign_in(page: Page, server: LiveServer) -> None:
    page.goto(server.url("/desk"))
    page.get_by_label("Your e-mail address").fill("editor@desk.example")
    page.get_by_label("Your password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))


class Checked:
    """Pages that are checked wherever they come: axe in both schemes at once, Nu for all at the end."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}
        self.found: list[str] = []

    def check(self, page: Page, name: str) -> None:
        self.seen[name] = page.content()
        self.found += [f"{name}: {line}" for line in axe(page)]


def report(reader: Page, server: LiveServer, checked: Checked) -> None:
    """Select words of the answer, report them, meet an error on the way."""
    reader.goto(server.url(PAIR))
    select_words(reader, QUOTED)
    expect(reader.locator("[data-report-words]")).to_contain_text(QUOTED)
    follow(reader.get_by_role("link", name="Report an error or offer evidence"))
    expect(reader.get_by_label("Which page is it about?")).to_have_value(PAIR)
    expect(reader.get_by_label("Which words is it about?")).to_have_value(QUOTED)
    checked.check(reader, "form")
    reader.get_by_label("I know evidence, for or against").check()
    reader.wait_for_timeout(FASTEST * 1000)
    follow(reader.get_by_role("button", name="Send the report"))
    expect(reader.get_by_role("alert")).to_contain_text("Write a sentence or two")
    checked.check(reader, "form with an error")
    reader.get_by_role("link", name="Write a sentence or two").click()
    expect(reader.get_by_label("What should the editors know?")).to_be_focused()
    reader.keyboard.type(WORDS)
    reader.get_by_label("Where can one see that?").fill("https://audit.example/12")
    follow(reader.get_by_role("button", name="Send the report"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Your report")
    checked.check(reader, "status")


def answer(editor: Page, server: LiveServer, checked: Checked) -> None:
    """Find the report from the queue on, answer it, make evidence of it."""
    sign_in(editor, server)
    follow(editor.get_by_role("link", name="All readers’ reports"))
    checked.check(editor, "desk list")
    follow(editor.get_by_role("link", name=re.compile(WORDS[:20])))
    checked.check(editor, "desk report")
    editor.get_by_label("Your answer").fill("Thank you, we have the audit now.")
    follow(editor.get_by_role("button", name="Send the answer"))
    expect(editor.get_by_role("status").first).to_contain_text("will find your answer")
    follow(editor.get_by_role("link", name="Make evidence of it"))
    expect(editor.get_by_label("Which words does it speak of?")).to_have_value(QUOTED)
    expect(editor.locator("[name=source_url]")).to_have_value("https://audit.example/12")
    checked.check(editor, "evidence form")
    editor.get_by_label("It counters them").check()
    editor.locator("[name=source_title]").fill("Court of Audit, 2011")
    editor.locator("[name=quote]").fill("81 percent arrive in time.")
    follow(editor.get_by_role("button", name="Save the draft"))
    expect(editor.locator("#evidence")).to_contain_text("Court of Audit, 2011")


def test_selected_words_are_reported_answered_and_become_evidence(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page], troubles: Troubles
) -> None:
    troubles.expect(r"answer 400: POST \S+/report$")
    checked, reader = Checked(), new_page()
    report(reader, live_server, checked)
    answer(new_page(), live_server, checked)
    reader.reload()
    expect(reader.locator("main")).to_contain_text("Thank you, we have the audit now.")
    expect(reader.locator("main")).to_contain_text("made evidence of it")
    reader.get_by_label("Add to your report").fill("There is a second audit, too.")
    follow(reader.get_by_role("button", name="Add it"))
    expect(reader.locator("main")).to_contain_text("There is a second audit, too.")
    checked.check(reader, "status with messages")
    assert checked.found == []
    assert nu_check(checked.seen) == []
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        kept, evidence = session.scalars(select(Report)).one(), session.scalars(select(Evidence)).one()
        assert (kept.became_id, kept.prefix, kept.suffix) == (evidence.id, "It delivers ", " within 45 days.")
        assert evidence.passage is not None
        assert evidence.passage.exact == QUOTED


def test_a_report_needs_no_javascript_and_no_wide_screen(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(live_server.url(PAIR))
    page.get_by_role("link", name="Report an error or offer evidence").tap()
    page.get_by_label("Which words is it about?").fill(QUOTED)
    page.get_by_label("What should the editors know?").fill(WORDS)
    page.wait_for_timeout(FASTEST * 1000)
    page.get_by_role("button", name="Send the report").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report")
    expect(page.locator("main")).to_contain_text(QUOTED)
    page.get_by_label("Add to your report").fill("And one thing more: the year.")
    page.get_by_role("button", name="Add it").tap()
    expect(page.locator("main")).to_contain_text("And one thing more: the year.")
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        assert session.scalars(select(Report.exact)).all() == [QUOTED]
