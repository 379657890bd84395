"""A capture's page: what each proposal is compared with, claims met with before, new terms, and very long texts."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models.desk import Commitment, Link
from tests.support.desk import MEASURES, OLD, add_people, published_pair, signed_in, take_in
from tests.support.pages import post_form, words

MEGABYTE = 1024 * 1024


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor")
    return signed_in(app, "editor")


def text_of(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def open_session(app: Flask) -> Session:
    return Session(app.extensions["rejoinder-databases"].desk)


def test_a_claim_met_with_before_is_shown_and_linked_with_one_click(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    shown = {"page_id": "", "page_title": "Other facts", "agency_title": "Office of Post"}
    other = take_in(editor, "Fiction: Mail gets lost by the bureau.\n\nFACT: No, it does not.\n", "2012", **shown)
    html = text_of(editor, other)
    assert "Checked before?" in html
    assert re.search(rf'<a href="{pair}">Bureau of Mail, Mail facts', html)
    post_form(editor, other, {"action": "accept"}, form="form[action$=decision]")
    new = re.search(r"/desk/pairs/\w+", text_of(editor, other))
    assert new is not None
    assert "Link as repeating it" in text_of(editor, new.group())
    assert post_form(editor, new.group(), {}, form="form[action$=repeats]").status_code == 303
    assert "These two are linked." in text_of(editor, new.group())
    assert "These two are linked." in text_of(editor, pair)
    with open_session(app) as session:
        assert [one.relation for one in session.scalars(select(Link))] == ["repeats"]


def test_a_contributor_is_shown_no_draft_of_others_as_checked_before(app: Flask, editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    add_people(app, "contributor")
    stranger = signed_in(app, "contributor")
    own = {"page_title": "Other facts", "agency_title": "Office of Post"}
    html = text_of(stranger, take_in(stranger, "Fiction: Mail gets lost by the bureau.\n\nFACT: No.\n", "2012", **own))
    assert "Mail gets lost" in html
    assert "Link it as repeating" not in html
    assert "Nothing near was found." in html


def test_new_terms_are_offered_at_the_acceptance_and_after_it(app: Flask, editor: FlaskClient) -> None:
    first = take_in(editor, MEASURES, "2011-06-25")
    post_form(editor, first, {}, form="form[action$=accept-all]")
    second = take_in(editor, MEASURES.replace("45 days", "90 days"), "2012")
    assert "The page has other terms than the record" in text_of(editor, second)
    assert "Take the new terms into the record" in text_of(editor, second)
    marked = '<del><strong class="amount">45 days</strong></del><ins class="instead"><strong class="amount">90 days'
    assert marked in editor.get(second).text
    post_form(editor, second, {}, form="form[action$=accept-all]:not(:has([name=only]))")
    assert "The page has new terms for “" in text_of(editor, second)  # said once, by the answer

    def values() -> list[float | None]:
        with open_session(app) as session:
            return sorted(session.scalars(select(Commitment.value).where(Commitment.unit == "day")))

    assert values() == [45]
    assert post_form(editor, second, {"action": "terms"}, form="form[action$=decision]").status_code == 303
    assert values() == [90]
    assert "The page has other terms than the record" not in text_of(editor, second)
    assert post_form(editor, second, {}, form="form[action$=undo]").status_code == 303
    assert values() == [45]


def test_a_text_too_long_to_be_read_is_shown_in_parts_and_said_to_be_so(editor: FlaskClient) -> None:
    line = "Nobody reads this page to its end, for it is long.\n"
    capture = take_in(
        editor, line * (3 * MEGABYTE // len(line) + 10) + "Kites are free.\n\nThey cost nothing.\n", "2012"
    )
    html = text_of(editor, capture)
    assert len(html) < 200_000
    assert "This text is over 3 MB, so nothing was looked for in it." in html
    assert "Nothing was recognised" not in html
    parts = re.search(r"part 1 of (\d+) is shown", html)
    assert parts is not None
    assert "Kites are free." in text_of(editor, f"{capture}?part={parts.group(1)}")
    assert "Kites are free." in text_of(editor, f"{capture}?part=999999")
    given = {"claim": "Kites are free.", "rebuttal": "They cost nothing."}
    added = post_form(editor, f"{capture}/proposals/new", given, form="form[data-choose-words]")
    assert added.status_code == 303
    html = text_of(editor, capture)
    assert re.search(rf'href="{capture}\?part={parts.group(1)}#words-\w+"', html)
    assert len(html) < 200_000
    edit = re.search(r"/desk/proposals/\w{12}(?=\")", html)
    assert edit is not None
    assert len(text_of(editor, edit.group())) < 100_000


def test_a_split_place_that_is_none_is_said_at_its_field(editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    split = re.search(r"/desk/proposals/\w{12}/split", text_of(editor, capture))
    assert split is not None
    answer = post_form(editor, split.group(), {}, form="form[data-save]")
    assert answer.status_code == 400
    assert '<a href="#start">Choose where the second claim begins.</a>' in answer.get_data(as_text=True)
    answer = post_form(editor, split.group(), {"start_words": "nowhere"}, form="form[data-save]")
    assert '<a href="#start_words">“nowhere” does not stand' in answer.get_data(as_text=True)


def test_an_undoing_that_came_too_late_changes_nothing(editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {"action": "drop"}, form="form[action$=decision]")
    stale = text_of(editor, capture)
    step = re.search(r'name="step" value="(\d+)"', stale)
    assert step is not None
    post_form(editor, capture, {"action": "reopen"}, form="form[action$=decision]")
    answer = post_form(editor, capture, {"step": step.group(1)}, form="form[action$=undo]")
    assert answer.status_code == 400
    assert "Something else was done meanwhile" in answer.get_data(as_text=True)


def test_an_act_whose_words_are_public_offers_no_undoing(editor: FlaskClient) -> None:
    capture = take_in(editor, MEASURES, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    assert "Undo the last act" in text_of(editor, capture)
    assert post_form(editor, capture, {"action": "publish"}, form="form[action$='/steps']").status_code == 303
    assert "Undo the last act" not in text_of(editor, capture)


TWO = OLD + "\nFiction: The bureau reads letters.\n\nFACT: It reads none.\n"


def test_each_act_on_a_proposal_is_told_and_can_be_undone_there(editor: FlaskClient) -> None:
    capture = take_in(editor, TWO, "2011-06-25")

    def act(action: str, sentence: str) -> None:
        assert post_form(editor, capture, {"action": action}, form="form[action$=decision]").status_code == 303
        said = LexborHTMLParser(editor.get(capture).text).css_first(".done[role=status]")
        assert said is not None
        assert words(said) == f"{sentence} Undo"
        button = said.css_first("button")
        assert button is not None
        assert editor.get(capture).text.count(f'id="{button.attributes["form"]}"') == 1
        assert post_form(editor, capture, {}, form="form[action$=undo]").status_code == 303
        assert "Undone:" in editor.get(capture).text

    act("drop", "P1 is dropped.")
    act("accept", "P1 is accepted.")
    act("relabel:concern", "P1 is a concern now, C1.")
    act(
        "join",
        "P1 and P2 are joined. The answer goes on over all that stands between, for a side is one piece of the page.",
    )
    split = re.search(r"/desk/proposals/\w{12}/split", text_of(editor, capture))
    assert split is not None
    cut = {"start_words": "mail."}
    assert post_form(editor, split.group(), cut, form="form[data-save]").status_code == 303
    assert "Split in two: P1 and P2." in text_of(editor, capture)
    post_form(editor, capture, {"action": "drop"}, form="form[action$=decision]")
    text_of(editor, capture)
    post_form(editor, capture, {"action": "reopen"}, form="form[action$=decision]")
    assert "P1 is open again." in text_of(editor, capture)


def test_what_was_looked_for_and_not_found_is_said(editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    assert "Nothing near was found." in text_of(editor, capture)
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    assert "Nothing near was found." not in text_of(editor, capture)
