"""Search, on both databases alike: phrases, facets, marks, and input that means harm."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.storage.search import Facets, search
from app.storage.search.hits import segments, terms_of
from tests.factories.sample_library import fill


@pytest.fixture
def library(session: Session) -> Session:
    fill(session)
    session.flush()
    return session


def slugs(session: Session, query: str, **facets: str) -> set[str]:
    return {hit.slug for hit in search(session, query, Facets(**facets), 50)}


def test_a_claim_is_found_by_its_words_in_another_form(library: Session) -> None:
    assert "secret-fees" in slugs(library, "foreign parcel fee")
    assert slugs(library, "zeppelin") == set()


def test_a_phrase_is_found_as_a_phrase(library: Session) -> None:
    assert slugs(library, '"published tariff"') == {"secret-fees"}
    assert slugs(library, '"tariff published"') == set()


@pytest.mark.parametrize(
    "query", ['"', "AND OR NOT", "a* ^b", "title:x", "(", "'; DROP TABLE", "\0", "NEAR(a b)", "&|!:*"]
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
