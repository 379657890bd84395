"""View models of what narrows a search: each value with how many it would leave, and what is chosen already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import Verdict
from app.storage.search import FacetCount, Facets
from app.web.reading.language import own, sentence, spoken, told, word
from app.web.reading.searching import KINDS

STANCES = {
    "counters": sentence("evidence against"),
    "supports": sentence("evidence for"),
    "context": sentence("evidence as context"),
}
HEADINGS = {
    "kind": sentence("What"),
    "agency": sentence("Agency"),
    "topic": sentence("Topic"),
    "verdict": sentence("Our verdict"),
    "stance": sentence("With"),
    "year": sentence("Captured in"),
}
OFFERED = 8


@dataclass(frozen=True, slots=True)
class FacetView:
    """What one facet offers: (words, address, number). `rest` are the less frequent ones, to be unfolded."""

    heading: str
    values: list[tuple[str, str, int]]
    rest: list[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class ChosenView:
    """What narrows a search already, and the address without it."""

    heading: str
    words: str
    without: str


def facet_views(counts: Iterable[FacetCount], facets: Facets, url: Callable[..., str]) -> list[FacetView]:
    """Offer every facet that is not chosen yet, its values by how many they would leave; years the newest first."""
    rows = list(counts)
    views = []
    for name, heading in HEADINGS.items():
        found = [row for row in rows if row.facet == name]
        if not found or _is_chosen(name, facets):
            continue
        if name == "year":
            found.sort(key=lambda row: row.value, reverse=True)
        values = [(_words(row), url(**_narrowing(row)), row.number) for row in found]
        views.append(FacetView(told(heading), values[:OFFERED], values[OFFERED:]))
    return views


def chosen_views(counts: Iterable[FacetCount], facets: Facets, url: Callable[..., str]) -> list[ChosenView]:
    """Say what is chosen; a name is told where anything was found under it, else its address."""
    titles = {(row.facet, row.value): _words(row) for row in counts}
    views = []
    for name, value in facets._asdict().items():
        if not value:
            continue
        heading = HEADINGS.get(name, sentence("Captured since") if name == "since" else sentence("Captured until"))
        row = FacetCount(name, value, None, 0)
        words = spoken(PartialDate.parse(value)) if name not in HEADINGS else titles.get((name, value), _words(row))
        views.append(ChosenView(told(heading), words, url(**{name: None})))
    return views


def _is_chosen(name: str, facets: Facets) -> bool:
    return bool(facets.since and facets.since == facets.until) if name == "year" else bool(getattr(facets, name))


def _narrowing(row: FacetCount) -> dict[str, str]:
    return {"since": row.value, "until": row.value} if row.facet == "year" else {row.facet: row.value}


def _words(row: FacetCount) -> str:
    if row.facet == "kind":
        return told(KINDS[row.value])
    if row.facet == "verdict":
        return word(Verdict(row.value).label, "verdict")
    return told(STANCES.get(row.value, row.value)) if row.facet == "stance" else own(row.title or row.value)
