"""Two people at one record, each in a browser: who is editing, and the conflict page that loses nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.support.chromium import Troubles
from tests.support.desk import add_people, published_pair, sign_in, signed_in
from tests.support.pages import axe, follow, post_form
from tests.support.server import LiveServer

RELOADS = 40


@pytest.fixture
def pair(app: Flask) -> str:
    add_people(app, "editor", "editor2")
    client = signed_in(app, "editor")
    post_form(client, "/desk/topics/new", {"title": "Parcels"}, form="form[novalidate]")
    return published_pair(client)


@pytest.fixture
def both(live_server: LiveServer, pair: str, new_page: Callable[..., Page]) -> tuple[Page, Page]:
    """Ada and Ben, who have the same pair open."""
    ada, ben = new_page(), new_page()
    sign_in(ada, live_server, "editor", pair)
    sign_in(ben, live_server, "editor2", pair)
    return ada, ben


def save(page: Page) -> None:
    follow(page.get_by_role("button", name="Save the draft"))


def test_what_only_one_of_them_changed_is_merged_and_one_click_saves_it(
    both: tuple[Page, Page], troubles: Troubles
) -> None:
    troubles.expect("answer 409: POST")
    ada, ben = both
    ada.get_by_role("textbox", name="Note for readers").fill("Ada’s note.")
    save(ada)
    expect(ada.get_by_text("revision 2", exact=True)).to_be_visible()
    ben.get_by_label("Parcels").check()
    save(ben)
    expect(ben.get_by_role("heading", level=1)).to_have_text("Somebody else saved this while you were editing")
    expect(ben.get_by_text("only they changed it")).to_have_count(1)
    expect(ben.get_by_text("only you changed it")).to_have_count(1)
    assert axe(ben) == []
    follow(ben.get_by_role("button", name="Save this"))
    expect(ben.get_by_text("revision 3", exact=True)).to_be_visible()
    expect(ben.get_by_role("textbox", name="Note for readers")).to_have_value("Ada’s note.")
    expect(ben.get_by_label("Parcels")).to_be_checked()


def test_what_both_changed_is_shown_in_full_and_nothing_is_lost(both: tuple[Page, Page], troubles: Troubles) -> None:
    troubles.expect("answer 409: POST")
    ada, ben = both
    for page, words in ((ada, "Ada’s note."), (ben, "Ben’s note.")):
        page.get_by_role("textbox", name="Note for readers").fill(words)
        save(page)
    clash = ben.locator(".clash")
    expect(clash).to_have_count(1)
    expect(clash.get_by_text("both of you changed it")).to_be_visible()
    for words in ("Ada’s note.", "Ben’s note."):
        expect(clash.get_by_text(words).first).to_be_visible()
    ben.get_by_role("textbox", name="Note for readers").fill("Ada’s note. Ben’s note.")
    follow(ben.get_by_role("button", name="Save this"))
    expect(ben.get_by_role("textbox", name="Note for readers")).to_have_value("Ada’s note. Ben’s note.")
    follow(ben.get_by_role("link", name="History").first)
    expect(ben.get_by_text("Ada’s note.").first).to_be_visible()


def reload_until(page: Page, notice: Locator, *, shown: bool) -> None:
    """Reload until the server has taken what another browser told it by itself: no page waits for that."""
    for _ in range(RELOADS):
        page.reload()
        if notice.is_visible() == shown:
            return


def test_others_see_who_is_editing_until_they_leave(both: tuple[Page, Page], live_server: LiveServer) -> None:
    ada, ben = both
    notice = ben.locator("[data-editors]")
    reload_until(ben, notice, shown=True)
    expect(notice).to_contain_text("Editor is editing this since")
    expect(ben.get_by_role("button", name="Save the draft")).to_be_enabled()
    ada.goto(live_server.url("/desk"))
    reload_until(ben, notice, shown=False)
    expect(notice).to_be_hidden()


def test_a_note_is_previewed_with_javascript_and_without(
    live_server: LiveServer, pair: str, new_page: Callable[..., Page]
) -> None:
    for script in (True, False):
        page = new_page(java_script_enabled=script)
        sign_in(page, live_server, "editor", pair)
        note = page.get_by_label("Note for readers")
        note.fill("It is *not* so. <script>alert(1)</script>")
        page.get_by_role("button", name="Preview").click()
        expect(page.locator(".preview em")).to_have_text("not")
        expect(page.locator(".preview")).to_contain_text("<script>")
        expect(note).to_have_value("It is *not* so. <script>alert(1)</script>")
        expect(page.get_by_text("revision 1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("revision 2", exact=True)).to_be_visible()
