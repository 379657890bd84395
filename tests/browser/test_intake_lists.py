"""In a browser: a page is fetched, a WARC and a CDX list are chosen from; on a telephone, and without JavaScript."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.domain.archive_rows import base32_sha1
from tests.factories.warcs import record, warc
from tests.support.asked import Asked, answer, asked, by_path
from tests.support.chromium import Troubles
from tests.support.desk import add_people, sign_in
from tests.support.pages import axe, follow
from tests.support.server import LiveServer

URL = "http://mail.example/facts"


def page_of(words: str) -> bytes:
    return f"<!doctype html><title>Mail facts</title><p><b>Fiction:</b> {words}</p><p><b>FACT:</b> No.</p>".encode()


OLD, NEW, NEWEST = page_of("The bureau loses mail."), page_of("It loses parcels."), page_of("It loses letters.")
FILE = warc(
    record(URL, "2011-06-25T10:11:12Z", OLD),
    record(URL, "2011-07-25T10:11:12Z", OLD),
    record(f"{URL}/logo.png", "2012-01-02T03:04:05Z", b"\x89PNG", media_type="image/png"),
    record(URL, "2012-01-02T03:04:05Z", NEW),
)
LIST = "\n".join(
    f"example,mail)/facts {at} {URL} text/html 200 {base32_sha1(data)} 99"
    for at, data in (("20110625101112", OLD), ("20130102030405", NEWEST))
)


@pytest.fixture
def elsewhere() -> Iterator[Asked]:
    """The agency's server, and the archive's."""
    archived = answer(NEWEST, Memento_Datetime="Wed, 02 Jan 2013 03:04:05 GMT")
    with asked(by_path(facts=answer(page_of("It loses stamps.")), **{"20130102030405": archived})) as server:
        yield server


@pytest.fixture
def app_settings(app_settings: dict[str, Any], elsewhere: Asked) -> dict[str, Any]:
    inside = {"FETCH": "desk@news.example", "FETCH_INSIDE": "127.0.0.1", "FETCH_PORTS": elsewhere.port}
    return {**app_settings, **inside, "ARCHIVE_ADDRESS": elsewhere.url("/{timestamp}?of={url}")}


def sound(page: Page) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_on_a_telephone_from_an_archive_s_file_and_list_to_captures(
    app: Flask, live_server: LiveServer, page: Page, tmp_path: Path, elsewhere: Asked
) -> None:
    add_people(app, "editor")
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server, "editor", "/desk/captures/new")
    file = tmp_path / "facts.warc.gz"
    file.write_bytes(FILE)
    page.get_by_label("Or upload a file").set_input_files(file)
    follow(page.get_by_role("button", name="Take it in"))
    expect(page.get_by_role("heading", name="Copies that an archive holds")).to_be_visible()
    page.get_by_text("1 more: unchanged since the copy before").click()
    page.get_by_text("1 more: no copies of pages").click()
    expect(page.get_by_text("image/png is no page")).to_be_visible()
    sound(page)
    for one in page.get_by_role("checkbox", name="Take in the copy of").all():
        one.check()
    page.get_by_label("Which agency publishes it?").fill("Bureau of Mail")
    follow(page.get_by_role("button", name="Take in the chosen copies"))
    expect(page.get_by_text("2 copies were taken in.")).to_be_visible()
    follow(page.get_by_role("link", name="Take in a copy of it"))
    page.get_by_label("Paste the page’s text").fill(LIST)
    follow(page.get_by_role("button", name="Take it in"))
    expect(page.get_by_role("link", name="Here, as of 25 June 2011")).to_be_visible()
    sound(page)
    page.get_by_role("checkbox", name="Take in the copy of 2 January 2013").check()
    follow(page.get_by_role("button", name="Take in the chosen copies"))
    expect(page.get_by_text("It loses letters.").first).to_be_visible()
    assert elsewhere.paths == [f"/20130102030405?of={URL}"]


def test_without_javascript_an_address_is_fetched_and_a_failure_is_told(
    app: Flask, live_server: LiveServer, new_page: Callable[..., Page], elsewhere: Asked, troubles: Troubles
) -> None:
    troubles.expect("answer 400: POST")
    add_people(app, "editor")
    page = new_page(java_script_enabled=False)
    sign_in(page, live_server, "editor", "/desk/captures/new")
    fetch = page.get_by_label("Or have it fetched from an address")
    fetch.fill(elsewhere.url("/nowhere"))
    page.get_by_label("Which agency publishes it?").fill("Bureau of Mail")
    follow(page.get_by_role("button", name="Take it in"))
    told = page.get_by_role("alert").get_by_role("link", name="The server answered 404 (Not Found)")
    expect(told).to_have_attribute("href", "#fetch")
    fetch.fill(elsewhere.url("/facts"))
    follow(page.get_by_role("button", name="Take it in"))
    expect(page.get_by_text("It loses stamps.").first).to_be_visible()
    expect(page.get_by_text("fetched").first).to_be_visible()


def test_a_plain_file_is_chosen_from_as_a_packed_one(
    app: Flask, live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    add_people(app, "editor")
    sign_in(page, live_server, "editor", "/desk/captures/new")
    file = tmp_path / "facts.warc"
    file.write_bytes(gzip.decompress(FILE))
    page.get_by_label("Or upload a file").set_input_files(file)
    follow(page.get_by_role("button", name="Take it in"))
    expect(page.get_by_role("checkbox", name="Take in the copy of")).to_have_count(2)
    sound(page)
