"""What readers are told of claims that an agency joined into one, or split in two: never that they are gone."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.records import PairRecord
from tests.factories import sample_library
from tests.factories.sample_library import AT, Ledger, fill
from tests.support.pages import tree, words

LOST, FEES, HALLS = sample_library.FIRST
BOTH = (LOST[0], f"{LOST[1][:-1]}, and nobody inspects the sorting halls.", f"{LOST[2]} {HALLS[2]}")
PANEL = sample_library.PANEL.format(45)
JOINED, APART = "2024-06-25..2025-03-03", "2025-03-03..2025-09-01"
PAGE = "/pages/fact-vs-fiction"
TIMELINE = "/timeline?agency=federal-parcel-bureau"
Text = tuple[str, list[tuple[str, str, str]], str]


@pytest.fixture
def joined(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A page whose first and third claim are one claim in its second capture, and apart again in its third."""
    texts = [
        ("2024-06-25", [LOST, FEES, HALLS], PANEL),
        ("2025-03-03", [BOTH, FEES], PANEL),
        ("2025-09-01", [LOST, FEES, HALLS], PANEL),
    ]
    return _filled(client, app, monkeypatch, texts)


@pytest.fixture
def within(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A page that joined two claims, kept them as one, and then dropped it."""
    texts = [
        ("2024-06-25", [LOST, FEES, HALLS], PANEL),
        ("2025-03-03", [BOTH, FEES], PANEL),
        ("2025-03-03", [BOTH, FEES], PANEL),
        ("2025-09-01", [FEES], PANEL),
    ]
    return _filled(client, app, monkeypatch, texts)


def _filled(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch, texts: list[Text]) -> FlaskClient:
    monkeypatch.setattr(sample_library, "TEXTS", texts)
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        ledger = Ledger(session)
        fill(session, ledger)
        ledger.publish(
            PairRecord(
                id="pairstaf0004",
                slug="inspectors",
                agency="agencyfpb001",
                page="pagefacts001",
                title="Inspectors",
                reviewed=AT.format(6),
            )
        )
        session.commit()
    return client


def matrix_of(client: FlaskClient, address: str = PAGE) -> dict[str, list[str]]:
    rows = tree(client, address).css(".matrix tbody tr")
    return {words(row.css_first("th")): [words(cell) for cell in row.css("td")] for row in rows if row.css("td")}


def said(client: FlaskClient, address: str, selector: str) -> list[str]:
    return [words(node) for node in tree(client, address).css(selector)]


@pytest.mark.parametrize("day", ["", "?as_of=2026-11-23"])
def test_the_page_tells_claims_that_were_joined_and_split_as_that_and_never_as_gone(
    joined: FlaskClient, day: str
) -> None:
    assert matrix_of(joined, PAGE + day) == {
        "Lost parcels": ["● first", "& joined, claim, answer", "÷ split, claim, answer"],
        "Secret fees": ["● first", "=", "="],
        "Inspectors": ["● first", "& joined", "÷ split off"],
        "Parcel Panel": ["● first", "=", "="],
    }
    assert [one.attributes["title"] for one in tree(joined, PAGE + day).css(".matrix a[title]")] == [
        "joined from this claim and “Inspectors”",
        "split into this claim and “Inspectors”",
        "joined into “Lost parcels”",
        "split off “Lost parcels”",
    ]
    assert said(joined, PAGE + day, ".captures td:last-child") == [
        "1 claim split into 2.",
        "2 claims joined into one.",
        "The first capture.",
    ]


def test_a_cell_opens_the_comparison_where_the_part_is_said_to_be_part_of_the_other(joined: FlaskClient) -> None:
    link = tree(joined, PAGE).css_first(".cell--joined a[title='joined into “Lost parcels”']").attributes["href"]
    assert link == f"{PAGE}/compare/{JOINED}#pairstaf0004"
    assert said(joined, link, ".lead") == ["2 claims joined into one."]
    assert said(joined, link, "#pairstaf0004 .empty") == ["Part of Lost parcels."]
    assert said(joined, f"{PAGE}/compare/{APART}", "#pairstaf0004 .empty") == ["Part of Lost parcels."]
    for keys in (JOINED, APART):
        assert HALLS[2] in said(joined, f"{PAGE}/compare/{keys}", "#pairstaf0004 blockquote")
        assert said(joined, f"{PAGE}/compare/{keys}", "#pairstaf0004 del, #pairstaf0004 ins") == [], "not gone, not new"


def test_what_stays_within_another_claim_is_part_of_it_and_goes_with_it(within: FlaskClient) -> None:
    table = matrix_of(within)
    assert table["Lost parcels"] == ["● first", "& joined, claim, answer", "=", "− gone"]
    assert table["Inspectors"] == ["● first", "& joined", "&part of Lost parcels", "− gone"]
    gone = tree(within, PAGE).css(".cell--gone a")[1].attributes
    assert gone["title"] == "gone with “Lost parcels”"
    assert str(gone["href"]).endswith("#pairlost0001"), "the comparison has no words of its own for it"
    assert said(within, PAGE, ".captures td:last-child")[0] == "1 claim removed."


@pytest.mark.parametrize("day", ["", "?as_of=2026-11-23"])
def test_the_part_leads_to_the_claim_that_has_its_words_now(within: FlaskClient, day: str) -> None:
    page = tree(within, "/pairs/inspectors" + day)
    told = page.css_first(".step--rebuttal .tag--joined").parent
    assert words(told) == "Joined by 3 March 2025 part of Lost parcels"
    assert told.css_first("a").attributes["href"] == "/pairs/lost-parcels" + day
    assert said(within, "/pairs/inspectors" + day, ".timeline__step > p") == [
        "3 March 2025 joined into Lost parcels",
        "25 June 2024 first captured with these words",
    ]
    assert "o longer on the page" not in words(page.body)


def test_the_claim_that_took_words_in_leads_to_the_one_that_they_were_of(joined: FlaskClient) -> None:
    page = tree(joined, "/pairs/lost-parcels")
    told = [one.parent for one in page.css(".step--rebuttal p > a[href='/pairs/inspectors']")]
    assert [words(one) for one in told] == [
        "By 1 September 2025 split into this claim and Inspectors.",
        "By 3 March 2025 joined from this claim and Inspectors.",
    ]
    history = said(joined, "/pairs/lost-parcels", ".timeline__step > p")
    assert history[1] == "3 March 2025 joined from this claim and Inspectors; claim reworded; answer reworded"
    assert said(joined, "/pairs/inspectors", ".timeline__step > p") == [
        "back by 1 September 2025 split off Lost parcels; same words",
        "3 March 2025 joined into Lost parcels",
        "25 June 2024 first captured with these words",
    ]


def test_pages_of_what_was_joined_ask_no_more_than_others(joined: FlaskClient, statements: list[str]) -> None:
    for address in (PAGE, "/pairs/inspectors", "/pairs/lost-parcels", TIMELINE):
        statements.clear()
        assert joined.get(address).status_code == 200
        assert len(statements) <= 3, statements


def test_a_lifeline_ends_with_a_mark_that_leads_to_the_other(joined: FlaskClient) -> None:
    page = tree(joined, TIMELINE)
    (line,) = (body for body in page.css("table tbody") if words(body.css_first("th")).startswith("Inspectors"))
    assert [words(row) for row in line.css("tr")][1:] == [
        "25 June 2024 first captured",
        "3 March 2025 joined into Lost parcels (the words of both)",
        "1 September 2025 split off Lost parcels (back on the page)",
    ]
    assert [use.attributes["href"] for use in line.css("use")] == ["#mark-first", "#mark-joined", "#mark-split"]
    assert line.css("tr")[2].css_first("a").attributes["href"] == "/pairs/lost-parcels"
    assert "3 March 2025: joined into “Lost parcels”" in {words(one) for one in page.css("svg g title")}


def test_feeds_tell_it_too(joined: FlaskClient) -> None:
    split, merged = joined.get("/feeds/changes.json").get_json()["items"]
    assert [one["title"].rpartition(": ")[2] for one in (split, merged)] == [
        "1 pair split into 2",
        "2 pairs joined into one",
    ]
    assert f"Pair, joined into “{BOTH[1][:55]}" in merged["content_text"]
    assert "removed" not in merged["content_text"]
    part = next(one for one in merged["_rejoinder"]["lines"] if one["subject"] == "pairstaf0004")
    assert (part["change"], part["joined_into"]) == ("removed", "pairlost0001")
