"""An admin invites somebody, who joins in another browser, works, is deactivated, and is out at the next click."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.desk import PASSWORD, add_people
from tests.support.pages import axe, follow
from tests.support.server import LiveServer

PHRASE = "nine herons, one umbrella"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def looked_at(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands, for axe and on a small phone."""
    found = [f"{page.url}: {line}" for line in axe(page)]
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    if page.evaluate(TOO_WIDE):
        found.append(f"{page.url}: wider than 320 pixels")
    assert size is not None
    page.set_viewport_size(size)
    return found


def test_somebody_is_invited_joins_works_and_is_out_when_deactivated(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page]
) -> None:
    add_people(app, "admin")
    admin, nora = new_page(), new_page(viewport={"width": 390, "height": 844})
    admin.goto(live_server.url("/login"))
    admin.get_by_label("Your e-mail address").fill("admin@desk.example")
    admin.get_by_label("Your password").fill(PASSWORD)
    follow(admin.get_by_role("button", name="Sign in"))
    follow(admin.get_by_role("link", name="People"))
    admin.get_by_label("Their e-mail address").fill("nora@harbour-times.example")
    admin.get_by_label(re.compile("^contributor:")).check()
    follow(admin.get_by_role("button", name="Make a link"))
    link = admin.get_by_label("The link").input_value()
    found = looked_at(admin)
    admin.reload()
    expect(admin.get_by_label("The link")).to_have_count(0)

    nora.goto(link)
    found += looked_at(nora)
    nora.get_by_label("Your name").fill("Nora Quay")
    nora.get_by_label("Choose a password").fill(PHRASE)
    nora.get_by_label("The password again").fill(PHRASE)
    follow(nora.get_by_role("button", name="Join"))
    expect(nora).to_have_url(live_server.url("/desk"))
    expect(nora.get_by_role("link", name="People")).to_have_count(0)
    nora.goto(live_server.url("/desk/topics/new"))
    nora.get_by_label("What is the topic called?").fill("Umbrellas")
    follow(nora.get_by_role("button", name="Save the draft"))
    expect(nora.get_by_role("heading", level=1)).to_have_text("Umbrellas")
    follow(nora.get_by_role("link", name="Nora Quay"))
    expect(nora.get_by_role("heading", name="Your account")).to_be_visible()
    found += looked_at(nora)

    admin.reload()
    follow(admin.get_by_role("link", name="Nora Quay"))
    found += looked_at(admin)
    admin.get_by_text("Deactivate …").click()
    follow(admin.get_by_role("button", name="Deactivate Nora Quay"))
    expect(admin.get_by_role("status")).to_contain_text("can’t sign in any more")
    nora.reload()
    expect(nora.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    nora.get_by_label("Your e-mail address").fill("nora@harbour-times.example")
    nora.get_by_label("Your password").fill(PHRASE)
    follow(nora.get_by_role("button", name="Sign in"))
    expect(nora.get_by_role("alert")).to_contain_text("don’t belong together")
    admin.goto(live_server.url("/desk/people/log"))
    told = admin.locator(".people__act").all_inner_texts()
    assert told == ["failed try", "deactivated", "joined", "invited", "signed in"]
    found += looked_at(admin)
    assert found == []
