"""The reader pages over a small invented library: what each says, and how little it asks of the database."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.records import PairRecord, decode
from app.storage.models.library import LibraryRecord, LibrarySlug, LibraryWording
from app.web.databases import Databases
from tests.factories.sample_library import LATER, LOST_LATER, Ledger, fill
from tests.support.pages import nu_check, tree, words

PAGES = (
    "/",
    "/agencies/federal-parcel-bureau",
    "/topics/delivery-times",
    "/concerns/public-trust",
    "/pages/fact-vs-fiction",
    "/pages/rumor-control",
    "/pages/fact-vs-fiction/captures/2024-06-25",
    "/pages/fact-vs-fiction/captures/2025-03-03.2",
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03",
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03?view=inline&changes=only",
    "/pages/fact-vs-fiction/compare/2025-03-03..2025-03-03.2?changes=only",
    "/pairs/lost-parcels",
    "/pairs/no-inspectors",
    "/pairs/lost-parcels/findings/1",
    "/pairs/lost-parcels/compare/secret-fees",
    "/safeguards",
    "/safeguards/parcel-panel",
    "/sources/sourceaudit1",
    "/timeline",
    "/timeline?agency=federal-parcel-bureau",
    "/search",
    "/search?q=parcels",
    "/search?q=zeppelin",
    "/search?verdict=supported&topic=delivery-times",
    "/corrections",
    "/ledger",
    "/about",
)


@pytest.fixture
def databases(app: Flask) -> Databases:
    return app.extensions["rejoinder-databases"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_at_most_three_things(reader: FlaskClient, statements: list[str], address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 200
    assert len(statements) <= 3, statements
    assert "style=" not in answer.text
    scripts = LexborHTMLParser(answer.text).css("script:not([type='application/ld+json'])")
    assert all((script.attributes["src"] or "").startswith("/static/js/report.js") for script in scripts)
    assert len(answer.data) < 34_000


def test_every_page_is_valid_html(reader: FlaskClient) -> None:
    documents = {address: reader.get(address).text for address in (*PAGES, "/pairs/none")}
    assert nu_check(documents) == []


@pytest.mark.parametrize("address", ["/", "/safeguards", "/search", "/search?q=x", "/corrections", "/ledger", "/about"])
def test_an_empty_library_says_so(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_pair_tells_who_said_what_and_when(reader: FlaskClient) -> None:
    page = tree(reader, "/pairs/lost-parcels")
    said, answered, shown = page.css(".dialogue > .step")
    assert "Said by The Strelsau Courier" in words(said)
    assert words(said.css_first("blockquote")) == LATER[1][1]
    assert "Answered by Federal Parcel Bureau, as of 3 March 2025" in words(answered)
    assert "Mostly unsupported" in words(shown)
    assert "on words of 25 June 2024, changed since" in words(shown)
    assert "2 against, 1 for, 1 context" in words(shown)


def test_a_quotation_keeps_its_words_though_passages_are_marked(reader: FlaskClient) -> None:
    page = tree(reader, "/pairs/lost-parcels")
    quote = page.css_first(".step--rebuttal blockquote")
    assert [words(mark) for mark in quote.css("mark")] == ["No parcel is written off before a search of 45 days"]
    for count in quote.css(".passage__count"):
        assert words(count) == "+1 for"
        count.decompose()
    assert "\n\n".join(node.text() for node in quote.css("p")).strip() == LOST_LATER


def test_a_claimant_who_is_not_named_is_said_not_to_be(reader: FlaskClient) -> None:
    assert "Said by somebody whom the agency does not name" in words(tree(reader, "/pairs/secret-fees").body)


def test_a_finding_stands_beside_the_reply(reader: FlaskClient) -> None:
    page = tree(reader, "/pairs/lost-parcels/findings/1")
    assert words(page.css_first("h1")) == "99 percent of parcels arrive within three days"
    assert "Press office, Federal Parcel Bureau" in words(page.css_first(".reply"))
    assert "99 percent of all parcels within 3 days" in words(page.css_first("#whole + blockquote"))
    assert "the newest answer is of 3 March 2025 (copy 2)" in words(page.body)
    assert page.css_first(".finding strong") is not None
    assert reader.get("/pairs/lost-parcels/findings/9").status_code == 404


def test_a_retracted_pair_keeps_its_address_and_says_why(reader: FlaskClient) -> None:
    page = tree(reader, "/pairs/no-inspectors")
    assert "We filed this under the wrong page." in words(page.css_first(".notice"))
    assert "Nobody inspects the sorting halls." in words(page.css_first(".dialogue"))
    assert "We filed this under the wrong page." in words(tree(reader, "/corrections").body)


def test_an_address_that_moved_is_sent_on_for_good(reader: FlaskClient, databases: Databases) -> None:
    with Session(databases.desk) as session:
        session.add(LibrarySlug(kind="pair", slug="lost-mail", subject_id="pairlost0001"))
        session.add(LibrarySlug(kind="page", slug="fact-or-fiction", subject_id="pagefacts001"))
        session.commit()
    for old, new in (
        ("/pairs/lost-mail", "/pairs/lost-parcels"),
        ("/pairs/lost-mail/findings/1", "/pairs/lost-parcels/findings/1"),
        ("/pairs/lost-mail/compare/secret-fees", "/pairs/lost-parcels/compare/secret-fees"),
        (
            "/pages/fact-or-fiction/compare/2024-06-25..2025-03-03?view=inline",
            "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03?view=inline",
        ),
    ):
        answer = reader.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, new)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/pairs/none", "No pair is published under the name “none”."),
        ("/sources/none", "No source is published under the name “none”."),
        ("/pages/fact-vs-fiction/captures/2024-02-30", "“2024-02-30” names no capture"),
        ("/pages/fact-vs-fiction/captures/2024-06-25.1", "“2024-06-25.1” names no capture"),
        ("/pages/fact-vs-fiction/captures/2024-06-26", "has no published capture of 26 June 2024."),
        ("/pages/fact-vs-fiction/compare/2024-06-25", "names no two captures"),
        ("/pages/fact-vs-fiction/compare/2024-06-25..2026", "has no published capture of 2026."),
        ("/pairs/lost-parcels/compare/none", "No pair is published under the name “none”."),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(reader: FlaskClient, address: str, sentence: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    page = LexborHTMLParser(answer.text)
    assert sentence in words(page.css_first("main"))
    assert page.css_first("main form[role=search]") is not None
    assert page.css_first('main a[href="/"]') is not None


def test_the_board_shows_each_state_with_its_observation(reader: FlaskClient) -> None:
    rows = [words(row) for row in tree(reader, "/safeguards").css("tbody tr")]
    assert "Late, by 113 days" in rows[0]
    assert "Kept, seen 10 December 2024; done 30 November 2024." in rows[0]
    assert "Audit of parcel delivery" in rows[0]
    assert "Not yet reviewed" in rows[1]
    assert "Nobody has looked yet." in rows[1]
    assert "No commitment is published yet." in words(tree(reader, "/safeguards?agency=other").body)


def test_a_safeguard_shows_how_its_number_drifted(reader: FlaskClient) -> None:
    chain = tree(reader, "/safeguards/parcel-panel").css_first(".drift")
    assert [words(item) for item in chain.css("li")] == ["45 days from 25 June 2024", "90 days since 3 March 2025"]


def test_a_source_lists_all_that_cites_it(reader: FlaskClient) -> None:
    cited = [words(card) for card in tree(reader, "/sources/sourceaudit1").css(".card")]
    assert sum("Against" in card for card in cited) == 2
    assert sum("For" in card for card in cited) == 1
    assert any("observed with it: kept" in card for card in cited)


def test_a_capture_shows_its_text_with_its_words_marked(reader: FlaskClient) -> None:
    page = tree(reader, "/pages/fact-vs-fiction/captures/2024-06-25")
    assert words(page.css_first(".captured .said--claim")) == "The Bureau loses thousands of parcels and hides it."
    assert page.css_first("#pairlost0001") is not None
    assert "undated" in words(page.css_first(".prose strong"))
    later = words(tree(reader, "/pages/fact-vs-fiction/captures/2025-03-03.2").css_first("main"))
    assert "Previous capture and real change: 3 March 2025" in later
    assert "Next" not in later


def test_the_ledger_pages_by_its_sequence(reader: FlaskClient) -> None:
    first = tree(reader, "/ledger").css("tbody th")
    rest = tree(reader, f"/ledger?before={words(first[-1])}")
    assert int(words(first[0])) == len(first) + len(rest.css("tbody th"))


def test_the_stylesheet_is_kept_for_ever_under_its_own_digest_alone(client: FlaskClient) -> None:
    address = tree(client, "/").css_first("link[rel=stylesheet]").attributes["href"]
    kept = client.get(address)
    assert "immutable" in kept.headers["Cache-Control"]
    assert len(kept.data) < 30_000
    assert "immutable" not in client.get("/style-reader-0.css").headers["Cache-Control"]


@pytest.mark.parametrize(
    "place", ["x", "0", "-1", "1.5", "１", "9" * 20, "9" * 5_000, "2147483648", "~", "x~", "2024~'"]
)
@pytest.mark.parametrize(
    "list_",
    [
        "/corrections?before=",
        "/ledger?before=",
        "/search?q=parcels&page=",
        "/safeguards?after=",
        "/safeguards?as_of=2026-03-05&after=",
        "/timeline?agency=federal-parcel-bureau&after=",
    ],
)
def test_a_place_that_is_in_no_list_is_refused_in_one_sentence(reader: FlaskClient, list_: str, place: str) -> None:
    answer = reader.get(list_ + place)
    assert answer.status_code == 400
    told = words(LexborHTMLParser(answer.text).css_first("main"))
    assert "begin again at" in told or "leave it out" in told


def test_a_search_has_so_many_words(reader: FlaskClient) -> None:
    assert reader.get(f"/search?q={'x' * 200}").status_code == 200
    refused = reader.get(f"/search?q={'x' * 201}")
    assert refused.status_code == 400
    assert "may have 200 characters at most" in refused.text
    for box in (tree(reader, "/").css_first("#masthead-q"), tree(reader, "/search").css_first("#q")):
        assert box.attributes["maxlength"] == "200"


@pytest.fixture
def left(reader: FlaskClient, databases: Databases) -> FlaskClient:
    """The words of one pair are missing from the second capture, those of another from the last two."""
    with Session(databases.desk) as session:
        gone = [("pairlost0001", "capture00001"), ("pairpric0002", "capture00001"), ("pairpric0002", "capture00002")]
        for subject, capture in gone:
            session.delete(session.get_one(LibraryWording, (capture, subject)))
        session.commit()
    return reader


def test_words_that_left_their_page_say_since_when(left: FlaskClient, statements: list[str]) -> None:
    page = tree(left, "/pairs/secret-fees")
    assert len(statements) <= 3
    answered = words(page.css(".dialogue > .step")[1])
    assert "as of 25 June 2024 No longer on the page gone by 3 March 2025" in answered
    assert [words(step) for step in page.css(".timeline__step p:first-child")] == [
        "gone by 3 March 2025 no longer on the page",
        "25 June 2024 first captured with these words",
    ]
    link = page.css_first(".timeline__step a").attributes["href"]
    assert link == "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03#pairpric0002"


def test_words_that_came_back_are_on_the_page(left: FlaskClient) -> None:
    page = tree(left, "/pairs/lost-parcels")
    assert "No longer on the page" not in words(page.css(".dialogue > .step")[1])
    told = [words(step.css_first("p")) for step in page.css(".timeline__step")]
    assert told[0].startswith("back by 3 March 2025 (copy 2) claim reworded; answer reworded")
    assert told[1:] == [
        "gone by 3 March 2025 no longer on the page",
        "25 June 2024 first captured with these words",
    ]


def test_a_day_before_the_words_left_does_not_know_of_it(reader: FlaskClient) -> None:
    page = tree(reader, "/pairs/no-inspectors?as_of=2026-03-05")
    assert "gone by 3 March 2025" in words(page.css_first(".timeline"))


@pytest.fixture
def withdrawn(client: FlaskClient, databases: Databases) -> FlaskClient:
    """A finding was retracted."""
    with Session(databases.desk) as session:
        ledger = Ledger(session)
        fill(session, ledger)
        pair = decode(session.get_one(LibraryRecord, "pairlost0001").body)
        assert isinstance(pair, PairRecord)
        first, second = pair.findings
        ledger.publish(replace(pair, findings=[replace(first, retracted="We misread p. 14."), second]), "corrected")
        session.commit()
    return client


def test_a_retracted_finding_does_not_look_like_a_verdict(withdrawn: FlaskClient) -> None:
    page = tree(withdrawn, "/pairs/lost-parcels")
    last = page.css(".step--shown .finding-line")[-1]
    assert words(last).startswith("Retracted Mostly unsupported")
    assert words(last.css_first("s")) == "Mostly unsupported"
    assert len(page.css(".step--shown .verdict")) == 1
    assert "3 March 2026 · the agency replied" in words(last)
    alone = tree(withdrawn, "/pairs/lost-parcels/findings/1")
    assert alone.css_first(".verdict") is None
    assert "retracted" in words(alone.css_first("title"))


def test_retracted_findings_stand_beside_retracted_records(withdrawn: FlaskClient, statements: list[str]) -> None:
    page = tree(withdrawn, "/corrections")
    assert len(statements) <= 3
    record, finding = page.css("#retractions ~ .notice")
    assert "Inspectors" in words(record)
    assert "(finding 1 on Lost parcels), retracted" in words(finding)
    assert "We misread p. 14." in words(finding)
    link = finding.css_first("a").attributes["href"]
    assert link == "/pairs/lost-parcels/findings/1"


def test_lists_mark_a_retracted_pair(reader: FlaskClient) -> None:
    addresses = ("", "/captures/2024-06-25")
    for address in addresses:
        page = tree(reader, f"/pages/fact-vs-fiction{address}")
        marked = [node for node in page.css("th[scope=row], .said-list li") if "Retracted" in words(node)]
        assert [("Inspectors" in words(node)) for node in marked] == [True]


def test_nobody_found_what_is_not_found_yet(reader: FlaskClient) -> None:
    shown = words(tree(reader, "/pairs/opening-letters").css(".dialogue > .step")[2])
    assert "Last reviewed" in shown
    assert "Found by" not in shown


def test_late_is_not_kept(reader: FlaskClient) -> None:
    signs = {words(node) for node in tree(reader, "/safeguards").css(".standing--late [aria-hidden]")}
    assert signs == {"!"}


def test_one_link_leads_to_one_capture(reader: FlaskClient) -> None:
    page = tree(reader, "/pages/fact-vs-fiction/captures/2024-06-25")
    assert [words(node) for node in page.css("nav[aria-label='Other captures'] a")] == [
        "Next capture and real change: 3 March 2025"
    ]


def test_the_ledger_shows_the_head_as_verify_takes_it(reader: FlaskClient) -> None:
    page = tree(reader, "/ledger")
    number, _, digest = words(page.css_first(".facts .digest")).partition(":")
    assert number == words(page.css_first("tbody th"))
    assert digest == page.css_first("tbody .digest").attributes["title"]
    assert "revision 1)" in words(page.css_first("tbody"))


def test_an_address_that_is_none_of_the_web_is_no_link(reader: FlaskClient, databases: Databases) -> None:
    with Session(databases.desk) as session:
        row = session.get_one(LibraryRecord, "sourceaudit1")
        row.body = row.body.replace(b"https://audit.example/parcels-2024.pdf", b"javascript:alert(1)")
        session.commit()
    page = tree(reader, "/sources/sourceaudit1")
    assert "javascript:alert(1)" in words(page.css_first(".facts"))
    assert [node for node in page.css("a") if "javascript" in str(node.attributes["href"])] == []


def test_characters_that_turn_the_writing_are_shown(reader: FlaskClient, databases: Databases) -> None:
    with Session(databases.desk) as session:
        session.execute(update(LibraryWording).values(claim="The Bureau \u202eloses parcels"))
        session.commit()
    said = words(tree(reader, "/pairs/lost-parcels").css_first(".step--claim blockquote"))
    assert said == "The Bureau ⟨U+202E⟩loses parcels"
