"""The board: what the page says of a promise now, how its number drifted, and concerns with what answers them."""

from __future__ import annotations

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.domain.records import ConcernRecord, SafeguardRecord
from tests.factories.sample_library import FIRST, PANEL, Ledger, _capture, _measures
from tests.support.pages import nu_check, tree, words

AFTER = "2025-09-01"


@pytest.fixture
def reader(client: FlaskClient, ledger: Ledger) -> FlaskClient:
    assert ledger.versions
    return client


def row(client: FlaskClient, promise: str, address: str = "/safeguards") -> str:
    (found,) = [words(one) for one in tree(client, address).css("tbody tr") if promise in words(one)]
    return found


def test_a_promise_that_left_the_wording_is_told_with_what_the_page_says_now(reader: FlaskClient) -> None:
    told = row(reader, "first report is due within 45 days")
    assert "Late, by 113 days" in told
    assert "No longer in the newest wording the page now says 90 days" in told
    assert "45 days from 25 June 2024 → 90 days since 3 March 2025" in told
    assert "The words around it changed after this was seen, by 3 March 2025." in told
    still = row(reader, "no more than 48 hours")
    assert "No longer" not in still
    page = tree(reader, "/safeguards/parcel-panel")
    assert "No longer in the newest wording the page now says 90 days" in words(page.css_first("#commit000001"))
    assert "No longer" not in words(page.css_first("#commit000002"))


def test_a_promise_whose_safeguard_left_the_page_is_told_since_when(reader: FlaskClient, ledger: Ledger) -> None:
    capture = _capture(0, AFTER, FIRST[:2], PANEL.format(90))
    rest = [one for one in capture.wordings if one.kind == "pair"]
    ledger.publish(msgspec.structs.replace(capture, id="capture00009", wordings=rest))
    ledger.session.commit()
    assert "No longer on the page gone by 1 September 2025" in row(reader, "no more than 48 hours")


def test_concerns_are_shown_with_the_safeguards_that_answer_them(reader: FlaskClient, ledger: Ledger) -> None:
    (concern,) = [one for one in _measures() if isinstance(one, ConcernRecord)]
    alone = msgspec.structs.replace(concern, id="concernalone", slug="noise", title="Noise")
    (panel,) = [one for one in _measures() if isinstance(one, SafeguardRecord)]
    bare = msgspec.structs.replace(panel, id="safebare0001", slug="bare", title="Bare words", commitments=[])
    for record in (alone, bare):
        ledger.publish(record)
    ledger.session.commit()
    page = tree(reader, "/safeguards?by=concern")
    sections = {words(one.css_first("h2")): one for one in page.css("main section")}
    assert list(sections) == ["Noise", "Public trust"]
    assert "No published safeguard answers it." in words(sections["Noise"])
    trust = sections["Public trust"]
    assert [words(one) for one in trust.css("h3")] == ["Bare words", "Parcel Panel"]
    assert "It promises nothing that can be checked." in words(trust)
    assert "Late, by 113 days" in words(trust)
    own = trust.css_first("p a").attributes["href"] or ""
    assert len(tree(reader, own).css("tbody tr")) == 2
    assert "Only what answers one concern." in words(tree(reader, own).css_first("main"))


@pytest.mark.parametrize("name", ["by=concern&agency=federal-parcel-bureau", "agency=none", "concern=none"])
def test_the_board_can_be_narrowed(reader: FlaskClient, name: str) -> None:
    page = tree(reader, f"/safeguards?{name}")
    assert ("none" in name) == bool(page.css("main .empty"))


def test_the_board_asks_little_and_is_valid(reader: FlaskClient, app: Flask) -> None:
    seen: list[str] = []
    engine = app.extensions["rejoinder-databases"].library
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    documents = {}
    for query in ("", "?by=concern", "?concern=public-trust", "?as_of=2026-03-09"):
        seen.clear()
        documents[query] = tree(reader, f"/safeguards{query}").html or ""
        assert len([one for one in seen if not one.startswith("BEGIN")]) <= 3, query
    assert nu_check(documents) == []
