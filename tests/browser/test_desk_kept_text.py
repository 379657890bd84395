"""A text is not lost: not by a session that ended, not by a double click, with JavaScript and without."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.models.ledger import LedgerEntry
from tests.support.chromium import Troubles
from tests.support.desk import PASSWORD, add_people, published_pair, sign_in, signed_in
from tests.support.pages import follow
from tests.support.server import LiveServer

LONG = "A note that took an hour to write.\n\nWith a second paragraph."


def end_session(context: BrowserContext) -> None:
    context.clear_cookies()


def sign_in_again(page: Page, name: str) -> None:
    page.get_by_label("Your e-mail address").fill(f"{name}@desk.example")
    page.get_by_label("Your password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))


def test_a_save_after_the_session_ended_keeps_the_text_without_javascript(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page]
) -> None:
    add_people(app, "editor", "editor2")
    pair = published_pair(signed_in(app, "editor"))
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, "editor", pair)
    page.get_by_label("Note for readers").fill(LONG)
    end_session(page.context)
    follow(page.get_by_role("button", name="Save the draft"))
    expect(page.get_by_text("It is kept for you")).to_be_visible()
    held = page.url
    sign_in_again(page, "editor")
    expect(page.get_by_role("status").first).to_contain_text("Your text is back, and not saved yet")
    expect(page.get_by_label("Note for readers")).to_have_value(LONG)
    follow(page.get_by_role("button", name="Save the draft"))
    expect(page.get_by_text("revision 2", exact=True)).to_be_visible()
    expect(page.get_by_label("Note for readers")).to_have_value(LONG)
    end_session(page.context)
    page.goto(held)
    sign_in_again(page, "editor")
    expect(page.get_by_text("Your text is back")).to_have_count(0)


def test_nobody_else_sees_what_was_kept(app: Flask, live_server: LiveServer, new_page: Callable[..., Page]) -> None:
    add_people(app, "editor", "editor2")
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, "editor", "/desk/topics/new")
    page.get_by_label("What is the topic called?").fill("A secret heading")
    end_session(page.context)
    follow(page.get_by_role("button", name="Save the draft"))
    held = page.url
    sign_in_again(page, "editor2")
    expect(page.get_by_label("What is the topic called?")).to_have_value("")
    assert "A secret heading" not in page.content()
    end_session(page.context)
    page.goto(held)
    sign_in_again(page, "editor")
    expect(page.get_by_label("What is the topic called?")).to_have_value("A secret heading")


def test_a_reason_that_was_typed_for_a_step_is_kept_too(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page]
) -> None:
    add_people(app, "editor")
    pair = published_pair(signed_in(app, "editor"))
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, "editor", pair)
    page.get_by_text("Retract …").click()
    page.get_by_label("Why is it retracted?").fill("It was never said.")
    end_session(page.context)
    follow(page.get_by_role("button", name="Retract"))
    sign_in_again(page, "editor")
    expect(page.get_by_label("Reason")).to_have_value("It was never said.")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Retracted: the pair")).to_be_visible()


def test_a_double_click_publishes_once_without_javascript(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page], troubles: Troubles
) -> None:
    add_people(app, "editor")
    pair = published_pair(signed_in(app, "editor"))
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, "editor", pair)
    page.get_by_label("Note for readers").fill("A note.")
    follow(page.get_by_role("button", name="Save the draft"))
    engine = app.extensions["rejoinder-databases"].desk
    with Session(engine) as session:
        before = session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
    page.get_by_role("button", name=re.compile("Submit, approve and publish")).dblclick()
    expect(page.locator(".desk-standing .state")).to_have_text("published")
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == before + 1
    assert troubles.unexpected() == []


def test_unsaved_text_is_kept_in_the_browser_and_goes_with_a_save_and_with_signing_out(
    app: Flask, live_server: LiveServer, page: Page
) -> None:
    add_people(app, "editor", "editor2")
    pair = published_pair(signed_in(app, "editor"))
    sign_in(page, live_server, "editor", pair)
    note = page.get_by_label("Note for readers")
    note.fill(LONG)
    page.goto(live_server.url("/desk"))
    page.goto(live_server.url(pair))
    expect(note).to_have_value("")
    page.get_by_role("button", name="Bring it back").click()
    expect(note).to_have_value(LONG)
    follow(page.get_by_role("button", name="Save the draft"))
    expect(page.get_by_text("revision 2", exact=True)).to_be_visible()
    page.goto(live_server.url("/desk"))
    page.goto(live_server.url(pair))
    expect(note).to_have_value(LONG)
    expect(page.get_by_text("You typed here")).to_have_count(0)
    note.fill("A thought that came later.")
    page.goto(live_server.url("/desk"))
    assert "A thought that came later." in kept_in(page)
    follow(page.get_by_role("button", name="Sign out"))
    expect(page).to_have_url(live_server.url("/"))
    assert kept_in(page) == ""


def test_text_kept_in_a_browser_is_offered_to_its_author_alone(app: Flask, live_server: LiveServer, page: Page) -> None:
    add_people(app, "editor", "editor2")
    pair = published_pair(signed_in(app, "editor"))
    sign_in(page, live_server, "editor", pair)
    page.get_by_label("Note for readers").fill(LONG)
    page.goto(live_server.url("/desk"))
    assert "an hour to write" in kept_in(page)
    end_session(page.context)
    sign_in(page, live_server, "editor2", pair)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("You typed here")).to_have_count(0)
    end_session(page.context)
    sign_in(page, live_server, "editor", pair)
    page.get_by_role("button", name="Forget it").click()
    assert kept_in(page) == ""


def test_after_a_refusal_the_text_is_still_kept(
    app: Flask, live_server: LiveServer, page: Page, troubles: Troubles
) -> None:
    troubles.expect("answer 400: POST")
    add_people(app, "editor")
    sign_in(page, live_server, "editor", "/desk/topics/new")
    page.get_by_label("Note for readers").fill(LONG)
    follow(page.get_by_role("button", name="Save the draft"))
    expect(page.get_by_role("alert")).to_be_focused()
    assert "an hour to write" in kept_in(page)
    page.get_by_label("What is the topic called?").fill("Parcels")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url(re.compile(r"/desk/topics/\w{12}$"))
    assert kept_in(page) == ""


def test_a_form_that_was_filled_from_a_citation_is_not_taken_for_one_that_was_left(
    app: Flask, live_server: LiveServer, page: Page
) -> None:
    add_people(app, "editor")
    sign_in(page, live_server, "editor", "/desk/sources/new")
    page.get_by_label("Paste BibTeX or CSL-JSON").fill("@book{k, title={Lost parcels}, year=2011}")
    with page.expect_navigation():
        page.get_by_role("button", name="Fill the fields").click()
    title = page.get_by_label("What is the source called?")
    expect(title).to_have_value("Lost parcels")
    expect(page.get_by_text("You typed here")).to_have_count(0)
    page.goto(live_server.url("/desk/sources/new"))
    page.get_by_role("button", name="Bring it back").click()
    expect(title).to_have_value("Lost parcels")


def kept_in(page: Page) -> str:
    return str(page.evaluate("Object.entries(localStorage).filter(([k]) => k.startsWith('rejoinder-text')).join()"))
