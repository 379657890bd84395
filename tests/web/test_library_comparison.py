"""The matrix and the comparisons: what they say of a page whose changes are known."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.storage.models.library import LibraryChange, LibraryRecord, LibraryWording
from tests.factories import sample_library
from tests.factories.sample_library import LOST, LOST_LATER, fill
from tests.support.pages import tree, words

COMPARE = "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03"
REORDERED = "The tariff is on our website. There is no fee that is not in the published tariff."


def difference(page: LexborHTMLParser, subject: str) -> Any:
    return page.css_first(f"#{subject}")


def test_the_matrix_tells_what_became_of_each_claim(reader: FlaskClient) -> None:
    rows = tree(reader, "/pages/fact-vs-fiction").css(".matrix tbody tr")
    table = {words(row.css_first("th")): [words(cell) for cell in row.css("td")] for row in rows if row.css("td")}
    assert table == {
        "Lost parcels": ["● first", "≠ claim, answer", "="],
        "Opening letters": ["", "+ added", "="],
        "Secret fees": ["● first", "↕ moved", "="],
        "Inspectors Retracted": ["● first", "− gone", ""],
        "Parcel Panel": ["● first", "≠ text", "="],
    }


def test_a_large_matrix_is_small_and_asks_little(client: FlaskClient, app: Flask) -> None:
    databases = app.extensions["rejoinder-databases"]
    with Session(databases.desk) as session:
        fill(session)
        page = session.get_one(LibraryRecord, "pagerumor002")
        for capture in range(60):
            session.add_all([_change(page, capture), _record(page, capture)])
            session.add_all(_wording(page, capture, pair) for pair in range(200))
        session.commit()
    seen: list[str] = []
    event.listen(databases.library, "before_cursor_execute", lambda *given: seen.append(given[2]))
    answer = client.get("/pages/rumor-control")
    assert len([one for one in seen if not one.startswith("BEGIN")]) <= 3
    assert len(LexborHTMLParser(answer.text).css(".matrix tbody td")) == 200 * 60
    assert len(answer.data) <= 400_000
    assert len(LexborHTMLParser(answer.text).css(".matrix .cell--reworded")) == 59 * 10


def _change(page: LibraryRecord, capture: int) -> LibraryChange:
    return LibraryChange(
        capture_id=f"bulk{capture:08}",
        page_id=page.id,
        agency_id="agencyfpb001",
        captured=f"{2000 + capture // 12}-{capture % 12 + 1:02}",
        number=1,
        at=page.at,
        seq=1,
        real=True,
        summary={},
        lines=[],
    )


def _record(page: LibraryRecord, capture: int) -> LibraryRecord:
    name = f"bulk{capture:08}"
    return LibraryRecord(
        id=name,
        kind="capture",
        slug=name,
        title=page.title,
        agency_id="agencyfpb001",
        page_id=page.id,
        event="published",
        first_seq=1000 + capture,
        seq=1000 + capture,
        first_at=page.at,
        at=page.at,
        body=b"{}",
        html={},
    )


def _wording(page: LibraryRecord, capture: int, pair: int) -> LibraryWording:
    """Ten of the two hundred claims are reworded in each capture."""
    edition = capture if pair % 20 == 0 else 0
    return LibraryWording(
        capture_id=f"bulk{capture:08}",
        subject_id=f"pair{pair:08}",
        page_id=page.id,
        kind="pair",
        captured=f"{2000 + capture // 12}-{capture % 12 + 1:02}",
        number=1,
        position=pair + 1,
        claim=f"Rumour number {pair} is told in the harbour, edition {edition}.",
        rebuttal=f"It is not true of hall {pair}.",
        claim_start=0,
        claim_end=1,
    )


def test_a_cell_opens_the_diff_of_its_subject(reader: FlaskClient) -> None:
    page = tree(reader, "/pages/fact-vs-fiction")
    link = page.css_first(".cell--gone a").attributes["href"]
    assert link == f"{COMPARE}#pairstaf0004"
    assert difference(tree(reader, link), "pairstaf0004") is not None


def test_two_radio_buttons_lead_to_the_permanent_address(reader: FlaskClient) -> None:
    form = tree(reader, "/pages/fact-vs-fiction").css_first("main form")
    chosen = {node.attributes["name"]: node.attributes["value"] for node in form.css("input[checked]")}
    assert chosen == {"old": "2025-03-03", "new": "2025-03-03.2"}
    answer = reader.get("/pages/fact-vs-fiction/compare?old=2025-03-03&new=2024-06-25")
    assert (answer.status_code, answer.headers["Location"]) == (303, COMPARE)
    assert reader.get("/pages/fact-vs-fiction/compare?old=2025-03-03&new=2025-03-03").status_code == 400


def test_captures_in_the_wrong_order_are_turned_round(reader: FlaskClient) -> None:
    answer = reader.get("/pages/fact-vs-fiction/compare/2025-03-03..2024-06-25?view=inline")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{COMPARE}?view=inline")


def test_one_sentence_tells_what_changed(reader: FlaskClient) -> None:
    lead = words(tree(reader, COMPARE).css_first(".lead"))
    assert lead.startswith(
        "1 claim reworded, 1 claim added, 1 claim removed, 1 claim moved, 1 answer changed, 1 safeguard text changed."
    )
    assert "99 percent → 96 percent" in lead
    assert "45 days → 90 days" in lead


def test_side_by_side_each_side_has_its_own_words_whole(reader: FlaskClient) -> None:
    sides = difference(tree(reader, COMPARE), "pairlost0001").css(".side")
    for side, text, absent in zip(sides, (LOST, LOST_LATER), ("ins", "del"), strict=True):
        answer = side.css("blockquote")[1]
        assert "\n\n".join(node.text() for node in answer.css("p")).strip() == text
        assert answer.css(absent) == []
    assert [words(node) for node in sides[0].css("del .amount")] == ["99 percent", "3 days"]
    assert [words(node) for node in sides[1].css("ins .amount")] == ["96 percent", "5 days"]


def test_inline_both_are_in_one_text(reader: FlaskClient) -> None:
    claim = difference(tree(reader, f"{COMPARE}?view=inline"), "pairlost0001").css_first("blockquote")
    assert words(claim) == "The Bureau loses thousands of parcels and hides it."
    assert [words(node) for node in claim.css("del")] == ["thousands of"]


@pytest.fixture
def reordered(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A library whose second capture gives the sentences of one answer in another order, and changes no word of it."""
    later = [(*one[:2], REORDERED) if one[0] == "pairpric0002" else one for one in sample_library.LATER]
    first, *others = sample_library.TEXTS
    monkeypatch.setattr(sample_library, "TEXTS", [first, *((one[0], later, one[2]) for one in others)])
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill(session)
        session.commit()
    return client


def test_sentences_that_moved_are_told_in_words_and_not_as_changed(reordered: FlaskClient) -> None:
    article = difference(tree(reordered, COMPARE), "pairpric0002")
    assert words(article.css_first(".tag")) == "Reordered"
    assert "Sentences of the answer moved, word for word" in words(article)
    assert "Answer reworded" not in words(article)
    sides = [side.css("blockquote")[1] for side in article.css(".side")]
    assert [[words(node) for node in side.css(".moved__way")] for side in sides] == [
        ["moved up from here"],
        ["moved up to here"],
    ]
    for side, text in zip(sides, (sample_library.FEES, REORDERED), strict=True):
        assert [words(node) for node in side.css("del, ins")] == ["The tariff is on our website."]
        for told in side.css(".moved__way"):
            told.decompose()
        assert words(side) == text


def test_inline_a_moved_sentence_stands_at_both_places(reordered: FlaskClient) -> None:
    answer = difference(tree(reordered, f"{COMPARE}?view=inline"), "pairpric0002").css("blockquote")[1]
    assert [(node.tag, words(node)) for node in answer.css("del, ins")] == [
        ("ins", "The tariff is on our website."),
        ("del", "The tariff is on our website."),
    ]
    assert [words(node) for node in answer.css(".moved__way")] == ["moved up to here", "moved up from here"]


def test_the_history_of_the_words_tells_that_sentences_moved(reordered: FlaskClient) -> None:
    history = words(tree(reordered, "/pairs/secret-fees").css_first("#history").parent)
    assert "sentences of the answer moved" in history
    assert "answer reworded" not in history


def test_a_move_is_told_in_words(reader: FlaskClient) -> None:
    assert "Moved from place 2 to place 1." in words(difference(tree(reader, COMPARE), "pairpric0002"))


def test_changes_only_leaves_out_what_is_the_same(reader: FlaskClient) -> None:
    page = tree(reader, "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03?changes=only")
    assert difference(page, "pairlost0001") is not None
    same = tree(reader, "/pages/fact-vs-fiction/compare/2025-03-03..2025-03-03.2?changes=only")
    assert same.css(".difference") == []
    assert "4 records with the same words are left out." in words(same.css_first("main"))


def test_any_two_pairs_stand_side_by_side(reader: FlaskClient) -> None:
    page = tree(reader, "/pairs/lost-parcels/compare/secret-fees")
    left, right = page.css(".side")
    assert "said by The Strelsau Courier" in words(left)
    assert "Unverifiable" in words(right)
    assert page.css("del, ins") == []
    assert reader.get("/pairs/lost-parcels/compare/lost-parcels").status_code == 400
