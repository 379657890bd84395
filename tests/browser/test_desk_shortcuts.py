"""Keyboard shortcuts of the desk: places, saving, the list under "?", and the switch."""

from __future__ import annotations

import re

from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.desk import add_people, sign_in
from tests.support.pages import axe
from tests.support.server import LiveServer


def test_places_and_saving_by_keys_alone(app: Flask, live_server: LiveServer, page: Page) -> None:
    add_people(app, "editor")
    sign_in(page, live_server, "editor")
    for keys, place in (("gs", "/desk/sources"), ("ga", "/desk/agencies"), ("gt", "/desk/topics"), ("gq", "/desk")):
        page.keyboard.type(keys)
        page.wait_for_url(live_server.url(place))
    page.goto(live_server.url("/desk/topics/new"))
    title = page.get_by_label("What is the topic called?")
    title.focus()
    page.keyboard.type("gs and s?")
    expect(title).to_have_value("gs and s?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/desk/topics/\w{12}$"))
    page.get_by_label("Note for readers").fill("A note.")
    page.get_by_role("heading", level=1).click()
    with page.expect_navigation():
        page.keyboard.press("s")
    expect(page.get_by_text("revision 2", exact=True)).to_be_visible()
    page.keyboard.press("h")
    page.wait_for_url(re.compile(r"/history$"))
    expect(page.get_by_text("A note.").first).to_be_visible()


def test_the_list_names_them_and_single_keys_can_be_switched_off(
    app: Flask, live_server: LiveServer, page: Page
) -> None:
    add_people(app, "editor")
    sign_in(page, live_server, "editor", "/desk/topics/new")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    for words in ("Sources", "Save", "Show this list"):
        expect(dialog.get_by_text(words, exact=True)).to_be_visible()
    assert axe(page) == []
    page.keyboard.type("gs")
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.type("gs?")
    expect(dialog).to_be_hidden()
    page.get_by_label("What is the topic called?").fill("Parcels")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/desk/topics/\w{12}$"))
    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    page.keyboard.type("gs")
    page.wait_for_url(live_server.url("/desk/sources"))
