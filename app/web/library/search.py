"""Search: what was asked for, what was found, and what narrows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import render_template, request, url_for

from app.domain.sentences import Sentence
from app.domain.spelling import respelt
from app.feeds.registry import search_alternates
from app.storage.search import GATE, Counts, Facets, Hit, Segment, count, newest, search, terms_of, words_like
from app.web.databases import library
from app.web.library.facets import chosen_views, facet_views
from app.web.library.lists import cut
from app.web.reading.addresses import record_url
from app.web.reading.paging import LARGEST, number_of
from app.web.reading.searching import LONGEST_QUERY, asked_for, asked_values

SHOWN = 20
LAST_PAGE = 50
NO_PAGE = Sentence("A search has pages 1 to %(last)s; begin again at the first, or narrow the search.", last=LAST_PAGE)
QUOTED = {"pair", "safeguard", "concern"}
BREAK = re.compile(r"\s*\n\s*\n\s*")


class Asked(NamedTuple):
    """What a search is for, as its address holds it."""

    query: str
    facets: Facets

    @property
    def values(self) -> dict[str, str]:
        """The parts of the address."""
        return asked_values(self.query, self.facets)

    def url(self, **changes: Any) -> str:
        """Return the address of the same search with another part; a part that is None is left out."""
        return url_for("library.search", **{**self.values, **changes})


@dataclass(frozen=True, slots=True)
class HitView:
    """One thing that was found."""

    kind: str
    url: str
    agency: str | None
    at: str
    quoted: bool
    title: list[Segment]
    excerpt: list[Segment]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """A page of what was found. `ranked` tells whether the best are first; else the newest are."""

    hits: list[HitView]
    first: int
    ranked: bool
    better: str | None
    more: str | None


def show() -> str:
    """Show what holds the words that were asked for, and how it parts by facet."""
    asked = Asked(*asked_for())
    counts = count(library(), *asked)
    looked = bool(asked.values)
    results = _results(asked, counts) if looked and counts.total else None
    meant = _meant(asked) if looked and not counts.total else None
    return render_template(
        "library/search.html",
        query=asked.query,
        longest=LONGEST_QUERY,
        given=asked.facets._asdict(),
        looked=looked,
        total=counts.total,
        uncounted=counts.more,
        among=counts.among,
        gate=GATE,
        results=results,
        meant=meant,
        meant_url=asked.url(q=meant) if meant else None,
        unnarrowed=url_for("library.search", q=asked.query) if any(asked.facets) and asked.query else None,
        facets=facet_views(counts.facets, asked.facets, asked.url),
        chosen=chosen_views(counts.facets, asked.facets, asked.url),
        follow=[(one.path, one.format) for one in search_alternates(asked.values)] if looked else [],
    )


def _results(asked: Asked, counts: Counts) -> ResultsView:
    """Rank what was found; what is too common for that, or has no words to rank by, is shown by its age."""
    ranked = bool(terms_of(asked.query)) and not counts.more
    if not ranked:
        after = number_of(request.args.get("after"), largest=LARGEST)
        found = newest(library(), *asked, SHOWN + 1, after)
        more = asked.url(after=found[SHOWN - 1].number) if len(found) > SHOWN else None
        return ResultsView([_hit(one) for one in found[:SHOWN]], 1, ranked, None, more)
    page = number_of(request.args.get("page"), NO_PAGE, LAST_PAGE) or 1
    found = search(library(), *asked, SHOWN + 1, (page - 1) * SHOWN)
    return ResultsView(
        hits=[_hit(one) for one in found[:SHOWN]],
        first=(page - 1) * SHOWN + 1,
        ranked=ranked,
        better=asked.url(page=page - 1 if page > 2 else None) if page > 1 else None,  # noqa: PLR2004  # the first has no number
        more=asked.url(page=page + 1) if len(found) > SHOWN and page < LAST_PAGE else None,
    )


def _meant(asked: Asked) -> str | None:
    """Return the query as it may have been meant, where nothing holds it as it is spelt."""
    terms = terms_of(asked.query)
    return respelt(asked.query, words_like(library(), terms)) if terms else None


def _hit(one: Hit) -> HitView:
    return HitView(
        kind=one.kind,
        url=record_url(one.kind, one.slug),
        agency=one.agency if one.kind != "agency" else None,
        at=one.at,
        quoted=one.kind in QUOTED,
        title=one.title,
        excerpt=_excerpt(one.excerpt),
    )


def _excerpt(parts: list[Segment]) -> list[Segment]:
    """Put an excerpt in one paragraph; without a marked word it is the record's opening, cut at a word."""
    told = [Segment(BREAK.sub(" · ", part.text), part.marked) for part in parts]
    if any(part.marked for part in told):
        return told
    opening = cut("".join(part.text for part in told))
    return [Segment(opening, marked=False)] if opening else []
