"""Pages as of another day: what had been published by its end, from the ledger, and nothing that came later."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.records import PairRecord, decode
from app.services import library
from app.storage.models.ledger import LedgerRecord
from app.storage.models.library import LibraryRecord, LibrarySlug
from app.web.databases import Databases
from tests.factories.sample_library import Ledger, fill
from tests.support.pages import nu_check, tree, words

PAIR = "/pairs/lost-parcels"
PAGES = (
    "/agencies/federal-parcel-bureau",
    "/topics/delivery-times",
    "/concerns/public-trust",
    "/pages/fact-vs-fiction",
    "/pages/fact-vs-fiction/captures/2025-03-03",
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03",
    PAIR,
    f"{PAIR}/findings/1",
    f"{PAIR}/compare/secret-fees",
    "/safeguards",
    "/safeguards/parcel-panel",
    "/sources/sourceaudit1",
)


@pytest.fixture
def databases(app: Flask) -> Databases:
    return app.extensions["rejoinder-databases"]


@pytest.fixture
def reader(client: FlaskClient, databases: Databases) -> FlaskClient:
    with Session(databases.desk) as session:
        ledger = Ledger(session)
        fill(session, ledger)
        pair = decode(session.get_one(LibraryRecord, "pairlost0001").body)
        assert isinstance(pair, PairRecord)
        first, second = pair.findings
        again = replace(first, verdict="mixed", reasoning="We look at it *anew*.\n\nAnd again.")
        ledger.day = "2026-05-02"
        ledger.publish(replace(pair, title="Parcels that got lost", findings=[again, second]), "corrected")
        session.commit()
    return client


def body(page: LexborHTMLParser) -> str:
    for citation in page.css("section[aria-labelledby=cite]"):
        citation.decompose()  # it names the day
    return words(page.css_first("main"))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_a_later_day_is_the_page_of_today_under_a_bar(reader: FlaskClient, address: str) -> None:
    now, then = tree(reader, address), tree(reader, f"{address}?as_of=2026-06-01")
    bar = then.css_first(".as-of")
    assert "As of 1 June 2026" in words(bar)
    assert "chosen by capture" in words(bar)
    assert bar.css_first("a").attributes["href"] == address
    assert now.css_first(".as-of") is None
    if address == "/safeguards":  # its states are of the day
        assert "Each state is as of 1 June 2026" in body(then)
    else:
        assert body(then) == body(now)


@pytest.mark.parametrize("address", PAGES)
def test_the_past_asks_little_of_the_database(reader: FlaskClient, statements: list[str], address: str) -> None:
    reader.get(f"{address}?as_of=2026-06-01")
    assert len(statements) <= 3, statements


def test_pages_of_another_day_are_valid_html(reader: FlaskClient) -> None:
    assert nu_check({address: reader.get(f"{address}?as_of=2026-03-31").text for address in PAGES}) == []


def test_a_finding_is_what_it_was(reader: FlaskClient) -> None:
    now, then = tree(reader, f"{PAIR}/findings/1"), tree(reader, f"{PAIR}/findings/1?as_of=2026-05-01")
    assert "Mixed" in words(now.css_first(".finding__verdict"))
    assert "Mostly unsupported" in words(then.css_first(".finding__verdict"))
    assert "The Court found **91.4 percent**." in words(then.css_first(".finding .prose"))
    assert "Lost parcels" in words(then.css_first(".kicker"))
    assert words(then.css_first(".reply blockquote")) == words(now.css_first(".reply blockquote"))


def test_a_note_that_was_replaced_is_shown_as_it_was_written_and_harms_nobody() -> None:
    from app.web.reading.past import plain  # noqa: PLC0415

    assert plain("<script>x</script>\n\n*b*") == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n<p>*b*</p>"


def test_addresses_stay_on_the_day(reader: FlaskClient) -> None:
    page = tree(reader, f"{PAIR}?as_of=2026-05-01")
    finding = page.css_first(".finding-line a").attributes["href"]
    assert finding.endswith("?as_of=2026-05-01")
    assert page.css_first(".menu a[href='/search']") is not None
    turned = reader.get("/pages/fact-vs-fiction/compare/2025-03-03..2024-06-25?as_of=2026-05-01")
    assert turned.headers["Location"].count("as_of") == 1


def test_an_address_that_moved_is_sent_on_to_the_same_day(reader: FlaskClient, databases: Databases) -> None:
    with Session(databases.desk) as session:
        session.add(LibrarySlug(kind="pair", slug="lost-mail", subject_id="pairlost0001"))
        session.add(LibrarySlug(kind="agency", slug="parcel-office", subject_id="agencyfpb001"))
        session.commit()
    for old, new in (
        ("/pairs/lost-mail", PAIR),
        ("/pairs/lost-mail/findings/1", f"{PAIR}/findings/1"),
        ("/pairs/lost-mail/cite.bib", f"{PAIR}/cite.bib"),
        ("/agencies/parcel-office", "/agencies/federal-parcel-bureau"),
    ):
        answer = reader.get(f"{old}?as_of=2026-05-01")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{new}?as_of=2026-05-01")
        assert reader.get(answer.headers["Location"]).status_code == 200


def test_the_citation_of_a_day_is_of_what_stood_then(reader: FlaskClient) -> None:
    then = reader.get(f"{PAIR}/cite.json?as_of=2026-05-01").text
    assert "Lost parcels" in then
    assert "Parcels that got lost" in reader.get(f"{PAIR}/cite.json").text
    assert "Parcels that got lost" not in then


def test_two_days_are_asked_about_within_the_day_that_is_read(reader: FlaskClient) -> None:
    form = tree(reader, "/pages/fact-vs-fiction?as_of=2026-05-01").css_first("form.days")
    assert form.css_first("input[name=as_of]").attributes["value"] == "2026-05-01"
    answer = reader.get("/pages/fact-vs-fiction/compare?from=2024-07-01&to=2025-07-01&as_of=2026-05-01")
    assert answer.headers["Location"].endswith("/2024-06-25..2025-03-03.2?as_of=2026-05-01")
    assert "As of 1 May 2026" in words(tree(reader, answer.headers["Location"]).css_first(".as-of"))


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        (f"{PAIR}?as_of=2026-03-01", 404, "Nothing was published of this pair by 1 March 2026"),
        ("/sources/sourceaudit1?as_of=2025", 404, "Nothing was published of this source by 31 December 2025"),
        (f"{PAIR}?as_of=2999-01-01", 400, "1 January 2999 is still to come"),
        (f"{PAIR}?as_of=yesterday", 400, "“yesterday” is no date"),
        ("/pairs/none?as_of=2026-05-01", 404, "No pair is published under the name “none”."),
    ],
)
def test_what_was_not_known_is_said(reader: FlaskClient, address: str, status: int, sentence: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == status
    assert sentence in words(LexborHTMLParser(answer.text).css_first("main"))


def test_a_capture_that_came_later_is_not_there(reader: FlaskClient) -> None:
    early = tree(reader, "/pages/fact-vs-fiction?as_of=2026-03-01")
    assert len(early.css(".matrix thead th")) < len(tree(reader, "/pages/fact-vs-fiction").css(".matrix thead th"))
    assert reader.get("/pages/fact-vs-fiction/captures/2025-03-03.2?as_of=2026-03-01").status_code == 404


def test_a_board_of_the_past_computes_its_states_on_that_day(reader: FlaskClient) -> None:
    assert "No commitment is published yet." in body(tree(reader, "/safeguards?as_of=2026-03-01"))
    rows = tree(reader, "/safeguards?as_of=2026-04-01&agency=federal-parcel-bureau").css("tbody tr")
    assert "Late, by 113 days" in words(rows[0])


def test_a_retraction_is_told_on_the_days_before_it_too(reader: FlaskClient) -> None:
    page = tree(reader, "/pairs/no-inspectors?as_of=2026-03-02")
    assert "We filed this under the wrong page." in words(page.css_first(".notice:not(.as-of)"))


def test_what_a_court_had_removed_stays_removed(reader: FlaskClient, databases: Databases) -> None:
    with Session(databases.desk) as session:
        session.execute(update(LedgerRecord).values(salt=None, body=None))
        session.commit()
    answer = reader.get(f"{PAIR}?as_of=2026-05-01")
    assert answer.status_code == 404
    assert "removed by order of a court" in answer.text


def test_the_rebuilt_past_equals_what_the_library_keeps(databases: Databases, reader: FlaskClient) -> None:
    from app.storage.models.library import LibraryChange  # noqa: PLC0415
    from app.storage.queries.ledger.past import records_then  # noqa: PLC0415
    from app.web.reading.past import page_then  # noqa: PLC0415

    assert reader
    assert library.DERIVED
    with Session(databases.library) as session:
        rows = records_then(session, "2027", LibraryRecord.kind == "capture")
        for row in page_then("pagefacts001", rows).captures:
            kept = session.get_one(LibraryChange, row.change.capture_id)
            for name in ("before_id", "page_id", "agency_id", "captured", "number", "seq", "real", "summary", "lines"):
                assert getattr(row.change, name) == getattr(kept, name)
