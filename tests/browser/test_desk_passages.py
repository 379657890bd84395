"""Passages: overlapping ones told apart without colour, and bound again by a person after the page changed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.support.desk import add_people, pair_of, select_words, sign_in, signed_in, take_in
from tests.support.pages import axe, follow, post_form
from tests.support.server import LiveServer

OLD = (
    "Fact vs Fiction\n\nFiction: The bureau loses mail.\n\nFACT: It delivers 99 percent of parcels within 45 days. "
    "Reports are public. Each letter is weighed. Nobody opens a letter.\n"
)
NEW = OLD.replace("45 days. Reports are public", "90 days. Rates are new").replace(
    "Nobody opens a letter.", "On Sundays too, each letter is weighed. We care."
)
STATES = {
    "found": "99 percent of parcels",
    "moved": "within 45 days",
    "ambiguous": "letter is weighed",
    "orphaned": "Nobody opens a letter.",
}
FORM = "form[novalidate]"


def judge(client: FlaskClient, pair: str, kind: str, words: str, name: str) -> None:
    fields = {"stance": "counters", "source_title": name, "quote": "It is not so."}
    if kind == "findings":
        fields = {"claim_reviewed": name, "verdict": "mixed", "reasoning": "Counted."}
    address = f"/desk/statements/{pair.rsplit('/', 1)[-1]}/{kind}/new"
    assert post_form(client, address, {**fields, "words": words}, form=FORM).status_code == 303


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor")
    return signed_in(app, "editor")


@pytest.fixture
def pair(editor: FlaskClient) -> str:
    capture = take_in(editor, OLD, "2011-06-25")
    assert post_form(editor, capture, {}, form="form[action$=accept-all]").status_code == 303
    return pair_of(editor, capture)


@pytest.fixture
def changed(editor: FlaskClient, pair: str) -> str:
    """The pair, with evidence on four passages; the newest capture did something else to each."""
    for state, words in STATES.items():
        judge(editor, pair, "evidence", words, f"Source {state}")
    capture = take_in(editor, NEW, "2012-06-25")
    assert post_form(editor, capture, {}, form="form[action$=accept-all]").status_code == 303
    return pair


def drawn(page: Page, selector: str, pseudo: str) -> list[str]:
    """Return what the style sheet draws: numbers that are no text."""
    script = "(all, pseudo) => all.map((one) => getComputedStyle(one, pseudo).content)"
    contents = page.locator(selector).evaluate_all(script, pseudo)
    return [re.sub(r'["\s]', "", one) for one in contents]


def test_overlapping_passages_are_numbered_bracketed_and_lead_to_what_was_judged(
    editor: FlaskClient, pair: str, live_server: LiveServer, page: Page
) -> None:
    judge(editor, pair, "evidence", "99 percent of parcels within 45 days", "Court of Audit")
    judge(editor, pair, "findings", "of parcels within 45 days. Reports", "Parcels and reports")
    judge(editor, pair, "evidence", "45 days. Reports are public.", "Report of reports")
    judge(editor, pair, "evidence", "Nobody opens a letter.", "Union of Sorters")
    sign_in(page, live_server, "editor", pair)
    assert drawn(page, ".quoted-number", "::before") == ["1", "2", "3", "4"]
    assert drawn(page, ".quoted-end", "::after") == ["]1", "]2", "]3"]
    expect(page.locator(".quoted-mark--more")).to_have_text(["of parcels within ", "45 days", ". Reports"])
    marks = page.get_by_role("list", name="Passages of 25 June 2011").get_by_role("listitem")
    expect(marks).to_have_text(
        [
            re.compile(r"1\s+99 percent .* 45 days\s+evidence: Court of Audit \(counters\)"),
            re.compile(r"2\s+of parcels .* Reports\s+finding: Parcels and reports"),
            re.compile(r"3\s+45 days\. Reports are public\.\s+evidence: Report of reports"),
            re.compile(r"4\s+Nobody opens a letter\.\s+evidence: Union of Sorters"),
        ]
    )
    page.get_by_role("link", name="Passage 2, finding").click()
    expect(page.locator(":target")).to_contain_text("Parcels and reports")
    assert axe(page) == []
    select_words(page, "rebuttal", "percent of parcels within 45 days. Reports are")
    expect(page.locator("[data-selected]")).to_have_text("Selected: “percent of parcels within 45 days. Reports are”")
    page.get_by_role("link", name="Attach evidence", exact=True).click()
    words = page.get_by_label("Which words does it speak of?")
    expect(words).to_have_value("percent of parcels within 45 days. Reports are")


def test_readers_too_tell_overlapping_passages_apart(
    editor: FlaskClient, pair: str, live_server: LiveServer, page: Page
) -> None:
    judge(editor, pair, "evidence", "99 percent of parcels within 45 days", "Court of Audit")
    judge(editor, pair, "evidence", "45 days. Reports are public.", "Report of reports")
    judge(editor, pair, "evidence", "Nobody opens a letter.", "Union of Sorters")
    capture = re.search(r"/desk/captures/\w{12}(?=\")", editor.get(pair).text)
    assert capture is not None
    assert post_form(editor, capture.group(), {}, form="form[action$='/publish']").status_code == 303
    page.goto(live_server.url("/pairs/the-bureau-loses-mail"))
    assert drawn(page, ".passage__number", "::before") == ["1[", "2["]
    assert drawn(page, ".passage__count", "::before") == ["]1", "]2", "none"]
    page.get_by_role("link", name="Passage 2 begins").click()
    expect(page.locator(":target")).to_contain_text("Passage 2: on these words")
    expect(page.locator(":target")).to_contain_text("Report of reports")
    assert axe(page) == []


def test_each_passage_is_shown_as_what_became_of_it_and_bound_again(
    changed: str, live_server: LiveServer, page: Page
) -> None:
    sign_in(page, live_server, "editor", "/desk/queue/upstream")
    rows = page.locator(".work")
    for state, told in (
        ("found", "Its words stand there still"),
        ("moved", "A number changed: 45 days → 90 days."),
        ("ambiguous", "could be meant in 2 places; choose one"),
        ("orphaned", "Its words are gone"),
    ):
        row = rows.filter(has_text=f"Source {state} (counters)")
        expect(row.locator(".anchor")).to_have_text(state)
        expect(row).to_contain_text(told)
    assert axe(page) == []
    # Ambiguous: both places are offered, and nothing is chosen.
    follow(rows.filter(has_text="Source ambiguous").get_by_role("link", name="Bind it again"))
    expect(page.get_by_role("radio", name="“letter is weighed”")).to_have_count(2)
    expect(page.locator("input[name=place]:checked")).to_have_count(0)
    assert axe(page) == []
    page.get_by_role("radio", name="“letter is weighed”").nth(1).check()
    follow(page.get_by_role("button", name="Bind it there"))
    expect(page.get_by_role("status").first).to_contain_text("bound to the newest wording")
    # Orphaned: other words are selected with the mouse.
    row = page.locator(".judged", has_text="Source orphaned")
    expect(row.locator(".anchor")).to_have_text("orphaned")
    follow(row.get_by_role("link", name="Bind it again"))
    select_words(page, "rebuttal", "We care.")
    expect(page.get_by_role("radio", name="Other words, selected or typed below")).to_be_checked()
    follow(page.get_by_role("button", name="Bind it there"))
    expect(page.locator(".marks__one", has_text="Source orphaned").first).to_contain_text("We care.")
    expect(page.locator(".judged .anchor")).to_have_text(["found", re.compile("^moved")])
    page.goto(live_server.url("/desk/queue/upstream"))
    expect(rows).to_have_count(2)
    assert changed


def test_on_a_phone_without_javascript_words_are_typed_and_bound_again(
    changed: str, live_server: LiveServer, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    sign_in(page, live_server, "editor", changed)
    follow(page.get_by_role("link", name="Write a finding", exact=True))
    page.get_by_label("Which words does it speak of?").fill("Rates are new.")
    page.get_by_label("What is reviewed, in your words?").fill("The rates are new")
    page.get_by_label("Supported (5 of 5)", exact=True).check()
    page.get_by_label("Why?").fill("They began in May.")
    follow(page.get_by_role("button", name="Save the draft"))
    page.get_by_role("link", name="Passage 1, finding").click()
    expect(page.locator(":target")).to_contain_text("The rates are new")
    follow(page.locator(".judged", has_text="Source moved").get_by_role("link", name="Bind it again"))
    expect(page.get_by_text("Other words stand in its place")).to_be_visible()
    page.get_by_label("Other words, selected or typed below").check()
    page.get_by_label("The words").fill("within 90 days")
    page.get_by_role("button", name="Bind it there").click()
    expect(page.locator(".marks__one", has_text="within 90 days")).to_contain_text("Source moved")
