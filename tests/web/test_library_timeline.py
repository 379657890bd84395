"""The timeline: lifelines drawn and told, on one axis, with zoom by links."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.factories.sample_library import FIRST, PANEL, Ledger, _capture, fill
from tests.support.pages import nu_check, tree, words

AGENCY = "/timeline?agency=federal-parcel-bureau"


@pytest.fixture
def reader(client: FlaskClient, app: Flask) -> FlaskClient:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        ledger = Ledger(session)
        fill(session, ledger)
        again = _capture(0, "2025-09-01", FIRST[:2], PANEL.format(90))
        ledger.publish(replace(again, id="capture00009"))
        last = _capture(0, "2026-02", [("pairopen0003", "The Bureau opens private letters.", "No.")], PANEL.format(90))
        ledger.publish(replace(last, id="capture00010"))
        session.commit()
    return client


def told(page: LexborHTMLParser, title: str) -> list[str]:
    (body,) = [one for one in page.css("table tbody") if title in words(one.css_first("th"))]
    return [words(row) for row in body.css("tr")[1:]]


def test_a_lifeline_tells_what_came_changed_went_and_came_back(reader: FlaskClient) -> None:
    page = tree(reader, AGENCY)
    assert told(page, "Opening letters") == [
        "3 March 2025 first captured",
        "1 September 2025 gone from the page",
        "February 2026 back on the page",
    ]
    lost = told(page, "Lost parcels")
    assert lost[0] == "25 June 2024 first captured"
    assert lost[1].startswith("3 March 2025 claim reworded; answer reworded; 99 percent became 96 percent")
    assert "3 March 2026 our finding 1: Mostly unsupported" in lost
    assert any(
        "9 August 2024 due: “Its first report is due within 45 days”: late by 113 days" in one
        for one in told(page, "Parcel Panel")
    )


def test_the_drawing_says_what_the_table_says(reader: FlaskClient) -> None:
    page = tree(reader, AGENCY)
    svg = page.css_first("svg.lifelines")
    assert svg.attributes["role"] == "img"
    assert "from 10 June 2024 to" in words(svg.css_first("title"))
    assert len(svg.css("g[transform]")) == len(page.css("table td + td a"))
    assert len(svg.css("path.lifelines__line--thin")) == 2
    assert "style=" not in page.html


def test_links_zoom(reader: FlaskClient) -> None:
    page = tree(reader, AGENCY)
    links = {words(one): one.attributes["href"] for one in page.css("nav[aria-label=Zoom] a")}
    assert list(links) == ["Everything", "2024", "2025", "2026"]
    near = tree(reader, links["2025"])
    assert words(near.css_first("nav[aria-label=Zoom] [aria-current]")) == "2025"
    assert 0 < len(near.css("svg g[transform]")) < len(page.css("svg g[transform]"))
    year = tree(reader, f"{AGENCY}&from=2024&to=2024")
    assert "From 1 January 2024 to 31 December 2024" in words(year.css_first("#drawn"))
    assert reader.get(f"{AGENCY}&from=2025&to=2024").status_code == 400
    assert reader.get(f"{AGENCY}&from=soon").status_code == 400


def test_a_topic_has_a_timeline_and_an_unknown_name_has_none(reader: FlaskClient) -> None:
    page = tree(reader, "/timeline?topic=delivery-times")
    assert [words(one) for one in page.css("tbody th")] == ["Lost parcels (pair)", "Parcel Panel (safeguard)"]
    assert reader.get("/timeline?agency=none").status_code == 404
    assert "Federal Parcel Bureau" in words(tree(reader, "/timeline").css_first("main"))


def test_timelines_ask_little_and_are_valid(reader: FlaskClient, app: Flask) -> None:
    seen: list[str] = []
    engine = app.extensions["rejoinder-databases"].library
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    documents = {}
    for address in (AGENCY, "/timeline", "/timeline?topic=delivery-times", f"{AGENCY}&from=2024&to=2025-01"):
        seen.clear()
        documents[address] = reader.get(address).text
        assert len([one for one in seen if not one.startswith("BEGIN")]) <= 3
    assert nu_check(documents) == []


def test_an_empty_library_has_no_timeline(client: FlaskClient) -> None:
    assert "No agency is published yet." in words(tree(client, "/timeline").css_first("main"))
