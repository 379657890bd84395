"""Deciding on proposals in a browser: by keyboard alone, on a phone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.support.desk import PASSWORD, add_people
from tests.support.pages import axe, follow, nu_check
from tests.support.server import LiveServer

FIRST = """Facts about the ferry

Fiction: The ferry loses parcels.

FACT: It delivers 99 percent of parcels within 45 days. People say it sinks. It floats.

Fiction: The ferry is empty.

FACT: It carries 300 people a day.

Fiction: The ferry is slow.

FACT: It is quick.
"""
SECOND = FIRST.replace("within 45 days", "within 90 days").replace(
    "Fiction: The ferry is slow.\n\nFACT: It is quick.\n", ""
)


def sign_in(page: Page, server: LiveServer) -> None:
    page.goto(server.url("/login?next=/desk/captures/new"))
    page.get_by_label("Your e-mail address").fill("editor@desk.example")
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/captures/new")


def reach(page: Page, target: Locator) -> None:
    """Go to a control with the Tab key alone."""
    for _ in range(80):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not reach {target}")


def type_in(page: Page, label: str, words: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.insert_text(words)


def take_in(page: Page, text: str, captured: str) -> None:
    type_in(page, "Paste the page’s text", text)
    type_in(page, "Captured on", captured)
    if page.get_by_label("What is the page called?").count():
        type_in(page, "What is the page called?", "Ferry facts")
        type_in(page, "Which agency publishes it?", "Ferry Office")
    reach(page, page.get_by_role("button", name="Take it in"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/captures/\w{12}"))


def press(page: Page, key: str) -> None:
    """Press a key that sends a form, and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press(key)


def current(page: Page) -> Locator:
    return page.locator("[data-proposal][aria-current=true]")


def cards(page: Page) -> list[str]:
    return [" ".join(one.split()) for one in page.locator("[data-proposal] .proposal__head").all_inner_texts()]


def test_a_page_is_taken_in_and_decided_on_by_keyboard_alone(app: Flask, live_server: LiveServer, page: Page) -> None:
    add_people(app, "editor")
    sign_in(page, live_server)
    take_in(page, FIRST, "2021-05-01")
    found = axe(page)
    seen = {"proposals": page.content()}
    expect(current(page)).to_contain_text("The ferry loses parcels.")
    expect(page.locator(".held--current").first).to_be_in_viewport()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    found += axe(page)
    page.keyboard.press("Escape")

    press(page, "s")
    reach(
        page, page.get_by_role("group", name="Where does the second claim begin?").get_by_label("People say it sinks.")
    )
    page.keyboard.press("Space")
    type_in(page, "Or with which words does that begin?", "It floats.")
    found += axe(page)
    seen["split"] = page.content()
    press(page, "Enter")
    assert len(cards(page)) == 4

    page.keyboard.press("j")
    expect(current(page)).to_contain_text("People say it sinks.")
    press(page, "a")
    expect(current(page)).to_contain_text("The ferry is empty.")
    press(page, "m")
    assert len(cards(page)) == 3
    press(page, "u")
    assert len(cards(page)) == 4
    expect(page.get_by_role("status")).to_contain_text("Undone: joined “The ferry is empty.”")
    page.keyboard.press("k")
    expect(current(page)).to_contain_text("People say it sinks.")
    page.keyboard.press("j")
    press(page, "d")
    press(page, "a")
    expect(current(page)).to_contain_text("The ferry loses parcels.")
    press(page, "a")
    assert [one.rsplit(" ", 1)[1] for one in cards(page)] == ["accepted", "accepted", "dropped", "accepted"]
    for _ in range(3):
        press(page, "u")
    assert [one.rsplit(" ", 1)[1] for one in cards(page)] == ["open", "accepted", "open", "open"]
    press(page, "u")
    assert {one.rsplit(" ", 1)[1] for one in cards(page)} == {"open"}
    assert found == []
    assert nu_check(seen) == []


def test_the_next_copy_shows_what_changed_and_keys_rest_in_fields_and_when_off(
    app: Flask, live_server: LiveServer, page: Page
) -> None:
    add_people(app, "editor")
    sign_in(page, live_server)
    take_in(page, FIRST, "2021-05-01")
    follow(page.get_by_role("button", name=re.compile("^Accept all 3")))
    page.goto(live_server.url("/desk/captures/new"))
    page.get_by_label("Which page is it?").select_option(index=1)
    page.get_by_label("Paste the page’s text").fill(SECOND)
    page.get_by_label("Captured on").fill("2022")
    follow(page.get_by_role("button", name="Take it in"))
    card = page.locator("[data-proposal]").first
    expect(card).to_contain_text("Claim in the same words, answer reworded.")
    expect(card.locator("blockquote ins")).to_have_text("90 days")
    expect(card.locator("blockquote del")).to_have_text("45 days")
    assert axe(page) == []
    press(page, "x")
    assert [one.rsplit(" ", 1)[1] for one in cards(page)] == ["open", "accepted"]

    page.keyboard.press("c")
    expect(card.get_by_label("It continues")).to_be_focused()
    page.keyboard.press("d")
    expect(card).to_contain_text("open")
    card.get_by_label("It continues").select_option(label="The ferry is slow.")
    with page.expect_navigation():  # the page before says it too: a key pressed there would be lost
        card.get_by_role("button", name="Show what changed").click()
    expect(card).to_contain_text("Beside The ferry is slow.:")
    expect(card.get_by_label("It continues")).to_have_value(re.compile(r"\w{12}"))
    expect(card.locator("blockquote ins").first).to_be_visible()

    page.keyboard.press("?")
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("d")
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("d")
    assert [one.rsplit(" ", 1)[1] for one in cards(page)] == ["open", "accepted"]
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(page.get_by_label("Single keys work")).not_to_be_checked()


def test_words_selected_in_the_page_become_a_pair(app: Flask, live_server: LiveServer, page: Page) -> None:
    add_people(app, "editor")
    sign_in(page, live_server)
    take_in(page, FIRST, "2021-05-01")
    follow(page.get_by_role("link", name="Add by hand"))
    expect(page.get_by_text("Or select them there")).to_be_visible()
    for words in ("People say it sinks.", "It floats."):
        page.evaluate(
            """(words) => {
                const text = document.querySelector("[data-page-text] pre");
                const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
                while (walker.nextNode() && !walker.currentNode.data.includes(words));
                const at = walker.currentNode.data.indexOf(words);
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
                walker.currentNode.parentElement.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
            }""",
            words,
        )
    expect(page.get_by_label("The claim, in the page’s words")).to_have_value("People say it sinks.")
    expect(page.get_by_label("The answer, in the page’s words")).to_have_value("It floats.")
    assert axe(page) == []
    follow(page.get_by_role("button", name="Add it to the proposals"))
    assert len(cards(page)) == 4


def test_on_a_phone_without_javascript_nothing_is_impossible(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page]
) -> None:
    add_people(app, "editor")
    page = new_page(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    sign_in(page, live_server)
    page.get_by_label("Paste the page’s text").fill(FIRST + "\nFiction: Nobody rows.\n")
    page.get_by_label("Captured on").fill("2021-05")
    page.get_by_label("What is the page called?").fill("Ferry facts")
    page.get_by_label("Which agency publishes it?").fill("Ferry Office")
    follow(page.get_by_role("button", name="Take it in"))
    follow(page.get_by_role("link", name="Make a pair of it"))
    expect(page.get_by_label("The claim, in the page’s words")).to_have_value("Nobody rows.")
    page.get_by_label("The answer, in the page’s words").fill("It floats.")
    follow(page.get_by_role("button", name="Add it to the proposals"))
    assert len(cards(page)) == 4
    expect(page.get_by_text("A claim without an answer")).to_have_count(0)

    first = page.locator("[data-proposal]").first
    first.get_by_text("Split, join, make another kind").click()
    follow(first.get_by_role("link", name="Split"))
    page.get_by_role("group", name="Where does the second claim begin?").get_by_label("People say it sinks.").check()
    page.get_by_role("group", name="Where does the answer to it begin?").get_by_label("It floats.").check()
    follow(page.get_by_role("button", name="Split it"))
    assert len(cards(page)) == 5
    follow(page.get_by_role("button", name="Undo the last act"))
    assert len(cards(page)) == 4

    first.get_by_text("Split, join, make another kind").click()
    follow(first.get_by_role("button", name="Make it a concern"))
    expect(page.locator("[data-proposal]").first).to_contain_text("Concern")
    follow(page.locator("[data-proposal]").first.get_by_role("button", name="Drop"))
    follow(page.get_by_role("button", name=re.compile("^Accept all 3")))
    assert [one.rsplit(" ", 1)[1] for one in cards(page)] == ["dropped", "accepted", "accepted", "accepted"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
