"""The queue and the history in a browser: one step for many records, and an earlier revision brought back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.support.desk import add_people, published_pair, sign_in, signed_in
from tests.support.pages import axe, follow, post_form
from tests.support.server import LiveServer

FORM = "form[novalidate]"


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2")
    return signed_in(app, "editor")


@pytest.fixture
def pair(editor: FlaskClient) -> str:
    return published_pair(editor)


def attach(client: FlaskClient, pair: str, source: str) -> None:
    fields = {"stance": "counters", "source_title": source, "quote": "One parcel in five is late."}
    address = f"/desk/statements/{pair.rpartition('/')[2]}/evidence/new"
    assert post_form(client, address, fields, form=FORM).status_code == 303


def test_one_step_for_many_with_a_reason_and_the_one_that_is_refused_says_why(
    app: Flask, editor: FlaskClient, pair: str, live_server: LiveServer, page: Page
) -> None:
    for source in ("Court of Audit", "Postal Union", "City Archive"):
        attach(editor, pair, source)
    sign_in(page, live_server, "editor", "/desk/queue/drafts")
    every = page.get_by_label("Select all shown")
    every.check()
    assert page.locator("input[name=one]:checked").count() == 6
    for source in ("Court of Audit", "Postal Union", "City Archive"):  # a source goes out with its evidence
        page.get_by_label(f"Select {source}", exact=True).uncheck()
    assert every.evaluate("(box) => box.indeterminate")
    address = page.get_by_role("link", name="Postal Union (counters)").get_attribute("href")
    changed = post_form(signed_in(app, "editor2"), str(address), {"quote": "Changed meanwhile."}, form=FORM)
    assert changed.status_code == 303
    page.get_by_label("Reason, for the history").fill("Counted twice.")
    follow(page.get_by_role("button", name="Submit, approve and publish"))
    expect(page.get_by_role("status")).to_have_text("2 records were published.")
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("1 record was refused")
    expect(refused).to_contain_text("“Postal Union (counters)”: It was saved anew after you opened the list")
    expect(page.get_by_role("link", name=re.compile(r"\(counters\)$"))).to_have_text(["Postal Union (counters)"])
    assert axe(page) == []
    page.goto(live_server.url(pair))
    follow(page.get_by_role("link", name="History of Court of Audit (counters)"))
    expect(page.locator("#review")).to_contain_text("Counted twice.")


def test_an_earlier_revision_is_compared_and_brought_back(
    editor: FlaskClient, pair: str, live_server: LiveServer, page: Page
) -> None:
    for note in ("The bureau counts parcels.", "The bureau counts letters.", "The bureau counts nothing."):
        assert post_form(editor, pair, {"note": note}, form=FORM).status_code == 303
    sign_in(page, live_server, "editor", pair)
    follow(page.get_by_role("link", name="History", exact=True).first)
    page.get_by_label("Compare from revision 2").check()
    page.get_by_label("Compare to revision 4").check()
    follow(page.get_by_role("button", name="Compare these two"))
    expect(page.get_by_role("heading", name="From revision 2 to 4")).to_be_visible()
    changed = page.locator(".fields__row--changed")
    expect(changed).to_have_count(1)
    expect(changed.locator("del")).to_have_text("parcels")
    expect(changed.locator("ins")).to_have_text("nothing")
    expect(page.locator("table time").first).to_have_text(re.compile(r"^\d{1,2} \w+ 20\d\d, \d\d:\d\d UTC$"))
    assert axe(page) == []
    follow(page.get_by_role("button", name="Restore revision 2"))
    expect(page.get_by_label("Note for readers")).to_have_value("The bureau counts parcels.")
    expect(page.get_by_text("revision 5", exact=True)).to_be_visible()
    follow(page.get_by_role("link", name="History", exact=True).first)
    expect(page.get_by_text("restored revision 2")).to_be_visible()
    expect(page.get_by_text("public now")).to_be_visible()
