"""The matrix and the comparisons: what they say of a page whose changes are known."""

from __future__ import annotations

from collections.abc import Callable
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


Said = tuple[str, str, str]
Patched = Callable[..., None]


@pytest.fixture
def patched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Patched:
    """Fill the library with a page whose first and later captures have these pairs, and the later ones this panel."""

    def fill_with(later: list[Said], panel: str, first: list[Said] = sample_library.FIRST) -> None:
        (day, _, before), *others = sample_library.TEXTS
        texts = [(day, first, before), *((one[0], later, panel) for one in others)]
        monkeypatch.setattr(sample_library, "TEXTS", texts)
        with Session(app.extensions["rejoinder-databases"].desk) as session:
            fill(session)
            session.commit()

    return fill_with


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


def test_the_matrix_shows_how_much_of_the_words_changed(client: FlaskClient, patched: Patched) -> None:
    lost, fees, halls = sample_library.FIRST
    patched(
        later=[
            (lost[0], lost[1], lost[2].replace("3 days", "5 days")),
            (fees[0], fees[1], fees[2].replace("our website", "a board that hangs in every hall of the country")),
            (halls[0], halls[1], "We ask a clerk of another office about it now and then."),
        ],
        panel=sample_library.PANEL.format(45),
    )
    cells = tree(client, "/pages/fact-vs-fiction").css(".matrix .cell--reworded")
    assert [words(cell) for cell in cells] == ["≠ answer", "≠≠ answer", "≠≠≠ answer"]
    assert [(cell.attributes["class"] or "").split()[2:] for cell in cells] == [[], ["cell--2"], ["cell--3"]]


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
        first_at=page.first_at,
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
    assert "Was 2nd, now 1st." in words(difference(tree(reader, COMPARE), "pairpric0002"))


def test_a_safeguard_tells_what_became_of_its_promises(client: FlaskClient, patched: Patched) -> None:
    panel = "An independent Parcel Panel will advise the Director. Its first report is due within 90 days. "
    patched(later=sample_library.LATER, panel=panel)
    page = tree(client, COMPARE)
    told = words(difference(page, "safepanel001").css_first(".difference__amounts"))
    assert told == "deadline 45 days → 90 days, limit 48 hours → no longer promised"
    assert f"Parcel Panel: {told}." in words(page.css_first(".lead"))


def test_two_claims_that_became_one_are_told_as_joined(client: FlaskClient, patched: Patched) -> None:
    lost, fees, halls = sample_library.FIRST
    both = f"{lost[1][:-1]}, and nobody inspects the sorting halls."
    patched(later=[(lost[0], both, f"{lost[2]} {halls[2]}"), fees], panel=sample_library.PANEL.format(45))
    page = tree(client, COMPARE)
    whole, part = difference(page, "pairlost0001"), difference(page, "pairstaf0004")
    assert words(whole.css_first(".difference__told")) == (
        "Joined Joined from “Lost parcels” (1st) and “Inspectors” (3rd); Claim reworded; Answer reworded."
    )
    assert words(part.css_first(".difference__told")) == "Joined Joined into “Lost parcels”."
    assert words(page.css_first(".lead")) == "2 claims joined into one."
    assert words(page.css_first(".diff-key")).endswith(
        "word for word. What was joined or split is read from the words."
    )


def test_a_claim_that_became_two_is_told_as_split(client: FlaskClient, patched: Patched) -> None:
    lost, fees, halls = sample_library.FIRST
    both = f"{lost[1][:-1]}, and nobody inspects the sorting halls."
    patched(
        first=[(lost[0], both, f"{lost[2]} {halls[2]}"), fees],
        later=[lost, halls, fees],
        panel=sample_library.PANEL.format(45),
    )
    page = tree(client, COMPARE)
    whole, part = difference(page, "pairlost0001"), difference(page, "pairstaf0004")
    assert "Split into “Lost parcels” (1st) and “Inspectors” (2nd)" in words(whole)
    assert words(part.css_first(".difference__told")) == "Split Split off “Lost parcels”."
    assert words(page.css_first(".lead")) == "1 claim split into 2."


@pytest.mark.parametrize(
    ("since", "until", "keys"),
    [
        ("2024-06-25", "2025-03-03", "2024-06-25..2025-03-03.2"),
        ("2025-03-02", "2031-01-01", "2024-06-25..2025-03-03.2"),
        ("2031-01-01", "2024-12-01", "2024-06-25..2025-03-03.2"),
        ("2024", "2025-04", "2024-06-25..2025-03-03.2"),
    ],
)
def test_two_days_lead_to_the_captures_that_stood_then(reader: FlaskClient, since: str, until: str, keys: str) -> None:
    answer = reader.get(f"/pages/fact-vs-fiction/compare?from={since}&to={until}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/pages/fact-vs-fiction/compare/{keys}")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2023-01-01&to=2025-01-01", "nothing is known of this page on 1 January 2023."),
        ("from=2024-07-01&to=2024-08-01", "the newest capture was that of 25 June 2024; choose days further apart."),
        ("from=2024-07-01&to=", "“” is no date"),
        ("from=yesterday&to=2025-01-01", "“yesterday” is no date"),
    ],
)
def test_days_that_lead_nowhere_are_refused_in_one_sentence(reader: FlaskClient, query: str, sentence: str) -> None:
    answer = reader.get(f"/pages/fact-vs-fiction/compare?{query}")
    assert answer.status_code == 400
    assert sentence in words(LexborHTMLParser(answer.text).css_first("main"))
    assert (
        "No capture is published yet" in reader.get(f"/pages/rumor-control/compare?{query}").text
        or "is no date" in sentence
    )


def test_a_reader_steps_over_captures_that_changed_nothing(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [("2024", sample_library.FIRST), ("2025-01", sample_library.LATER), ("2025-02", sample_library.LATER)]
    texts = [(day, pairs, "Panel.") for day, pairs in [*said, ("2025-03", sample_library.FIRST)]]
    monkeypatch.setattr(sample_library, "TEXTS", texts)
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill(session)
        session.commit()
    page = tree(client, "/pages/fact-vs-fiction/compare/2025-01..2025-02?changes=only")
    steps = page.css("nav[aria-label='Other comparisons'] a")
    assert [(words(one).split(":")[0], (one.attributes["href"] or "").rpartition("/")[2]) for one in steps] == [
        ("Previous change", "2024..2025-01"),
        ("Next change", "2025-02..2025-03"),
        ("First to last", "2024..2025-03"),
    ]
    assert words(page.css_first(".lead")) == "No words changed."
    last = tree(client, steps[1].attributes["href"] or "")
    assert [words(one).split(":")[0] for one in last.css("nav[aria-label='Other comparisons'] a")] == [
        "Previous change",
        "First to last",
    ]


@pytest.mark.parametrize("address", ["/pages/fact-vs-fiction", COMPARE])
def test_the_questions_for_two_days_need_no_script(reader: FlaskClient, address: str) -> None:
    form = tree(reader, address).css_first("form.days")
    values = {node.attributes["name"]: node.attributes["value"] for node in form.css("input")}
    assert values == {"from": "2024-06-25", "to": "2025-03-03"}
    answer = reader.get(f"{form.attributes['action']}?from={values['from']}&to={values['to']}")
    assert answer.status_code == 303
    assert reader.get(answer.headers["Location"]).status_code == 200


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


@pytest.mark.parametrize(
    "given",
    ["secret-fees", "https://reader.example/pairs/secret-fees?as_of=2026#history", "/pairs/secret-fees/findings/1"],
)
def test_a_pair_is_set_beside_any_other_by_its_address(reader: FlaskClient, given: str) -> None:
    form = tree(reader, "/pairs/lost-parcels").css_first("form.days")
    answer = reader.get(form.attributes["action"], query_string={"with": given})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/pairs/lost-parcels/compare/secret-fees")
    for none in ("", "https://reader.example/"):
        assert reader.get(form.attributes["action"], query_string={"with": none}).status_code == 400


def test_pairs_that_are_alike_are_marked_and_summed_up(client: FlaskClient, patched: Patched) -> None:
    lost, fees, _ = sample_library.FIRST
    patched(later=[lost, fees, ("pairopen0003", lost[1], lost[2].replace("45 days", "90 days"))], panel="Panel.")
    page = tree(client, "/pairs/lost-parcels/compare/opening-letters")
    lead = words(page.css_first(".lead"))
    assert lead == "The two claims have the same words; the answers differ. 45 days → 90 days"
    assert [words(node) for node in page.css(".sides del")] == ["45 days"]
    other = tree(client, "/pairs/lost-parcels/compare/secret-fees")
    assert words(other.css_first(".lead")) == "The two have few words in common, so none are marked."


def test_words_that_came_in_the_place_of_others_stand_apart_from_them(reader: FlaskClient) -> None:
    page = tree(reader, f"{COMPARE}?view=inline")
    apart = page.css("#pairlost0001 del + ins.instead")
    assert [words(one) for one in apart][:2] == ["96 percent", "5 days"]
    assert page.css(".diff-key .instead, .lead .instead") == [], "only where no word stands between"
