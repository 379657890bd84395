"""Search, on both databases alike: phrases, facets, marks, and input that means harm."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.records import PairRecord, SourceRecord
from app.domain.spelling import respelt
from app.storage import search as searching
from app.storage.models.library import LibraryTrigram, LibraryWord
from app.storage.search import Facets, count, newest, search, words_like
from app.storage.search.hits import segments, terms_of
from tests.factories.sample_library import Ledger, fill


@pytest.fixture
def library(session: Session) -> Session:
    fill(session)
    session.flush()
    return session


def slugs(session: Session, query: str, **facets: str) -> set[str]:
    return {hit.slug for hit in search(session, query, Facets(**facets), 50)}


def facets(session: Session, query: str, **chosen: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in count(session, query, Facets(**chosen)).facets:
        found.setdefault(row.facet, {})[row.value] = row.number
    return found


def test_a_claim_is_found_by_its_words_in_another_form(library: Session) -> None:
    assert "secret-fees" in slugs(library, "foreign parcel fee")
    assert slugs(library, "zeppelin") == set()


def test_a_phrase_is_found_as_a_phrase(library: Session) -> None:
    assert slugs(library, '"published tariff"') == {"secret-fees"}
    assert slugs(library, '"tariff published"') == set()


def test_a_beginning_with_a_star_finds_the_words_that_begin_so(library: Session) -> None:
    assert slugs(library, "tari* publ*") == slugs(library, "tariff published") != set()
    assert slugs(library, "tari") == slugs(library, "zep*") == set()
    (hit,) = search(library, "secre* parcels", Facets(kind="pair"), 5)
    assert any(part.marked for part in [*hit.title, *hit.excerpt])
    assert count(library, "tari*", Facets()).total == len(search(library, "tari*", Facets(), 50))


@pytest.mark.parametrize(
    "query", ['"', "AND OR NOT", "a* ^b", "title:x", "(", "'; DROP TABLE", "\0", "NEAR(a b)", "&|!:*", "the*", "__*"]
)
def test_no_input_breaks_the_search(library: Session, query: str) -> None:
    assert isinstance(slugs(library, query), set)


def test_facets_narrow(library: Session) -> None:
    assert slugs(library, "", kind="agency") == {"federal-parcel-bureau"}
    assert slugs(library, "", verdict="unverifiable") == {"secret-fees"}
    assert slugs(library, "", topic="delivery-times") == {"lost-parcels", "parcel-panel"}
    assert "lost-parcels" in slugs(library, "", stance="counters", kind="pair")
    assert "secret-fees" not in slugs(library, "", stance="counters", kind="pair")
    assert slugs(library, "parcels", agency="none") == set()
    assert slugs(library, "", since="2025", kind="pair") == {"lost-parcels", "opening-letters", "secret-fees"}
    assert slugs(library, "", until="2024", kind="pair") == {"lost-parcels", "secret-fees"}


def test_what_was_looked_for_is_marked(library: Session) -> None:
    (hit,) = search(library, '"published tariff"', Facets(kind="pair"), 5)
    marked = " ".join(part.text for part in hit.excerpt if part.marked)
    assert set(marked.split()) == {"published", "tariff"}
    assert "\x02" not in "".join(part.text for part in [*hit.title, *hit.excerpt])


def test_a_page_of_hits_follows_the_one_before(library: Session) -> None:
    every = [hit.slug for hit in search(library, "parcels", Facets(), 50)]
    paged = [hit.slug for start in range(0, len(every), 2) for hit in search(library, "parcels", Facets(), 2, start)]
    assert paged == every


def test_queries_are_cut_into_terms() -> None:
    assert terms_of('one "two three" ** "') == ["one", "two three"]


def test_excerpts_are_cut_at_their_marks() -> None:
    assert [tuple(part) for part in segments("a \x02b\x03 c")] == [("a ", False), ("b", True), (" c", False)]


def test_what_is_found_is_counted_by_facet(library: Session) -> None:
    found = facets(library, "parcels")
    assert found["kind"] == {"agency": 1, "pair": 2, "page": 1, "source": 3, "safeguard": 1}
    assert found["agency"] == {"federal-parcel-bureau": 5}
    assert found["topic"] == {"delivery-times": 2}
    assert found["verdict"] == {"mostly unsupported": 1, "supported": 1, "unverifiable": 1}
    assert found["stance"]["counters"] == 2  # the pair that it speaks against, and the source
    assert found["year"] == {"2024": 3, "2025": 3}
    assert count(library, "parcels", Facets()).total == len(search(library, "parcels", Facets(), 50)) == 8


@pytest.mark.parametrize("query", ["parcels", ""])
def test_each_facet_leaves_as_many_as_it_says(library: Session, query: str) -> None:
    for name, values in facets(library, query).items():
        for value, number in values.items():
            chosen = {"since": value, "until": value} if name == "year" else {name: value}
            assert len(newest(library, query, Facets(**chosen), 50)) == number, (name, value)
            assert count(library, query, Facets(**chosen)).total == number, (name, value)


def test_counts_are_kept_until_something_is_published(session: Session) -> None:
    ledger = Ledger(session)
    fill(session, ledger)
    before = count(session, "", Facets())
    assert count(session, "", Facets()) is before
    ledger.publish(SourceRecord(id="sourcelast04", title="A late gazette"))
    assert count(session, "", Facets()).total == before.total + 1


def test_words_that_are_too_common_are_counted_up_to_the_gate(
    library: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "GATE", 3)
    counts = count(library, "parcels", Facets())
    assert (counts.total, counts.more) == (3, True)
    assert sum(row.number for row in counts.facets if row.facet == "kind") == 8, "the parts are counted further"
    assert not count(library, "tariff website", Facets()).more


def test_parts_are_counted_among_the_newest(library: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "COUNTED", 3)
    counts = count(library, "parcels", Facets())
    assert (counts.total, counts.more, counts.among) == (8, False, 3)
    newest_kinds = [hit.kind for hit in newest(library, "parcels", Facets(), 3)]
    assert {row.value: row.number for row in counts.facets if row.facet == "kind"} == Counter(newest_kinds)
    assert count(library, "tariff website", Facets()).among is None
    assert count(library, "", Facets()).among is None


@pytest.mark.parametrize(
    "facets", [Facets(), Facets(kind="source"), Facets(topic="delivery-times", verdict="supported")]
)
def test_the_best_are_ranked_before_they_are_shown(library: Session, facets: Facets) -> None:
    whole = search(library, "parcels", facets, 50)
    assert {hit.subject for hit in whole} == {hit.subject for hit in newest(library, "parcels", facets, 50)}
    assert [search(library, "parcels", facets, 1, place)[0] for place in range(len(whole))] == whole


@pytest.mark.parametrize("query", ["parcels", ""])
def test_the_newest_follow_each_other(library: Session, query: str) -> None:
    every = [hit.number for hit in newest(library, query, Facets(), 50)]
    assert every == sorted(every, reverse=True)
    after, paged = None, []
    while page := newest(library, query, Facets(), 2, after):
        paged += [hit.number for hit in page]
        after = page[-1].number
    assert paged == every


@pytest.mark.parametrize(
    ("query", "meant"),
    [("parsels", "parcels"), ("tarif wesbite", "tariff website"), ("zeppelin", None), ("Burreau", "bureau")],
)
def test_a_misspelt_word_is_known_by_what_it_is_like(library: Session, query: str, meant: str | None) -> None:
    assert respelt(query, words_like(library, terms_of(query))) == meant


def test_the_words_are_those_of_what_is_published(session: Session) -> None:
    def known(word: str) -> int:
        return session.scalar(select(LibraryWord.documents).where(LibraryWord.word == word)) or 0

    ledger = Ledger(session)
    fill(session, ledger)
    assert known("inspectors") == 0, "retracted"
    ledger.publish(SourceRecord(id="sourcelast04", title="A gazette of inspectors"))
    assert known("inspectors") == 1
    ledger.publish(SourceRecord(id="sourcelast04", title="A gazette of gazettes"))
    assert (known("inspectors"), known("gazette"), known("gazettes")) == (0, 1, 1)
    grams = select(func.count()).where(LibraryTrigram.word == "inspectors")
    assert session.scalar(grams) == 0
    ledger.publish(
        PairRecord(
            id="pairopen0003",
            slug="opening-letters",
            agency="agencyfpb001",
            page="pagefacts001",
            title="Opening zeppelins",
            reviewed="2026-03-04T09:30:00.000000Z",
        )
    )
    assert known("zeppelins") == 1
